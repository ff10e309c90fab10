"""Every operation of TIP Brasil and TIP Tá Telecom on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mvno/test_tip_cassettes.py`.
"""

from isp_integrations.plugins.mvno.tip.sandbox import CREDENTIALS, TipSandbox
from isp_integrations.plugins.mvno.tip.wire import TOKEN_PARAMETER
from isp_integrations.testing.mvno import Seed
from testing.cassette_story import CASSETTES, CassetteStory
from testing.tip_seed import seed_tip


class TestTipBrasilCassettes(CassetteStory[TipSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "tip_brasil"
    contract = "tip 2026-04"

    def make_fake(self) -> TipSandbox:
        return TipSandbox()

    def seed(self, fake: TipSandbox) -> Seed:
        return seed_tip(fake)

    def test_no_cassette_tells_the_token(self) -> None:
        texts = {file.name: file.read_text("utf-8") for file in (CASSETTES / self.platform).glob("*.yaml")}
        assert [name for name, text in texts.items() if CREDENTIALS[TOKEN_PARAMETER] in text] == []
        assert [name for name, text in texts.items() if f"{TOKEN_PARAMETER}=" not in text] == []


class TestTipTaTelecomCassettes(TestTipBrasilCassettes):
    """The same software at another address."""

    platform = "tip_ta_telecom"
