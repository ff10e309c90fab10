"""Contel's fake on a loopback port, counting what it really did, and the orders that the tests give it."""

import pickle
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from isp_integrations.clients.mvno import AsyncMvnoClient, MvnoClient, connect, connect_async
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core.erp.models import (
    AccessStatus,
    Address,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    ProductType,
)
from isp_integrations.core.errors import IspError
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn, PostalCode
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.core.plain import error_from_plain, error_to_plain
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mvno.assumed.network import DEFAULT_PLANS, Holder, Line, TopUp, make_iccid
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS, ContelSandbox
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import SandboxServer, serve
from isp_integrations.transports.http import HttpOptions
from isp_integrations.transports.retry import RetryPolicy

LOG_IN = "auth/token"
CHANGES = ("activate", "top_up", "swap", "transfer", "block", "unblock", "cancel", "change_plan", "request_port_in")
FORMER, HOLDER, OTHER = (
    Holder(name="Zulmira Quaresma Prado", tax_id="52998224725"),
    Holder(name="Yolanda Vasques Teles", tax_id="39053344705"),
    Holder(name="Xisto Wanzeller Rocha", tax_id="11144477735"),
)
NUMBER, OTHER_NUMBER, PORTED = "11961238871", "11961238872", "11987654329"
LINE_ICCID, OTHER_ICCID, FREE_ICCID = make_iccid(7101), make_iccid(7102), make_iccid(1)
EMAIL, STREET = "yolanda.teles@provedor.invalid", "Travessa das Palmeiras"

CUSTOMER = Customer(
    id="20",
    legal_name=HOLDER.name,
    tax_id=Cpf.parse(HOLDER.tax_id),
    mobile_phone=Msisdn.parse("11912340099"),
    email=EMAIL,
    birth_date=date(1987, 6, 5),
    address=Address(
        street=STREET,
        number="1234",
        district="Centro",
        city="São Paulo",
        state="SP",
        postal_code=PostalCode("01304567"),
    ),
)
LINE = m.MvnoLine(
    id="7",
    contract_id="100",
    customer_id="10",
    msisdn=Msisdn.parse(NUMBER),
    iccid=Iccid.parse(LINE_ICCID),
    status=m.LineStatus.ACTIVE,
    plan_code="2",
)
TARGET = Contract(
    id="200",
    customer_id="20",
    status=ContractStatus.ACTIVE,
    access=AccessStatus.ACTIVE,
    items=(ContractItem(product_id="50", type=ProductType.MOBILE, platform_plan_code="3"),),
)


