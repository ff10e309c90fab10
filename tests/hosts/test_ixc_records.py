"""IXC records, one by one: every row of the status tables, the traps, and rows that are broken."""

from datetime import date

import pytest

from isp_integrations import lifecycle
from isp_integrations.core.erp.models import AccessStatus, ContractItem, ContractStatus, ProductType
from isp_integrations.core.identifiers import Cnpj, Cpf
from isp_integrations.core.mvno.models import LineStatus, NumberType, PortabilityStatus
from isp_integrations.hosts import ixc
from isp_integrations.hosts.reading import Problem

LINE = {
    "id": "17",
    "api": "A",
    "id_contrato": "101",
    "id_integracao": "1",
    "id_linha_integracao": "7017",
    "id_plano_integracao": "11",
    "simcard": "8955060000000000012",
    "esim": "N",
    "link_esim": "",
    "msisdn": "5511961234567",
    "tipo_numero": "1",
    "portabilidade": "N",
    "status_linha": "A",
    "status_portabilidade": "",
    "data_agendamento": "0000-00-00",
}
CONTRACT = {"id": "101", "id_cliente": "1", "status": "A", "status_internet": "A", "contrato_suspenso": "N"}
CUSTOMER = {
    "id": "1",
    "razao": "Aurora Exemplo",
    "cnpj_cpf": "111.444.777-35",
    "data_nascimento": "1980-01-31",
    "telefone_celular": "(11) 96123-4567",
    "email": "aurora@example.invalid",
    "endereco": "Rua Inventada",
    "numero": "1",
    "cidade": "3550",
    "uf": "26",
    "cep": "01000-000",
    "ativo": "S",
}


def fields_of(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.record, problem.field) for problem in problems]


@pytest.mark.parametrize(
    ("status", "access", "expected"),
    [
        ("P", "D", (ContractStatus.PRE_CONTRACT, AccessStatus.DEACTIVATED)),
        ("P", "AA", (ContractStatus.PRE_CONTRACT, AccessStatus.AWAITING_SIGNATURE)),
        ("A", "A", (ContractStatus.ACTIVE, AccessStatus.ACTIVE)),
        ("A", "FA", (ContractStatus.ACTIVE, AccessStatus.PAYMENT_OVERDUE)),
        ("A", "CM", (ContractStatus.ACTIVE, AccessStatus.BLOCKED_MANUAL)),
        ("A", "CA", (ContractStatus.ACTIVE, AccessStatus.BLOCKED_AUTOMATIC)),
        ("I", "D", (ContractStatus.INACTIVE, AccessStatus.DEACTIVATED)),
        ("N", "D", (ContractStatus.DEFAULTED, AccessStatus.DEACTIVATED)),
        ("D", "D", (ContractStatus.WITHDRAWN, AccessStatus.DEACTIVATED)),
    ],
)
def test_a_contract_has_two_statuses_read_from_two_columns(
    status: str, access: str, expected: tuple[ContractStatus, AccessStatus]
) -> None:
    adapted = ixc.contract(CONTRACT | {"status": status, "status_internet": access})
    assert adapted.value is not None
    assert (adapted.value.status, adapted.value.access) == expected
    assert not adapted.value.reduced_speed
    assert adapted.problems == ()


def test_reduced_speed_is_a_flag_beside_a_served_contract() -> None:
    state = ixc.contract_status(CONTRACT | {"status_velocidade": "R"})
    assert (state.status, state.access) == (ContractStatus.ACTIVE, AccessStatus.ACTIVE)
    assert state.reduced_speed


def test_a_contract_suspended_by_the_customer_is_not_read_as_served() -> None:
    state = ixc.contract_status(CONTRACT | {"contrato_suspenso": "S"})
    assert (state.status, state.access) == (ContractStatus.ACTIVE, AccessStatus.SUSPENDED_BY_CUSTOMER)


