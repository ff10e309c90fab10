"""Every cell of machine 5.6, typed here from the domain reference."""

from itertools import product

import attrs
import pytest

import mapping_makers as make
from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.mapping.machines import (
    RESERVATION,
    ReservationCommand,
    ReservationObservation,
    approve_contract,
    begin,
    observe_port,
    provider_failed,
)
from isp_integrations.core.mapping.models import PortReservation, PortStatus, ReservationStatus
from isp_integrations.core.rules import Family, Violation

S = ReservationStatus

# columns: reserve, activate, cancel, cancel_in_erp, release; "-" is refused
COMMANDS = """
available            reserving  -          -         -                    -
reserving            -          -          -         -                    -
reserved             -          activating releasing cancelled_local_only -
activating           -          activating -         -                    -
active               -          active     -         -                    releasing
releasing            -          -          releasing -                    releasing
cancelled_local_only -          -          releasing cancelled_local_only -
cancelled            -          -          cancelled cancelled            cancelled
unknown              -          -          -         -                    -
"""

# columns: what a look at the map shows; "!" is taken as well, with an event
LOOKS = """
status               nothing    reserved  in_use  unknown
available            available  !reserved !active unknown
reserving            available  reserved  !active unknown
reserved             !cancelled reserved  !active unknown
activating           !cancelled activating active unknown
active               !cancelled !reserved active  unknown
releasing            cancelled  releasing releasing unknown
cancelled_local_only cancelled  cancelled_local_only !active unknown
cancelled            cancelled  !reserved !active unknown
unknown              cancelled  reserved  active  unknown
"""

# what a failure leaves, by the state that a release came from; "=" is no change
FAILURES = [
    (S.AVAILABLE, None, S.AVAILABLE),
    (S.RESERVING, None, S.AVAILABLE),
    (S.RESERVED, None, S.RESERVED),
    (S.ACTIVATING, None, S.RESERVED),
    (S.ACTIVE, None, S.ACTIVE),
    (S.RELEASING, S.RESERVED, S.RESERVED),
    (S.RELEASING, S.ACTIVE, S.ACTIVE),
    (S.RELEASING, S.CANCELLED_LOCAL_ONLY, S.CANCELLED_LOCAL_ONLY),
    (S.CANCELLED_LOCAL_ONLY, None, S.CANCELLED_LOCAL_ONLY),
    (S.CANCELLED, None, S.CANCELLED),
    (S.UNKNOWN, None, S.UNKNOWN),
]
COMMAND_ROWS = [line.split() for line in COMMANDS.strip().splitlines()]
LOOK_ROWS = [line.split() for line in LOOKS.strip().splitlines()]
COMMAND_CELLS = [
    (row[0], command, cell) for row in COMMAND_ROWS for command, cell in zip(ReservationCommand, row[1:], strict=True)
]
LOOK_CELLS = [
    (row[0], shown, cell) for row in LOOK_ROWS[1:] for shown, cell in zip(LOOK_ROWS[0][1:], row[1:], strict=True)
]


def test_the_tables_name_every_state_and_command() -> None:
    assert [row[0] for row in COMMAND_ROWS] == list(S)
    assert [row[0] for row in LOOK_ROWS[1:]] == list(S)
    assert set(RESERVATION.commands) == set(ReservationCommand)
    assert set(RESERVATION.observations) == set(ReservationObservation)
    assert set(RESERVATION.words) == {*S, *ReservationCommand}


@pytest.mark.parametrize(("state", "command", "cell"), COMMAND_CELLS)
def test_every_command_in_every_state(state: str, command: ReservationCommand, cell: str) -> None:
    after = RESERVATION.command(S(state), command)
    if cell == "-":
        assert isinstance(after, Violation)
        assert (after.rule_id, after.code, after.family) == ("PORT-4", "map.reservation", Family.INVALID_TRANSITION)
        assert after.context == {"command": command.value, "state": state}
    else:
        assert after is S(cell)


@pytest.mark.parametrize(("state", "shown", "cell"), LOOK_CELLS)
def test_every_look_in_every_state(state: str, shown: str, cell: str) -> None:
    seen = None if shown == "nothing" else make.held(status=PortStatus(shown))
    taken = observe_port(make.reservation(S(state)), seen)
    assert taken.state.status is S(cell.removeprefix("!"))
    jump = UnexpectedTransition(machine="map.reservation", before=state, after=cell[1:], subject="7")
    assert taken.unexpected == (jump if cell.startswith("!") else None)


