"""What the driver reads of an OLT, and what that says of an ONU in the family's models."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from isp_integrations.core.cli import CliCommand, Meaning, typed
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import onu_unknown
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import known
from isp_integrations.plugins.olt.datacom import tables as t
from isp_integrations.plugins.olt.datacom import wire as w

T = TypeVar("T")


def waiting(olt: OltSpec) -> Exchange[tuple[t.WaitingRow, ...]]:
    """The ONUs that nobody authorised, of the whole OLT."""
    return (yield from _if_there(olt.command(w.DISCOVERED), t.read_waiting)) or ()


def onus(olt: OltSpec, pon: str | None = None) -> Exchange[tuple[t.OnuRow, ...]]:
    """The authorised ONUs, of one PON or of all."""
    step = olt.command(w.ONUS) if pon is None else olt.command(w.ONUS_OF_PON, pon=pon)
    rows = (yield from _if_there(step, t.read_onus)) or ()
    if pon is not None and any(row.place.pon != pon for row in rows):
        raise t.unreadable("Itf")
    return rows


def find(olt: OltSpec, serial: OnuSerial) -> Exchange[t.Place | None]:
    """Where the ONU of that serial is authorised; `None` where it is not."""
    step = olt.command(w.ONU_BY_SERIAL, serial=serial.value)
    return (yield from _if_there(step, lambda text: t.read_found(text, serial)))


def demand(olt: OltSpec, serial: OnuSerial) -> Exchange[t.Place]:
    """Where the ONU of that serial is authorised, or the refusal that there is none."""
    place = yield from find(olt, serial)
    if place is None:
        unknown = onu_unknown(olt.title)
        raise ProviderRejected(message=unknown.message, code=Meaning.NOT_THERE.value, violation=unknown)
    return place


def service_ports(olt: OltSpec, place: t.Place) -> Exchange[tuple[t.ServicePortRow, ...]]:
    """The service ports of one ONU."""
    rows = (yield from _if_there(olt.command(w.SERVICE_PORTS), t.read_service_ports)) or ()
    return tuple(row for row in rows if row.place == place)


def onu(olt: OltSpec, serial: OnuSerial) -> Exchange[m.Onu]:
    """The authorised ONU of that serial, or the refusal that there is none."""
    place = yield from demand(olt, serial)
    page = t.read_page((yield from typed(w.DIALECT, olt.command(w.DETAIL, pon=place.pon, onu=place.number))))
    state = _state(page, serial)
    return m.Onu(
        serial=serial,
        pon_port=place.pon,
        onu_id=place.number,
        name=page.get("name", ""),
        model=page.get("equipment id", ""),
        admin_state=m.OnuState.PROVISIONED,
        oper_state=olt.wire.word(w.STATES, state),
        raw_state=state,
    )


def status(olt: OltSpec, serial: OnuSerial) -> Exchange[m.OnuStatus]:
    """An ONU as it is now. Its levels are those of the moment, and not asked for while it is off the air."""
    place = yield from demand(olt, serial)
    at = {"pon": place.pon, "onu": place.number}
    page = t.read_page((yield from typed(w.DIALECT, olt.command(w.DETAIL, **at))))
    state = _state(page, serial)
    oper_state = olt.wire.word(w.STATES, state)
    levels = m.OpticalLevels()
    if oper_state is m.OperState.ONLINE:
        rssi = t.read_page((yield from typed(w.DIALECT, olt.command(w.RSSI, **at))))
        levels = m.OpticalLevels(
            onu_rx_dbm=t.read_level(page, "Rx Optical Power [dBm]"),
            onu_tx_dbm=t.read_level(page, "Tx Optical Power [dBm]"),
            olt_rx_dbm=t.read_level(rssi, "RSSI [dBm]"),
        )
    return m.OnuStatus(
        serial=serial,
        oper_state=oper_state,
        raw_state=state,
        optical=levels,
        distance_m=t.read_metres(page),
        model=page.get("equipment id", ""),
        software=page.get("software version", ""),
    )


def listed(olt: OltSpec, row: t.OnuRow) -> m.Onu:
    """A row of the table as the family's ONU."""
    return m.Onu(
        serial=row.serial,
        pon_port=row.place.pon,
        onu_id=row.place.number,
        name=row.name,
        admin_state=m.OnuState.PROVISIONED,
        oper_state=olt.wire.word(w.STATES, row.state),
        raw_state=row.state,
    )


def _state(page: Mapping[str, str], serial: OnuSerial) -> str:
    """The word of the ONU's state, on the page that must be its own."""
    if known(OnuSerial.parse, t.told(page, "Serial Number")) != serial:
        raise t.unreadable("Serial Number")
    return t.told(page, "Operational state")


def _if_there(step: CliCommand, read: Callable[[str], T]) -> Exchange[T | None]:
    """What is read of an answer; `None` where the OLT says that there is nothing."""
    try:
        text = yield from typed(w.DIALECT, step)
    except ProviderRejected as refused:
        if refused.code != Meaning.NOT_THERE:
            raise
        return None
    return read(text)