@pytest.mark.parametrize(
    ("code", "access"),
    [
        ("A", AccessStatus.SUSPENDED_BY_CUSTOMER),
        ("FA", AccessStatus.SUSPENDED_BY_CUSTOMER),
        ("CM", AccessStatus.BLOCKED_MANUAL),
        ("CA", AccessStatus.BLOCKED_AUTOMATIC),
        ("AA", AccessStatus.AWAITING_SIGNATURE),
        ("D", AccessStatus.DEACTIVATED),
        ("CE", AccessStatus.UNKNOWN),
        ("", AccessStatus.UNKNOWN),
    ],
)
def test_a_suspension_by_the_customer_hides_no_block_and_no_unknown_code_core_5(
    code: str, access: AccessStatus
) -> None:
    state = ixc.contract_status(CONTRACT | {"status_internet": code, "contrato_suspenso": "S"})
    assert (state.status, state.access) == (ContractStatus.ACTIVE, access)
    assert state.raw == f"A/{code}"


def test_a_debtor_who_also_asked_for_a_suspension_stays_blocked_where_suspensions_are_served() -> None:
    contract = ixc.contract(CONTRACT | {"status_internet": "CA", "contrato_suspenso": "S"}).value
    assert contract is not None
    policy = lifecycle.LifecyclePolicy(suspension_blocks=False)
    plan = lifecycle.plan(lifecycle.ContractSnapshot(contract=contract), today=date(2026, 1, 15), policy=policy)
    assert plan.level is lifecycle.ContractLevel.BLOCKED


@pytest.mark.parametrize("word", ["", None])
def test_a_contract_whose_suspension_the_host_does_not_tell_is_not_suspended(word: str | None) -> None:
    adapted = ixc.contract(CONTRACT | {"contrato_suspenso": word})
    assert adapted.value is not None
    assert adapted.value.access is AccessStatus.ACTIVE
    assert adapted.problems == ()


@pytest.mark.parametrize(("code", "access"), [("A", AccessStatus.UNKNOWN), ("CA", AccessStatus.BLOCKED_AUTOMATIC)])
def test_a_contract_that_may_be_suspended_is_never_taken_as_served_core_5(code: str, access: AccessStatus) -> None:
    adapted = ixc.contract(CONTRACT | {"status_internet": code, "contrato_suspenso": "X"})
    assert adapted.value is not None
    assert adapted.value.access is access
    assert fields_of(adapted.problems) == [("cliente_contrato 101", "contrato_suspenso")]


def test_an_ended_contract_stays_deactivated_though_it_was_suspended() -> None:
    state = ixc.contract_status(CONTRACT | {"status": "I", "status_internet": "D", "contrato_suspenso": "S"})
    assert (state.status, state.access) == (ContractStatus.INACTIVE, AccessStatus.DEACTIVATED)


def test_the_access_code_ce_is_unknown_and_not_overdue() -> None:
    adapted = ixc.contract(CONTRACT | {"status_internet": "CE"})
    assert adapted.value is not None
    assert adapted.value.access is AccessStatus.UNKNOWN
    assert adapted.value.status is ContractStatus.ACTIVE
    assert fields_of(adapted.problems) == [("cliente_contrato 101", "status_internet")]
    assert ixc.contract_status(CONTRACT | {"status_internet": "CE"}).raw == "A/CE"


@pytest.mark.parametrize("status", ["Z", "", "a", "Ativo", None])
def test_a_contract_status_in_no_table_is_never_active(status: str | None) -> None:
    adapted = ixc.contract(CONTRACT | {"status": status})
    assert adapted.value is not None
    assert adapted.value.status is ContractStatus.UNKNOWN
    assert fields_of(adapted.problems) == [("cliente_contrato 101", "status")]


