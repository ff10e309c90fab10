"""How an operation function becomes a client's method: one line each, signature and docstring kept.

::

    class MvnoClient(Client):
        get_line = call(operations.get_line)
        list_lines = listing(operations.list_lines)

What changes equipment that is typed to is a `rehearsable` method: with `dry_run=True` it tells what it would type.
"""

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    TypeVar,
    cast,
    get_args,
    overload,
)

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session

if TYPE_CHECKING:
    from isp_integrations.clients.client import AsyncClient, Client
    from isp_integrations.transports.rehearsal import DryRun

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
A_co = TypeVar("A_co", covariant=True)
D_co = TypeVar("D_co", covariant=True)


def _following(asked: str | None, page: Page[T]) -> str | None:
    """The cursor after `page`; a platform that gives the one that was asked again would be read without end."""
    if page.cursor is not None and page.cursor == asked:
        raise UnexpectedAnswer(message="A lista não avança: a página seguinte seria a mesma.", paths=("cursor",))
    return page.cursor


class Listing(Generic[T]):
    """A list that is fetched page by page while it is iterated; nothing is held between pages.

    A page that leads to itself is an `UnexpectedAnswer`.

    Attributes:
        cursor: stands after the last page that was wholly yielded; `listing.after(cursor)` goes on there, also in
            another process.
    """

    def __init__(self, fetch: Callable[[str | None], Page[T]]) -> None:
        self._fetch = fetch
        self.cursor: str | None = None

    def after(self, cursor: str | None) -> "Listing[T]":
        """The same list, from `cursor` on."""
        self.cursor = cursor
        return self

    def __iter__(self) -> Iterator[T]:
        while True:
            page = self._fetch(self.cursor)
            following = _following(self.cursor, page)
            yield from page.items
            self.cursor = following
            if following is None:
                return


class AsyncListing(Generic[T]):
    """The async twin of :class:`Listing`, for `async for`."""

    def __init__(self, fetch: Callable[[str | None], Coroutine[Any, Any, Page[T]]]) -> None:
        self._fetch = fetch
        self.cursor: str | None = None

    def after(self, cursor: str | None) -> "AsyncListing[T]":
        """The same list, from `cursor` on."""
        self.cursor = cursor
        return self

    async def __aiter__(self) -> AsyncIterator[T]:
        while True:
            page = await self._fetch(self.cursor)
            following = _following(self.cursor, page)
            for item in page.items:
                yield item
            self.cursor = following
            if following is None:
                return


def call(operation: Callable[Concatenate[Session, P], Exchange[R]]) -> Callable[Concatenate["Client", P], R]:
    """A sync client's method over an operation."""

    def method(client: "Client", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return client.perform(operation, *args, **kwargs)

    return _dressed(method, operation, _result(operation))


def async_call(
    operation: Callable[Concatenate[Session, P], Exchange[R]],
) -> Callable[Concatenate["AsyncClient", P], Coroutine[Any, Any, R]]:
    """An async client's method over the same operation."""

    async def method(client: "AsyncClient", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await client.perform(operation, *args, **kwargs)

    return _dressed(method, operation, _result(operation))


class Rehearsable(Protocol[P, A_co, D_co]):
    """A bound method that answers `A_co`; with `dry_run=True` it changes nothing and answers `D_co`."""

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> A_co: ...
    @overload
    def __call__(self, *args: Any, dry_run: Literal[True], **kwargs: Any) -> D_co: ...
    @overload
    def __call__(self, *args: Any, dry_run: bool, **kwargs: Any) -> A_co | D_co: ...


class RehearsableMethod(Protocol[P, A_co, D_co]):
    """The same method as it stands in the class."""

    def __get__(self, client: Any, owner: Any = None, /) -> Rehearsable[P, A_co, D_co]:
        """Bind it."""


def rehearsable(
    operation: Callable[Concatenate[Session, P], Exchange[R]],
) -> RehearsableMethod[P, R, "DryRun"]:
    """A sync client's method over an operation that changes something."""

    def method(client: "Client", /, *args: Any, dry_run: bool = False, **kwargs: Any) -> Any:
        carry = client.rehearse if dry_run else client.perform
        return carry(operation, *args, **kwargs)

    dressed = _dressed(method, operation, _result(operation), _DRY_RUN)
    return cast("RehearsableMethod[P, R, DryRun]", dressed)


def async_rehearsable(
    operation: Callable[Concatenate[Session, P], Exchange[R]],
) -> RehearsableMethod[P, Coroutine[Any, Any, R], Coroutine[Any, Any, "DryRun"]]:
    """An async client's method over the same operation."""

    async def method(client: "AsyncClient", /, *args: Any, dry_run: bool = False, **kwargs: Any) -> Any:
        carry = client.rehearse if dry_run else client.perform
        return await carry(operation, *args, **kwargs)

    dressed = _dressed(method, operation, _result(operation), _DRY_RUN)
    return cast("RehearsableMethod[P, Coroutine[Any, Any, R], Coroutine[Any, Any, DryRun]]", dressed)


def listing(
    operation: Callable[Concatenate[Session, str | None, P], Exchange[Page[T]]],
) -> Callable[Concatenate["Client", P], Listing[T]]:
    """A sync client's method over an operation that fetches one page."""

    def method(client: "Client", /, *args: P.args, **kwargs: P.kwargs) -> Listing[T]:
        def fetch(cursor: str | None) -> Page[T]:
            return client.perform(operation, cursor, *args, **kwargs)

        return Listing(fetch)

    return _dressed(method, operation, Listing[_item(operation)])  # type: ignore[misc]  # a run-time type


def async_listing(
    operation: Callable[Concatenate[Session, str | None, P], Exchange[Page[T]]],
) -> Callable[Concatenate["AsyncClient", P], AsyncListing[T]]:
    """An async client's method over an operation that fetches one page."""

    def method(client: "AsyncClient", /, *args: P.args, **kwargs: P.kwargs) -> AsyncListing[T]:
        async def fetch(cursor: str | None) -> Page[T]:
            return await client.perform(operation, cursor, *args, **kwargs)

        return AsyncListing(fetch)

    return _dressed(method, operation, AsyncListing[_item(operation)])  # type: ignore[misc]  # a run-time type


F = TypeVar("F", bound=Callable[..., Any])
_DRY_RUN = inspect.Parameter("dry_run", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=bool)


def _dressed(method: F, operation: Callable[..., Any], result: Any, *own: inspect.Parameter) -> F:
    """`method` with the operation's name, docstring and signature: the session gone, the method's `own` parameters
    added, the real result in place."""
    signature = inspect.signature(operation)
    asked = [p for p in signature.parameters.values() if p.name not in {"session", "cursor"}]
    client = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    vars(method).update(
        operation=operation,
        __signature__=signature.replace(parameters=[client, *asked, *own], return_annotation=result),
    )
    method.__name__ = operation.__name__
    method.__doc__ = operation.__doc__
    return method


def _result(operation: Callable[..., Any]) -> Any:
    return get_args(operation.__annotations__["return"])[2]


def _item(operation: Callable[..., Any]) -> Any:
    return get_args(_result(operation))[0]
