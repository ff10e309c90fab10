"""What a job gave, as a table a person can read and as one JSON document. Neither holds personal data."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import attrs

from isp_integrations.cli.jobs import Job, Outcome, Synchronised
from isp_integrations.cli.orders import LineOrder, Order, Result
from isp_integrations.cli.screen import Progress, say, show_json, show_table
from isp_integrations.core.events import Event
from isp_integrations.core.plain import to_plain
from isp_integrations.core.rules import Violation
from isp_integrations.hosts.reading import Problem

WORDS = {
    Result.DONE: "✔ feito",
    Result.CHECKED: "✔ passaria",
    Result.REFUSED: "✖ recusado",
    Result.REJECTED: "✖ plataforma recusou",
    Result.FAILED: "✖ falhou",
    Result.UNKNOWN: "? em aberto",
}
GOOD = frozenset({Result.DONE, Result.CHECKED})
COLUMNS = ("Pedido", "Linha", "O que se pediu", "Resultado", "Eventos para o ERP gravar")


@attrs.frozen(kw_only=True)
class Report:
    """A finished job.

    Attributes:
        problems: what the export's reader could not read.
        not_run: ids of the orders that the job did not reach.
    """

    problems: tuple[Problem, ...] = ()
    synchronised: Synchronised
    outcomes: tuple[Outcome, ...]
    not_run: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[str, ...]:
        """Where orders ended otherwise than they expect."""
        return tuple(f"{done.order.id}: {what}" for done in self.outcomes for what in done.differences)

    @property
    def as_expected(self) -> bool:
        """Whether every order ended as it expects, or well where it expects nothing."""
        ended_well = all(done.order.expect or done.result in GOOD for done in self.outcomes)
        return ended_well and not self.differences and not self.not_run


def carry_out(
    job: Job,
    orders: Sequence[Order],
    *,
    problems: tuple[Problem, ...],
    as_json: bool,
    every_line: bool = False,
    dry_run: bool = False,
) -> Report:
    """Synchronise the lines, run the orders in their order, show the progress of both, and then the report.

    Whatever ends the job early, the report of what was seen and done until then is shown: the host must persist it.
    An order that was cut off and may have been carried out is told with what is known of it, never as not run.
    """
    keys = () if dry_run else job.lines_to_synchronise(None if every_line else orders)
    outcomes: list[Outcome] = []
    progress = Progress(len(keys))
    try:
        job.synchronise(keys, lambda what: progress.tell(f"estado na plataforma: {what}"))
        progress.close()
        progress = Progress(len(orders))
        for order in orders:
            outcomes.append(job.run(order, dry_run=dry_run))
            progress.tell(f"{order.id} {order.title}: {WORDS[outcomes[-1].result]}")
    finally:
        progress.close()
        if job.cut_off is not None and len(outcomes) < len(orders):
            outcomes.append(job.cut_off)
        report = Report(
            problems=problems,
            synchronised=job.synchronised,
            outcomes=tuple(outcomes),
            not_run=tuple(order.id for order in orders[len(outcomes) :]),
        )
        _show(report, as_json=as_json)
    return report


def _show(report: Report, *, as_json: bool) -> None:
    """Print the report: one JSON document, or a table and what it leaves to say."""
    if as_json:
        show_json(_plain(report))
        return
    show_table("Pedidos", COLUMNS, [_row(outcome) for outcome in report.outcomes])
    print(_summary(report))
    for problem in report.problems:
        say(f"exportação: {problem}")
    for failed in report.synchronised.problems:
        say(f"sincronização: {failed}")
    for order in report.not_run:
        say(f"não executado: {order}")
    for difference in report.differences:
        say(f"diferente do esperado: {difference}")


def _row(outcome: Outcome) -> tuple[str, ...]:
    order = outcome.order
    said = map(_told, outcome.rules) if outcome.rules else (outcome.message,)
    warned = (f"aviso {_told(found)}" for found in outcome.warnings)
    return (
        order.id,
        f"{order.line if isinstance(order, LineOrder) else 'nova'}\n{outcome.number}".strip(),
        f"{order.title}\n{order.note}".strip(),
        "\n".join([WORDS[outcome.result], *said, *warned, *outcome.sends]),
        "\n".join(map(told_event, outcome.events)),
    )


def _told(found: Violation) -> str:
    return f"{found.rule_id}: {found.message}"


def told_event(event: Event) -> str:
    """An event's name, with the change where it is one of status."""
    before, after = getattr(event, "before", None), getattr(event, "after", None)
    return f"{event.name} ({before} → {after})" if before and after else event.name


def _summary(report: Report) -> str:
    ends = Counter(WORDS[outcome.result][2:] for outcome in report.outcomes)
    told = ", ".join(f"{word}: {count}" for word, count in ends.items()) or "nenhum"
    expected = sum(outcome.order.expect is not None for outcome in report.outcomes)
    met = sum(outcome.order.expect is not None and not outcome.differences for outcome in report.outcomes)
    checked = f" Como esperado: {met} de {expected}." if expected else ""
    state = report.synchronised
    return (
        f"{len(report.outcomes)} pedidos ({told}). Linhas sincronizadas: {state.lines} "
        f"({len(state.events)} eventos).{checked}"
    )


def _plain(report: Report) -> Any:
    return {
        "as_expected": report.as_expected,
        "outcomes": [_plain_outcome(outcome) for outcome in report.outcomes],
        "synchronised": {
            "lines": report.synchronised.lines,
            "events": to_plain(report.synchronised.events),
            "problems": list(report.synchronised.problems),
        },
        "export_problems": [str(problem) for problem in report.problems],
        "differences": list(report.differences),
        "not_run": list(report.not_run),
    }


def _plain_outcome(outcome: Outcome) -> Any:
    order = outcome.order
    return {
        "order": order.id,
        "kind": order.kind,
        "note": order.note,
        "line": order.line if isinstance(order, LineOrder) else None,
        "number": outcome.number or None,
        "outcome": outcome.result.value,
        "message": outcome.message,
        "rules": to_plain(outcome.rules),
        "warnings": to_plain(outcome.warnings),
        "events": to_plain(outcome.events),
        "sends": list(outcome.sends),
        "expected": to_plain(order.expect),
        "differences": list(outcome.differences),
    }
