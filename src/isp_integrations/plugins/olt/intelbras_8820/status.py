"""What the OLT's table says of an ONU's state, in the family's models."""

import re
from collections.abc import Mapping
from decimal import Decimal

from isp_integrations.core.olt.models import DownCause, OnuStatus, OperState, OpticalLevels
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.olt.intelbras_8820 import tables as t
from isp_integrations.plugins.olt.intelbras_8820 import wire as w


def is_of(row: Mapping[str, str], serial: OnuSerial) -> bool:
    """Whether a row is of that serial, which the OLT prints without the maker's letters."""
    return row[t.DIGITS].upper() in {serial.value, serial.value.removeprefix(serial.vendor)}


def status_of(book: WireBook, serial: OnuSerial, row: Mapping[str, str]) -> OnuStatus:
    """The status; nothing was measured of an ONU that is not on the air."""
    if not row[t.STATE]:
        raise t.unreadable(t.STATE)
    state, alarms = book.word(w.STATES, row[t.STATE]), t.told(row, t.ALARMS)
    if state is OperState.ONLINE:
        return _measured(serial, row)
    cause = _cause(book, alarms) if alarms else None
    dark = state is OperState.OFFLINE and cause is DownCause.NO_LIGHT
    return OnuStatus(
        serial=serial,
        oper_state=OperState.LOS if dark else state,
        raw_state=row[t.STATE],
        last_down_cause=cause,
        raw_down_cause=alarms or None,
        raw=row,
    )


def _measured(serial: OnuSerial, row: Mapping[str, str]) -> OnuStatus:
    kilometres = t.read_number(row, t.KILOMETRES)
    return OnuStatus(
        serial=serial,
        oper_state=OperState.ONLINE,
        raw_state=row[t.STATE],
        optical=OpticalLevels(
            onu_rx_dbm=_level(row, t.ONU_RX),
            onu_tx_dbm=_level(row, t.ONU_TX),
            olt_rx_dbm=_level(row, t.OLT_RX),
        ),
        temperature_c=t.read_number(row, t.CELSIUS),
        distance_m=None if kilometres is None else int(kilometres * 1000),
        raw=row,
    )


def _level(row: Mapping[str, str], heading: str) -> Decimal | None:
    return t.read_number(row, heading, "dBm")


def _cause(book: WireBook, alarms: str) -> DownCause:
    """An ONU that loses its power says so, and then its light is missed as well."""
    causes = {book.word(w.DOWN_CAUSES, word) for word in re.split(r"[+, ]+", alarms)}
    known = (cause for cause in (DownCause.NO_POWER, DownCause.NO_LIGHT) if cause in causes)
    return next(known, DownCause.UNKNOWN)
