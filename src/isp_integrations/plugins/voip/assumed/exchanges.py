"""The family's operations on the ASSUMED wire, one borrowable function each.

A platform of which no source tells an operation borrows it in its class body, `get_balance = assumed.get_balance`,
and lists the endpoints, models and vocabularies of :mod:`.wire` in its own `WireBook`.

Whatever answers here is our invention; a real platform is only called with it after `accept_assumed=True`.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from isp_integrations.core.assumed import AssumedPage, ask, page
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import TaxId
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import operation
from isp_integrations.core.reading import read_moment
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.voip.assumed import profiles
from isp_integrations.plugins.voip.assumed import wire as w

M = TypeVar("M")
T = TypeVar("T")


# --- asking -----------------------------------------------------------------------------------------------------


def _page(
    self: VoipSpec,
    endpoint: Endpoint,
    model: type[M],
    to_ours: Callable[[VoipSpec, M], T],
    cursor: str | None,
    *,
    path: Mapping[str, str] | None = None,
) -> Exchange[Page[T]]:
    return (
        yield from page(self, endpoint, model, lambda platform, row, _: to_ours(platform, row), cursor, path=path)
    )


# --- theirs to ours ---------------------------------------------------------------------------------------------


def _subscriber(self: VoipSpec, subscriber: w.AssumedSubscriber) -> m.VoipSubscriber:
    return m.VoipSubscriber(
        id=subscriber.id,
        status=self.wire.word(w.SUBSCRIBER_STATUSES, subscriber.status),
        raw_status=subscriber.status,
        profile=profiles.read(subscriber.profile),
        username=subscriber.username,
    )


def _sales_plan(_: VoipSpec, plan: w.AssumedSalesPlan) -> m.SalesPlan:
    prices = tuple(m.PrefixPrice(prefix=price.prefix, price=price.price) for price in plan.prices)
    return m.SalesPlan(id=plan.id, name=plan.name, active=plan.active, prices=prices)


def _allowance(_: VoipSpec, allowance: w.AssumedAllowance) -> m.MinuteAllowance:
    return m.MinuteAllowance(id=allowance.id, name=allowance.name, minutes=allowance.minutes, price=allowance.price)


def _line(self: VoipSpec, line: w.AssumedLine) -> m.VoipLine:
    return m.VoipLine(
        id=line.id,
        subscriber_id=line.subscriber_id,
        number=line.number,
        username=line.username,
        status=self.wire.word(w.LINE_STATUSES, line.status),
        raw_status=line.status,
        max_simultaneous_calls=line.simultaneous_calls,
        sales_plan_id=line.sales_plan_id,
    )


def _live_call(self: VoipSpec, call: w.AssumedLiveCall) -> m.LiveCall:
    return m.LiveCall(
        line_id=call.line_id,
        since=read_moment(call.since),
        kind=self.wire.word(w.CALL_KINDS, call.kind),
        raw_kind=call.kind,
        origin=call.origin,
        destination=call.destination,
    )


def _of(subscriber_id: str) -> dict[str, str]:
    return {"subscriber": subscriber_id}


def _refuse_other(asked: str, told: str, at: str) -> None:
    if told != asked:
        raise UnexpectedAnswer(message=f"A resposta é de outro registro, segundo {at}.", paths=(at,))


# --- reading ----------------------------------------------------------------------------------------------------


@operation(uses=(w.SALES_PLANS,))
def list_sales_plans(
    self: VoipSpec,
    request: r.ListSalesPlans,  # noqa: ARG001
    cursor: str | None,
) -> Exchange[Page[m.SalesPlan]]:
    """The sales plans."""
    return (yield from _page(self, w.SALES_PLANS, w.AssumedSalesPlan, _sales_plan, cursor))


@operation(uses=(w.ALLOWANCES,))
def list_allowances(
    self: VoipSpec,
    request: r.ListAllowances,  # noqa: ARG001
    cursor: str | None,
) -> Exchange[Page[m.MinuteAllowance]]:
    """The minute allowances."""
    return (yield from _page(self, w.ALLOWANCES, w.AssumedAllowance, _allowance, cursor))


@operation(uses=(w.CHECK_USERNAME,))
def check_username(self: VoipSpec, request: r.CheckUsername) -> Exchange[m.UsernameCheck]:
    """Whether a username is free."""
    body = w.AssumedUsername(username=request.username)
    told = yield from ask(self, w.CHECK_USERNAME, w.AssumedUsernameCheck, body=body)
    return m.UsernameCheck(username=request.username, free=told.free)


def subscribers_of(self: VoipSpec, tax_id: TaxId) -> Exchange[tuple[m.VoipSubscriber, ...]]:
    """Every subscriber with a document; whoever else the platform answers is not one of them."""
    body = w.AssumedDocument(tax_id=tax_id.value)
    listed = yield from ask(self, w.FIND_SUBSCRIBERS, AssumedPage, body=body)
    if listed.next:
        raise UnexpectedAnswer(message="A busca por documento veio incompleta.", paths=("$.next",))
    found = [self.wire.read(w.AssumedSubscriber, item, f"$.items[{at}]") for at, item in enumerate(listed.items)]
    subscribers = (_subscriber(self, one) for one in found)
    return tuple(one for one in subscribers if one.profile.tax_id == tax_id)


@operation(uses=(w.SUBSCRIBER,))
def get_subscriber(self: VoipSpec, request: r.GetSubscriber) -> Exchange[m.VoipSubscriber]:
    """One subscriber."""
    found = yield from ask(self, w.SUBSCRIBER, w.AssumedSubscriber, path=_of(request.subscriber_id))
    _refuse_other(request.subscriber_id, found.id, "$.id")
    return _subscriber(self, found)


@operation(uses=(w.SUBSCRIBERS,))
def list_subscribers(
    self: VoipSpec,
    request: r.ListSubscribers,  # noqa: ARG001
    cursor: str | None,
) -> Exchange[Page[m.VoipSubscriber]]:
    """Every subscriber."""
    return (yield from _page(self, w.SUBSCRIBERS, w.AssumedSubscriber, _subscriber, cursor))


@operation(uses=(w.BALANCE,))
def get_balance(self: VoipSpec, request: r.GetBalance) -> Exchange[m.VoipBalance]:
    """A subscriber's balance."""
    told = yield from ask(self, w.BALANCE, w.AssumedBalance, path=_of(request.subscriber_id))
    return m.VoipBalance(amount=told.balance)


