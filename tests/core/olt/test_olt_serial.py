"""GPON serials in both forms, and everything that is none."""

import pytest

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.plain import from_plain, to_plain


@pytest.mark.parametrize(
    "text",
    [
        "HWTC1A2B3C4D",
        "hwtc1a2b3c4d",
        "HWTC-1A2B3C4D",
        "HWTC:1A2B3C4D",
        "485754431A2B3C4D",
        "485754431a2b3c4d",
        " HWTC1A2B3C4D ",
    ],
)
def test_every_form_of_a_serial_is_the_same_serial(text: str) -> None:
    assert OnuSerial.parse(text).value == "HWTC1A2B3C4D"


def test_the_two_forms_and_the_maker_are_told() -> None:
    serial = OnuSerial.parse("ZTEGC0FFEE01")
    assert (serial.vendor, serial.hex) == ("ZTEG", "5A544547C0FFEE01")
    assert OnuSerial.parse(serial.hex) == serial


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "HWTC1A2B3C4", "HWTC1A2B3C4D5", "HW1C1A2B3C4D", "HWTC1A2B3C4G", "0000000000000000",
        "48575443 1A2B3C4D", "HWTC1A2B3C4D\n", "HWTC 1A2B3C4D", "HWTC1A2B3C4D;reboot", "AA:BB:CC:DD:EE:FF",
        "HWTÇ1A2B3C4D", "١٢٣٤1A2B3C4D", None, 485754431, b"HWTC1A2B3C4D",
    ],
)  # fmt: skip
def test_what_is_no_serial_is_refused_without_quoting_it(text: object) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        OnuSerial.parse(text)
    assert refused.value.kind == "serial da ONU"
    assert not text or str(text).strip() not in str(refused.value) or not str(text).strip()


def test_a_serial_never_shows_itself_and_is_plain_text_in_json() -> None:
    serial = OnuSerial.parse("HWTC1A2B3C4D")
    assert "1A2B" not in repr(serial) + str(serial)
    assert serial.masked() == "HWTC******4D"
    assert to_plain(serial) == "HWTC1A2B3C4D"
    assert from_plain(OnuSerial, "485754431A2B3C4D") == serial
