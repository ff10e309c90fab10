"""The contract of the OLT family as tests: a platform's plugin that passes them keeps what hosts are promised.

A plugin author inherits one of the two suites, the terminal's for a command line or TL1, and says three things: what
the fake holds, how to compare it, and what the equipment prints when it is busy or uncalled for::

    from isp_integrations.testing.olt import OltTerminalContract, Seed

    class TestExemploContract(OltTerminalContract[ExemploOlt]):
        platform = "exemplo"                                   # the entry point's name
        busy = "Failure: System is busy"
        alarm = "  ! 12[2026-01-31 10:20:30]: ALARM NAME : LOS\\n  --- END"

        def seed(self, fake):                                  # after `Exemplo.sandbox()`
            return Seed(onu=..., waiting=..., spare=..., connection=..., template=...)

        def state(self, fake):                                 # whatever a doubled order would change
            return [(onu.serial, onu.number, onu.vlan) for onu in fake.onus]

The tests themselves are in :mod:`.contract`, :mod:`.terminal_contract` and :mod:`.http_contract`, and what they ask
in :mod:`.olt_cases`.
"""

from typing import TypeVar

from isp_integrations.core.olt.models import OnuState
from isp_integrations.core.sandbox import FakeEquipment, FakePlatform
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.testing.calling import Caller
from isp_integrations.testing.http_contract import HttpContract, HttpWorld
from isp_integrations.testing.olt_cases import OLT_CASES
from isp_integrations.testing.olt_cases import Seed as Seed
from isp_integrations.testing.terminal_contract import TerminalContract

SUITE_VERSION = 2
"""Rises with every new demand, so that a plugin can say which contract it passed."""

E = TypeVar("E", bound=FakeEquipment)
F = TypeVar("F", bound=FakePlatform)


class OltContract(HttpContract[F, Seed]):
    """For platforms over HTTP. Inherit it, set `platform`, and override `seed` and `state`."""

    cases = OLT_CASES

    def test_an_expired_token_under_a_write_never_doubles_it(self, write: str, world: HttpWorld[Seed]) -> None:
        if write != "clean_up_onu":
            super().test_an_expired_token_under_a_write_never_doubles_it(write, world)
            return
        before = self.state(world.fake)
        self.prepare(world, write)
        world.script.add(Fault(kind=FaultKind.EXPIRED_TOKEN, on="POST *"))
        assert world.call(write).value.applied, "told as undone, and it was not"
        assert self.state(world.fake) == before


class OltTerminalContract(TerminalContract[E, Seed]):
    """For command lines and TL1. Inherit it, set `platform`, `busy` and `alarm`, and override `seed` and `state`."""

    cases = OLT_CASES

    def live(self, caller: Caller, seed: Seed) -> None:
        """See `TerminalContract`: an ONU is found, provisioned and, where the platform can, deleted."""
        found = {onu.serial for onu in caller.call("list_unprovisioned")}
        assert seed.waiting.serial in found
        service = {"connection": seed.connection, "template": seed.template}
        onu = caller.call("provision_onu", onu=seed.waiting, **service).value.onu
        assert onu.admin_state is OnuState.PROVISIONED
        if "delete_onu" in caller.client.session.platform.operations:
            assert caller.call("delete_onu", onu=onu).value.onu.admin_state is OnuState.REMOVED