@operation(uses=(w.LIVE_CALLS,))
def list_live_calls(self: VoipSpec, request: r.ListLiveCalls, cursor: str | None) -> Exchange[Page[m.LiveCall]]:
    """Calls that are being made."""
    path = _of(request.subscriber_id)
    return (yield from _page(self, w.LIVE_CALLS, w.AssumedLiveCall, _live_call, cursor, path=path))


# --- changing ---------------------------------------------------------------------------------------------------


@operation(uses=(w.UPDATE_SUBSCRIBER,))
def update_subscriber(self: VoipSpec, request: r.UpdateSubscriber) -> Exchange[m.SavedSubscriber]:
    """Save a subscriber's data whole; once more is harmless, and makes another password where the platform does."""
    access = request.access
    body = w.AssumedUpdate(
        profile=profiles.written(request.profile),
        access=w.AssumedAccess(username=access.username, password=access.password) if access else None,
    )
    subscriber_id = request.subscriber.id or ""
    made = yield from ask(self, w.UPDATE_SUBSCRIBER, w.AssumedSaved, body=body, path=_of(subscriber_id))
    _refuse_other(subscriber_id, made.subscriber.id, "$.subscriber.id")
    if access and made.subscriber.username != access.username:
        at = "$.subscriber.username"
        raise UnexpectedAnswer(message="O assinante não ficou com o usuário pedido.", paths=(at,))
    password = (access.password or made.password) if access else None
    return m.SavedSubscriber(subscriber=_subscriber(self, made.subscriber), password=password)


@operation(uses=(w.SET_CAPACITY,))
def set_simultaneous_calls(self: VoipSpec, request: r.SetSimultaneousCalls) -> Exchange[m.VoipLine]:
    """Let a line take another number of calls at once; once more is harmless."""
    body = w.AssumedCapacity(simultaneous_calls=request.calls)
    line = yield from ask(self, w.SET_CAPACITY, w.AssumedLine, body=body, path={"line": request.line.id})
    _refuse_other(request.line.id, line.id, "$.id")
    if line.simultaneous_calls != request.calls:
        at = "$.simultaneous_calls"
        raise UnexpectedAnswer(message="A linha não ficou com o número pedido de ligações.", paths=(at,))
    return _line(self, line)


@operation(uses=(w.OPEN_PANEL,))
def open_panel(self: VoipSpec, request: r.OpenPanel) -> Exchange[m.PanelSession]:
    """Open a subscriber's panel; once more opens it again."""
    opened = yield from ask(self, w.OPEN_PANEL, w.AssumedPanel, path=_of(request.subscriber_id))
    if not opened.site.startswith("https://") or not opened.token:
        paths = ("$.site", "$.token")
        raise UnexpectedAnswer(message="A resposta não abre um painel em https.", paths=paths)
    return m.PanelSession(site=opened.site, token=opened.token)