class CountingFake(ContelSandbox):
    """Contel's fake, with two lines (topped up last month), that counts every change it really makes.

    Attributes:
        done: how often each of `CHANGES` was made; a refused one is not counted.
        log_ins: log-ins that were answered with a token.
        before_request: runs before the fake sees request number n (from 0); an answer given here stands for it.
        spoil: turns answer number n into what leaves.
    """

    def __init__(self) -> None:
        super().__init__(
            lines=(
                _line(1, NUMBER, LINE_ICCID, FORMER),
                _line(2, OTHER_NUMBER, OTHER_ICCID, OTHER),
            ),
            balance=Decimal(100_000),
        )
        self.done: Counter[str] = Counter()
        self.log_ins = 0
        self.requests = 0
        self.before_request: Callable[[int, FakeRequest], HttpAnswer | None] = lambda number, request: None
        self.spoil: Callable[[int, HttpAnswer], HttpAnswer] = lambda number, answer: answer
        for name in CHANGES:
            setattr(self.network, name, self._counted(name, getattr(self.network, name)))

    def handle(self, request: FakeRequest) -> HttpAnswer:
        number, self.requests = self.requests, self.requests + 1
        answer = self.before_request(number, request) or super().handle(request)
        if request.path == LOG_IN and b"sandbox" in answer.body:
            self.log_ins += 1
        return self.spoil(number, answer)

    def _counted(self, name: str, change: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            made = change(*args, **kwargs)
            self.done[name] += 1
            return made

        return counted


def _line(number: int, msisdn: str, iccid: str, holder: Holder) -> Line:
    return Line(
        id=str(100 + number),
        msisdn=msisdn,
        iccid=iccid,
        holder=holder,
        plan=DEFAULT_PLANS[1],
        activated_on=date(2025, 6, 1),
        expires_on=date(2026, 2, 1),
        top_ups=[TopUp(id=f"{number}", plan=DEFAULT_PLANS[0], at=datetime(2025, 12, 15, 12))],  # noqa: DTZ001  as theirs
    )


class BriskClock(JumpingClock):
    """Waits below a second pass for real; longer ones (polls of an activation) are jumped over."""

    def sleep(self, seconds: float) -> None:
        if seconds < 1:
            time.sleep(seconds)
        else:
            super().sleep(seconds)


@attrs.frozen
class Order:
    """One order that a host gives.

    Attributes:
        changes: what the fake must have done, exactly, when it was carried out once.
        writes: the endpoints of its steps that change something, in order.
    """

    operation: str
    arguments: Mapping[str, Any]
    changes: Mapping[str, int]
    writes: tuple[str, ...]


ACTIVATION = {"customer": CUSTOMER, "plan_code": "1", "area_code": "11"}
DONOR = PortIn(number=Msisdn.parse(PORTED), donor_operator="11")
BLOCK = {"scope": m.BlockScope.TOTAL, "reason": m.BlockReason.DEBT}

ORDERS = {
    "activation": Order(
        "activate_line",
        {**ACTIVATION, "iccid": FREE_ICCID, "port_in": DONOR},
        {"activate": 1, "request_port_in": 1},
        ("activate", "port_in"),
    ),
    "esim_activation": Order("activate_line", {**ACTIVATION, "esim": True}, {"activate": 1}, ("activate",)),
    "top_up": Order("top_up", {"line": LINE, "plan_code": "1"}, {"top_up": 1}, ("top_up",)),
    "swap": Order("swap_sim", {"line": LINE}, {"swap": 1}, ("swap_to_esim",)),
    "transfer": Order(
        "transfer_ownership",
        {"line": LINE, "new_contract": TARGET, "new_holder": CUSTOMER},
        {"transfer": 1, "change_plan": 1},
        ("assumed_transfer", "assumed_change_plan"),
    ),
    "block": Order("block_line", {"line": LINE, **BLOCK}, {"block": 1}, ("block",)),
    "cancel": Order("cancel_line", {"line": LINE}, {"cancel": 1}, ("assumed_cancel",)),
    "plan": Order("change_plan", {"line": LINE, "plan_code": "3"}, {"change_plan": 1}, ("assumed_change_plan",)),
    "port_in": Order(
        "request_portability",
        {"line": LINE, "customer": CUSTOMER, "port_in": DONOR},
        {"request_port_in": 1},
        ("port_in",),
    ),
}
PATHS = {
    "activate": "POST ativacao/solicitar",
    "port_in": "POST portabilidade/solicitar",
    "top_up": "POST recarga/solicitar",
    "swap_to_esim": "POST atendimento/trocaDeChip",
    "assumed_transfer": f"POST v1/lines/{LINE_ICCID}/holder",
    "assumed_change_plan": f"POST v1/lines/{LINE_ICCID}/plan",
    "assumed_cancel": f"POST v1/lines/{LINE_ICCID}/cancel",
    "block": "POST atendimento/bloqueio",
}


def settling(seconds: float) -> dict[str, dict[str, float]]:
    """Overrides of a partner who knows the settling time of every write."""
    return {"settle": {name: seconds for name in PATHS if name != "block"}}


@contextmanager
def on_loopback(fake: CountingFake) -> Iterator[SandboxServer]:
    with serve({"contel": fake}) as server:
        yield server


def options(**more: Any) -> HostOptions:
    """Short waits everywhere."""
    brisk: Any = {
        "clock": BriskClock(),
        "http": HttpOptions(deadline=5.0),
        "retry": RetryPolicy(wait_initial=0.001, wait_max=0.002),
        **more,
    }
    given: HostOptions = brisk
    return given


def open_sync(server: SandboxServer, **more: Any) -> MvnoClient:
    return connect("contel", credentials=CREDENTIALS, base_url=server.base_url("contel"), **options(**more))


def open_async(server: SandboxServer, **more: Any) -> AsyncMvnoClient:
    return connect_async("contel", credentials=CREDENTIALS, base_url=server.base_url("contel"), **options(**more))


def secrets_of(fake: CountingFake) -> dict[str, str]:
    """Every text of the data that must be found nowhere outside, by what it is."""
    numbers = (NUMBER, OTHER_NUMBER, PORTED, "11912340099", *(line.msisdn for line in fake.network.lines))
    documents = (FORMER.tax_id, HOLDER.tax_id, OTHER.tax_id)
    found = {f"credential {name}": value for name, value in CREDENTIALS.items()}
    found |= {f"token {number}": f"sandbox{number:033d}" for number in range(1, fake.log_ins + 2)}
    for digits in numbers:
        printed = f"{digits[2:7]}-{digits[7:]}"
        found |= {f"number {digits}": digits[-8:], f"number {digits} printed": printed}
    for cpf in documents:
        printed = f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"
        found |= {f"document {cpf}": cpf, f"document {cpf} printed": printed}
    for iccid in (LINE_ICCID, OTHER_ICCID, FREE_ICCID, *(line.iccid for line in fake.network.lines)):
        found[f"iccid {iccid}"] = iccid
    for person in (FORMER, HOLDER, OTHER):
        found |= {f"name {word}": word for word in person.name.split()}
    return found | {"e-mail": EMAIL, "street": STREET, "postal code": "01304567", "birth date": "1987-06-05"}


def assert_silent(text: str, secrets: Mapping[str, str]) -> None:
    """Nothing of `secrets` is in `text`; a failure tells what it was."""
    told = sorted(f"{what}: {_around(secret, text)}" for what, secret in secrets.items() if secret in text)
    assert told == [], f"told: {told}"


def _around(secret: str, text: str) -> str:
    at = text.index(secret)
    return text[max(0, at - 60) : at + len(secret) + 20]


def assert_travels(error: IspError) -> None:
    """The error survives pickling and JSON, in every field."""
    fields = error_to_plain(error)
    for copy in (pickle.loads(pickle.dumps(error)), error_from_plain(fields)):  # noqa: S301  our own bytes
        assert type(copy) is type(error)
        assert error_to_plain(copy) == fields
        assert str(copy) == str(error)
