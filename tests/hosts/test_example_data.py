"""The demo's data: what the script writes, plainly made up, covering every status and every transfer rule."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from isp_integrations.core.erp.models import AccessStatus, ContractStatus, ProductType
from isp_integrations.core.identifiers import Iccid, Msisdn, parse_tax_id
from isp_integrations.core.mvno.models import LineStatus, NumberType, PortabilityStatus
from isp_integrations.hosts.ixc_export import IxcExport

EXAMPLES = Path(__file__).parents[2] / "examples"
SYNTHETIC_TAX_IDS = re.compile(r"9999990.*|99999999.*|SY9NTH3T.*")


def load(name: str) -> Any:
    return json.loads((EXAMPLES / "data" / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_data", EXAMPLES / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def export() -> IxcExport:
    return IxcExport.read(load("ixc-export.json"))


@pytest.fixture(scope="module")
def orders() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load("pedidos.json")["orders"]
    return found


def leaves(content: object) -> Iterator[object]:
    if isinstance(content, dict):
        for value in content.values():
            yield from leaves(value)
    elif isinstance(content, list):
        for value in content:
            yield from leaves(value)
    else:
        yield content


def test_the_files_are_what_the_script_writes(script: ModuleType) -> None:
    for name, text in script.files().items():
        assert (EXAMPLES / "data" / name).read_text(encoding="utf-8") == text


def test_every_value_of_the_export_is_a_text() -> None:
    assert {type(leaf) for leaf in leaves(load("ixc-export.json"))} == {str}


def test_only_the_rows_made_to_be_broken_have_problems(export: IxcExport) -> None:
    assert [(problem.record, problem.field) for problem in export.problems] == [
        ("cliente_contrato 211", "status_internet"),
        ("cliente_contrato 212", "status"),
        ("cliente 4", "cnpj_cpf"),
        ("linha_mvno 25", "status_linha"),
        ("linha_mvno 30", "status_portabilidade"),
        ("linha_mvno 39", "simcard"),
        ("linha_mvno 41", "esim"),
        ("linha_mvno 42", "data_agendamento"),
        ("linha_mvno 42", "api"),
        ("linha_mvno 42", "tipo_numero"),
        ("linha_mvno 42", "id_contrato"),
    ]


def test_people_numbers_and_sims_are_plainly_made_up(export: IxcExport) -> None:
    tax_ids = [customer.tax_id for customer in export.customers.values() if customer.tax_id]
    phones = [line.msisdn for line in export.lines.values() if line.msisdn]
    sims = [line.iccid for line in export.lines.values() if line.iccid]
    assert all(SYNTHETIC_TAX_IDS.fullmatch(tax_id.value) for tax_id in tax_ids)
    assert all(phone.national[2:8] == "900000" for phone in phones)
    assert all(sim.value.startswith("895599") and len(sim.value) == 19 for sim in sims)
    assert all((customer.email or "").endswith("@example.invalid") for customer in export.customers.values())
    assert len({sim.value for sim in sims}) == len(sims)
    assert len({phone.value for phone in phones}) == len(phones)


def test_every_status_of_the_tables_is_in_the_export(export: IxcExport) -> None:
    contracts = export.contracts.values()
    assert {contract.status for contract in contracts} == set(ContractStatus)
    assert {contract.access for contract in contracts} == set(AccessStatus)
    assert any(contract.reduced_speed for contract in contracts)
    assert {line.status for line in export.lines.values()} == set(LineStatus)
    assert {line.number_type for line in export.lines.values()} == set(NumberType)
    assert {line.portability.status for line in export.lines.values() if line.portability} == {
        PortabilityStatus.NONE,
        PortabilityStatus.PENDING,
        PortabilityStatus.COMPLETED,
        PortabilityStatus.REFUSED,
        PortabilityStatus.CANCELLED,
        PortabilityStatus.UNKNOWN,
    }
    types = {item.type for contract in contracts for item in contract.items}
    assert types == set(ProductType) - {ProductType.UNKNOWN}


def test_every_transfer_rule_that_an_order_can_break_is_broken_alone(orders: list[dict[str, Any]]) -> None:
    alone = {
        order["expect"]["rules"][0]
        for order in orders
        if order["kind"] == "transfer" and len(order["expect"]["rules"]) == 1
    }
    assert alone == {
        f"MVNO-TRANSFER-{rule}"
        for rule in ("PRE-1", "PRE-2", "PRE-3", "1", "2", "3", "4", "6", "7", "8", "9", "10", "11", "13")
    }


def test_the_line_and_port_in_rules_are_broken_once_each(orders: list[dict[str, Any]]) -> None:
    broken = [rule for order in orders if order["kind"] != "transfer" for rule in order["expect"]["rules"]]
    assert sorted(broken) == ["MVNO-LINE-5", "MVNO-LINE-6", "MVNO-LINE-7", "MVNO-PORT-1", "MVNO-PORT-2"]


def test_the_orders_name_what_the_export_holds(export: IxcExport, orders: list[dict[str, Any]]) -> None:
    assert len({order["id"] for order in orders}) == len(orders)
    for order in orders:
        not_registered = "MVNO-TRANSFER-PRE-2" in order["expect"]["rules"]
        assert order.get("line", "1") in export.lines or not_registered
        assert order.get("new_contract", "") in {"", *export.contracts}
        for person in ("new_holder", "customer"):
            assert order.get(person, "1") in export.customers


def test_identifiers_in_the_orders_are_valid(export: IxcExport, orders: list[dict[str, Any]]) -> None:
    used = {line.iccid for line in export.lines.values()}
    for order in orders:
        for field in ("new_iccid", "iccid"):
            if field in order:
                assert Iccid.parse(order[field]) not in used
        if port_in := order.get("port_in"):
            Msisdn.parse(port_in["number"])
        if other := order.get("port_in", {}).get("other_holder_tax_id"):
            parse_tax_id(other)


def test_a_holders_update_is_expected_exactly_where_the_holder_changes(
    export: IxcExport, orders: list[dict[str, Any]]
) -> None:
    for order in orders:
        if order["kind"] == "transfer" and order["expect"]["outcome"] == "done":
            another = export.contracts[order["new_contract"]].customer_id != export.lines[order["line"]].customer_id
            assert ("LineHolderUpdated" in order["expect"]["events"]) is another


def test_a_plan_change_is_expected_exactly_where_the_plan_differs(
    export: IxcExport, orders: list[dict[str, Any]]
) -> None:
    for order in orders:
        if order["kind"] == "transfer" and order["expect"]["outcome"] == "done":
            line = export.lines[order["line"]]
            plans = {
                item.platform_plan_code
                for item in export.contracts[order["new_contract"]].items
                if item.type is ProductType.MOBILE and item.integration_id == line.integration_id
            }
            assert ("LinePlanChanged" in order["expect"]["events"]) is (plans != {line.plan_code})
