"""Carrying one action out on platforms made up here: a look first, and then no more than what is missing."""

from typing import Any, ClassVar

import attrs
import pytest

from core.erp.lifecycle.makers import line, onu, planned, port
from isp_integrations.core.erp.lifecycle.carrying import Carried, carry_out
from isp_integrations.core.erp.lifecycle.kinds import AnyService
from isp_integrations.core.erp.lifecycle.lines import LineService
from isp_integrations.core.erp.lifecycle.onus import OnuService
from isp_integrations.core.erp.lifecycle.plan import Action
from isp_integrations.core.erp.lifecycle.policy import EndedLine, LifecyclePolicy
from isp_integrations.core.erp.lifecycle.ports import PortService
from isp_integrations.core.errors import ProviderRejected, RuleViolation, UnsupportedOperation
from isp_integrations.core.events import MirrorSkippedUnknownStatus, UnexpectedTransition
from isp_integrations.core.exchange import Effect, Exchange, Step
from isp_integrations.core.mapping import models as mm
from isp_integrations.core.mapping import requests as mr
from isp_integrations.core.mapping.events import PortActivationFailed
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.models import MappingSettings, PortStatus, ReservationStatus
from isp_integrations.core.mvno import models as lm
from isp_integrations.core.mvno import requests as lr
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.models import BlockReason, BlockScope, LineStatus
from isp_integrations.core.olt import models as om
from isp_integrations.core.olt import requests as orq
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.models import OperState
from isp_integrations.core.platform import Account, operation
from isp_integrations.core.session import Session
from isp_integrations.core.wire import WireBook

_L = LineStatus
_R = ReservationStatus
NOBODY = Account()


@attrs.frozen
class Doing(Step[None]):
    """A step of the platforms below."""

    name: str = ""
    effect: Effect = Effect.READ


class Made:
    """What a platform made up here has, and what it was asked."""

    def __init__(self, state: Any) -> None:
        self.state = state
        self.asked: list[str] = []


class Lines(MvnoSpec):
    key = "linhas"
    title = "Linhas de exemplo"
    wire = WireBook(endpoints=())
    blocks: ClassVar[dict[BlockReason, frozenset[BlockScope]]] = {
        BlockReason.DEBT: frozenset(BlockScope),
        BlockReason.CUSTOMER: frozenset({BlockScope.TOTAL}),
    }

    def __init__(self, made: Made) -> None:
        super().__init__(NOBODY)
        self.made = made

    @operation(uses=())
    def get_line(self, request: lr.GetLine) -> Exchange[lm.MvnoLine]:
        yield from Doing("look")
        return lm.MvnoLine(status=self.made.state, raw_status=self.made.state.value)

    @operation(uses=())
    def block_line(self, request: lr.BlockLine) -> Exchange[lm.MvnoLine]:
        self.made.asked.append(f"block {request.block.scope} {request.block.reason}")
        yield from Doing("block", Effect.WRITE)
        partial = request.block.scope is BlockScope.PARTIAL
        self.made.state = _L.BLOCKED_PARTIAL if partial else _L.BLOCKED_TOTAL
        return lm.MvnoLine(status=self.made.state)

    @operation(uses=())
    def unblock_line(self, request: lr.UnblockLine) -> Exchange[lm.MvnoLine]:
        self.made.asked.append("unblock")
        yield from Doing("unblock", Effect.REPEATABLE)
        self.made.state = _L.ACTIVE
        return lm.MvnoLine(status=_L.ACTIVE)

    @operation(uses=())
    def cancel_line(self, request: lr.CancelLine) -> Exchange[lm.MvnoLine]:
        self.made.asked.append("cancel")
        yield from Doing("cancel", Effect.WRITE)
        self.made.state = _L.CANCELLED
        return lm.MvnoLine(status=_L.CANCELLED)


