"""Americanet on its fake: the chip query with its token, Simetra, and what the plugin declares."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from americanet_by_hand import FREE, LINE, OPERATIONS, americanet, ready
from family_by_hand import HOSTILE, PERSONAL, answer, instead_of
from isp_integrations import mvno
from isp_integrations.core.errors import (
    AuthenticationFailed,
    ConfigurationError,
    InvalidRecord,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    ResumeRefused,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cnpj, Iccid
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.session import Session
from isp_integrations.plugins.mvno.americanet import procedures
from isp_integrations.plugins.mvno.americanet import wire as w
from isp_integrations.plugins.mvno.americanet.plugin import Americanet
from isp_integrations.plugins.mvno.americanet.sandbox import CREDENTIALS, AmericanetSandbox, Contract, iccid_of
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.testing.mvno_cases import CUSTOMER

OWN = {"test_connection", "list_plans", "find_sim", "get_subscriber", "list_usage"}
FIRST_LINE = Iccid.parse(iccid_of(101))
CPF = "52998224725"


def labels_of(name: str) -> list[str]:
    hand = americanet()
    plugin = ready(hand, name)
    hand.carry(OPERATIONS[name](plugin))
    return list(dict.fromkeys(hand.labels))


STEPS = [(name, label) for name in OPERATIONS for label in labels_of(name)]


class Seen(AmericanetSandbox):
    """Keeps what reached it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.requests: list[FakeRequest] = []

    def handle(self, request: FakeRequest) -> HttpAnswer:
        self.requests.append(request)
        return super().handle(request)

    def sent(self) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.requests]


# --- declarations -----------------------------------------------------------------------------------------------


def test_what_was_seen_is_observed_and_everything_else_of_the_family_is_borrowed() -> None:
    marks = {name: declared.evidence for name, declared in Americanet.operations.items()}
    assert {name for name, mark in marks.items() if mark is OBSERVED} == OWN
    assert {name for name, mark in marks.items() if mark is ASSUMED} == set(marks) - OWN
    assert set(marks) == {*OPERATIONS, "parse_webhook"}


@pytest.mark.parametrize(
    ("credentials", "problems"),
    [
        ({}, 1),
        ({"token": "t"}, 1),
        ({"tempo_vida": "x"}, 2),
        ({"usuario_simetra": "u"}, 1),
        ({"token": "t", "tempo_vida": "x", "senha_simetra": "s", "idoperador": "doze"}, 2),
    ],
)
def test_half_a_set_of_credentials_is_refused(credentials: dict[str, str], problems: int) -> None:
    with pytest.raises(InvalidRecord) as refused:
        Americanet(Account(credentials=credentials))
    assert len(refused.value.problems) == problems


def test_usage_from_a_day_is_unverified_and_without_one_is_not() -> None:
    session = Session(americanet().plugin)
    known = attrs.evolve(LINE, platform_ids={"COD_CNTR": "1", "SEQ_LINHA": "2"})
    assert session.refusal(MvnoSpec.list_usage, r.ListUsage(line=known)) is None
    assert session.refusal(MvnoSpec.list_usage, r.ListUsage(line=LINE)) is None
    refused = session.refusal(MvnoSpec.list_usage, r.ListUsage(line=LINE, start=date(2026, 1, 1)))
    assert isinstance(refused, UnverifiedWire)
    assert refused.assumed == ("consumption_from",)


# --- addresses --------------------------------------------------------------------------------------------------