@pytest.mark.parametrize("missing", ["id", "id_cliente"])
@pytest.mark.parametrize("nothing", ["", "0", None])
def test_a_contract_without_id_or_customer_is_no_contract(missing: str, nothing: str | None) -> None:
    adapted = ixc.contract(CONTRACT | {missing: nothing})
    assert adapted.value is None
    assert [problem.field for problem in adapted.problems] == [missing]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AA", LineStatus.AWAITING_ACTIVATION),
        ("A", LineStatus.ACTIVE),
        ("BA", LineStatus.BLOCKED_PARTIAL),
        ("BT", LineStatus.BLOCKED_TOTAL),
        ("BR", LineStatus.BLOCKED_THEFT),
        ("BP", LineStatus.BLOCKED_LOSS),
        ("BI", LineStatus.BLOCKED_MISUSE),
        ("I", LineStatus.INACTIVE),
        ("C", LineStatus.CANCELLED),
    ],
)
def test_every_line_status_code_is_read(code: str, expected: LineStatus) -> None:
    adapted = ixc.line(LINE | {"status_linha": code})
    assert adapted.value is not None
    assert adapted.value.status is expected
    assert adapted.value.raw_status == code
    assert adapted.problems == ()


@pytest.mark.parametrize(("code", "raw"), [("ZZ", "ZZ"), ("", None), ("ATIVO", "ATIVO")])
def test_a_line_status_in_no_table_is_unknown_with_its_raw_word(code: str, raw: str | None) -> None:
    adapted = ixc.line(LINE | {"status_linha": code})
    assert adapted.value is not None
    assert adapted.value.status is LineStatus.UNKNOWN
    assert adapted.value.raw_status == raw
    assert fields_of(adapted.problems) == [("linha_mvno 17", "status_linha")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("A", PortabilityStatus.PENDING),
        ("CO", PortabilityStatus.COMPLETED),
        ("R", PortabilityStatus.REFUSED),
        ("CA", PortabilityStatus.CANCELLED),
        ("", PortabilityStatus.NONE),
    ],
)
def test_every_portability_code_is_read(code: str, expected: PortabilityStatus) -> None:
    adapted = ixc.line(LINE | {"portabilidade": "S", "status_portabilidade": code})
    assert adapted.value is not None
    assert adapted.value.portability is not None
    assert adapted.value.is_ported is True
    assert adapted.value.portability.status is expected
    assert adapted.problems == ()


def test_an_unknown_portability_code_is_unknown_with_its_raw_word() -> None:
    adapted = ixc.line(LINE | {"portabilidade": "S", "status_portabilidade": "XX"})
    assert adapted.value is not None
    assert adapted.value.portability is not None
    assert adapted.value.portability.status is PortabilityStatus.UNKNOWN
    assert adapted.value.portability.raw_status == "XX"
    assert fields_of(adapted.problems) == [("linha_mvno 17", "status_portabilidade")]


def test_a_port_in_under_way_is_kept_though_the_flag_says_no() -> None:
    line = ixc.line(LINE | {"portabilidade": "N", "status_portabilidade": "A"}).value
    assert line is not None
    assert line.is_ported is False
    assert line.portability is not None
    assert line.portability.status is PortabilityStatus.PENDING


def test_a_line_never_ported_has_no_portability() -> None:
    line = ixc.line(LINE).value
    assert line is not None
    assert line.is_ported is False
    assert line.portability is None


def test_the_port_ins_donor_and_day_are_read() -> None:
    line = ixc.line(
        LINE
        | {
            "portabilidade": "S",
            "status_portabilidade": "A",
            "operadora_origem": "Operadora Fictícia",
            "data_agendamento": "2026-03-02 00:00:00",
        }
    ).value
    assert line is not None
    assert line.portability is not None
    assert line.portability.donor_operator == "Operadora Fictícia"
    assert line.portability.scheduled_for == date(2026, 3, 2)
    assert line.portability.number == line.msisdn