class BlindLines(MvnoSpec):
    """Cannot be looked at, and offers one block alone."""

    key = "cegas"
    title = "Linhas sem consulta"
    wire = WireBook(endpoints=())
    blocks: ClassVar[dict[BlockReason, frozenset[BlockScope]]] = {BlockReason.DEBT: frozenset({BlockScope.TOTAL})}

    def __init__(self, made: Made) -> None:
        super().__init__(NOBODY)
        self.made = made

    @operation(uses=())
    def block_line(self, request: lr.BlockLine) -> Exchange[lm.MvnoLine]:
        self.made.asked.append(f"block {request.block.scope} {request.block.reason}")
        yield from Doing("block", Effect.WRITE)
        return lm.MvnoLine(status=_L.BLOCKED_TOTAL)


class Olts(OltSpec):
    key = "olts"
    title = "OLT de exemplo"
    wire = WireBook(endpoints=())

    def __init__(self, made: Made) -> None:
        super().__init__(NOBODY)
        self.made = made

    @operation(uses=())
    def get_onu_status(self, request: orq.GetOnuStatus) -> Exchange[om.OnuStatus]:
        yield from Doing("look")
        return om.OnuStatus(oper_state=OperState.ONLINE, enabled=self.made.state)

    @operation(uses=())
    def enable_onu(self, request: orq.EnableOnu) -> Exchange[om.Onu]:
        return (yield from self._switch(request.onu, enabled=True))

    @operation(uses=())
    def disable_onu(self, request: orq.DisableOnu) -> Exchange[om.Onu]:
        return (yield from self._switch(request.onu, enabled=False))

    def _switch(self, onu: om.Onu, *, enabled: bool) -> Exchange[om.Onu]:
        self.made.asked.append("enable" if enabled else "disable")
        yield from Doing("switch", Effect.REPEATABLE)
        self.made.state = enabled
        return om.Onu(serial=onu.serial, enabled=enabled)


class BlindOlts(OltSpec):
    """Tells nothing, and disables."""

    key = "olts_cegas"
    title = "OLT sem consulta"
    wire = WireBook(endpoints=())

    def __init__(self, made: Made) -> None:
        super().__init__(NOBODY)
        self.made = made

    @operation(uses=())
    def disable_onu(self, request: orq.DisableOnu) -> Exchange[om.Onu]:
        self.made.asked.append("disable")
        yield from Doing("switch", Effect.REPEATABLE)
        return om.Onu(serial=request.onu.serial, enabled=False)


class Maps(MappingSpec):
    key = "mapas"
    title = "Mapa de exemplo"
    wire = WireBook(endpoints=())

    def __init__(self, made: Made) -> None:
        super().__init__(NOBODY)
        self.made = made

    @operation(uses=())
    def find_customer_port(self, request: mr.FindCustomerPort) -> Exchange[tuple[mm.CustomerPort, ...]]:
        yield from Doing("look")
        return () if self.made.state is None else (self._shown(request.code),)

    @operation(uses=())
    def activate_port(self, request: mr.ActivatePort) -> Exchange[mm.PortActivation]:
        self.made.asked.append(f"activate {request.cable_type_id}")
        if self.made.asked[0] == "refuse":
            raise ProviderRejected(message="Cabo recusado.")
        yield from Doing("activate", Effect.REPEATABLE)
        self.made.state = PortStatus.IN_USE
        return mm.PortActivation(port=self._shown(request.reservation.code))

    @operation(uses=())
    def cancel_reservation(self, request: mr.CancelReservation) -> Exchange[None]:
        self.made.asked.append("cancel")
        yield from Doing("cancel", Effect.REPEATABLE)
        self.made.state = None

    @operation(uses=())
    def release_port(self, request: mr.ReleasePort) -> Exchange[None]:
        self.made.asked.append("release")
        yield from Doing("release", Effect.REPEATABLE)
        self.made.state = None

    def _shown(self, code: str) -> mm.CustomerPort:
        state = self.made.state
        return mm.CustomerPort(code=code, status=state, structure_id="CTO-1", port_id="1", remote_ref="r1")


