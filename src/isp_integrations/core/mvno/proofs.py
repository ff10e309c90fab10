"""What an answer proves: that it is about the line asked for, and that a write whose own answer was lost happened."""

from collections.abc import Callable

from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.models import MvnoLine, Portability
from isp_integrations.core.mvno.requests import GetLine, ListPlans
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.text import fold

_MOST_PAGES = 200
"""How much of a catalogue is searched for a plan's name."""


def same_line(asked: MvnoLine | GetLine, seen: MvnoLine) -> None:
    """Refuse an answer about another line.

    The number decides, be it the one in port-in or the temporary one; where one side has none, or shows only the one
    that is to be ported, the SIM does.

    Raises:
        UnexpectedAnswer: what both show differs.
    """
    wanted, shown = _numbers(asked), _numbers(seen)
    if wanted and shown and (seen.msisdn or seen.temporary_number or not seen.portability):
        told, differs = "msisdn", not wanted & shown
    else:
        told, differs = "iccid", None not in (asked.iccid, seen.iccid) and asked.iccid != seen.iccid
    if differs:
        raise UnexpectedAnswer(message=f"A resposta é de outra linha, segundo {told}.", paths=(told,))


def _numbers(line: MvnoLine | GetLine) -> set[Msisdn]:
    known = [line.msisdn]
    if isinstance(line, MvnoLine):
        known += [line.temporary_number, line.portability.number if line.portability else None]
    return {number for number in known if number is not None}


def sim_swapped(before: MvnoLine, now: MvnoLine, wanted: Iccid | None) -> bool:
    """Whether the line went to the wanted SIM; where the platform picks it, to any other SIM that is an eSIM.

    Two swaps at once to SIMs of the platform's choice cannot be told apart.
    """
    if now.iccid is None or before.iccid is None:
        raise Undecided("A plataforma não mostra o chip da linha.")
    if now.iccid == wanted:
        return True
    if now.iccid == before.iccid:
        return False
    if wanted is None and now.is_esim:
        return True
    raise Undecided("A linha está em um chip que não é o anterior nem o pedido.")


def newly_requested(before: Portability, now: Portability, number: Msisdn) -> bool:
    """Whether `now` is a port-in of `number` that `before` was not.

    A second request for the same number on the same day looks like the first where the platform shows days alone.
    """

    def request_of(port: Portability) -> tuple[object, ...]:
        return port.number, port.ticket_number, port.requested_at

    return now.number == number and request_of(now) != request_of(before)


def bring_about(
    platform: MvnoSpec,
    order: Callable[[], Exchange[None]],
    line: GetLine,
    reached: Callable[[MvnoLine], Exchange[bool]],
    *,
    settle: float | None,
) -> Exchange[MvnoLine]:
    """Send a write that asks for a state, and answer the line in it; a state needs no snapshot to be recognised.

    A `ProviderRejected` that leaves it is the order's own: a refused read-back is doubt, and looked up as such.
    """

    def send() -> Exchange[MvnoLine]:
        yield from order()
        try:
            return (yield from platform.get_line(line))
        except ProviderRejected as refused:
            raise OutcomeUnknown(message=refused.message) from None

    def look() -> Exchange[MvnoLine | None]:
        now = yield from platform.get_line(line)
        if line.iccid is None or line.iccid != now.iccid:
            same_line(line, now)
        return now if (yield from reached(now)) else None

    return (yield from write_once(send, look, settle=settle))


def is_on_plan(platform: MvnoSpec, line: MvnoLine, code: str) -> Exchange[bool]:
    """Whether a line is on the plan of that code, told by the plan's name where the platform shows no code."""
    if line.plan_code is not None:
        return line.plan_code == code
    named = yield from _codes_named(platform, line.plan_name)
    if not named or (code in named and len(named) > 1):
        raise Undecided("A plataforma mostra o plano da linha com um nome que não identifica um só plano.")
    return named == {code}


def _codes_named(platform: MvnoSpec, name: str | None) -> Exchange[set[str]]:
    codes: set[str] = set()
    if name is None or "list_plans" not in platform.operations:
        return codes
    cursor = None
    for _ in range(_MOST_PAGES):
        page = yield from platform.list_plans(ListPlans(), cursor)
        codes |= {plan.code for plan in page.items if fold(plan.name) == fold(name)}
        cursor = page.cursor
        if cursor is None:
            return codes
    raise Undecided("O catálogo de planos da plataforma não termina.")