def test_each_interface_is_called_at_its_own_address_with_its_own_credentials() -> None:
    sent: list[tuple[str, dict[str, Any]]] = []

    class Sender:
        def send(self, request: Any) -> HttpAnswer:
            sent.append((request.url, json.loads(request.content)))
            return answer({"retorno": {"codigo": 0}, "simcard": [], "S2_PRODUTO": []})

        def close(self) -> None:
            """Nothing is open."""

    with mvno.connect(
        "americanet",
        credentials={**CREDENTIALS, "token2": "do-proxy", "idoperador": "12", "tipo_produto": "MOVEL"},
        base_url="https://proxy.example/mvno",
        other_base_urls={"simetra": "https://gateway.example/rpc"},
        transport=Sender(),
    ) as client:
        list(client.list_plans())
        with pytest.raises(ProviderRejected):
            client.find_sim(iccid=FIRST_LINE)
    products, chip = sent
    assert products[0] == "https://gateway.example/rpc/?sNomeProc=FITTELECOM_PRODUTO_CONSULTAR"
    assert products[1] == {"TIPO_PRODUTO": "MOVEL", "sUser": "provedor-exemplo", "sSenha": "s3nh4-de-exemplo"}
    assert chip[0] == "https://proxy.example/mvno/api/SimCard/ConsultarChip"
    assert chip[1] == {
        "numero_simcard": FIRST_LINE.value,
        "token": "amn-0000-sandbox",
        "tempo_vida": "vale-por-um-tempo",
        "token2": "do-proxy",
        "idoperador": 12,
    }


def test_what_needs_the_gateway_is_refused_before_anything_is_sent_where_there_is_none() -> None:
    sent: list[Any] = []

    class Sender:
        def send(self, request: Any) -> HttpAnswer:
            sent.append(request)
            return answer({})

        def close(self) -> None:
            """Nothing is open."""

    account: dict[str, Any] = {"base_url": "https://api.example/", "transport": Sender()}
    client = mvno.connect("americanet", credentials=CREDENTIALS, **account)
    with pytest.raises(ConfigurationError, match=r"other_base_urls\.simetra"):
        list(client.list_plans())
    pair = {name: CREDENTIALS[name] for name in ("token", "tempo_vida")}
    addressed = {**account, "other_base_urls": {"simetra": "https://gateway.example/"}}
    client = mvno.connect("americanet", credentials=pair, **addressed)
    with pytest.raises(ConfigurationError, match="usuario_simetra"):
        client.test_connection()
    user = {name: CREDENTIALS[name] for name in ("usuario_simetra", "senha_simetra")}
    client = mvno.connect("americanet", credentials=user, **account)
    with pytest.raises(ConfigurationError, match="token"):
        client.find_sim(iccid=FIRST_LINE)
    assert sent == []


@pytest.mark.parametrize(
    "url",
    ["http://gateway.example/", "https://gateway.example/?sNomeProc=x", "https://u:p@gateway.example/", "ftp://x"],
)
def test_the_gateway_s_address_is_checked_like_the_main_one(url: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        mvno.connect(
            "americanet",
            credentials=CREDENTIALS,
            base_url="https://api.example/",
            other_base_urls={"simetra": url},
        )
    assert refused.value.problems[0].startswith("other_base_urls.simetra: ")
    with pytest.raises(InvalidRecord, match="outro"):
        mvno.connect(
            "americanet", credentials=CREDENTIALS, base_url="https://api.example/", other_base_urls={"outro": url}
        )


def test_a_real_gateway_behind_a_sandbox_address_still_refuses_what_is_assumed() -> None:
    with (
        mvno.connect(
            "americanet",
            credentials=CREDENTIALS,
            base_url="http://americanet.sandbox.invalid/",
            other_base_urls={"simetra": "https://gateway.example/"},
        ) as client,
        pytest.raises(UnverifiedWire),
    ):
        list(client.list_usage(line=LINE, start=date(2026, 1, 1)))


# --- the rotating token -----------------------------------------------------------------------------------------


def tokens_sent(fake: Seen) -> list[tuple[str, str]]:
    return [(body["token"], body["tempo_vida"]) for body in fake.sent()]


def test_a_renewed_pair_is_sent_from_the_next_call_on() -> None:
    fake = Seen(renews=True, good_pairs=1)
    with mvno.sandbox("americanet", fake=fake) as client:
        for _ in range(3):
            client.find_sim(iccid=FIRST_LINE)
    assert tokens_sent(fake) == [
        ("amn-0000-sandbox", "vale-por-um-tempo"),
        ("amn-0001-sandbox", "renovado-1"),
        ("amn-0002-sandbox", "renovado-2"),
    ]


async def test_a_renewed_pair_is_sent_from_the_next_async_call_on() -> None:
    fake = Seen(renews=True, good_pairs=1)
    async with mvno.sandbox_async("americanet", fake=fake) as client:
        for _ in range(3):
            await client.find_sim(iccid=FIRST_LINE)
    assert [token for token, _ in tokens_sent(fake)] == ["amn-0000-sandbox", "amn-0001-sandbox", "amn-0002-sandbox"]


def test_a_pair_renewed_in_a_refusal_is_kept_too() -> None:
    fake = Seen(renews=True, good_pairs=1)
    with mvno.sandbox("americanet", fake=fake) as client:
        with pytest.raises(ProviderRejected):
            client.find_sim(iccid=iccid_of(999))
        assert client.find_sim(iccid=FIRST_LINE).platform_ids["COD_CNTR"] == "350001"


def test_the_assumed_calls_use_the_renewed_token() -> None:
    fake = Seen(renews=True, good_pairs=1)
    with mvno.sandbox("americanet", fake=fake) as client:
        client.find_sim(iccid=FIRST_LINE)
        client.get_line(msisdn="11961234601")
    assert fake.requests[-1].headers["authorization"] == "Bearer amn-0001-sandbox"


def test_threads_that_are_all_handed_new_pairs_end_on_the_newest() -> None:
    fake = AmericanetSandbox(renews=True, good_pairs=64)
    with mvno.sandbox("americanet", fake=fake) as client:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: client.find_sim(iccid=FIRST_LINE), range(40)))
        client.find_sim(iccid=FIRST_LINE)
        fake._pairs = type(fake._pairs)(list(fake._pairs)[-1:], maxlen=1)
        client.find_sim(iccid=FIRST_LINE)


