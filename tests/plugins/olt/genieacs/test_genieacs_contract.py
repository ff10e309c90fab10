"""GenieACS keeps the OLT family's contract."""

import pytest

from genieacs_by_hand import seed_genieacs, state_of_genieacs
from isp_integrations.core.errors import Unavailable
from isp_integrations.plugins.olt.genieacs.sandbox import GenieAcsSandbox
from isp_integrations.testing.http_contract import HttpWorld
from isp_integrations.testing.olt import OltContract, Seed


class TestGenieAcsContract(OltContract[GenieAcsSandbox]):
    """The family's suite on GenieACS's fake."""

    platform = "genieacs"

    def seed(self, fake: GenieAcsSandbox) -> Seed:
        return seed_genieacs(fake)

    def state(self, fake: GenieAcsSandbox) -> object:
        return state_of_genieacs(fake)

    def test_a_write_lost_with_the_network_is_resumed_when_it_is_back(
        self, write: str, world: HttpWorld[Seed]
    ) -> None:
        """A Wi-Fi order's first task only reads; what is lost there is told as not done, and asked again."""
        if write != "configure_wifi":
            super().test_a_write_lost_with_the_network_is_resumed_when_it_is_back(write, world)
            return
        before, once = self._states_around(write)
        self.prepare(world, write)
        world.cable.cut_after = "POST devices/*/tasks"
        with pytest.raises(Unavailable):
            world.call(write)
        assert self.state(world.fake) == before
        world.cable.mend()
        assert world.means_well(write)
        assert self.state(world.fake) == once