def carried(platform: Any, action: Action) -> Any:
    """What carrying `action` out on `platform` answers."""
    exchange = carry_out(Session(platform), action=action)
    try:
        next(exchange)
        while True:
            exchange.send(None)
    except StopIteration as end:
        return end.value


def only(pair: str, service: AnyService, policy: LifecyclePolicy | None = None, **changes: Any) -> Action:
    (action,) = planned(pair, service, policy=policy, **changes).actions
    return action


def value_of(done: Any) -> Carried:
    assert isinstance(done.value, Carried)
    return done.value


# --- lines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "scope", "asked"),
    [
        ("A/CA", BlockScope.PARTIAL, "block partial debt"),
        ("A/CA", BlockScope.TOTAL, "block total debt"),
        ("A/SC", BlockScope.PARTIAL, "block total customer"),
    ],
)
def test_mvno_line_5_a_line_is_blocked_in_the_scope_that_is_wished_and_offered(
    pair: str, scope: BlockScope, asked: str
) -> None:
    made = Made(_L.ACTIVE)
    done = carried(Lines(made), only(pair, line(), LifecyclePolicy(line_block_scope=scope)))
    assert made.asked == [asked]
    assert value_of(done).changed
    assert isinstance(done.value.service, LineService)
    assert done.value.service.line.status is made.state


@pytest.mark.parametrize("shown", sorted(set(_L) - {_L.ACTIVE, _L.UNKNOWN}))
def test_a_line_that_is_no_longer_active_is_not_blocked(shown: LineStatus) -> None:
    made = Made(shown)
    done = carried(Lines(made), only("A/CA", line()))
    assert made.asked == []
    assert not value_of(done).changed
    assert done.value.service.line.status is shown


@pytest.mark.parametrize("shown", sorted(set(_L) - {_L.UNKNOWN}))
def test_only_a_partial_or_total_block_is_lifted(shown: LineStatus) -> None:
    made = Made(shown)
    carried(Lines(made), only("A/A", line(_L.BLOCKED_TOTAL)))
    assert made.asked == (["unblock"] if shown in {_L.BLOCKED_PARTIAL, _L.BLOCKED_TOTAL} else [])


@pytest.mark.parametrize("shown", sorted(set(_L) - {_L.UNKNOWN}))
def test_a_line_is_cancelled_once_where_the_policy_says_so(shown: LineStatus) -> None:
    made = Made(shown)
    done = carried(Lines(made), only("I/D", line(), LifecyclePolicy(ended_line=EndedLine.CANCEL)))
    assert made.asked == ([] if shown is _L.CANCELLED else ["cancel"])
    assert done.value.service.line.status is _L.CANCELLED


def test_core_5_a_line_that_the_platform_shows_in_an_unknown_status_is_left_and_reported() -> None:
    made = Made(_L.UNKNOWN)
    done = carried(Lines(made), only("A/CA", line()))
    assert made.asked == []
    assert not value_of(done).changed
    assert done.events[-1] == MirrorSkippedUnknownStatus(subject="line/7", raw="unknown")


def test_core_10_what_the_platform_shows_out_of_turn_is_told() -> None:
    made = Made(_L.AWAITING_ACTIVATION)
    done = carried(Lines(made), only("A/CA", line()))
    assert [type(event) for event in done.events][-1] is UnexpectedTransition


def test_a_platform_that_cannot_be_looked_at_is_believed_as_the_host_has_it() -> None:
    made = Made(None)
    done = carried(BlindLines(made), only("A/CA", line()))
    assert made.asked == ["block total debt"]
    assert value_of(done).changed
    with pytest.raises(UnsupportedOperation):
        carried(BlindLines(made), only("A/A", line(_L.BLOCKED_TOTAL)))


