"""The contract of the SVA family as tests: a platform's plugin that passes them keeps what hosts are promised.

A plugin author inherits the suite and says three things: what the fake holds, where it is, and how to compare it::

    from isp_integrations.testing.sva import Seed, SvaContract, host_user, new_user

    class TestExemploContract(SvaContract[ExemploSandbox]):
        platform = "exemplo"                                   # the entry point's name

        def seed(self, fake):                                  # after `Exemplo.sandbox()`
            fake.add_user("11144477735", package="A")
            ...
            return Seed(user=host_user("11144477735", A), withheld=..., other_package=B, new=new_user(A))

        def state(self, fake):                                 # whatever a doubled order would change
            return [(user.name, user.package, user.status) for user in fake.users]

A platform with interactive authorisation also says in the seed where its codes arrive (`code`); each client is then
authorised before anything else. The tests are in :mod:`.contract` and :mod:`.http_contract`, and what they
ask in :mod:`.sva_cases`.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import TypeVar

import attrs
import pytest

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.testing.contract import Open, World
from isp_integrations.testing.http_contract import HttpContract, HttpWorld
from isp_integrations.testing.sva_cases import CASES, SVA_CASES
from isp_integrations.testing.sva_cases import Seed as Seed
from isp_integrations.testing.sva_cases import host_user as host_user
from isp_integrations.testing.sva_cases import new_user as new_user

SUITE_VERSION = 1
"""Rises with every new demand, so that a plugin can say which contract it passed."""

F = TypeVar("F", bound=FakePlatform)


class SvaContract(HttpContract[F, Seed]):
    """Inherit it, set `platform`, and override `seed` and `state`; see the module's example."""

    cases = SVA_CASES

    def make_world(self, *, kind: str, credentials: Mapping[str, str] | None = None) -> HttpWorld[Seed]:
        """A client that is authorised, where the platform wants a person for that; unless the credentials are bad."""
        world = super().make_world(kind=kind, credentials=credentials)
        if not self._authorises():
            return world
        with suppress(ProviderRejected):
            authorise(world)
        before = world.sent()
        return attrs.evolve(world, sent=lambda: len(world.script.served) - before)

    def _authorises(self) -> bool:
        return "begin_authorization" in self._plugin().operations

    def test_a_declared_operation_works_and_any_other_is_refused_before_anything_is_sent(
        self, hook: str, world: World[Seed]
    ) -> None:
        if hook == "delete_user" and hook not in world.plugin.operations:
            done = world.call(hook)
            assert [event.kept_on_platform for event in done.events if event.name == "SvaUserRemoved"] == [True]
            return
        super().test_a_declared_operation_works_and_any_other_is_refused_before_anything_is_sent(hook, world)

    def test_an_expired_token_is_renewed_once_under_a_read(self, asked_read: str, open_world: Open) -> None:
        if not self._authorises():
            super().test_an_expired_token_is_renewed_once_under_a_read(asked_read, open_world)
            return
        world = open_world()
        self.prepare(world, asked_read)
        world.script.add(Fault(kind=FaultKind.EXPIRED_TOKEN))
        with pytest.raises(AuthenticationFailed, match="begin_authorization"):
            world.call(asked_read)
        authorise(world)
        assert world.means_well(asked_read)


def authorise(world: World[Seed]) -> None:
    """Have a code sent, and change it for an access."""
    for hook in ("begin_authorization", "complete_authorization"):
        world.caller.call(hook, **CASES[hook](world.seed, world))
