"""NextBilling keeps the VoIP family's contract."""

from isp_integrations.plugins.voip.nextbilling.sandbox import NextBillingSandbox
from isp_integrations.testing.voip import Seed, VoipContract
from voip_seed import seed_pabx, state_of


class TestNextBillingContract(VoipContract[NextBillingSandbox]):
    """The family's suite on NextBilling's fake."""

    platform = "nextbilling"

    def seed(self, fake: NextBillingSandbox) -> Seed:
        return seed_pabx(fake.pabx)

    def state(self, fake: NextBillingSandbox) -> object:
        return state_of(fake.pabx)
