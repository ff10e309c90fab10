"""`check`: what of a real account fits, told by operation and path, never by value."""

from collections.abc import Callable
from typing import Any

import pytest

from cli.conftest import Rig
from isp_integrations.cli import main
from isp_integrations.core.record import IntegrationRecord, change_record
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.sandbox.faults import Fault, FaultKind


def check(rig: Rig, *options: str) -> int:
    return main(["check", "--integration", str(rig.record), *options])


def test_an_account_whose_answers_fit_passes_and_nothing_is_written(rig: Rig, printed: Callable[[], Any]) -> None:
    assert check(rig, "--json") == 0
    found = {each["operation"]: each for each in printed()["checked"]}
    assert {name: each["result"] for name, each in found.items()} == {
        "test_connection": "ok",
        "list_plans": "ok",
        "list_sim_cards": "ok",
        "list_subscribers": "unsupported",
        "list_lines": "ok",
        "list_donor_operators": "ok",
        "get_reseller_balance": "ok",
    }
    assert found["list_lines"]["evidence"] == "observed"
    assert {path for method, path in rig.script.served if method == "POST"} == {"auth/token"}


def test_only_the_first_page_of_the_lines_is_read(rig: Rig) -> None:
    rig.fake.page_size = 5
    assert check(rig, "--json") == 0
    assert [path for _, path in rig.script.served].count("linhas/listar") == 1


def test_an_answer_that_does_not_fit_is_told_by_path_and_hurts_no_other(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.fake.network.plans["11"] = type(
        "Odd", (), {"code": "11", "name": ["x"], "price": 0, "minutes": 1, "sms": 1}
    )()
    assert check(rig) == 1
    shown = capsys.readouterr().out
    assert "$.data[0].plano" in shown
    assert shown.count("falhou") == 1


def test_a_platform_that_is_down_fails_every_operation(rig: Rig, printed: Callable[[], Any]) -> None:
    rig.script.add(Fault(kind=FaultKind.STATUS, status=400, times=1000))
    assert check(rig, "--json") == 1
    assert {each["result"] for each in printed()["checked"]} == {"failed", "unsupported"}


def test_refused_credentials_are_told_and_not_shown(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    record = IntegrationRecord.from_json(rig.record.read_text(encoding="utf-8"))
    wrong = {"chave_acesso": "segredo-um", "chave_acesso_franquia": "segredo-dois"}
    changed = change_record(record, Contel, vault=Vault([rig.key]), credentials=wrong)
    rig.record.write_text(changed.to_json(), encoding="utf-8")
    assert check(rig, "--json") == 1
    shown = capsys.readouterr()
    assert "AuthenticationFailed" in shown.out
    assert "segredo" not in shown.out + shown.err


def test_no_value_of_the_account_is_shown(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(rig) == 0
    shown = capsys.readouterr()
    for line in rig.fake.network.lines:
        for value in (line.msisdn, line.iccid, line.holder.name, line.holder.tax_id):
            assert not value or value not in shown.out + shown.err
    assert f"{rig.fake.network.balance:.2f}" not in shown.out
