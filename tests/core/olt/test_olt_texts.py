"""The forms of texts: octets, signs, and what no command line may ever hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isp_integrations.core.olt.texts import GENERAL, QUOTED, TL1, WORD, TextField, TextForm


@pytest.mark.parametrize(
    ("signs", "refused"), [(WORD, " '\"`\\?;|\n"), (QUOTED, "'\"`\\?;|\t"), (TL1, ",;:='\"`\\?|\r")]
)
def test_a_class_of_signs_never_holds_a_delimiter(signs: str, refused: str) -> None:
    form = TextForm(longest=8, signs=signs)
    assert [sign for sign in refused if form.complaint(f"a{sign}b") is None] == []
    assert form.complaint("aB9-_@./") is None


@pytest.mark.parametrize("text", [" Casa", "Casa ", " "])
def test_what_is_typed_has_no_blank_at_its_ends(text: str) -> None:
    typed = TextForm(longest=64, signs=QUOTED, trimmed=True)
    assert typed.complaint(text) == "não pode começar nem terminar com espaço"
    assert TextForm(longest=64, signs=QUOTED).complaint(text) is None
    assert typed.complaint("Casa da  Fulana") is None


@given(st.text(min_size=1, max_size=80))
def test_no_form_lets_a_control_character_or_too_many_octets_through(text: str) -> None:
    for form in GENERAL.values():
        if form.complaint(text) is None:
            assert text.isprintable() or not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in text)
            assert len(text.encode()) <= form.longest


@given(st.text(min_size=1, max_size=40))
def test_what_passes_as_tl1_cannot_end_or_split_a_command(text: str) -> None:
    if TextForm(longest=64, signs=TL1).complaint(text) is None:
        assert not set(text) & set(';,:=\r\n\t"')


def test_every_kind_of_text_has_a_general_form() -> None:
    assert set(GENERAL) == set(TextField)
    assert GENERAL[TextField.WIFI_PASSWORD].complaint("1234567") == "deve ter de 8 a 63 bytes"
    assert GENERAL[TextField.SSID].complaint("rede não é ASCII") is None
