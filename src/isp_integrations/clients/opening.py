"""Opening an account: checks everything about it, then puts session, carriers, driver and client together."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import attrs

from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.core import registry
from isp_integrations.core.addresses import HTTP, check_base_url, endpoint_of, is_sandbox_url
from isp_integrations.core.errors import ConfigurationError, InvalidRecord
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.platform import Account, Platform, refuse_unknown_bases
from isp_integrations.core.session import Session
from isp_integrations.core.values import Value
from isp_integrations.core.vault import Vault
from isp_integrations.transports.budget import RateBudget
from isp_integrations.transports.clock import Clock, SystemClock
from isp_integrations.transports.conductor import Order
from isp_integrations.transports.drivers import Driver
from isp_integrations.transports.http import HttpOptions, HttpxSender
from isp_integrations.transports.http_carrier import HttpAccount, HttpCarrier
from isp_integrations.transports.journal import Journal
from isp_integrations.transports.ledger import Ledger
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.sending import AsyncHttpSender, HttpSender
from isp_integrations.transports.tokens import TokenCell, TokenStore

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord
    from isp_integrations.transports.terminal.channels import Connector, Listener
    from isp_integrations.transports.terminal.options import TerminalOptions
    from isp_integrations.transports.terminal.sessions import TerminalAccount

C = TypeVar("C", bound=Client)
A = TypeVar("A", bound=AsyncClient)


LONGEST_WAIT = 60.0
"""Seconds that a call waits for its turn in the budget that a vendor states; beyond them it is `RateLimited`."""


class HostOptions(TypedDict, total=False):
    """What a host may supply when it opens an account.

    Attributes:
        other_base_urls: addresses of the platform's `other_bases`, by name. In the sandbox each lies below the
            main address, under its name; one that is typed to, on the same host where that is no real one.
        account_id: names the account in the journal, the resume tokens and the token store; needed with a durable
            journal, a vault or a token store, in which one account must never be taken for another.
        accept_assumed: use ASSUMED wires on a real address too.
        wire_overrides: a partner's corrections of paths, keys, words and settling times.
        allow_plain_http: accept an `http://` address that is not on this machine.
        hooks: objects with `around` or `on_event`, marked with `host_hook`.
        vault: seals the journal and the resume tokens; needed with a durable journal.
        journal: where writes are written down; in memory by default.
        token_store: shares tokens across processes.
        transport: sends HTTP requests instead of httpx: an `HttpSender`, or an `AsyncHttpSender` for async clients.
        http: time-outs, proxy, certificates.
        terminal: time-outs and host keys of equipment reached over SSH, Telnet or TL1.
        connector: opens channels to that equipment instead of ours.
        listener: makes what hears each session with that equipment, for a transcript.
        retry: how often reads are tried.
        budget: calls per second the account may make; what the platform's vendor states by default, where he does.
        clock: tells the time; the machine's, in Brasília, by default.
    """

    other_base_urls: Mapping[str, str]
    account_id: str
    accept_assumed: bool
    wire_overrides: Mapping[str, Mapping[str, Any]]
    allow_plain_http: bool
    hooks: Iterable[object]
    vault: Vault
    journal: Journal
    token_store: TokenStore
    transport: HttpSender | AsyncHttpSender
    http: HttpOptions
    terminal: "TerminalOptions"
    connector: "Connector"
    listener: "Callable[[], Listener]"
    retry: RetryPolicy
    budget: RateBudget
    clock: Clock


@attrs.frozen(kw_only=True)
class Opening(Value):
    """A checked account, ready to be given a sync or an async driver."""

    session: Session
    account: "HttpAccount | TerminalAccount"
    ledger: Ledger
    name: str
    options: HostOptions

    @classmethod
    def of(
        cls,
        family: str,
        platform: str,
        *,
        credentials: Mapping[str, str],
        base_url: str | None,
        options: HostOptions,
    ) -> "Opening":
        """Check the account; every problem is an `InvalidRecord`, and nothing is sent."""
        kind = registry.load(family, platform)
        address = _address(kind, base_url, options)
        others = _other_addresses(kind, address, options)
        plugin = kind(
            Account(
                credentials=credentials,
                wire_overrides=options.get("wire_overrides", {}),
                other_bases=frozenset(others),
            )
        )
        clock = options.get("clock") or SystemClock()
        name = f"{family}/{platform}/{_account_id(address, options)}"
        return cls(
            session=Session(
                plugin,
                accept_assumed=options.get("accept_assumed", False)
                or all(is_sandbox_url(each) for each in (address, *others.values())),
                host_hooks=options.get("hooks", ()),
            ),
            account=_account(plugin, address, others, clock, options),
            ledger=Ledger(journal=options.get("journal"), vault=options.get("vault"), account=name),
            name=name,
            options=options,
        )

    def sync(self, client: type[C]) -> C:
        """A sync client of this account."""
        if isinstance(self.account, HttpAccount):
            return client(self.session, self._http_driver(self.account))
        from isp_integrations.clients.terminals import carriers_of  # noqa: PLC0415  most accounts speak HTTP

        return client(self.session, Driver(carriers_of(self.account), clock=self.account.clock, ledger=self.ledger))

    def asynchronous(self, client: type[A]) -> A:
        """An async client of this account."""
        from isp_integrations.clients.async_opening import driver_of  # noqa: PLC0415  sync hosts want no asyncio

        return client(self.session, driver_of(self))

    def _http_driver(self, account: HttpAccount) -> Driver:
        sender: Any = self.options.get("transport") or HttpxSender(self.options.get("http"))
        tokens = TokenCell(
            lambda: driver.run(account.platform.log_in(), self.log_in_order()),
            store=self.options.get("token_store"),
            key=self.name,
        )
        carrier = HttpCarrier(account, sender, tokens if self.has_token else None)
        driver = Driver({HttpRequest: carrier}, clock=account.clock, ledger=self.ledger)
        return driver

    @property
    def has_token(self) -> bool:
        """Whether a token goes with the account's calls."""
        platform = self.session.platform
        return platform.logs_in or platform.hands_over_tokens

    def log_in_order(self) -> Order:
        """The order that a log-in is; it changes nothing, so no journal keeps it."""
        return Order(id="", operation="log_in", platform=self.session.platform.key, arguments=dict)


