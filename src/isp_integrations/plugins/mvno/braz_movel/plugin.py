"""Braz Móvel: the reads and the customer creation of its app, and the ASSUMED wire for everything else.

Lines are asked for by an internal id, which a line that this platform told carries in `platform_ids`; for any other
it is looked up by the holder's CPF, or (ASSUMED) by chip and number.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

import attrs

from isp_integrations.core.errors import (
    AuthenticationFailed,
    ProviderRejected,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cpf, TaxId
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.refusals import line_unknown
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import read_moment
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.wire import Endpoint, WireBook
from isp_integrations.plugins.mvno.assumed import exchanges as assumed
from isp_integrations.plugins.mvno.assumed import wire as assumed_wire
from isp_integrations.plugins.mvno.braz_movel import wire as w

M = TypeVar("M")


def _also_for_a_line(request: r.GetBalance | r.ListTopUps) -> tuple[Endpoint, ...]:
    if "id" in request.line.platform_ids:
        return ()
    return (w.CUSTOMER_BY_CPF,) if isinstance(request.line.holder_tax_id, Cpf) else (assumed_wire.LINE,)


class BrazMovel(MvnoSpec):
    """Braz Móvel: lines that work per paid product cycle, of customers with a CPF."""

    key = "braz_movel"
    title = "Braz Móvel"
    base_url = w.BASE_URL
    credential_fields = (CredentialField(name="token", label="Token de parceiro"),)
    wire = WireBook(
        endpoints=(*w.ENDPOINTS, *assumed_wire.ENDPOINTS),
        models=(*w.MODELS, *assumed_wire.MODELS),
        vocabularies=(*w.VOCABULARIES, *assumed_wire.VOCABULARIES),
    )
    blocks: ClassVar[Mapping[m.BlockReason, frozenset[m.BlockScope]]] = assumed.BLOCKS

    activate_line = assumed.activate_line
    block_line = assumed.block_line
    cancel_line = assumed.cancel_line
    cancel_portability = assumed.cancel_portability
    change_plan = assumed.change_plan
    check_document = assumed.check_document
    find_sim = assumed.find_sim
    get_activation = assumed.get_activation
    get_line = assumed.get_line
    get_portability = assumed.get_portability
    get_reseller_balance = assumed.get_reseller_balance
    list_donor_operators = assumed.list_donor_operators
    list_free_numbers = assumed.list_free_numbers
    list_lines = assumed.list_lines
    list_sim_cards = assumed.list_sim_cards
    list_subscribers = assumed.list_subscribers
    list_usage = assumed.list_usage
    parse_webhook = assumed.parse_webhook
    request_portability = assumed.request_portability
    swap_sim = assumed.swap_sim
    top_up = assumed.top_up
    transfer_ownership = assumed.transfer_ownership
    unblock_line = assumed.unblock_line

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic customers and lines."""
        from isp_integrations.plugins.mvno.braz_movel.sandbox import (  # noqa: PLC0415  rarely wanted
            BrazMovelSandbox,
        )

        return BrazMovelSandbox()

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the partner's static token."""
        bearer = f"Bearer {self.account.credentials['token']}"
        return attrs.evolve(request, headers=(*request.headers, ("Authorization", bearer)))

    @operation(uses=(w.PRODUCTS,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by listing the products."""
        yield from self.ask(w.PRODUCTS, w.Products)

    # --- reading ---

    @operation(uses=(w.PRODUCTS,))
    def list_plans(self, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:
        """The products, each a cycle that is paid for."""
        products = yield from self.ask(w.PRODUCTS, w.Products)
        whole(products.items, products.count)
        return Page(items=tuple(m.MobilePlan(code=p.id, name=p.title, price=p.price) for p in products.items))

    @operation(uses=(w.CUSTOMER_BY_CPF,))
    def get_subscriber(self, request: r.GetSubscriber) -> Exchange[m.Subscriber]:
        """A customer by CPF."""
        return _subscriber((yield from self.customer_of(request.tax_id)), request.tax_id)

    @operation(uses=(w.LINE_USAGE,), also=_also_for_a_line)
    def get_balance(self, request: r.GetBalance) -> Exchange[m.Balance]:
        """What is left of the line's allowances, in `raw` alone: no unit is public."""
        path = {"id": (yield from self.line_id(request.line))}
        body = self._accepted((yield from self.call(w.LINE_USAGE, path=path)))
        self.wire.read(w.Allowance, body)
        return m.Balance(raw=body, unknown_units=("remaining", "total", "types"))

    @operation(uses=(w.LINE_PAYMENTS,), also=_also_for_a_line)
    def list_top_ups(self, request: r.ListTopUps, cursor: str | None) -> Exchange[Page[m.TopUp]]:
        """The payments of the line's cycles; one that is not paid yet has no time."""
        path = {"id": (yield from self.line_id(request.line))}
        payments = yield from self.ask(w.LINE_PAYMENTS, w.Payments, path=path)
        whole(payments.items, payments.count)
        return Page(
            items=tuple(m.TopUp(at=read_moment(p.paid_at), paid=p.amount, platform_id=p.id) for p in payments.items)
        )

    # --- changing ---

    @operation(
        uses=(w.CREATE_CUSTOMER, w.CUSTOMER_BY_CPF),
        also=lambda request: () if request.password else (w.CREATE_BARE_CUSTOMER,),
    )
    def register_subscriber(self, request: r.RegisterSubscriber) -> Exchange[m.Subscriber]:
        """Register a customer with a CPF, and with a password for the app; (ASSUMED) without one.

        What the platform answers is not public: the customer is read back by CPF, also where the answer was lost.
        """
        customer = request.customer
        cpf = _cpf(customer.tax_id, "register_subscriber")
        told = {"name": customer.legal_name, "email": customer.email or "", "cpf": cpf.value}
        endpoint = w.CREATE_CUSTOMER if request.password else w.CREATE_BARE_CUSTOMER
        body = w.NewAppCustomer(**told, password=request.password) if request.password else w.NewCustomer(**told)

        before = yield from self._registered(cpf)

        def send() -> Exchange[m.Subscriber]:
            self._accepted((yield from self.call(endpoint, body=body)))
            made = yield from self._registered(cpf)
            if made is None:
                raise UnexpectedAnswer(message="A plataforma aceitou o cadastro e não o mostra.", paths=("$",))
            return made

        def look() -> Exchange[m.Subscriber | None]:
            if before is not None:
                raise Undecided("O CPF já tinha cadastro antes da ordem.")
            return (yield from self._registered(cpf))

        return (yield from write_once(send, look, settle=self.wire.settle(endpoint)))

    # --- asking ---

    def ask(self, endpoint: Endpoint, model: type[M], *, path: Mapping[str, str] | None = None) -> Exchange[M]:
        """Call a reading endpoint."""
        return self.wire.read(model, self._accepted((yield from self.call(endpoint, path=path))))

    def customer_of(self, tax_id: TaxId | None) -> Exchange[w.Customer]:
        """The customer with a CPF, with his lines."""
        cpf = _cpf(tax_id, "get_subscriber")
        found = yield from self.ask(w.CUSTOMER_BY_CPF, w.Customer, path={"cpf": cpf.value})
        if "".join(filter(str.isdigit, found.cpf)).zfill(len(cpf.value)) != cpf.value:
            raise UnexpectedAnswer(message="A resposta é de outro cliente.", paths=("$.cpf",))
        return found

    def _registered(self, cpf: Cpf) -> Exchange[m.Subscriber | None]:
        """The customer with a CPF; `None` where the platform says 404."""
        try:
            return _subscriber((yield from self.customer_of(cpf)), cpf)
        except ProviderRejected as refused:
            if refused.code != "404":
                raise
        return None

    def line_id(self, line: m.MvnoLine) -> Exchange[str]:
        """The platform's id of a line, looked up where the line does not carry it."""
        if known := line.platform_ids.get("id"):
            return known
        if isinstance(line.holder_tax_id, Cpf):
            customer = yield from self.customer_of(line.holder_tax_id)
            found = next((each.id for each in customer.lines if _is_it(each, line)), None)
        else:
            seen = yield from self.get_line(r.GetLine(msisdn=line.msisdn, iccid=line.iccid))
            found = seen.platform_ids.get("id")
        if found is None:
            raise ProviderRejected(
                message="Braz Móvel: linha não encontrada.", violation=line_unknown(self.title), code="not_found"
            )
        return found

    def _accepted(self, answer: HttpAnswer) -> Any:
        """The body of a 2xx; the refusal that any other status amounts to."""
        if answer.status in {401, 403}:
            raise AuthenticationFailed(message="A Braz Móvel recusou as credenciais.", code=str(answer.status))
        body = answer.json()
        if not isinstance(body, Mapping):
            raise UnexpectedAnswer(message="A resposta não é um objeto.", paths=("$",))
        if 200 <= answer.status < 300:  # noqa: PLR2004
            return body
        failure = self.wire.read(w.Failure, body)
        told = failure.error or failure.message
        if told is None:
            raise UnexpectedAnswer(message="A recusa não diz por quê.", paths=("$.error", "$.message"))
        words = self.quotable(told)
        raise ProviderRejected(message=f"A Braz Móvel recusou: {words}", words=words, code=str(answer.status))


def whole(items: list[Any], count: int) -> None:
    """Raise for a list that has more items than were sent: how to ask for the others is not public."""
    if count > len(items):
        raise UnexpectedAnswer(message="A lista tem mais itens do que os enviados.", paths=("$.count",))


def _cpf(tax_id: TaxId | None, asked: str) -> Cpf:
    if not isinstance(tax_id, Cpf):
        raise UnsupportedOperation(
            platform=BrazMovel.key, operation=asked, message="A Braz Móvel só conhece clientes por CPF."
        )
    return tax_id


def _subscriber(found: w.Customer, tax_id: TaxId) -> m.Subscriber:
    return m.Subscriber(platform_id=found.id, legal_name=found.name, tax_id=tax_id, line_count=len(found.lines))


def _is_it(row: w.CustomerLine, line: m.MvnoLine) -> bool:
    if row.iccid is not None and line.iccid is not None:
        return row.iccid == line.iccid.value
    number = line.msisdn or line.temporary_number
    return number is not None and (row.number or "").removeprefix("+").removeprefix("55") == number.national