@pytest.mark.parametrize("day", ["31/12/2026", "2026-02-30", "amanhã", "20260302"])
def test_a_date_that_is_none_becomes_a_problem(day: str) -> None:
    adapted = ixc.line(LINE | {"portabilidade": "S", "status_portabilidade": "CO", "data_agendamento": day})
    assert adapted.value is not None
    assert adapted.value.portability is not None
    assert adapted.value.portability.scheduled_for is None
    assert fields_of(adapted.problems) == [("linha_mvno 17", "data_agendamento")]


@pytest.mark.parametrize("field", ["esim", "portabilidade"])
@pytest.mark.parametrize("word", ["talvez", "s", "Sim", "1", "false"])
def test_a_flag_that_is_neither_s_nor_n_is_a_problem_and_not_a_no(field: str, word: str) -> None:
    adapted = ixc.line(LINE | {field: word})
    line = adapted.value
    assert line is not None
    assert {"esim": line.is_esim, "portabilidade": line.is_ported}[field] is None
    assert fields_of(adapted.problems) == [("linha_mvno 17", field)]


@pytest.mark.parametrize(("code", "on_platform"), [("A", True), ("I", False)])
def test_api_says_whether_the_line_is_on_the_platform(code: str, on_platform: bool) -> None:
    line = ixc.line(LINE | {"api": code}).value
    assert line is not None
    assert line.on_platform is on_platform


@pytest.mark.parametrize("code", ["", "S", "X"])
def test_a_line_nobody_knows_to_be_on_the_platform_is_not_sent_there(code: str) -> None:
    adapted = ixc.line(LINE | {"api": code})
    assert adapted.value is not None
    assert adapted.value.on_platform is False
    assert fields_of(adapted.problems) == [("linha_mvno 17", "api")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1", NumberType.NORMAL),
        ("2", NumberType.GOLD),
        ("3", NumberType.DID_MOBILE),
        ("4", NumberType.M2M),
        ("5", NumberType.M2M_SPECIAL),
        ("6", NumberType.TEST),
        ("7", NumberType.QA),
        (7, NumberType.QA),
        ("8", NumberType.UNKNOWN),
        ("", NumberType.UNKNOWN),
    ],
)
def test_every_number_type_is_read(code: object, expected: NumberType) -> None:
    line = ixc.line(LINE | {"tipo_numero": code}).value
    assert line is not None
    assert line.number_type is expected


@pytest.mark.parametrize(
    "fields",
    [
        {"msisdn": "5511961234567"},
        {"msisdn": "(11) 96123-4567"},
        {"msisdn": "", "ddd_telefone": "11", "numero_telefone": "96123-4567"},
        {"msisdn": "", "ddd_telefone": 11, "numero_telefone": 961234567},
        {"msisdn": "", "ddd_telefone": "11", "numero_telefone": "(11) 96123-4567"},
    ],
)
def test_the_number_is_read_wherever_the_host_wrote_it(fields: dict[str, object]) -> None:
    adapted = ixc.line(LINE | fields)
    assert adapted.value is not None
    assert adapted.value.msisdn is not None
    assert adapted.value.msisdn.value == "+5511961234567"
    assert adapted.problems == ()


@pytest.mark.parametrize(
    ("field", "value", "attribute"),
    [
        ("simcard", "8955060000000000013", "iccid"),
        ("msisdn", "1133334444", "msisdn"),
        ("numero_temporario", "20961234567", "temporary_number"),
    ],
)
def test_an_invalid_identifier_is_left_out_and_told_without_its_value(field: str, value: str, attribute: str) -> None:
    adapted = ixc.line(LINE | {field: value})
    assert adapted.value is not None
    assert getattr(adapted.value, attribute) is None
    (problem,) = adapted.problems
    assert (problem.record, problem.field) == ("linha_mvno 17", field)
    assert value not in str(problem)
    assert value not in repr(problem)