def opening_of(family: str, record: "IntegrationRecord", options: HostOptions) -> Opening:
    """The account of a stored record; `options` needs the vault that sealed it."""
    from isp_integrations.core.record import open_credentials  # noqa: PLC0415  not every host stores records

    if record.family != family:
        raise InvalidRecord(problems=(f"family: o registro é de {record.family}, não de {family}",))
    if not record.enabled:
        raise ConfigurationError(message=f"A integração {record.id} está desativada.")
    vault = options.get("vault")
    if vault is None:
        raise InvalidRecord(problems=("vault: obrigatório para abrir um registro",))
    stored: HostOptions = {
        "account_id": f"{record.tenant}/{record.id}",
        "accept_assumed": record.accept_assumed,
        "wire_overrides": record.wire_overrides,
        "allow_plain_http": bool(record.settings.get("allow_plain_http", False)),
        "other_base_urls": record.other_base_urls,
    }
    if (told := record.settings.get("terminal")) is not None:
        stored["terminal"] = _stored_terminal(told)
    return Opening.of(
        family,
        record.platform,
        credentials=open_credentials(record, vault),
        base_url=record.base_url,
        options={**stored, **options},
    )


def _stored_terminal(told: object) -> "TerminalOptions":
    from isp_integrations.transports.terminal.options import TerminalOptions  # noqa: PLC0415  most accounts speak HTTP

    try:
        return TerminalOptions(**dict(told))  # type: ignore[call-overload]  # whatever the record holds is tried
    except (TypeError, ValueError):
        raise InvalidRecord(problems=("settings.terminal: opções desconhecidas",)) from None


def _account(
    plugin: Platform, address: str, others: Mapping[str, str], clock: Clock, options: HostOptions
) -> "HttpAccount | TerminalAccount":
    if plugin.dialect is not None:
        from isp_integrations.clients.terminals import account_of  # noqa: PLC0415  most accounts speak HTTP

        return account_of(plugin, address, others, clock, options)
    http = options.get("http") or HttpOptions()
    return HttpAccount(
        platform=plugin,
        base_url=address,
        other_base_urls=others,
        clock=clock,
        retry=options.get("retry") or RetryPolicy(),
        budget=options.get("budget") or _stated_budget(plugin),
        deadline=http.deadline,
    )


def _stated_budget(platform: Platform) -> RateBudget | None:
    return None if platform.rate is None else RateBudget(*platform.rate, longest_wait=LONGEST_WAIT)


def _address(kind: type[Platform], base_url: str | None, options: HostOptions) -> str:
    known = base_url or kind.base_url
    if known is None:
        raise InvalidRecord(problems=(f"base_url: obrigatório; nenhum endereço público de {kind.title} é conhecido",))
    return kind.api_address(
        check_base_url(known, schemes=kind.schemes, allow_plain_http=options.get("allow_plain_http", False))
    )


def _other_addresses(kind: type[Platform], address: str, options: HostOptions) -> dict[str, str]:
    given = options.get("other_base_urls", {})
    refuse_unknown_bases(kind, given)
    return {
        name: check_base_url(
            url,
            schemes=("tl1",) if name in kind.other_dialects else HTTP,
            allow_plain_http=options.get("allow_plain_http", False),
            field=f"other_base_urls.{name}",
        )
        for name, url in {**_sandbox_addresses(kind, address), **given}.items()
    }


def _sandbox_addresses(kind: type[Platform], address: str) -> dict[str, str]:
    """Those of `other_bases` that the main address tells; which port of this machine one has, it does not tell."""
    if not is_sandbox_url(address):
        return {}
    _, host, _ = endpoint_of(address)
    typed_to = {name: f"tl1://{host}/" for name in kind.other_dialects if host.endswith(".sandbox.invalid")}
    return {name: f"{address}{name}/" for name in kind.other_bases if name not in kind.other_dialects} | typed_to


def _account_id(address: str, options: HostOptions) -> str:
    if account := options.get("account_id"):
        return account
    journal = options.get("journal")
    durable = journal is not None and journal.durable
    if durable or options.get("vault") is not None or options.get("token_store") is not None:
        raise InvalidRecord(problems=("account_id: obrigatório com journal durável, vault ou token_store",))
    return address
