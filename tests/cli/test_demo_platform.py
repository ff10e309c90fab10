"""`demo --platform`: one line's story on every platform, and when it says that something is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isp_integrations.cli import demo, main
from isp_integrations.cli.story import line

PLATFORMS = ("contel", "telecall", "tip_brasil", "tip_ta_telecom", "americanet", "braz_movel")
NAMED_ONLY = ("surf", "eai", "tgn")


def content() -> Any:
    return json.loads((demo.data_folder() / demo.LINE).read_text(encoding="utf-8"))


@pytest.fixture
def tampered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Put another content of the file in the example's place."""

    def put(other: Any) -> None:
        (tmp_path / demo.LINE).write_text(json.dumps(other), encoding="utf-8")
        monkeypatch.setattr(demo, "data_folder", lambda: tmp_path)

    return put


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_step_ends_as_the_file_says(platform: str, printed: Callable[[], Any]) -> None:
    status = main(["demo", "--platform", platform, "--json"])
    told = printed()
    assert told["surprises"] == []
    assert (status, told["platform"], told["as_expected"]) == (0, platform, True)
    file = content()
    apart = file["exceptions"].get(platform, {})
    for done, step in zip(told["steps"], file["steps"], strict=True):
        expect = apart.get(step["id"], step)["expect"]
        got = (done["step"], done["outcome"], [rule["rule_id"] for rule in done["rules"]])
        assert got == (step["id"], expect["outcome"], expect.get("rules", []))
        assert [event["event"] for event in done["events"]] == expect.get("events", [])


def test_the_table_tells_each_step_and_why_one_is_another_thing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--platform", "contel"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "15 passos. Como esperado: 15 de 15." in shown
    assert "MVNO-LINE-5: A plataforma não" in shown
    assert "MVNO-TRANSFER-1: A linha deve estar" in shown
    assert "não oferecida" in shown
    assert "BillingOwnerChanged" in shown


def test_nobody_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", "--platform", "telecall"])
    main(["demo", "--platform", "telecall", "--json"])
    told = "".join(capsys.readouterr())
    file = content()
    people = (file["customer"], file["new_holder"])
    private = [person[field] for person in people for field in ("legal_name", "tax_id", "email", "mobile_phone")]
    assert [value for value in [*private, file["port_in"]] if value in told] == []


@pytest.mark.parametrize(
    ("step", "expect", "told"),
    [
        ("swap_sim", {"outcome": "refused"}, "swap_sim: outcome: esperado refused, veio done"),
        ("refused_transfer", {"outcome": "refused", "rules": ["MVNO-TRANSFER-2"]}, "veio MVNO-TRANSFER-1"),
        ("cancel", {"outcome": "done", "events": []}, "cancel: events: esperado nada, veio LineStatusChanged"),
        ("report", {"outcome": "done"}, "report: found: esperado nada, veio billed_while_blocked"),
    ],
)
def test_a_step_that_ends_otherwise_is_named(
    step: str,
    expect: Any,
    told: str,
    tampered: Callable[[Any], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = content()
    next(each for each in other["steps"] if each["id"] == step)["expect"] = expect
    tampered(other)
    assert main(["demo", "--platform", "contel", "--json"]) == 1
    shown = capsys.readouterr()
    assert told in shown.err
    assert json.loads(shown.out)["as_expected"] is False


@pytest.mark.parametrize("platform", NAMED_ONLY)
def test_a_platform_known_by_name_only_says_what_to_ask(platform: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--platform", platform]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"isp-integrations: {platform}: nenhum formato é público. Peça ao fornecedor:")
    assert "OpenAPI" in line


def test_an_unknown_platform_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--platform", "nenhuma"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "Instaladas: americanet" in line


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"steps": []}, "steps: devem ser test_connection"),
        (
            {"exceptions": {"contel": {"voar": {"expect": {"outcome": "done"}, "reason": "x"}}}},
            "exceptions: passo desconhecido: voar",
        ),
        ({"port_in": "1133334444"}, "port_in"),
    ],
)
def test_a_broken_file_is_bad_input(
    change: Any, problem: str, tampered: Callable[[Any], None], capsys: pytest.CaptureFixture[str]
) -> None:
    tampered({**content(), **change})
    assert main(["demo", "--platform", "contel"]) == 2
    assert problem in capsys.readouterr().err


def test_every_exception_has_a_reason_and_differs_from_the_rule() -> None:
    file = line.Script.read(demo.data_folder() / demo.LINE)
    usual = {step.id: step.expect for step in file.steps}
    assert set(file.exceptions) <= set(PLATFORMS)
    for apart in file.exceptions.values():
        assert all(each.reason and each.expect != usual[step] for step, each in apart.items())


@pytest.mark.parametrize("platform", ["saber_mais", "smartolt", "ozmap", "nextbilling"])
def test_a_platform_without_mobile_lines_says_where_it_appears(
    platform: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--platform", platform]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert line.startswith(f"isp-integrations: {platform} não tem linhas móveis.")
    assert "isp-integrations demo" in line
