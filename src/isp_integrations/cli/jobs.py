"""The order engine: synchronises the lines of an export, runs orders on them, and says what came of each.

It prints nothing and keeps the host's records in memory only: what the host must persist stands in the events.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from isp_integrations.cli.orders import ActivateOrder, LineOrder, Order, Result
from isp_integrations.cli.tasks import Account, Desk, Task, calls_of, new_line_id, prepare, told_activation
from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Integration
from isp_integrations.core.erp.rules import check_support
from isp_integrations.core.errors import (
    AuthenticationFailed,
    IspError,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RuleViolation,
    SupportRefused,
)
from isp_integrations.core.events import Event
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno.events import LineStatusChanged, PortabilityRequestDue
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.machines import FINISHED
from isp_integrations.core.rules import Violation, errors_of, warnings_of
from isp_integrations.hosts.ixc_export import IxcExport
from isp_integrations.transports.clock import Clock

_CUT_OFF = "Interrompido à espera da resposta: pode ter sido executado. Não o repita: use isp-integrations resume."
POLL_SECONDS = 5.0
"""Between two looks at an activation or a port-in that is being followed."""


@attrs.frozen(kw_only=True)
class Outcome:
    """What came of one order.

    Attributes:
        number: of the line, masked; empty where it has none.
        message: pt-BR: what was done, or why it was not.
        rules: what stopped it, in listed order.
        sends: of a mere check, the calls that would be made.
    """

    order: Order
    result: Result
    message: str
    number: str = ""
    rules: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()
    events: tuple[Event, ...] = ()
    sends: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[str, ...]:
        """How it differs from what the order expects, `()` where it expects nothing."""
        wanted = self.order.expect
        if wanted is None:
            return ()
        pairs = (
            ("outcome", (wanted.outcome,), (self.result,)),
            ("rules", wanted.rules, tuple(found.rule_id for found in self.rules)),
            ("warnings", wanted.warnings, tuple(found.rule_id for found in self.warnings)),
            ("events", wanted.events, tuple(event.name for event in self.events)),
        )
        return tuple(
            f"{what}: esperado {', '.join(expected) or 'nada'}; obtido {', '.join(got) or 'nada'}"
            for what, expected, got in pairs
            if expected != got
        )


@attrs.frozen(kw_only=True)
class Synchronised:
    """What reading the lines' platform state gave.

    Attributes:
        lines: how many were read.
        problems: `"linha <id>: why"` for those that could not be.
    """

    lines: int = 0
    events: tuple[Event, ...] = ()
    problems: tuple[str, ...] = ()


class Job:
    """The orders of one host, run one after the other.

    Args:
        integrations: what the host has registered, for MVNO-TRANSFER-PRE-1.
        accounts: by integration; one that is missing or closed fails its orders, after their rules.
        default_integration: of activations that name none.
        follow: how often an activation with a port-in is looked at until both are final; 0 leaves it under way.

    Attributes:
        cut_off: what is known of an order that something ended in the middle, such as whoever pressed Ctrl-C; `None`
            while there is none that may have changed anything.
    """

    def __init__(
        self,
        *,
        export: IxcExport,
        integrations: Sequence[Integration],
        accounts: Mapping[str, Account],
        default_integration: str | None,
        clock: Clock,
        follow: int = 0,
    ) -> None:
        self._export = export
        self._lines = dict(export.lines)
        self._integrations = tuple(integrations)
        self._accounts = accounts
        self._default = default_integration
        self._clock = clock
        self._follow = follow
        self._held: dict[str, str] = {}
        self._lines_read = 0
        self._events_seen: list[Event] = []
        self._unread: list[str] = []
        self.cut_off: Outcome | None = None

    @property
    def synchronised(self) -> Synchronised:
        """What reading the platforms gave so far."""
        return Synchronised(lines=self._lines_read, events=tuple(self._events_seen), problems=tuple(self._unread))

    def lines_to_synchronise(self, orders: Iterable[Order] | None = None) -> tuple[str, ...]:
        """Lines that are on a platform whose account is open; those that `orders` name, or all of them."""
        named = None if orders is None else {order.line for order in orders if isinstance(order, LineOrder)}
        return tuple(
            key
            for key, line in self._lines.items()
            if (named is None or key in named) and line.on_platform and self._client_of(line) is not None
        )

    def synchronise(self, keys: Sequence[str], progress: Callable[[str], None]) -> None:
        """Take what the platforms now say of the lines; an order of a line that cannot be read is not run.

        How far it came stands in :attr:`synchronised`.

        Raises:
            AuthenticationFailed: the first platform that refuses the credentials ends it.
        """
        for key in keys:
            line = self._lines[key]
            client = self._client_of(line)
            progress(f"linha {key}")
            if client is None:
                continue
            try:
                seen = _looked_at(client, line)
            except AuthenticationFailed:
                raise
            except IspError as failure:
                self._held[key] = f"O estado da linha na plataforma não pôde ser lido: {failure}"
                self._unread.append(f"linha {key}: {failure}")
            else:
                self._lines[key] = seen.value
                self._lines_read += 1
                self._events_seen += seen.events

    def run(self, order: Order, *, dry_run: bool = False) -> Outcome:
        """Carry one order out, or only judge it."""
        try:
            return self._numbered(self._ended(order, dry_run=dry_run))
        except BaseException:
            self.cut_off = self.cut_off and self._numbered(self.cut_off)
            raise

    def _numbered(self, ended: Outcome) -> Outcome:
        line = self._lines.get(_line_of(ended.order))
        return attrs.evolve(ended, number=line.msisdn.masked() if line and line.msisdn else "")

    def _ended(self, order: Order, *, dry_run: bool) -> Outcome:
        desk = self._desk()
        task = prepare(order, desk)
        warnings = warnings_of(task.violations)
        if broken := errors_of(task.violations):
            return _refused(order, broken)
        account = desk.account_of(order)
        if account.client is None:
            where = desk.integration_of(order) or "nenhuma"
            return Outcome(order=order, result=Result.FAILED, message=f"A integração {where} não está aberta.")
        if dry_run:
            return Outcome(
                order=order,
                result=Result.CHECKED,
                message="as regras passam; nada foi enviado",
                warnings=warnings,
                sends=tuple(calls_of(task, account)),
            )
        if task.hooks and (why := self._held.get(_line_of(order))):
            return Outcome(order=order, result=Result.FAILED, message=why)
        return self._performed(order, task, account.client)

    def _performed(self, order: Order, task: Task, client: MvnoClient) -> Outcome:
        open_before = len(client.unfinished())
        try:
            return self._carried(order, task, client)
        except BaseException:
            if len(client.unfinished()) > open_before:
                known = self.cut_off or Outcome(order=order, result=Result.UNKNOWN, message="")
                self.cut_off = attrs.evolve(known, result=Result.UNKNOWN, message=_CUT_OFF)
            raise

    def _carried(self, order: Order, task: Task, client: MvnoClient) -> Outcome:
        try:
            done = task.perform(client)
        except IspError as failure:
            return self._stopped(order, failure)
        self._keep(order, done.value)
        outcome = Outcome(
            order=order,
            result=Result.DONE,
            message=task.told(done.value),
            warnings=done.warnings,
            events=done.events,
        )
        if isinstance(order, ActivateOrder) and order.port_in is not None and self._follow:
            return self._followed(order, outcome, client, done.value.line)
        return outcome

    def _stopped(self, order: Order, failure: IspError) -> Outcome:
        if isinstance(failure, RuleViolation):
            return _refused(order, failure.violations)
        if isinstance(failure, SupportRefused):
            return _refused(order, check_support((failure,), family="mvno", operation=order.kind))
        if isinstance(failure, OutcomeUnknown):
            self._held[_line_of(order)] = (
                "Um pedido anterior desta linha está em aberto: use isp-integrations resume."
            )
            told = " ".join(part for part in (str(failure), failure.explanation) if part)
            return Outcome(order=order, result=Result.UNKNOWN, message=told)
        applied = failure.applied if isinstance(failure, ProviderError) else ()
        message = f"{failure} Já executado: {', '.join(applied)}." if applied else str(failure)
        if isinstance(failure, ProviderRejected):
            rule = (failure.violation,) if failure.violation else ()
            return Outcome(order=order, result=Result.REJECTED, message=message, rules=rule)
        return Outcome(order=order, result=Result.FAILED, message=message)

    def _followed(self, order: ActivateOrder, outcome: Outcome, client: MvnoClient, made: m.MvnoLine) -> Outcome:
        """The same outcome once activation and port-in are final, or as they stand after the last look."""
        told = [event.after for event in outcome.events if isinstance(event, LineStatusChanged)]
        line = attrs.evolve(made, status=m.LineStatus(told[-1]) if told else m.LineStatus.AWAITING_ACTIVATION)
        due = any(isinstance(event, PortabilityRequestDue) for event in outcome.events)
        for _ in range(self._follow):
            if _settled(line) and not due:
                break
            try:
                self._clock.sleep(POLL_SECONDS)
                seen = _looked_at(client, line)
                line, events = seen.value, seen.events
                if due and line.status is m.LineStatus.ACTIVE:
                    line, asked = self._ported(order, client, line)
                    due, events = False, (*events, *asked)
            except IspError as failure:
                stopped = self._stopped(order, failure)
                return attrs.evolve(stopped, warnings=outcome.warnings, events=outcome.events)
            except BaseException:
                self.cut_off = outcome
                raise
            outcome = attrs.evolve(outcome, events=(*outcome.events, *events))
        self._lines[new_line_id(order)] = line
        return attrs.evolve(outcome, message=told_activation(line))

    def _ported(
        self, order: ActivateOrder, client: MvnoClient, line: m.MvnoLine
    ) -> tuple[m.MvnoLine, tuple[Event, ...]]:
        """The port-in of an activation that took longer than the library waits for its number."""
        if order.port_in is None:
            return line, ()
        customer = self._export.customers[order.customer]
        asked = client.request_portability(line=line, customer=customer, port_in=order.port_in)
        return attrs.evolve(line, portability=asked.value, temporary_number=line.msisdn), asked.events

    def _keep(self, order: Order, value: object) -> None:
        if isinstance(value, m.Transfer | m.Activation):
            value = value.line
        if isinstance(value, m.MvnoLine):
            self._lines[_line_of(order)] = value

    def _client_of(self, line: m.MvnoLine) -> MvnoClient | None:
        return self._accounts.get(line.integration_id or "", Account()).client

    def _desk(self) -> Desk:
        return Desk(
            lines=self._lines,
            contracts=self._export.contracts,
            customers=self._export.customers,
            integrations=self._integrations,
            accounts=self._accounts,
            default_integration=self._default,
            today=self._clock.now().date(),
        )


def _refused(order: Order, broken: tuple[Violation, ...]) -> Outcome:
    return Outcome(
        order=order,
        result=Result.REFUSED,
        message=" ".join(found.message for found in broken),
        rules=broken,
    )


def _line_of(order: Order) -> str:
    if isinstance(order, LineOrder):
        return order.line
    return new_line_id(order)


def _looked_at(client: MvnoClient, line: m.MvnoLine) -> Done[m.MvnoLine]:
    """The line as the platform has it; one that awaits activation is asked for by its SIM first."""
    tells = client.session.refusal(MvnoSpec.get_activation) is None
    if tells and line.status is m.LineStatus.AWAITING_ACTIVATION and line.iccid is not None:
        seen = client.get_activation(iccid=line.iccid).line
        if seen.msisdn is None:
            return Done(value=line)
        line = attrs.evolve(line, msisdn=seen.msisdn)
    return client.refresh_line(line=line)


def _settled(line: m.MvnoLine) -> bool:
    ported = line.portability is None or line.portability.status in FINISHED
    return ported and line.status is not m.LineStatus.AWAITING_ACTIVATION