@pytest.mark.parametrize("token", ["", " ", "a\r\nb", "x" * 5000, None, [], {"a": 1}, True])
def test_a_token_that_fits_no_request_is_not_kept(token: object) -> None:
    hand = americanet()
    assert hand.plugin.token_in(answer({"token": token, "tempo_vida": "x"})) is None


def test_a_pair_is_replaced_whole() -> None:
    hand = americanet()
    assert hand.plugin.token_in(answer({"token": "novo", "tempo_vida": 3600})) == '["novo", "3600"]'
    assert hand.plugin.token_in(answer({"token": "novo"})) == '["novo", ""]'
    assert hand.plugin.token_in(answer(b"<html>")) is None


def test_a_refused_token_is_told_and_the_account_does_not_fall_back_to_an_older_one() -> None:
    fake = Seen(renews=True, good_pairs=1)
    with mvno.sandbox("americanet", fake=fake) as client:
        client.find_sim(iccid=FIRST_LINE)
        fake.expire_tokens()
        for _ in range(2):
            with pytest.raises(AuthenticationFailed):
                client.find_sim(iccid=FIRST_LINE)
    assert [token for token, _ in tokens_sent(fake)] == ["amn-0000-sandbox", "amn-0001-sandbox", "amn-0001-sandbox"]


# --- reading ----------------------------------------------------------------------------------------------------


def test_a_chip_tells_its_ids_and_whether_it_is_free() -> None:
    with mvno.sandbox("americanet") as client:
        used, free = client.find_sim(iccid=FIRST_LINE), client.find_sim(iccid=iccid_of(1))
    assert (used.available, used.raw_status, used.status) == (False, "EM USO", m.LineStatus.UNKNOWN)
    assert used.platform_ids == {"SEQ_LINHA_CHIP": "97001", "SEQ_LINHA": "7001", "COD_CNTR": "350001"}
    assert (free.available, free.platform_ids) == (True, {"SEQ_LINHA_CHIP": "4101"})


def test_a_partner_s_words_tell_the_chip_s_status() -> None:
    with mvno.sandbox("americanet", wire_overrides={"words": {"chip_status": {"em uso": "active"}}}) as client:
        assert client.find_sim(iccid=FIRST_LINE).status is m.LineStatus.ACTIVE


