"""The demo: what it does to the platform, what it shows, and when it says that something is wrong."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from isp_integrations.cli import demo, main, seeding
from isp_integrations.core.mvno.models import LineStatus, PortabilityStatus
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS, ContelSandbox

LOUD = """
import logging, sys
logging.basicConfig(level=1)
from isp_integrations.cli import main
sys.exit(main(["demo", "--orders"]))
"""


def data(name: str) -> Any:
    return json.loads((demo.data_folder() / name).read_text(encoding="utf-8"))


def rows(table: str) -> Any:
    return data("ixc-export.json")[table]["registros"]


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> dict[str, ContelSandbox]:
    """The fakes that the demo makes, by integration."""
    made: dict[str, ContelSandbox] = {}
    real = seeding.fake_for

    def keep(integration: Any, *rest: Any) -> ContelSandbox:
        made[integration.id] = real(integration, *rest)
        return made[integration.id]

    monkeypatch.setattr(seeding, "fake_for", keep)
    return made


def test_every_order_of_the_example_ends_as_its_file_says(printed: Callable[[], Any]) -> None:
    assert main(["demo", "--orders", "--json"]) == 0
    report = printed()
    assert report["as_expected"] is True
    asked = data("pedidos.json")["orders"]
    assert [done["order"] for done in report["outcomes"]] == [order["id"] for order in asked]
    for done, order in zip(report["outcomes"], asked, strict=True):
        got = {
            "outcome": done["outcome"],
            "rules": [rule["rule_id"] for rule in done["rules"]],
            "warnings": [rule["rule_id"] for rule in done["warnings"]],
            "events": [event["event"] for event in done["events"]],
        }
        assert got == order["expect"], order["id"]


def test_the_platform_ends_as_the_orders_ask(fakes: dict[str, ContelSandbox]) -> None:
    assert main(["demo", "--orders", "--json"]) == 0
    network = fakes["1"].network
    owner = {row["id"]: re.sub(r"\W", "", row["cnpj_cpf"]) for row in rows("cliente")}
    sim = {row["id"]: row["simcard"].rstrip("F") for row in rows("linha_mvno")}

    def line(key: str) -> Any:
        return network.by_iccid(sim[key])

    assert line("1").holder.tax_id == owner["3"]
    assert line("2").plan.code == "12"
    assert line("6").holder.tax_id == owner["1"]
    assert line("19").holder.tax_id == owner["1"]
    assert line("36").status is LineStatus.ACTIVE
    assert (line("36").plan.code, [made.plan.code for made in line("36").top_ups]) == ("12", ["12"])
    assert line("37") is None
    orders = {order["id"]: order for order in data("pedidos.json")["orders"]}
    assert network.by_iccid(orders["S01"]["new_iccid"]) is not None
    ported = network.by_iccid(orders["A01"]["iccid"])
    assert ported is not None
    assert ported.portability is not None
    assert (ported.msisdn, ported.portability.status) == (
        orders["A01"]["port_in"]["number"],
        PortabilityStatus.COMPLETED,
    )
    assert network.by_iccid(orders["A02"]["iccid"]) is None


def test_a_line_of_another_account_is_transferred_on_that_account(fakes: dict[str, ContelSandbox]) -> None:
    assert main(["demo", "--orders", "--json"]) == 0
    [only] = fakes["3"].network.lines
    assert only.contract_id == "200"
    assert all(line.iccid != only.iccid for line in fakes["1"].network.lines)


def test_the_table_tells_rules_events_and_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--orders"]) == 0
    shown = capsys.readouterr()
    for told in ("MVNO-TRANSFER-PRE-2", "BillingOwnerChanged", "✔ feito", "✖ recusado", "(11) *****-0001"):
        assert told in shown.out
    assert re.search(r"64 pedidos \(feito: 22, recusado: 42\).*Como esperado: 64 de 64\.", shown.out)
    assert "T01 troca de titularidade" in shown.err


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("outcome", "refused"),
        ("rules", ["MVNO-TRANSFER-1"]),
        ("warnings", []),
        ("events", ["LineHolderUpdated", "LineContractChanged", "BillingOwnerChanged"]),
    ],
)
def test_an_outcome_other_than_the_expected_one_is_named(
    field: str, wrong: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(tmp_path, monkeypatch, "T11", lambda order: order["expect"].update({field: wrong}))
    assert main(["demo", "--orders"]) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("diferente do esperado")]
    assert len(told) == 1
    assert told[0].startswith(f"diferente do esperado: T11: {field}: esperado ")


def test_broken_example_data_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(tmp_path, monkeypatch, "T11", lambda order: order.pop("line"))
    assert main(["demo", "--orders"]) == 2
    assert "pedidos.json: pedido T11: line: obrigatório" in capsys.readouterr().err


def tamper(folder: Path, monkeypatch: pytest.MonkeyPatch, key: str, change: Callable[[Any], object]) -> None:
    """Let the demo run on a copy of its data in which one order is changed."""
    orders = data("pedidos.json")
    change(next(order for order in orders["orders"] if order["id"] == key))
    (folder / "pedidos.json").write_text(json.dumps(orders), encoding="utf-8")
    (folder / "ixc-export.json").write_text(json.dumps(data("ixc-export.json")), encoding="utf-8")
    monkeypatch.setattr(demo, "data_folder", lambda: folder)


def secrets() -> Iterator[str]:
    """Everything in the demo's data that no screen and no log may show."""
    for row in rows("cliente"):
        bare = re.sub(r"\W", "", row["cnpj_cpf"])
        yield from (row["cnpj_cpf"], bare, row["razao"], row["email"], row["telefone_celular"])
        yield from filter(None, [re.sub(r"\D", "", row["telefone_celular"])])
    for row in rows("linha_mvno"):
        yield from (row["simcard"], row["msisdn"], row["numero_telefone"], row["link_esim"], row["numero_temporario"])
    for order in data("pedidos.json")["orders"]:
        yield from (order.get("new_iccid", ""), order.get("iccid", ""))
        yield from (value for name, value in order.get("port_in", {}).items() if name != "donor_operator")
    yield from CREDENTIALS.values()


def test_as_a_process_it_shows_nobodys_data_even_with_every_log_on() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOUD],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    shown = ran.stdout + ran.stderr
    assert "isp_integrations.http" in shown
    hidden = [secret for secret in secrets() if secret]
    assert len(hidden) > 150
    assert [secret for secret in hidden if secret in shown] == []
    assert re.search(r"sandbox0{20}", shown) is None


def test_the_module_runs_as_a_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "isp_integrations.cli", "demo", "--orders", "--json"],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["as_expected"] is True