def test_mvno_line_5_debt_is_never_sent_as_another_reason() -> None:
    made = Made(None)
    with pytest.raises(RuleViolation) as refused:
        carried(BlindLines(made), only("A/SC", line()))
    assert [found.code for found in refused.value.violations] == ["mvno.block_reason_unsupported"]
    assert made.asked == []


# --- ONUs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "host", "shown", "asked"),
    [
        ("I/D", True, True, ["disable"]),
        ("I/D", True, None, ["disable"]),
        ("I/D", True, False, []),
        ("A/A", False, False, ["enable"]),
        ("A/A", False, True, []),
    ],
)
def test_an_onu_is_switched_unless_the_olt_says_that_it_is_so(
    pair: str, host: bool, shown: bool | None, asked: list[str]
) -> None:
    made = Made(shown)
    done = carried(Olts(made), only(pair, onu(enabled=host)))
    assert made.asked == asked
    assert value_of(done).changed is bool(asked)
    assert isinstance(done.value.service, OnuService)
    assert done.value.service.onu.enabled is (pair == "A/A")


def test_an_olt_that_tells_nothing_is_asked() -> None:
    made = Made(None)
    carried(BlindOlts(made), only("I/D", onu()))
    assert made.asked == ["disable"]


# --- ports ------------------------------------------------------------------------------------------------------

APPROVING = LifecyclePolicy(ports=MappingSettings(auto_approve_port=True, auto_approve_cable_id="drop-1"))
RELEASING = LifecyclePolicy(release_ended_ports=True)


@pytest.mark.parametrize(
    ("shown", "asked", "status"),
    [(PortStatus.RESERVED, ["activate drop-1"], _R.ACTIVE), (PortStatus.IN_USE, [], _R.ACTIVE)],
)
def test_port_9_an_approved_contract_s_port_is_activated_with_the_default_cable(
    shown: PortStatus, asked: list[str], status: ReservationStatus
) -> None:
    made = Made(shown)
    done = carried(Maps(made), only("A/A", port(), APPROVING))
    assert made.asked == asked
    assert isinstance(done.value.service, PortService)
    assert done.value.service.reservation.status is status
    assert done.value.service.failure == ""


def test_port_9_an_activation_that_fails_leaves_the_contract_approved_and_says_why() -> None:
    made = Made(PortStatus.RESERVED)
    made.asked.append("refuse")
    done = carried(Maps(made), only("A/A", port(), APPROVING))
    assert done.value.service.reservation.status is _R.RESERVED
    assert done.value.service.failure == "Cabo recusado."
    assert done.events == (PortActivationFailed(reservation_id="5", why="Cabo recusado."),)
    assert not value_of(done).changed


@pytest.mark.parametrize(
    ("host", "shown", "asked"),
    [
        (_R.ACTIVE, PortStatus.IN_USE, ["release"]),
        (_R.RESERVED, PortStatus.RESERVED, ["cancel"]),
        (_R.RESERVED, PortStatus.IN_USE, ["release"]),
        (_R.ACTIVE, None, []),
    ],
)
def test_port_13_an_ended_contract_s_port_is_given_back_as_the_map_shows_it(
    host: ReservationStatus, shown: PortStatus | None, asked: list[str]
) -> None:
    made = Made(shown)
    done = carried(Maps(made), only("I/D", port(host), RELEASING))
    assert made.asked == asked
    assert done.value.service.reservation.status is _R.CANCELLED


def test_what_was_left_half_way_is_finished_where_the_policy_verifies() -> None:
    made = Made(PortStatus.IN_USE)
    half_way = port(_R.RELEASING, released_from=_R.ACTIVE, remote_ref="r1")
    done = carried(Maps(made), only("I/D", half_way, LifecyclePolicy(verify=True)))
    assert made.asked == ["release"]
    assert done.value.service.reservation.status is _R.CANCELLED