@pytest.mark.parametrize("chips", [[], [{}], [{"SEQ_LINHA_CHIP": 1, "SEQ_LINHA": 2, "COD_CNTR": 3}] * 2])
def test_an_answer_with_no_chip_half_a_chip_or_two_is_never_a_free_one(chips: list[Any]) -> None:
    hand = americanet()
    hand.answer_with = instead_of("chip", answer({"retorno": {"codigo": "0"}, "simcard": chips}))
    with pytest.raises((ProviderRejected, UnexpectedAnswer)):
        hand.carry(OPERATIONS["find_sim"](ready(hand, "find_sim")))


@pytest.mark.parametrize("code", [0, "0", " 0 ", "00", 0.0])
@pytest.mark.parametrize("name", ["find_sim", "list_plans"])
def test_zero_is_a_success_however_it_is_written(code: object, name: str) -> None:
    hand = americanet()
    given = answer({"retorno": {"codigo": code}, "S2_PRODUTO": [], "simcard": [dict.fromkeys(CHIP_KEYS, 5)]})
    hand.answer_with = lambda request: given
    hand.carry(OPERATIONS[name](ready(hand, name)))


CHIP_KEYS = ("SEQ_LINHA_CHIP", "SEQ_LINHA", "COD_CNTR")


@pytest.mark.parametrize("code", [7, "7", -1, "E01", 0.5])
@pytest.mark.parametrize("name", sorted(OWN))
def test_any_other_code_is_a_refusal_whose_words_tell_no_personal_data(code: object, name: str) -> None:
    hand = americanet()
    words = "CPF 529.982.247-25 de fulana@example.invalid bloqueado"
    hand.answer_with = lambda request: answer({"retorno": {"codigo": code, "mensagem": words}})
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(OPERATIONS[name](ready(hand, name)))
    assert refused.value.words == "CPF *** de *** bloqueado"
    assert refused.value.code == str(code)


@pytest.mark.parametrize("outcome", [{"codigo": ""}, {"codigo": None}, {"codigo": True}, {}, [], 0, "OK"])
@pytest.mark.parametrize("name", sorted(OWN))
def test_no_code_at_all_is_neither(outcome: object, name: str) -> None:
    hand = americanet()
    hand.answer_with = lambda request: answer({"retorno": outcome, "S2_PRODUTO": [], "extrato": []})
    with pytest.raises(UnexpectedAnswer):
        hand.carry(OPERATIONS[name](ready(hand, name)))


def test_refused_simetra_credentials_come_as_one_sentence() -> None:
    wrong = {**CREDENTIALS, "senha_simetra": "outra"}
    with mvno.sandbox("americanet") as client:
        client.test_connection()
    fake = AmericanetSandbox()
    fake.credentials = wrong
    with mvno.sandbox("americanet", fake=fake) as client, pytest.raises(AuthenticationFailed) as refused:
        client.test_connection()
    assert refused.value.words == "ACESSO NAO AUTORIZADO"


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(("name", "label"), STEPS)
def test_no_hostile_answer_is_a_success_or_tells_personal_data(name: str, label: str, kind: str) -> None:
    hand = americanet()
    plugin = ready(hand, name)
    hand.answer_with = instead_of(label, HOSTILE[kind])
    with pytest.raises(ProviderError) as failure:
        hand.carry(OPERATIONS[name](plugin))
    assert isinstance(failure.value, UnexpectedAnswer | OutcomeUnknown)
    told = f"{failure.value} {failure.value!r}"
    assert not [secret for secret in PERSONAL if secret in told]


def test_usage_is_told_by_day_with_the_data_s_unit_left_unknown() -> None:
    with mvno.sandbox("americanet") as client:
        line = client.get_line(msisdn="11961234601")
        usage = list(client.list_usage(line=line))
        later = list(client.list_usage(line=line, start=date(2026, 1, 10), end=date(2026, 1, 10)))
    assert [(u.period_start, u.minutes, u.sms, u.data_mb) for u in usage] == [
        (date(2026, 1, 9), Decimal("12.50"), 2, None),
        (date(2026, 1, 10), Decimal("1.50"), 0, None),
    ]
    assert (usage[0].raw["Consumo_Dados"], usage[0].unknown_units) == (524_288, ("Consumo_Dados",))
    assert [u.period_start for u in later] == [date(2026, 1, 10)]


