"""The line report (Relatório MVNO): the host's lines beside the platform's, row by row, with what differs.

Rows are made one by one as the host's lines are read; held are only the platform's newest record per line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeAlias

import attrs

from isp_integrations.core.erp.models import Contract, Customer
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.models import (
    Balance,
    LineStatus,
    MvnoLine,
    Portability,
    PortabilityStatus,
    UsageRecord,
)
from isp_integrations.core.mvno.newest import ENDED, newest_by
from isp_integrations.core.spreadsheet import csv_line

Usage: TypeAlias = UsageRecord | Balance | None

_BLOCKED = frozenset(
    {
        LineStatus.BLOCKED_PARTIAL,
        LineStatus.BLOCKED_TOTAL,
        LineStatus.BLOCKED_THEFT,
        LineStatus.BLOCKED_LOSS,
        LineStatus.BLOCKED_MISUSE,
    }
)


class Difference(StrEnum):
    """What host and platform do not agree on. The three `BILLED_…` cost the host money."""

    BILLED_WHILE_BLOCKED = "billed_while_blocked"
    BILLED_WHILE_ENDED = "billed_while_ended"
    BILLED_AND_UNREGISTERED = "billed_and_unregistered"
    NOT_ON_PLATFORM = "not_on_platform"
    ONLY_IN_HOST = "only_in_host"
    STATUS = "status"
    STATUS_UNKNOWN = "status_unknown"
    NUMBER = "number"
    SIM = "sim"
    PLAN = "plan"
    HOLDER = "holder"
    PORTABILITY = "portability"


BILLED = frozenset(
    {Difference.BILLED_WHILE_BLOCKED, Difference.BILLED_WHILE_ENDED, Difference.BILLED_AND_UNREGISTERED}
)


@attrs.frozen(kw_only=True)
class ReportRow:
    """One line of the report. `host` is `None` for a line that only the platform has, and the other way round.

    Attributes:
        holder: the customer of the line's contract, `None` where the host did not pass it.
        usage: what was used, or what is left, as the caller's look-up told it.
        differences: what the two sides do not agree on, in the order of :class:`Difference`.
    """

    host: MvnoLine | None
    platform: MvnoLine | None
    contract: Contract | None = None
    holder: Customer | None = None
    usage: Usage = None
    differences: tuple[Difference, ...] = ()

    @property
    def stands_out(self) -> bool:
        """Whether the platform bills a line that the host blocked, ended or does not know."""
        return not BILLED.isdisjoint(self.differences)


def line_report(
    host_lines: Iterable[MvnoLine],
    platform_lines: Iterable[MvnoLine],
    *,
    contracts: Mapping[str, Contract] | None = None,
    customers: Mapping[str, Customer] | None = None,
    usage_of: Callable[[MvnoLine], Usage] | None = None,
) -> Iterator[ReportRow]:
    """Every line of the host, in its order, then those that only the platform has.

    Args:
        host_lines: the host's lines of one integration.
        platform_lines: `client.list_lines()`, history included; the newest record of each line counts.
        usage_of: asked once per line that the platform has, with the platform's own record.
    """
    index = _Index(platform_lines)
    for line in host_lines:
        seen = index.take(line)
        contract = (contracts or {}).get(line.contract_id or "")
        holder_id = contract.customer_id if contract else line.customer_id
        holder = (customers or {}).get(holder_id or "")
        yield ReportRow(
            host=line,
            platform=seen,
            contract=contract,
            holder=holder,
            usage=usage_of(seen) if usage_of and seen else None,
            differences=tuple(sorted(_differences(line, seen, holder), key=list(Difference).index)),
        )
    for seen in index.left():
        billed = (Difference.BILLED_AND_UNREGISTERED,) if seen.status not in ENDED else ()
        yield ReportRow(host=None, platform=seen, usage=usage_of(seen) if usage_of else None, differences=billed)


class _Index:
    """The platform's newest record of each line, by SIM and by number."""

    def __init__(self, lines: Iterable[MvnoLine]) -> None:
        self._by_number: dict[Msisdn, MvnoLine] = newest_by(lines, lambda line: line.msisdn)
        self._by_sim: dict[Iccid, MvnoLine] = newest_by(self._by_number.values(), lambda line: line.iccid)
        self._taken: set[int] = set()

    def take(self, line: MvnoLine) -> MvnoLine | None:
        """The platform's record of the host's `line`: by number, by temporary number, by SIM."""
        numbers = (line.msisdn, line.temporary_number)
        found = next((self._by_number[n] for n in numbers if n is not None and n in self._by_number), None)
        if found is None and line.iccid is not None:
            found = self._by_sim.get(line.iccid)
        if found is not None:
            self._taken.add(id(found))
        return found

    def left(self) -> Iterator[MvnoLine]:
        """The records that no line of the host took."""
        return (line for line in self._by_number.values() if id(line) not in self._taken)


