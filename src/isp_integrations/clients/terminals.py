"""Opening an account on equipment that is typed to: a shell over SSH or Telnet, or TL1."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from isp_integrations.core.addresses import endpoint_of, is_sandbox_url
from isp_integrations.core.cli import CliCommand, Dialect
from isp_integrations.core.errors import BrokenPlugin, InvalidRecord
from isp_integrations.core.platform import Platform
from isp_integrations.core.tl1 import Tl1Command, Tl1Dialect
from isp_integrations.transports.clock import Clock
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.terminal.carriers import TerminalCarrier
from isp_integrations.transports.terminal.channels import Connector
from isp_integrations.transports.terminal.options import TerminalOptions
from isp_integrations.transports.terminal.sessions import AsyncTerminalCarrier, TerminalAccount
from isp_integrations.transports.terminal.shell import Shell
from isp_integrations.transports.terminal.ssh import SshConnector
from isp_integrations.transports.terminal.telnet import SocketConnector
from isp_integrations.transports.terminal.tl1 import Tl1

if TYPE_CHECKING:
    from isp_integrations.clients.opening import HostOptions


def account_of(
    plugin: Platform, address: str, others: Mapping[str, str], clock: Clock, options: "HostOptions"
) -> TerminalAccount:
    """The account of `plugin`'s equipment at `address`, with what is typed to at its other ones beside it.

    Raises:
        InvalidRecord: an SSH address without a policy for host keys.
    """
    beside = tuple(_account_at(plugin, url, clock, options, base=name) for name, url in others.items())
    return attrs.evolve(_account_at(plugin, address, clock, options), beside=beside)


def carriers_of(account: TerminalAccount) -> dict[type[Any], TerminalCarrier]:
    """The carriers of a sync driver."""
    return {_step_of(each): TerminalCarrier(each) for each in (account, *account.beside)}


def async_carriers_of(account: TerminalAccount) -> dict[type[Any], AsyncTerminalCarrier]:
    """The carriers of an async driver."""
    return {_step_of(each): AsyncTerminalCarrier(each) for each in (account, *account.beside)}


def _account_at(
    plugin: Platform, address: str, clock: Clock, options: "HostOptions", *, base: str = ""
) -> TerminalAccount:
    dialect, credentials = _dialect_at(plugin, base), plugin.account.credentials
    terminal = options.get("terminal") or TerminalOptions()
    return TerminalAccount(
        platform=plugin,
        base=base,
        connector=options.get("connector") or _connector(address, credentials, terminal),
        speaker=lambda: Shell(dialect, credentials) if isinstance(dialect, Dialect) else Tl1(dialect, credentials),
        clock=clock,
        encoding=dialect.encoding,
        transactional=isinstance(dialect, Dialect) and dialect.transactional,
        options=terminal,
        retry=options.get("retry") or RetryPolicy(),
        listener=options.get("listener"),
    )


def _dialect_at(plugin: Platform, base: str) -> Dialect | Tl1Dialect:
    dialect = plugin.other_dialects.get(base) if base else plugin.dialect
    if dialect is None:
        raise BrokenPlugin(message=f"{plugin.key}: não tem dialeto{f' em {base}' if base else ''}.")
    return dialect


def _step_of(account: TerminalAccount) -> type[Any]:
    return CliCommand if isinstance(_dialect_at(account.platform, account.base), Dialect) else Tl1Command


def _connector(address: str, credentials: Mapping[str, str], options: TerminalOptions) -> Connector:
    scheme, host, port = endpoint_of(address)
    if scheme in {"telnet", "tl1"}:  # some agents of TL1 negotiate as telnet does, on its own port or not
        return SocketConnector(host, port, columns=options.columns)
    if not options.knows_host_keys and not is_sandbox_url(address):
        raise InvalidRecord(
            problems=("terminal: diga em que chave SSH confiar (host_key, known_hosts ou trust_any_host_key)",)
        )
    return SshConnector(host, port, credentials.get("username", ""), credentials.get("password", ""), options)
