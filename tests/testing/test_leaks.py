"""Looking for people in recorded files."""

from datetime import date
from pathlib import Path

import pytest

from isp_integrations.testing.leaks import age_report, scan_for_leaks

RECORDED = Path(__file__).parents[1] / "cassettes"


def test_no_recorded_file_of_this_repository_shows_a_person_or_a_secret() -> None:
    assert list(RECORDED.rglob("*.yaml"))
    assert scan_for_leaks(RECORDED) == ()


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("doc: 529.982.247-25", "cpf"),
        ("uri: http://x.invalid/a?documento=52998224725", "cpf"),
        ("id: '11222333000181'", "cnpj"),
        ("id: 12.ABC.345/01DE-35", "cnpj"),
        ("linha: '11961234567'", "msisdn"),
        ("texto: ligue (11) 96123-4567", "msisdn"),
        ("chip: '8955060000000000012'", "iccid"),
        ("contato: fulana@provedor.com.br", "email"),
        ("cabecalho: Bearer abcdef123", "secret"),
        ("codigo: LPA:1$smdp.operadora.example$ABC", "secret"),
        ("a: {senha: abc}", "secret"),
        ("chave_acesso: 5a5a", "secret"),
        ("a: [{titular: Fulana}]", "name"),
        ("data_nascimento: '1984-05-06'", "birth_date"),
        ('{"token": "abc"}', "secret"),
        ('{"sent": "a"}\n{"token": "abc"}', "secret"),
    ],
)
def test_what_was_not_scrubbed_is_found_and_not_repeated(tmp_path: Path, written: str, what: str) -> None:
    file = tmp_path / "sub" / "recorded.yaml"
    file.parent.mkdir()
    file.write_text(written)
    found = scan_for_leaks(tmp_path)
    assert {leak.what for leak in found} == {what}
    assert {leak.file for leak in found} == {file}
    assert not any(value in repr(found) for value in ("Fulana", "5299", "96123", "fulana", "abcdef"))


def test_a_single_file_may_be_looked_through(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Linha 11961234567\n")
    assert [leak.where for leak in scan_for_leaks(file)] == ["linha 1"]


def test_files_are_told_with_their_origin_and_age_the_oldest_first(tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text("origin: live\nrecorded: '2026-11-20'\n")
    (tmp_path / "old.yaml").write_text("origin: sandbox\nrecorded: '2026-01-20'\n")
    (tmp_path / "bare.yaml").write_text("interactions: []\n")
    told = [(age.file.name, age.origin, age.days) for age in age_report(tmp_path, today=date(2026, 11, 22))]
    assert told == [("bare.yaml", "", None), ("old.yaml", "sandbox", 306), ("new.yaml", "live", 2)]