def test_a_line_with_its_ids_needs_no_chip_query_and_one_without_chip_is_refused() -> None:
    hand = americanet()
    plugin = ready(hand, "list_usage")
    known = m.MvnoLine(status=m.LineStatus.ACTIVE, platform_ids={"COD_CNTR": "350001", "SEQ_LINHA": "7001"})
    hand.carry(plugin.list_usage(r.ListUsage(line=known), None))
    assert hand.labels == ["consumption"]
    with pytest.raises(RuleViolation):
        hand.carry(plugin.list_usage(r.ListUsage(line=m.MvnoLine(status=m.LineStatus.ACTIVE)), None))


def test_a_day_nobody_can_read_and_an_amount_beyond_measure() -> None:
    hand = americanet()
    plugin = ready(hand, "list_usage")
    row = {"Data": "janeiro", "Consumo_Segundos": 60}
    hand.answer_with = instead_of("consumption", answer({"retorno": {"codigo": "0"}, "extrato": [row]}))
    page = hand.carry(plugin.list_usage(r.ListUsage(line=LINE, end=date(2020, 1, 1)), None))
    assert [(u.period_start, u.minutes) for u in page.items] == [(None, Decimal("1.00"))]
    beyond = b'{"retorno": {"codigo": "0"}, "extrato": [{"Data": "2026-01-01", "Consumo_Segundos": 1e999999}]}'
    hand.answer_with = instead_of("consumption", answer(beyond))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin.list_usage(r.ListUsage(line=LINE), None))


# --- lost answers of the borrowed writes ------------------------------------------------------------------------

WRITES = {"activate_line": "activate", "cancel_line": "cancel", "transfer_ownership": "transfer", "top_up": "top_up"}


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("name", WRITES)
def test_a_borrowed_write_is_looked_up_over_this_platform_s_own_reads(name: str, settled: bool) -> None:
    endpoint = f"assumed_{WRITES[name]}"
    for applied in (True, False):
        overrides: dict[str, Any] = {"settle": {endpoint: 30}} if settled else {}
        hand = americanet(**overrides)
        plugin = ready(hand, name)
        hand.lose_writes = {hand.writes: applied}
        exchange = OPERATIONS[name](plugin)
        if applied or settled:
            hand.carry(exchange)
        else:
            with pytest.raises(OutcomeUnknown):
                hand.carry(exchange)
        assert hand.labels.count(endpoint) == (2 if settled and not applied else 1)


# --- procedures without a name in the family --------------------------------------------------------------------


def blocked() -> AmericanetSandbox:
    fake = AmericanetSandbox()
    fake.contracts[350_001].state, fake.contracts[350_001].debt = "BLOQUEADO", Decimal("89.90")
    fake.add_contract(Contract(code=350_009, tax_id=CPF, plan="1", state="CANCELADO"))
    return fake


def test_a_customer_comes_with_contracts_whose_state_is_read_without_case_and_accents() -> None:
    fake = blocked()
    fake.add_contract(Contract(code=350_010, tax_id=CPF, plan="1", state="em ativacao"))
    fake.add_contract(Contract(code=350_011, tax_id=CPF, plan="1", state="OUTRO"))
    with mvno.sandbox("americanet", fake=fake) as client:
        found = client.perform(procedures.find_customer, tax_id=CPF)
        with pytest.raises(ProviderRejected):
            client.perform(procedures.find_customer, tax_id="39053344705")
    assert found is not None
    assert [(each.code, each.state) for each in found.contracts] == [
        ("350001", w.ContractState.BLOCKED),
        ("350009", w.ContractState.CANCELLED),
        ("350010", w.ContractState.ACTIVATING),
        ("350011", w.ContractState.UNKNOWN),
    ]