@pytest.mark.parametrize(("state", "came_from", "after"), FAILURES)
def test_a_failure_goes_back_to_where_the_table_says_and_is_kept(state: S, came_from: S | None, after: S) -> None:
    failed = provider_failed(make.reservation(state, released_from=came_from), "sem porta")
    assert failed.status is after
    assert failed.released_from is None
    assert failed.error == ("sem porta" if after is not state else None)


@pytest.mark.parametrize("came_from", [S.RESERVED, S.ACTIVE, S.CANCELLED_LOCAL_ONLY])
def test_a_release_that_failed_was_expected_by_its_row(came_from: S) -> None:
    command = ReservationCommand.RELEASE if came_from is S.ACTIVE else ReservationCommand.CANCEL
    begun = begin(make.reservation(came_from), command)
    assert isinstance(begun, PortReservation)
    assert (begun.status, begun.released_from) == (S.RELEASING, came_from)
    again = begin(begun, command)
    assert isinstance(again, PortReservation)
    assert again.released_from is came_from
    assert provider_failed(begun, "fora do ar").status is came_from


@pytest.mark.parametrize(("state", "activates"), list(product(S, [False, True])))
def test_port_9_an_approval_activates_only_a_reserved_port_that_shall_be(state: S, activates: bool) -> None:
    after = approve_contract(make.reservation(state, error="antes"), activates=activates)
    moved = state is S.RESERVED and activates
    assert after.status is (S.ACTIVATING if moved else state)
    assert after.error == (None if moved else "antes")


def test_beginning_records_the_cable_and_forgets_the_last_error() -> None:
    begun = begin(make.reservation(error="antes"), ReservationCommand.ACTIVATE, drop_cable_id="drop-1")
    assert isinstance(begun, PortReservation)
    assert (begun.status, begun.drop_cable_id, begun.error) == (S.ACTIVATING, "drop-1", None)
    assert begun.released_from is None


def test_beginning_what_is_not_allowed_says_why() -> None:
    refused = begin(make.reservation(S.ACTIVE), ReservationCommand.CANCEL)
    assert isinstance(refused, Violation)
    assert refused.message == "A reserva de porta no status Ativa não aceita cancelamento."


def test_a_look_tells_where_the_customer_is_and_keeps_what_it_leaves_out() -> None:
    before = make.reservation(S.RESERVING, port_id=None, drop_cable_id="drop-1", error="antes")
    after = observe_port(before, make.held()).state
    assert (after.port_id, after.port_number, after.remote_ref) == ("box-1/1", 1, "remote-1")
    assert (after.drop_cable_id, after.error) == ("drop-1", None)
    silent = make.held(structure_id=None, port_id=None, port_number=None)
    assert observe_port(after, silent).state == after


def test_core_5_an_unknown_word_is_unknown_and_kept() -> None:
    seen = make.held(status=PortStatus.UNKNOWN, raw_status="vendido")
    after = observe_port(make.reservation(), seen).state
    assert (after.status, after.raw_status) == (S.UNKNOWN, "vendido")


@pytest.mark.parametrize("status", [PortStatus.DAMAGED, PortStatus.BLOCKED, PortStatus.AVAILABLE])
def test_core_5_a_state_that_no_customer_can_be_in_is_unknown(status: PortStatus) -> None:
    assert observe_port(make.reservation(), make.held(status=status)).state.status is S.UNKNOWN


@pytest.mark.parametrize(
    ("state", "after"),
    [(S.RESERVING, S.RESERVED), (S.RESERVED, S.RESERVED), (S.ACTIVATING, S.ACTIVE), (S.ACTIVE, S.ACTIVE),
     (S.RELEASING, S.RELEASING), (S.CANCELLED_LOCAL_ONLY, S.CANCELLED_LOCAL_ONLY)],
)  # fmt: skip
def test_where_the_map_does_not_tell_served_from_reserved_the_host_s_record_decides(state: S, after: S) -> None:
    taken = observe_port(make.reservation(state), make.held(status=PortStatus.IN_USE), tells_apart=False)
    assert (taken.state.status, taken.unexpected) == (after, None)


def test_a_release_under_way_keeps_where_it_came_from() -> None:
    before = make.reservation(S.RELEASING, released_from=S.ACTIVE)
    still = observe_port(before, make.held(status=PortStatus.IN_USE)).state
    assert still.released_from is S.ACTIVE
    over = observe_port(before, None).state
    assert (over.status, over.released_from) == (S.CANCELLED, None)
    assert attrs.evolve(over, status=S.RELEASING, released_from=S.ACTIVE) == before
