"""Machine 5.4 explored on Saber+'s sandbox: events, manual actions, faults and hands in its panel, in any order."""

from typing import ClassVar

from hypothesis import HealthCheck, settings

from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from sva_life import SvaLife
from sva_makers import CPF


class SaberMaisLife(SvaLife):
    platform: ClassVar[str] = "saber_mais"

    def __init__(self) -> None:
        super().__init__()
        self.fake = SaberMaisSandbox()

    def shown(self) -> SvaUserStatus:
        found = self.fake.directory.named(CPF.value)
        assert found is not None
        return SvaUserStatus(found.status)

    def set_by_hand(self, status: SvaUserStatus) -> None:
        self.fake.directory.named(CPF.value).status = status


TestSaberMaisLife = SaberMaisLife.TestCase
TestSaberMaisLife.settings = settings(
    max_examples=60,
    stateful_step_count=12,
    deadline=None,  # a step opens a client, which takes as long as the machine is busy
    suppress_health_check=[HealthCheck.too_slow],
)
