"""The contract of the mobile family as tests: a platform's plugin that passes them keeps what hosts are promised.

A plugin author inherits the suite and says three things: what the fake holds, where it is, and how to compare it::

    from isp_integrations.testing.mvno import MvnoContract, Seed, host_line

    class TestExemploContract(MvnoContract[ExemploSandbox]):
        platform = "exemplo"                                   # the entry point's name

        def seed(self, fake):                                  # after `Exemplo.sandbox()`
            fake.add_line("11961234567", "8955060000000000012")
            ...
            return Seed(line=host_line("11961234567", "8955060000000000012", plan_code="P1"), ...)

        def state(self, fake):                                 # whatever a doubled order would change
            return [(line.number, line.status, line.top_ups) for line in fake.lines]

The tests themselves are in :mod:`.contract` and :mod:`.http_contract`, and what they ask in :mod:`.mvno_cases`.
"""

from typing import TypeVar

import pytest

from isp_integrations.core.errors import ProviderRejected, UnsupportedOperation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.testing.contract import REFUSALS
from isp_integrations.testing.http_contract import HttpContract, HttpWorld
from isp_integrations.testing.mvno_cases import MVNO_CASES, UNKNOWN_ICCID
from isp_integrations.testing.mvno_cases import Seed as Seed
from isp_integrations.testing.mvno_cases import host_line as host_line

SUITE_VERSION = 1
"""Rises with every new demand, so that a plugin can say which contract it passed."""

F = TypeVar("F", bound=FakePlatform)


class MvnoContract(HttpContract[F, Seed]):
    """Inherit it, set `platform`, and override `seed` and `state`; see the module's example."""

    cases = MVNO_CASES

    def impoverish(self, fake: F) -> bool:
        """Leave the reseller without balance; `False` where the platform keeps none."""
        return False

    def test_a_sim_that_the_platform_does_not_know_is_never_free(self, world: HttpWorld[Seed]) -> None:
        try:
            found = world.caller.call("find_sim", iccid=UNKNOWN_ICCID)
        except (*REFUSALS, UnsupportedOperation):
            return
        assert not found.available

    def test_an_empty_reseller_balance_refuses_what_costs(self, world: HttpWorld[Seed]) -> None:
        if not self.impoverish(world.fake):
            return
        before = self.state(world.fake)
        for hook in {"activate_line", "top_up"} & set(world.plugin.operations):
            with pytest.raises(ProviderRejected):
                world.call(hook)
        assert self.state(world.fake) == before
