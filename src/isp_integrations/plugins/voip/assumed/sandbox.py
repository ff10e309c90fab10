"""The fake's side of the ASSUMED wire: routes over a :class:`~.pabx.Pabx`, without any log-in of its own.

Bodies are read and written by the wire's own models.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from isp_integrations.core.fake_assumed import FakeRoutes, page
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.voip.assumed import profiles
from isp_integrations.plugins.voip.assumed import wire as w
from isp_integrations.plugins.voip.assumed.pabx import Call, Line, Pabx, Subscriber

BOOK = WireBook(endpoints=w.ENDPOINTS, models=w.MODELS, vocabularies=w.VOCABULARIES)


class AssumedRoutes(FakeRoutes):
    """Serves the ASSUMED wire over a PABX's state."""

    sentences: ClassVar[Mapping[str, tuple[int, str]]] = {
        "subscriber_not_found": (404, "Assinante não encontrado."),
        "line_not_found": (404, "Linha não encontrada."),
        "plan_not_found": (422, "Plano de venda não encontrado."),
        "allowance_not_found": (422, "Franquia não encontrada."),
        "username_taken": (409, "Usuário já existe."),
    }

    def __init__(self, pabx: Pabx) -> None:
        self.pabx = pabx
        super().__init__(
            ("GET", "sales-plans", self._plans),
            ("GET", "allowances", self._allowances),
            ("POST", "usernames/check", self._check_username),
            ("GET", "subscribers", self._subscribers),
            ("POST", "subscribers/find", self._find),
            ("GET", "subscribers/([0-9]+)", self._subscriber),
            ("PUT", "subscribers/([0-9]+)", self._update),
            ("PUT", "lines/([0-9]+)/capacity", self._set_capacity),
            ("GET", "subscribers/([0-9]+)/balance", self._balance),
            ("GET", "subscribers/([0-9]+)/live-calls", self._live_calls),
            ("POST", "subscribers/([0-9]+)/panel", self._open_panel),
        )

    # --- reading ---

    def _plans(self, query: Any) -> Any:
        plans = (
            w.AssumedSalesPlan(
                id=plan.id,
                name=plan.name,
                active=plan.active,
                prices=[w.AssumedPrice(prefix=price.prefix, price=price.price) for price in plan.prices],
            )
            for plan in self.pabx.plans.values()
        )
        return _page(plans, query)

    def _allowances(self, query: Any) -> Any:
        allowances = (
            w.AssumedAllowance(id=each.id, name=each.name, minutes=each.minutes, price=each.price)
            for each in self.pabx.allowances.values()
        )
        return _page(allowances, query)

    def _check_username(self, content: Any) -> Any:
        asked = BOOK.read(w.AssumedUsername, content)
        return BOOK.plain(w.AssumedUsernameCheck(free=self.pabx.is_free(asked.username)))

    def _subscribers(self, query: Any) -> Any:
        return _page(map(_shown, self.pabx.subscribers.values()), query)

    def _find(self, content: Any) -> Any:
        asked = BOOK.read(w.AssumedDocument, content)
        found = (one for one in self.pabx.subscribers.values() if one.profile.tax_id.value == asked.tax_id)
        return _page(map(_shown, found), {})

    def _subscriber(self, subscriber_id: str, _: Any) -> Any:
        return BOOK.plain(_shown(self.pabx.subscriber(subscriber_id)))

    def _balance(self, subscriber_id: str, _: Any) -> Any:
        return BOOK.plain(w.AssumedBalance(balance=self.pabx.subscriber(subscriber_id).balance))

    def _live_calls(self, subscriber_id: str, query: Any) -> Any:
        return _page(map(_live, self.pabx.subscriber(subscriber_id).live), query)

    # --- changing ---

    def _update(self, subscriber_id: str, content: Any) -> Any:
        asked = BOOK.read(w.AssumedUpdate, content)
        access = asked.access
        saved = self.pabx.save(
            profiles.read(asked.profile),
            subscriber_id=self.pabx.subscriber(subscriber_id).id,
            username=access.username if access else None,
            password=access.password if access else None,
        )
        made_up = access is not None and access.password is None
        return BOOK.plain(w.AssumedSaved(subscriber=_shown(saved), password=saved.password if made_up else None))

    def _set_capacity(self, line_id: str, content: Any) -> Any:
        line = self.pabx.line(line_id)
        line.simultaneous_calls = BOOK.read(w.AssumedCapacity, content).simultaneous_calls
        return BOOK.plain(_line(line))

    def _open_panel(self, subscriber_id: str, _: Any) -> Any:
        subscriber = self.pabx.subscriber(subscriber_id)
        token = f"sandbox-{subscriber.id}-{self.pabx.next_id()}"
        return BOOK.plain(w.AssumedPanel(site="https://painel.sandbox.invalid/entrar", token=token))


def _shown(subscriber: Subscriber) -> w.AssumedSubscriber:
    return w.AssumedSubscriber(
        id=subscriber.id,
        status="saved" if subscriber.enabled else "disabled",
        profile=profiles.written(subscriber.profile),
        username=subscriber.username,
    )


def _line(line: Line) -> w.AssumedLine:
    return w.AssumedLine(
        id=line.id,
        subscriber_id=line.subscriber_id,
        status="active" if line.active else "inactive",
        number=line.number or None,
        username=line.username,
        simultaneous_calls=line.simultaneous_calls,
        sales_plan_id=line.sales_plan_id,
    )


def _live(call: Call) -> w.AssumedLiveCall:
    return w.AssumedLiveCall(
        kind=call.kind.value,
        line_id=call.line_id,
        since=call.started_at.isoformat(),
        origin=call.origin,
        destination=call.destination,
    )


def _page(items: Iterable[object], query: Any) -> Any:
    return page([BOOK.plain(item) for item in items], query)