def test_a_customer_and_a_contract_are_registered_in_one_call() -> None:
    new = procedures.NewContract(customer=CUSTOMER, plan_code="1", due_day="10", payment="BOLETO", mobiles=("x",))
    fake = Seen()
    with mvno.sandbox("americanet", fake=fake) as client:
        made = client.perform(procedures.register_contract, contract=new)
        with pytest.raises(ProviderRejected) as refused:
            client.perform(procedures.register_contract, contract=attrs.evolve(new, plan_code="99"))
        company = attrs.evolve(CUSTOMER, tax_id=Cnpj.parse("11222333000181"))
        with pytest.raises(UnsupportedOperation):
            client.perform(procedures.register_contract, contract=attrs.evolve(new, customer=company))
    assert fake.contracts[int(made.code)].tax_id == CPF
    assert refused.value.words == "Produto nao encontrado."
    assert (fake.sent()[0]["DddCelular"], fake.sent()[0]["NumeroCelular"], fake.sent()[0]["movel"]) == (
        "11",
        "961230000",
        ["x"],
    )
    assert len(fake.sent()[0]) == 33


async def test_a_contract_is_unblocked_once_also_by_an_async_client() -> None:
    fake = blocked()
    async with mvno.sandbox_async("americanet", fake=fake) as client:
        await client.perform(procedures.unblock_contract, contract="350001")
        with pytest.raises(ProviderRejected) as refused:
            await client.perform(procedures.unblock_contract, contract="350001")
    assert fake.contracts[350_001].state == "ATIVO"
    assert (refused.value.code, refused.value.words) == ("7", "Contrato nao esta bloqueado.")


def test_a_promise_is_answered_contract_by_contract() -> None:
    fake = blocked()
    with mvno.sandbox("americanet", fake=fake) as client:
        before = client.perform(procedures.check_promise, tax_id=CPF)
        made = client.perform(procedures.promise_to_pay, tax_id=CPF, contract="350001")
        with pytest.raises(ProviderRejected) as refused:
            client.perform(procedures.promise_to_pay, tax_id=CPF, contract="350009")
    assert [(each.contract, each.possible) for each in before] == [("350001", True), ("350009", False)]
    assert (made.debt, made.pay_until, fake.contracts[350_001].state) == (Decimal("89.9"), "18/01/2026", "ATIVO")
    assert refused.value.code == "5"


def test_a_promise_answered_for_another_contract_is_not_taken() -> None:
    hand = americanet()
    row = {"COD_CNTR": 350_002, "RETORNO_CODIGO": "0"}
    hand.answer_with = lambda request: answer({"retorno": {"codigo": "0"}, "FAT_CONTRATO": [row]})
    with pytest.raises(UnexpectedAnswer):
        hand.carry(procedures.promise_to_pay(Session(hand.plugin), tax_id=CPF, contract="350001"))


def test_a_number_is_looked_up_by_a_get_with_a_body() -> None:
    fake = Seen()
    with mvno.sandbox("americanet", fake=fake) as client:
        report = client.perform(procedures.look_up_number, msisdn="11961234601", audit_ip="192.0.2.7")
    (request,) = fake.requests
    assert (request.method, request.query["pTELEFONE"], request.query["pAUDIT_IP_INCL"]) == (
        "GET",
        "11961234601",
        "192.0.2.7",
    )
    assert (report.operator, report.in_portability_base) == ("Operadora Alfa", "N")


def test_a_ticket_is_opened_and_found_by_protocol_and_by_customer() -> None:
    with mvno.sandbox("americanet") as client:
        ticket = client.perform(
            procedures.open_ticket, contract="350001", item="3500011", flow="9", text="Cancelar a linha"
        )
        by_protocol = client.perform(procedures.find_tickets, protocol=ticket.protocol)
        by_customer = client.perform(procedures.find_tickets, tax_id=CPF)
    assert [each.protocol for each in by_protocol] == [each.protocol for each in by_customer] == [ticket.protocol]
    assert by_protocol[0].status == "ABERTO"


