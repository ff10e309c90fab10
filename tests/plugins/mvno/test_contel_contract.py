"""Contel keeps the mobile family's contract."""

from decimal import Decimal

from isp_integrations.core.mvno.models import PortabilityStatus
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.testing.mvno import MvnoContract, Seed
from testing.contel_seed import seed_contel


class TestContelContract(MvnoContract[ContelSandbox]):
    """The family's suite on Contel's fake."""

    platform = "contel"

    def seed(self, fake: ContelSandbox) -> Seed:
        return seed_contel(fake)

    def state(self, fake: ContelSandbox) -> object:
        lines = [
            (
                line.msisdn,
                line.iccid,
                line.holder.name,
                line.plan and line.plan.code,
                line.status,
                line.contract_id,
                line.portability
                and (line.portability.number, line.portability.status is PortabilityStatus.CANCELLED),
                len(line.top_ups),
                line.expires_on,
            )
            for line in fake.network.lines
        ]
        return lines, len(fake.network.past), fake.network.balance, len(fake.network.stock)

    def impoverish(self, fake: ContelSandbox) -> bool:
        fake.network.balance = Decimal(0)
        return True
