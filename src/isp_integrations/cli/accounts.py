"""The accounts that a job may use, from the integrations that the host has registered."""

from collections.abc import Iterable
from typing import cast

from isp_integrations.cli.tasks import Account
from isp_integrations.core import registry
from isp_integrations.core.erp.models import Integration
from isp_integrations.core.errors import PlatformNotAvailable
from isp_integrations.core.mvno.hookspecs import MvnoSpec

FAMILY = "mvno"


def spec_of(platform: str) -> type[MvnoSpec]:
    """The plugin class of a mobile platform."""
    return cast("type[MvnoSpec]", registry.load(FAMILY, platform))


def closed_accounts(integrations: Iterable[Integration]) -> dict[str, Account]:
    """An account per integration, not open: enough to judge its orders."""
    return {found.id: _closed(found.platform) for found in integrations}


def _closed(platform: str) -> Account:
    try:
        return Account(spec=spec_of(platform))
    except PlatformNotAvailable as refusal:
        return Account(refusal=refusal)
