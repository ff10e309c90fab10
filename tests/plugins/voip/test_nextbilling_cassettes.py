"""Every operation of NextBilling on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/voip/test_nextbilling_cassettes.py`.
"""

from typing import Any

from isp_integrations.core.plain import to_plain
from isp_integrations.plugins.voip.nextbilling.sandbox import CREDENTIALS, NextBillingSandbox
from isp_integrations.testing.cassettes import Tape
from isp_integrations.testing.transcripts import TranscriptTape
from isp_integrations.testing.voip import Seed
from isp_integrations.testing.voip_cases import LINE_PASSWORD, PASSWORD, VOIP_CASES
from testing.cassette_story import CASSETTES, CassetteStory
from voip_seed import seed_pabx


class TestNextBillingCassettes(CassetteStory[NextBillingSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "nextbilling"
    contract = "nextbilling NV"
    cases = VOIP_CASES

    def make_fake(self) -> NextBillingSandbox:
        return NextBillingSandbox()

    def seed(self, fake: NextBillingSandbox) -> Seed:
        return seed_pabx(fake.pabx)

    def told(self, tape: Tape | TranscriptTape, result: Any) -> Any:
        """Scrubbed, a line's own `number` as the phone number that it is."""
        return super().told(tape, _with_phones(to_plain(result)))

    def test_no_cassette_holds_a_secret_of_the_path_or_a_password(self) -> None:
        texts = {file.name: file.read_text(encoding="utf-8") for file in (CASSETTES / "nextbilling").glob("*.yaml")}
        secrets = (CREDENTIALS["token"], CREDENTIALS["chave"], PASSWORD, LINE_PASSWORD, "sandbox-0000")
        assert {name for name, text in texts.items() if any(secret in text for secret in secrets)} == set()
        assert all("/api/" not in text or "/SCRUBBED/SCRUBBED" in text for text in texts.values())


def _with_phones(plain: Any) -> Any:
    if isinstance(plain, list):
        return [_with_phones(value) for value in plain]
    if not isinstance(plain, dict):
        return plain
    phone = "phone" if "subscriber_id" in plain else "number"
    return {phone if name == "number" else name: _with_phones(value) for name, value in plain.items()}