PROCEDURES: dict[str, Callable[[Session], Any]] = {
    "customer": lambda s: procedures.find_customer(s, tax_id=CPF),
    "register_contract": lambda s: procedures.register_contract(
        s, contract=procedures.NewContract(customer=CUSTOMER, plan_code="1", due_day="10", payment="BOLETO")
    ),
    "unblock_contract": lambda s: procedures.unblock_contract(s, contract="350001"),
    "promise": lambda s: procedures.check_promise(s, tax_id=CPF),
    "promise_unblock": lambda s: procedures.promise_to_pay(s, tax_id=CPF, contract="350001"),
    "number": lambda s: procedures.look_up_number(s, msisdn="11961234601"),
    "open_ticket": lambda s: procedures.open_ticket(s, contract="350001", item="1", flow="9", text="x"),
    "tickets": lambda s: procedures.find_tickets(s, tax_id=CPF),
}


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_procedure_tells_refused_credentials(name: str) -> None:
    for given in (answer({"retorno": "Acesso não autorizado."}), answer(b"<html>", 401)):
        hand = americanet()
        hand.answer_with = lambda request, given=given: given  # type: ignore[misc]  # bound now
        with pytest.raises(AuthenticationFailed):
            hand.carry(PROCEDURES[name](Session(hand.plugin)))


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "another sentence"])
@pytest.mark.parametrize("name", PROCEDURES)
def test_no_hostile_answer_of_a_procedure_is_a_success(name: str, kind: str) -> None:
    hand = americanet()
    hand.answer_with = lambda request: HOSTILE[kind]
    with pytest.raises(UnexpectedAnswer):
        hand.carry(PROCEDURES[name](Session(hand.plugin)))


def test_a_procedure_s_lost_write_is_unknown_and_not_repeated() -> None:
    fake = blocked()
    script = FaultScript(Fault(kind=FaultKind.CLOSE_AFTER))
    with mvno.sandbox("americanet", fake=fake, script=script) as client, pytest.raises(OutcomeUnknown) as unknown:
        client.perform(procedures.unblock_contract, contract="350001")
    assert (unknown.value.pending, len(script.served), fake.contracts[350_001].state) == (
        "unblock_contract",
        1,
        "ATIVO",
    )


def test_an_order_s_fingerprint_tells_the_address_but_no_credential() -> None:
    hand = americanet()
    step = next(PROCEDURES["unblock_contract"](Session(hand.plugin)))
    assert isinstance(step, HttpRequest)
    assert step.body == {"COD_CNTR": 350001, "MOTIVO_DESBLOQUEIO": "DESBLOQUEIO TEMPORARIO"}
    assert step.fingerprint() != attrs.evolve(step, base="").fingerprint()


def test_an_order_of_the_platform_s_own_is_resumed_by_naming_its_operation() -> None:
    script = FaultScript()
    ticket = {"contract": "350001", "item": "3500011", "flow": "9", "text": "Cancelar a linha"}
    with mvno.sandbox("americanet", script=script) as client:
        script.add(Fault(kind=FaultKind.CLOSE_AFTER, on=f"* *{w.SIMETRA}*"))
        with pytest.raises(OutcomeUnknown) as lost:
            client.perform(procedures.open_ticket, **ticket)
        token = lost.value.resume_token or ""
        with pytest.raises(OutcomeUnknown) as still:
            client.resume(token, operation=procedures.open_ticket)
        assert still.value.pending == lost.value.pending
        with pytest.raises(ResumeRefused):
            client.resume(still.value.resume_token or "", operation=procedures.find_tickets)


def test_a_chip_that_comes_back_with_another_iccid_is_not_the_one_asked_about() -> None:
    hand = americanet()
    plugin = ready(hand, "find_sim")
    hand.edits["chip"] = lambda body: body["simcard"][0].update(numero_simcard=FREE.value)
    assert hand.carry(plugin.find_sim(r.FindSim(iccid=FREE))).available
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin.find_sim(r.FindSim(iccid=FIRST_LINE)))
    assert failure.value.paths == ("$.simcard[0].numero_simcard",)
