"""A whole IXC export: paged or bare lists, links between the tables, and every problem collected."""

import pytest

from isp_integrations.core.errors import InvalidRecord
from isp_integrations.hosts.ixc_export import IxcExport

LINE = {"id": "17", "api": "A", "id_contrato": "101", "status_linha": "A", "tipo_numero": "1"}
CONTRACT = {"id": "101", "id_cliente": "1", "status": "A", "status_internet": "A", "id_vd_contrato": "70"}
CUSTOMER = {"id": "1", "razao": "Aurora Exemplo", "cidade": "3550", "uf": "26"}
ITEM = {"id": "1", "id_contrato": "101", "id_produto": "501", "tipo": "SMP"}
PLAN = {"id": "1", "ativo": "S", "id_produto_ixc": "501", "id_integracao": "1", "id_plano_integracao": "11"}


def tables(**changes: object) -> dict[str, object]:
    return {
        "linha_mvno": [LINE],
        "cliente_contrato": [CONTRACT],
        "cliente": [CUSTOMER],
        "vd_contratos_produtos": [ITEM],
        "produtos_ixc_mvno": [PLAN],
        **changes,
    }


def told(export: IxcExport) -> list[tuple[str, str]]:
    return [(problem.record, problem.field) for problem in export.problems]


def test_a_page_of_the_webservice_and_a_bare_list_read_alike() -> None:
    bare = IxcExport.read(tables())
    paged = IxcExport.read(
        {
            name: {"page": "1", "total": str(len(rows)), "registros": rows}
            for name, rows in tables().items()
            if isinstance(rows, list)
        }
    )
    assert paged == bare
    assert paged.problems == ()
    assert list(paged.lines) == ["17"]


def test_the_tables_are_tied_together() -> None:
    export = IxcExport.read(tables(cidade=[{"id": "3550", "nome": "São Paulo"}], uf=[{"id": "26", "sigla": "SP"}]))
    line = export.lines["17"]
    contract = export.contract_of(line)
    assert contract is not None
    assert contract is export.contracts["101"]
    customer = export.customer_of(contract)
    assert customer is not None
    assert customer is export.customers["1"]
    assert line.customer_id == "1"
    assert export.lines_of("101") == (line,)
    assert export.lines_of("102") == ()
    (item,) = contract.items
    assert (item.product_id, item.integration_id, item.platform_plan_code) == ("501", "1", "11")
    assert customer.address is not None
    assert (customer.address.city, customer.address.state) == ("São Paulo", "SP")


def test_a_contract_has_the_products_of_its_sales_plan_too() -> None:
    of_plan = {"id": "2", "id_contrato": "0", "id_vd_contrato": "70", "id_produto": "601", "tipo": "I"}
    of_another = {"id": "3", "id_contrato": "", "id_vd_contrato": "71", "id_produto": "602", "tipo": "SVA"}
    export = IxcExport.read(tables(vd_contratos_produtos=[of_plan, of_another, ITEM]))
    assert [item.product_id for item in export.contracts["101"].items] == ["501", "601"]


def test_a_product_of_no_contract_and_no_plan_is_told() -> None:
    export = IxcExport.read(tables(vd_contratos_produtos=[{"id": "5", "id_produto": "501", "tipo": "SMP"}]))
    assert told(export) == [("vd_contratos_produtos 5", "id_contrato")]
    assert export.contracts["101"].items == ()


def test_a_truncated_page_is_told() -> None:
    export = IxcExport.read(tables(linha_mvno={"page": "1", "total": "2", "registros": [LINE]}))
    assert told(export) == [("linha_mvno", "registros")]
    assert list(export.lines) == ["17"]


@pytest.mark.parametrize("total", ["", "muitos", "9" * 5000])
def test_a_page_whose_total_nobody_understands_is_told(total: str) -> None:
    export = IxcExport.read(tables(linha_mvno={"total": total, "registros": [LINE]}))
    assert told(export) == [("linha_mvno", "registros")]


def test_an_empty_answer_without_records_is_an_empty_table() -> None:
    export = IxcExport.read(tables(linha_mvno={"page": "1", "total": 0}))
    assert export.lines == {}
    assert export.problems == ()


@pytest.mark.parametrize("content", ["texto", 3, {"total": "1", "registros": "texto"}])
def test_a_table_that_is_no_list_is_told(content: object) -> None:
    export = IxcExport.read(tables(linha_mvno=content))
    assert export.lines == {}
    assert ("linha_mvno", "registros") in told(export)


def test_a_missing_table_is_told() -> None:
    export = IxcExport.read({"linha_mvno": []})
    assert told(export) == [
        ("cliente_contrato", "registros"),
        ("cliente", "registros"),
        ("vd_contratos_produtos", "registros"),
    ]


@pytest.mark.parametrize("data", [None, [], "texto", 3, {}, {"linhas": []}])
def test_what_is_no_export_at_all_is_refused(data: object) -> None:
    with pytest.raises(InvalidRecord) as caught:
        IxcExport.read(data)
    assert "linha_mvno" in caught.value.problems[0]


@pytest.mark.parametrize("broken", ["texto", None, [], {}, {"id": "0", "status_linha": "A"}])
def test_a_row_that_is_no_line_is_left_out_and_told_by_its_place(broken: object) -> None:
    export = IxcExport.read(tables(linha_mvno=[LINE, broken, LINE | {"id": "18"}]))
    assert list(export.lines) == ["17", "18"]
    assert told(export) == [("linha_mvno na posição 2", "id")]


@pytest.mark.parametrize("hostile", ["7\x1b]0;x\x07\x1b[2J", "7\n8", "7\x9b2J", "7\u20288"])
def test_an_id_that_would_command_a_terminal_is_no_id(hostile: str) -> None:
    export = IxcExport.read(tables(linha_mvno=[LINE | {"id": hostile}, LINE | {"id": "18", "id_contrato": hostile}]))
    assert list(export.lines) == ["18"]
    assert export.lines["18"].contract_id is None
    assert ("linha_mvno na posição 1", "id") in told(export)
    whys = [problem.message for problem in export.problems if problem.field in {"id", "id_contrato"}]
    assert whys.count("contém caracteres de controle") >= 2
    assert hostile not in "".join(str(problem) for problem in export.problems)


def test_of_two_rows_with_one_id_the_first_stands_and_the_second_is_told() -> None:
    export = IxcExport.read(tables(linha_mvno=[LINE, LINE | {"status_linha": "C"}]))
    assert export.lines["17"].raw_status == "A"
    assert told(export) == [("linha_mvno 17", "id")]


def test_links_to_rows_outside_the_export_are_told() -> None:
    export = IxcExport.read(tables(linha_mvno=[LINE | {"id_contrato": "999"}], cliente=[]))
    assert told(export) == [("linha_mvno 17", "id_contrato"), ("cliente_contrato 101", "id_cliente")]
    assert export.lines["17"].customer_id is None
    assert export.contract_of(export.lines["17"]) is None
    assert export.customer_of(export.contracts["101"]) is None


def test_the_platforms_iccid_policy_reaches_every_line() -> None:
    rows = tables(linha_mvno=[LINE | {"simcard": "8955060000000000013"}])
    assert IxcExport.read(rows).lines["17"].iccid is None
    assert IxcExport.read(rows, iccid_luhn=False).lines["17"].iccid is not None


def test_an_export_shows_no_person() -> None:
    export = IxcExport.read(tables(cliente=[CUSTOMER | {"cnpj_cpf": "111.444.777-36"}]))
    shown = repr(export)
    assert "Aurora" not in shown
    assert "111.444" not in shown