def test_an_iccid_without_check_digit_is_read_where_the_platform_has_none() -> None:
    line = ixc.line(LINE | {"simcard": "8955060000000000013"}, iccid_luhn=False).value
    assert line is not None
    assert line.iccid is not None
    assert line.iccid.value == "8955060000000000013"


def test_a_line_carries_its_links_and_the_platforms_own_ids() -> None:
    line = ixc.line(
        LINE | {"id_customer_mvno": 55, "link_esim": "LPA:1$fictício", "esim": "S"}, customer_id="1"
    ).value
    assert line is not None
    assert (line.id, line.integration_id, line.contract_id, line.customer_id) == ("17", "1", "101", "1")
    assert line.plan_code == "11"
    assert line.platform_ids == {"id_linha_integracao": "7017", "id_customer_mvno": "55"}
    assert line.is_esim is True
    assert line.esim_code == "LPA:1$fictício"


@pytest.mark.parametrize("record", [{}, {"id": "0"}, {"id": ""}, {"id": None}, {"id": ["17"]}])
def test_a_record_without_id_gives_nothing_but_problems(record: dict[str, object]) -> None:
    for adapt in (ixc.line, ixc.contract, ixc.customer):
        adapted = adapt(record)
        assert adapted.value is None
        assert "id" in {problem.field for problem in adapted.problems}


@pytest.mark.parametrize("value", [True, 1.5, [], {"a": 1}])
def test_a_value_of_the_wrong_kind_is_a_problem(value: object) -> None:
    adapted = ixc.line(LINE | {"simcard": value})
    assert adapted.value is not None
    assert adapted.value.iccid is None
    assert ("linha_mvno 17", "simcard") in fields_of(adapted.problems)


def test_a_customer_is_read_with_the_names_behind_its_city_and_state() -> None:
    places = ixc.Places(cities={"3550": "São Paulo"}, states={"26": "SP"})
    adapted = ixc.customer(CUSTOMER, places=places)
    customer = adapted.value
    assert adapted.problems == ()
    assert customer is not None
    assert customer.legal_name == "Aurora Exemplo"
    assert customer.tax_id == Cpf.parse("11144477735")
    assert customer.mobile_phone is not None
    assert customer.mobile_phone.national == "11961234567"
    assert customer.birth_date == date(1980, 1, 31)
    assert customer.active is True
    assert customer.address is not None
    assert (customer.address.city, customer.address.state) == ("São Paulo", "SP")
    assert customer.address.postal_code is not None
    assert customer.address.postal_code.value == "01000000"


def test_a_city_id_is_never_shown_as_a_city() -> None:
    customer = ixc.customer(CUSTOMER).value
    assert customer is not None
    assert customer.address is not None
    assert customer.address.city == customer.address.state == ""


def test_a_city_missing_from_its_table_is_a_problem() -> None:
    adapted = ixc.customer(CUSTOMER, places=ixc.Places(cities={}, states={"26": "SP"}))
    assert fields_of(adapted.problems) == [("cliente 1", "cidade")]


def test_a_company_with_letters_in_its_cnpj_is_read() -> None:
    customer = ixc.customer(CUSTOMER | {"cnpj_cpf": "12.abc.345/01de-35"}).value
    assert customer is not None
    assert customer.tax_id == Cnpj.parse("12ABC34501DE35")


@pytest.mark.parametrize(
    ("field", "value", "attribute"),
    [
        ("cnpj_cpf", "111.444.777-36", "tax_id"),
        ("cnpj_cpf", "11111111111", "tax_id"),
        ("telefone_celular", "3333-4444", "mobile_phone"),
        ("data_nascimento", "31/01/1980", "birth_date"),
        ("ativo", "talvez", "active"),
    ],
)
def test_a_bad_value_of_a_customer_becomes_none_and_a_problem(field: str, value: str, attribute: str) -> None:
    adapted = ixc.customer(CUSTOMER | {field: value})
    assert adapted.value is not None
    assert getattr(adapted.value, attribute) is None
    assert fields_of(adapted.problems) == [("cliente 1", field)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("I", ProductType.INTERNET),
        ("T", ProductType.TELEPHONY),
        ("S", ProductType.SERVICE),
        ("SVA", ProductType.SVA),
        ("TV", ProductType.SERVICE),
        ("SMP", ProductType.MOBILE),
        ("X", ProductType.UNKNOWN),
    ],
)
def test_every_product_type_is_read(code: str, expected: ProductType) -> None:
    items = ixc.contract_items({"id": "1", "id_produto": "501", "tipo": code}).value
    assert items == (ContractItem(product_id="501", type=expected),)


