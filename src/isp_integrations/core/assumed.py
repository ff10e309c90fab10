"""What the families' ASSUMED wires share: REST and JSON of our own, asked, refused and listed in one way.

Nothing here is any vendor's. A refusal is a 4xx with `{"error": {"code": …, "message": …}}`; lists answer
`{"items": […], "next": cursor}`.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.evidence import ASSUMED
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Platform
from isp_integrations.core.rules import Violation
from isp_integrations.core.wire import Endpoint, Wire, wire_model

M = TypeVar("M")
T = TypeVar("T")
P = TypeVar("P", bound=Platform)

SOURCE = "assumed"


def own(key: str) -> Wire:
    """The mark of a field that we made up."""
    return Wire(key, ASSUMED, SOURCE)


def endpoint(
    name: str,
    method: str,
    path: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    """A call that we made up, below `v1/`."""
    return Endpoint(f"assumed_{name}", method, f"v1/{path}", effect, ASSUMED, SOURCE, body=body, answer=answer)


@wire_model
class AssumedRefusal:
    code: Annotated[str, own("code")]
    message: Annotated[str, own("message")]


@wire_model
class AssumedRefused:
    error: Annotated[AssumedRefusal, own("error")]


@wire_model
class AssumedPage:
    items: Annotated[list[Any], own("items")]
    next: Annotated[str | None, own("next")] = None


@wire_model
class AssumedAccepted:
    """What answers a write whose result is read back: that it was taken."""

    accepted: Annotated[bool, own("accepted")]


Meaning = Callable[[Platform, AssumedRefusal], Violation | None]


def no_rule(_: Platform, __: AssumedRefusal) -> Violation | None:
    """The meaning of a refusal that amounts to no rule of ours."""
    return None


def accepted(platform: Platform, answer: HttpAnswer, *, amounts_to: Meaning = no_rule) -> Any:
    """The body of a 2xx; the refusal that any other status amounts to."""
    if answer.status in {401, 403}:
        raise AuthenticationFailed(message=f"{platform.title} recusou as credenciais.", code=str(answer.status))
    body = answer.json()
    if 200 <= answer.status < 300:  # noqa: PLR2004
        return body
    refusal = platform.wire.read(AssumedRefused, body).error
    words = platform.quotable(refusal.message)
    raise ProviderRejected(
        message=f"{platform.title} recusou: {words}",
        words=words,
        code=platform.quotable(refusal.code),
        violation=amounts_to(platform, refusal),
    )


def ask(
    platform: Platform,
    call: Endpoint,
    model: type[M],
    *,
    body: object = None,
    path: Mapping[str, str] | None = None,
    amounts_to: Meaning = no_rule,
) -> Exchange[M]:
    """The answer of one call, as `model`."""
    answer = yield from platform.call(call, body=body, path=path)
    return platform.wire.read(model, accepted(platform, answer, amounts_to=amounts_to))


def page(
    platform: P,
    call: Endpoint,
    model: type[M],
    to_ours: Callable[[P, M, Any], T],
    cursor: str | None,
    *,
    query: Mapping[str, str | None] | None = None,
    path: Mapping[str, str] | None = None,
    amounts_to: Meaning = no_rule,
) -> Exchange[Page[T]]:
    """One page of a list; `to_ours` gets each item as `model` and as it came.

    Raises:
        UnexpectedAnswer: the next cursor is the one that was asked with: the list would never end.
    """
    asked = {**(query or {}), "cursor": cursor}
    present = {name: value for name, value in asked.items() if value is not None}
    answer = yield from platform.call(call, query=present, path=path)
    found = platform.wire.read(AssumedPage, accepted(platform, answer, amounts_to=amounts_to))
    if cursor is not None and found.next == cursor:
        raise UnexpectedAnswer(message="A lista não avança, segundo $.next.", paths=("$.next",))
    rows = [(platform.wire.read(model, item, f"$.items[{place}]"), item) for place, item in enumerate(found.items)]
    return Page(items=tuple(to_ours(platform, row, raw) for row, raw in rows), cursor=found.next or None)
