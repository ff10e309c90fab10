"""Saber+ (Click Sistemas): users known by CPF, one package each, behind one token without expiry.

What two ERPs document of its behaviour is here and in the family's rules; how it is spoken to is not public, so every
call is of the ASSUMED wire. A package is changed by deleting and creating, for phone and password are all that can be
edited; sending credentials again is not among what the ERPs offer.
"""

from typing import ClassVar

import attrs

from isp_integrations.core.http import HttpRequest
from isp_integrations.core.platform import CredentialField
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.plugins.sva.assumed import exchanges as assumed
from isp_integrations.plugins.sva.saber_mais import wire as w


class SaberMais(SvaSpec):
    """Saber+: one integration per host, name, CPF and mobile phone of every customer, creation that is final."""

    key = "saber_mais"
    title = "Saber+"
    credential_fields = (CredentialField(name="token", label="Token"),)
    wire = w.BOOK
    single_integration: ClassVar[bool] = True

    activate_user = assumed.activate_user
    block_user = assumed.block_user
    create_user = assumed.create_user
    deactivate_user = assumed.deactivate_user
    delete_user = assumed.delete_user
    edit_user = assumed.edit_user
    get_user = assumed.get_user
    list_packages = assumed.list_packages
    list_users = assumed.list_users
    test_connection = assumed.test_connection

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic users."""
        from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox  # noqa: PLC0415  rarely wanted

        return SaberMaisSandbox()

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the provider's token, which never expires; that it travels so is ASSUMED."""
        bearer = f"Bearer {self.account.credentials['token']}"
        return attrs.evolve(request, headers=(*request.headers, ("Authorization", bearer)))