def test_a_mobile_product_is_one_item_per_integration_that_sells_it() -> None:
    plans = [
        ixc.PlatformPlan(product_id="501", integration_id="1", plan_code="11"),
        ixc.PlatformPlan(product_id="501", integration_id="2", plan_code="S-1"),
        ixc.PlatformPlan(product_id="502", integration_id="1", plan_code="12"),
    ]
    items = ixc.contract_items({"id": "1", "id_produto": "501", "tipo": "SMP"}, plans=plans).value
    assert items is not None
    assert [(item.integration_id, item.platform_plan_code) for item in items] == [("1", "11"), ("2", "S-1")]


def test_two_plans_of_one_product_on_one_integration_are_not_guessed_between() -> None:
    plans = [
        ixc.PlatformPlan(product_id="501", integration_id="1", plan_code="11"),
        ixc.PlatformPlan(product_id="501", integration_id="1", plan_code="12"),
    ]
    adapted = ixc.contract_items({"id": "9", "id_produto": "501", "tipo": "SMP"}, plans=plans)
    assert adapted.value is not None
    assert [(item.integration_id, item.platform_plan_code) for item in adapted.value] == [("1", None)]
    assert fields_of(adapted.problems) == [("vd_contratos_produtos 9", "id_produto")]


PLAN = {"id": "1", "ativo": "S", "id_produto_ixc": "501", "id_integracao": "1", "id_plano_integracao": "11"}


def test_a_products_plan_is_read() -> None:
    assert ixc.platform_plan(PLAN).value == ixc.PlatformPlan(product_id="501", integration_id="1", plan_code="11")


@pytest.mark.parametrize("change", [{"ativo": "N"}, {"id_plano_integracao": ""}])
def test_a_disabled_product_or_an_extra_pack_has_no_plan(change: dict[str, str]) -> None:
    adapted = ixc.platform_plan(PLAN | change)
    assert adapted.value is None
    assert adapted.problems == ()


@pytest.mark.parametrize("missing", ["id_produto_ixc", "id_integracao"])
def test_a_plan_without_product_or_integration_is_a_problem(missing: str) -> None:
    adapted = ixc.platform_plan(PLAN | {missing: "0"})
    assert adapted.value is None
    assert fields_of(adapted.problems) == [("produtos_ixc_mvno 1", missing)]


def test_nothing_personal_shows_in_what_was_read_or_in_its_problems() -> None:
    secrets = {
        "simcard": "8955060000000000012",
        "msisdn": "5511961234567",
        "numero_temporario": "11961234568",
        "link_esim": "LPA:1$segredo",
    }
    broken = {field: f"{value}x" for field, value in secrets.items()}
    people = {
        field: CUSTOMER[field]
        for field in ("razao", "cnpj_cpf", "telefone_celular", "email", "data_nascimento", "endereco", "cep")
    }
    shown = repr(
        (
            ixc.line(LINE | secrets | {"portabilidade": "S", "status_portabilidade": "CO"}),
            ixc.line(LINE | broken),
            ixc.customer(CUSTOMER),
            ixc.customer(CUSTOMER | {field: f"{value}99" for field, value in people.items()}),
        )
    )
    for secret in (*secrets.values(), *people.values(), "961234567", "11144477735", "segredo", "Aurora"):
        assert secret not in shown