def _differences(host: MvnoLine, seen: MvnoLine | None, holder: Customer | None) -> Iterator[Difference]:
    if seen is None:
        if host.status not in ENDED:
            yield Difference.NOT_ON_PLATFORM if host.on_platform else Difference.ONLY_IN_HOST
        return
    yield from _status_differences(host.status, seen.status)
    pairs = (
        (Difference.NUMBER, host.msisdn, seen.msisdn),
        (Difference.SIM, host.iccid, seen.iccid),
        (Difference.PLAN, host.plan_code, seen.plan_code),
        (Difference.HOLDER, holder.tax_id if holder else None, seen.holder_tax_id),
        (Difference.PORTABILITY, _port_status(host.portability), _port_status(seen.portability)),
    )
    for difference, ours, theirs in pairs:
        if ours is not None and theirs is not None and ours != theirs:
            yield difference


def _status_differences(host: LineStatus, seen: LineStatus) -> Iterator[Difference]:
    if LineStatus.UNKNOWN in {host, seen}:
        yield Difference.STATUS_UNKNOWN
    elif host in _BLOCKED and seen is LineStatus.ACTIVE:
        yield Difference.BILLED_WHILE_BLOCKED
    elif host in ENDED and seen not in ENDED:
        yield Difference.BILLED_WHILE_ENDED
    elif host is not seen:
        yield Difference.STATUS


def _port_status(portability: Portability | None) -> PortabilityStatus | None:
    return portability.status if portability else None


COLUMNS = (
    "linha",
    "integracao",
    "contrato",
    "titular",
    "numero",
    "iccid",
    "plano",
    "status_erp",
    "status_plataforma",
    "portabilidade",
    "consumo_mb",
    "saldo_mb",
    "diferencas",
    "atencao",
)


def report_csv(rows: Iterable[ReportRow]) -> Iterator[str]:
    """The report as CSV text, one row at a time, for `;`-separated spreadsheets (header first).

    It is a report for people and holds personal data on purpose. A cell that a spreadsheet would run as a formula
    is quoted with an apostrophe.
    """
    yield csv_line(COLUMNS)
    for row in rows:
        yield csv_line(_cells(row))


def _cells(row: ReportRow) -> tuple[str, ...]:
    line = row.host or row.platform
    if line is None:
        raise InvalidRecord(problems=("host, platform: informe ao menos um",))
    seen = row.platform
    used = row.usage.data_mb if isinstance(row.usage, UsageRecord) else None
    left = row.usage.data_mb if isinstance(row.usage, Balance) else None
    portability = line.portability or (seen.portability if seen else None)
    return (
        line.id or "",
        line.integration_id or "",
        line.contract_id or "",
        (row.holder.legal_name if row.holder else None) or (seen.holder_name if seen else None) or "",
        line.msisdn.national if line.msisdn else "",
        line.iccid.value if line.iccid else "",
        line.plan_code or line.plan_name or (seen.plan_name if seen else None) or "",
        row.host.status if row.host else "",
        seen.status if seen else "",
        portability.status if portability else "",
        "" if used is None else str(used),
        "" if left is None else str(left),
        " ".join(row.differences),
        "SIM" if row.stands_out else "",
    )
