"""A mobile platform on paper, for what an operation does around any platform, and a way to carry one on it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import attrs

import mvno_makers as make
from isp_integrations.core.done import Done
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect, Exchange, Now, Step
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import operations
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account, operation
from isp_integrations.core.session import Session
from isp_integrations.core.wire import Endpoint, WireBook

T = TypeVar("T")
READ = Endpoint("read", "GET", "read", Effect.READ, OBSERVED, "paper 1")
MOVE = Endpoint("move", "POST", "move", Effect.WRITE, OBSERVED, "paper 2")
PLAN = Endpoint("plan", "POST", "plan", Effect.WRITE, OBSERVED, "paper 3")
GUESSED_PLAN = Endpoint("guessed_plan", "POST", "plan", Effect.WRITE, ASSUMED, "ours")
BLOCKS = {m.BlockReason.DEBT: frozenset({m.BlockScope.TOTAL})}


@attrs.frozen
class Told(Step[None]):
    """A step that only says what the paper platform was asked."""

    what: str
    request: Any = attrs.field(repr=False)

    @property
    def label(self) -> str:
        return self.what


class Paper(MvnoSpec):
    """A platform on paper: does what its `answers` say, and tells each request as a step."""

    key = "paper"
    title = "Papel"
    wire = WireBook(endpoints=(READ, MOVE, PLAN, GUESSED_PLAN))
    blocks: ClassVar[Any] = BLOCKS

    def __init__(self, **answers: Any) -> None:
        super().__init__(Account())
        self.answers = answers

    def _answer(self, what: str, request: Any, otherwise: T | None = None) -> Exchange[T]:
        yield from Told(what, request)
        said: Any = self.answers.get(what, otherwise)
        if isinstance(said, Exception):
            raise said
        answer: T = said
        return answer

    @operation(uses=(READ,))
    def get_line(self, request: r.GetLine) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("get_line", request, seen()))

    @operation(uses=(MOVE,))
    def block_line(self, request: r.BlockLine) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("block_line", request, seen(status=m.LineStatus.BLOCKED_TOTAL)))

    @operation(uses=(MOVE,))
    def transfer_ownership(self, request: r.TransferOwnership) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("transfer_ownership", request, seen()))


class PaperWithPlans(Paper):
    @operation(uses=(PLAN,))
    def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("change_plan", request, seen(plan_code=request.plan_code)))


class PaperGuessingPlans(Paper):
    @operation(uses=(GUESSED_PLAN,))
    def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("change_plan", request))


class PaperActivating(Paper):
    @operation(uses=(MOVE,))
    def activate_line(self, request: r.ActivateLine) -> Exchange[m.Activation]:
        return (yield from self._answer("activate_line", request, m.Activation(line=fresh(None), order_id="9")))

    @operation(uses=(READ,))
    def get_activation(self, request: r.GetActivation) -> Exchange[m.Activation]:
        return (yield from self._answer("get_activation", request, m.Activation(line=fresh(make.NUMBER))))

    @operation(uses=(MOVE,))
    def request_portability(self, request: r.RequestPortability) -> Exchange[m.Portability]:
        asked = m.Portability(number=request.port_in.number, status=m.PortabilityStatus.PENDING, ticket_number="T1")
        return (yield from self._answer("request_portability", request, asked))


def fresh(number: Msisdn | None) -> m.MvnoLine:
    status = m.LineStatus.ACTIVE if number else m.LineStatus.AWAITING_ACTIVATION
    return m.MvnoLine(iccid=make.ICCID, msisdn=number, status=status)


def seen(**changes: Any) -> m.MvnoLine:
    """The line as the platform has it: without any of the host's ids."""
    plain = m.MvnoLine(msisdn=make.NUMBER, iccid=make.ICCID, status=m.LineStatus.ACTIVE, plan_code="P4")
    return attrs.evolve(plain, **changes)


def carry(platform: MvnoSpec, ask: Callable[..., Exchange[Any]], *args: Any, **kwargs: Any) -> tuple[Any, list[Told]]:
    """Carry an operation on paper; the result and what the platform was asked."""
    told: list[Told] = []
    exchange = ask(Session(platform), *args, **kwargs)
    answer: Any = None
    try:
        while True:
            step = exchange.send(answer)
            answer = datetime(2026, 1, 15, 12, tzinfo=UTC) if isinstance(step, Now) else None
            if isinstance(step, Told):
                told.append(step)
    except StopIteration as end:
        return end.value, told


def transfer(platform: MvnoSpec, **changes: Any) -> tuple[Done[m.Transfer], list[Told]]:
    given: dict[str, Any] = {"line": make.LINE, "new_contract": make.CONTRACT, "new_holder": make.HOLDER}
    return carry(platform, operations.transfer_ownership, **{**given, **changes})


def names(done: Done[Any]) -> list[str]:
    return [event.name for event in done.events]
