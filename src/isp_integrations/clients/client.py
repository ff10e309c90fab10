"""What hosts hold: one open account, sync or async."""

import inspect
from collections.abc import Callable
from os import urandom
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, cast

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import ResumeRefused, UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import ConnectionTest, Platform
from isp_integrations.core.session import Session
from isp_integrations.transports.conductor import Order
from isp_integrations.transports.drivers import Driver

if TYPE_CHECKING:
    from isp_integrations.transports.async_drivers import AsyncDriver
    from isp_integrations.transports.rehearsal import DryRun

P = ParamSpec("P")
R = TypeVar("R")
Operation = Callable[Concatenate[Session, P], Exchange[R]]


def test_connection(session: Session) -> Exchange[None]:
    """Prove that the platform answers and accepts the credentials.

    Raises:
        AuthenticationFailed: the platform refused the credentials.
        Unavailable: it could not be reached.
    """
    return (yield from session.exchange(Platform.test_connection, ConnectionTest()))


def new_order_id() -> str:
    """An id that no other order has."""
    return urandom(16).hex()


def _order(
    session: Session, operation: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], order: str = ""
) -> Order:
    return Order(
        id=order or new_order_id(),
        operation=operation.__name__,
        platform=session.platform.key,
        arguments=lambda: _arguments().arguments_to_plain(operation, args, kwargs),
    )


def _arguments() -> ModuleType:
    """How arguments become plain JSON; wanted for writes alone, and it takes its time to import."""
    from isp_integrations.clients import arguments  # noqa: PLC0415

    return arguments


def _announced(session: Session, result: R) -> R:
    """`result`, its events told to the host's listeners."""
    if not isinstance(result, Done) or not result.events:
        return result
    return attrs.evolve(result, listener_failures=session.announce(result.events))


def _resumed(
    client: type[Any], session: Session, asked: dict[str, Any], order: str, own: Callable[..., Any] | None
) -> tuple[Exchange[Any], Order]:
    """The exchange of a journaled order, made again: of one of the client's methods, or of an `own` operation."""
    method = inspect.getattr_static(client, asked["operation"], None)
    operation = own or getattr(method, "operation", None)
    if operation is None or operation.__name__ != asked["operation"]:
        raise ResumeRefused(message=f"Operação desconhecida no token: {asked['operation']}.")
    arguments = _arguments().arguments_from_plain(operation, asked["arguments"])
    return operation(session, **arguments), _order(session, operation, (), arguments, order)


def _refuse_untyped(platform: Platform, operation: Callable[..., Any]) -> None:
    if platform.dialect is None:
        told = f"{platform.title}: só se ensaia o que é digitado em um terminal."
        raise UnsupportedOperation(platform=platform.key, operation=operation.__name__, message=told)


class Client:
    """A sync client. Threads may share one; `close` it, or use it in a `with`."""

    def __init__(self, session: Session, driver: Driver) -> None:
        self.session = session
        self._driver = driver

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.session.platform.key!r})"

    def perform(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry one operation to its end; the named methods call this."""
        order = _order(self.session, operation, args, kwargs)
        return _announced(self.session, self._driver.run(operation(self.session, *args, **kwargs), order))

    def perform_once(self, order: str, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """:meth:`perform` an order of the caller's own id: begin it, or carry on what the journal has of it.

        Give one id to one process at a time: what another one is doing cannot be told from what one that died left
        undone, and whoever asks last takes the order over.

        Raises:
            OrderFinished: it came to its end before.
            OrderTaken: it is under way, in this client or in another process.
        """
        token = self._driver.ledger.token_of(order)
        if token is not None:
            return cast("R", self.resume(token, operation=operation))
        asked = _order(self.session, operation, args, kwargs, order)
        return _announced(self.session, self._driver.run(operation(self.session, *args, **kwargs), asked))

    def rehearse(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> "DryRun":
        """The exact commands that one operation would type to equipment; `dry_run=True` calls this.

        What it reads on the way is read for real; nothing that changes anything is sent.

        Raises:
            UnsupportedOperation: the platform is not typed to.
        """
        _refuse_untyped(self.session.platform, operation)
        return self._driver.rehearse(operation(self.session, *args, **kwargs), self.session.platform)

    def test_connection(self) -> None:
        """Prove that the platform answers and accepts the credentials; an error says what is wrong."""
        self.perform(test_connection)

    def resume(self, token: str, *, operation: Callable[..., Any] | None = None) -> Any:
        """Carry on an order whose outcome was unknown: read back what happened, and do only what is missing.

        Args:
            operation: the operation that was given to :meth:`perform`, where it is none of the named methods.

        Raises:
            OutcomeUnknown: it still cannot be known; the error has a newer token.
            ResumeRefused: the token is stale, or of another account; `OrderFinished` and `OrderTaken` tell more.
        """
        page, asked, records = self._driver.ledger.reopen(token)
        exchange, order = _resumed(type(self), self.session, asked, page.order, operation)
        return _announced(self.session, self._driver.resume(exchange, order, page, records))

    def unfinished(self) -> tuple[str, ...]:
        """Resume tokens of this account's unfinished orders, oldest first; ask before any new order is under way."""
        return self._driver.ledger.tokens()

    def close(self) -> None:
        """Release the connections."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient:
    """An async client. Tasks of one event loop may share one; `aclose` it, or use it in an `async with`."""

    def __init__(self, session: Session, driver: "AsyncDriver") -> None:
        self.session = session
        self._driver = driver

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.session.platform.key!r})"

    async def perform(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry one operation to its end; the named methods call this."""
        order = _order(self.session, operation, args, kwargs)
        return _announced(self.session, await self._driver.run(operation(self.session, *args, **kwargs), order))

    async def perform_once(self, order: str, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """:meth:`perform` an order of the caller's own id; see :meth:`Client.perform_once`."""
        token = await self._driver.look_up(lambda ledger: ledger.token_of(order))
        if token is not None:
            return cast("R", await self.resume(token, operation=operation))
        asked = _order(self.session, operation, args, kwargs, order)
        return _announced(self.session, await self._driver.run(operation(self.session, *args, **kwargs), asked))

    async def rehearse(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> "DryRun":
        """The exact commands that one operation would type; see :meth:`Client.rehearse`."""
        _refuse_untyped(self.session.platform, operation)
        return await self._driver.rehearse(operation(self.session, *args, **kwargs), self.session.platform)

    async def test_connection(self) -> None:
        """Prove that the platform answers and accepts the credentials; an error says what is wrong."""
        await self.perform(test_connection)

    async def resume(self, token: str, *, operation: Callable[..., Any] | None = None) -> Any:
        """Carry on an order whose outcome was unknown; see :meth:`Client.resume`."""
        page, asked, records = await self._driver.look_up(lambda ledger: ledger.reopen(token))
        exchange, order = _resumed(type(self), self.session, asked, page.order, operation)
        return _announced(self.session, await self._driver.resume(exchange, order, page, records))

    async def unfinished(self) -> tuple[str, ...]:
        """Resume tokens of this account's unfinished orders, oldest first; ask before any new order is under way."""
        return await self._driver.look_up(lambda ledger: ledger.tokens())

    async def aclose(self) -> None:
        """Release the connections."""
        await self._driver.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
