"""Many OLT accounts asked at once; one that fails is reported beside what the others found."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

import attrs

from isp_integrations.clients.olt import AsyncOltClient, OltClient
from isp_integrations.core.errors import IspError, ProviderRejected
from isp_integrations.core.olt.models import Onu, UnprovisionedOnu
from isp_integrations.core.olt.operations.state import serial_of
from isp_integrations.core.olt.refusals import says_not_found
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.values import Value

T = TypeVar("T", UnprovisionedOnu, Onu)
R = TypeVar("R")
Accounts = Mapping[str, OltClient]
AsyncAccounts = Mapping[str, AsyncOltClient]
MOST_AT_ONCE = 64
"""Threads that a sync search uses at most."""


@attrs.frozen(kw_only=True)
class Found(Value, Generic[T]):
    """One ONU and the account that has it; `account` is its key in the search."""

    account: str
    onu: T


@attrs.frozen(kw_only=True)
class SearchResult(Value, Generic[T]):
    """What a search over many accounts came to.

    Attributes:
        found: in the order of the accounts.
        failures: the error of each account that could not answer, by its key.
    """

    found: tuple[Found[T], ...]
    failures: Mapping[str, IspError] = attrs.field(factory=dict)


def search(accounts: Accounts, *, serial: str | OnuSerial | None = None) -> SearchResult[UnprovisionedOnu]:
    """ONUs that wait for authorisation on any of the accounts (ONU-1).

    Args:
        accounts: open accounts, by the host's own keys.
        serial: only the ONU of that serial.

    Raises:
        RuleViolation: `serial` cannot be one (ONU-15).
    """
    wanted = _wanted(serial)
    return _collected(_at_once(accounts, lambda client: _waiting(tuple(client.list_unprovisioned()), wanted)))


async def search_async(
    accounts: AsyncAccounts, *, serial: str | OnuSerial | None = None
) -> SearchResult[UnprovisionedOnu]:
    """The async twin of :func:`search`."""
    wanted = _wanted(serial)

    async def ask(client: AsyncOltClient) -> tuple[UnprovisionedOnu, ...]:
        return _waiting(tuple([onu async for onu in client.list_unprovisioned()]), wanted)

    return _collected(await _at_once_async(accounts, ask))


def find(accounts: Accounts, *, serial: str | OnuSerial | None = None, login: str | None = None) -> SearchResult[Onu]:
    """The authorised ONU of a serial or PPPoE login on any of the accounts; having none is no failure.

    Args:
        accounts: open accounts, by the host's own keys.
        serial, login: exactly one of the two. An account that does not look up by it is a failure of that account.
    """

    def ask(client: OltClient) -> tuple[Onu, ...]:
        try:
            return (client.find_onu(serial=serial, login=login),)
        except ProviderRejected as refused:
            return _none_or(refused)

    return _collected(_at_once(accounts, ask))


async def find_async(
    accounts: AsyncAccounts, *, serial: str | OnuSerial | None = None, login: str | None = None
) -> SearchResult[Onu]:
    """The async twin of :func:`find`."""

    async def ask(client: AsyncOltClient) -> tuple[Onu, ...]:
        try:
            return (await client.find_onu(serial=serial, login=login),)
        except ProviderRejected as refused:
            return _none_or(refused)

    return _collected(await _at_once_async(accounts, ask))


def _wanted(serial: str | OnuSerial | None) -> OnuSerial | None:
    return None if serial is None else serial_of(serial)


def _waiting(onus: tuple[UnprovisionedOnu, ...], wanted: OnuSerial | None) -> tuple[UnprovisionedOnu, ...]:
    return tuple(onu for onu in onus if wanted is None or onu.serial == wanted)


def _none_or(refused: ProviderRejected) -> tuple[Onu, ...]:
    if says_not_found(refused):
        return ()
    raise refused


def _at_once(accounts: Accounts, ask: Callable[[OltClient], R]) -> dict[str, R | IspError]:
    def answer(client: OltClient) -> R | IspError:
        try:
            return ask(client)
        except IspError as failure:
            return failure

    with ThreadPoolExecutor(max_workers=min(MOST_AT_ONCE, len(accounts)) or 1) as threads:
        return dict(zip(accounts, threads.map(answer, accounts.values()), strict=True))


async def _at_once_async(
    accounts: AsyncAccounts, ask: Callable[[AsyncOltClient], Coroutine[None, None, R]]
) -> dict[str, R | IspError]:
    async def answer(client: AsyncOltClient) -> R | IspError:
        try:
            return await ask(client)
        except IspError as failure:
            return failure

    answers = await asyncio.gather(*(answer(client) for client in accounts.values()))
    return dict(zip(accounts, answers, strict=True))


def _collected(answers: Mapping[str, tuple[T, ...] | IspError]) -> SearchResult[T]:
    found: list[Found[T]] = []
    failures: dict[str, IspError] = {}
    for account, answer in answers.items():
        if isinstance(answer, IspError):
            failures[account] = answer
        else:
            found += [Found(account=account, onu=onu) for onu in answer]
    return SearchResult(found=tuple(found), failures=failures)
