"""What the driver reads of an OLT, and what that says of an ONU in the family's models."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs

from isp_integrations.core.cli import Meaning, typed
from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import onu_unknown
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import known
from isp_integrations.plugins.olt.huawei import tables as t
from isp_integrations.plugins.olt.huawei import wire as w

T = TypeVar("T")
_RELEASE = re.compile(r"^[ \t]*VERSION[ \t]*:[ \t]*\S*?R(\d{3})C", re.MULTILINE)
_ENABLED = {"active": True, "deactive": False}


def find(olt: OltSpec, serial: OnuSerial) -> Exchange[t.OntInfo | None]:
    """The authorised ONT of that serial, wherever it is; `None` where there is none."""
    info = yield from _if_there(typed(w.DIALECT, olt.command(w.ONT_BY_SERIAL, serial=serial.hex)), t.read_ont)
    if info is not None and info.serial != serial:
        raise t.unreadable("SN")
    return info


def demand(olt: OltSpec, serial: OnuSerial) -> Exchange[t.OntInfo]:
    """The authorised ONT of that serial, or the refusal that there is none."""
    info = yield from find(olt, serial)
    if info is None:
        unknown = onu_unknown(olt.title)
        raise ProviderRejected(message=unknown.message, code=Meaning.NOT_THERE.value, violation=unknown)
    return info


def service_ports(olt: OltSpec, place: t.Place, number: int) -> Exchange[tuple[t.ServicePortRow, ...]]:
    """The service ports of one ONT."""
    step = olt.command(w.SERVICE_PORTS, **attrs.asdict(place), ont=number)
    rows = (yield from _if_there(typed(w.DIALECT, step), t.read_service_ports)) or ()
    if any((row.place, row.number) != (place, number) for row in rows):
        raise t.unreadable("service-port")
    return rows


def onts_of_pon(olt: OltSpec, place: t.Place) -> Exchange[tuple[t.OntRow, ...]]:
    """The authorised ONTs of one PON."""
    step = olt.command(w.ONTS_OF_PON, **attrs.asdict(place))
    return (yield from _if_there(typed(w.DIALECT, step), lambda text: t.read_onts(text, place))) or ()


def found_onts(olt: OltSpec, place: t.Place | None) -> Exchange[tuple[t.FoundOnt, ...]]:
    """The ONTs that wait for authorisation; none is told as a failure, and is none."""
    step = olt.command(w.AUTOFIND) if place is None else olt.command(w.AUTOFIND_OF_PON, **attrs.asdict(place))
    found = (yield from _if_there(typed(w.DIALECT, step), t.read_found)) or ()
    if place is not None and any(ont.place != place for ont in found):
        raise t.unreadable("F/S/P")
    return found


def optical(olt: OltSpec, info: t.OntInfo) -> Exchange[m.OpticalLevels]:
    """Power in dBm; nothing of an ONT that is not on the air."""
    step = olt.command(w.OPTICAL_INFO, **attrs.asdict(info.place), ont=info.number)
    levels = (yield from _if_told(typed(w.DIALECT, step), t.read_optical)) or {}
    return m.OpticalLevels(
        onu_rx_dbm=levels.get("Rx optical power(dBm)"),
        onu_tx_dbm=levels.get("Tx optical power(dBm)"),
        olt_rx_dbm=levels.get("OLT Rx ONT optical power(dBm)"),
    )


def wan_address(olt: OltSpec, info: t.OntInfo) -> Exchange[str | None]:
    """The address of the internet connection that the ONT makes; `None` where it makes none, or does not tell."""
    step = olt.command(w.WAN_INFO, **attrs.asdict(info.place), ont=info.number)
    wans = (yield from _if_told(typed(w.DIALECT, step), t.read_wans)) or ()
    for wan in wans:
        address = wan.get("IPv4 address", wan.get("IP", ""))
        if "internet" in wan.get("Service type", "").casefold() and re.fullmatch(r"[0-9.]{7,15}", address):
            return address
    return None


def release(olt: OltSpec) -> Exchange[int | None]:
    """The number after the R of the OLT's release, such as 15 of `MA5600V800R015C00`; `None` where it has none."""
    found = _RELEASE.search((yield from typed(w.DIALECT, olt.command(w.VERSION))))
    return int(found[1]) if found else None


def as_onu(olt: OltSpec, info: t.OntInfo) -> m.Onu:
    """An authorised ONT as the family's ONU."""
    return m.Onu(
        serial=info.serial,
        pon_port=str(info.place),
        onu_id=info.number,
        description=info.text("Description"),
        line_profile=info.text("Line profile name") or info.text("Line profile ID"),
        service_profile=info.text("Service profile name") or info.text("Service profile ID"),
        enabled=_ENABLED.get(info.text("Control flag")),
        admin_state=m.OnuState.PROVISIONED,
        oper_state=_state(olt, info),
        raw_state=info.labels["Run state"],
    )


def listed(olt: OltSpec, place: t.Place, rows: Sequence[t.OntRow]) -> tuple[m.Onu, ...]:
    """The rows of a PON's table as the family's ONUs, without those that have no serial.

    The table does not tell why an ONT is off the air.
    """
    pon_port, authorised = str(place), m.OnuState.PROVISIONED
    states = {run: olt.wire.word(w.RUN_STATES, run) for run in {row.run for row in rows}}
    return tuple(
        m.Onu(
            serial=serial,
            pon_port=pon_port,
            onu_id=number,
            description=description,
            enabled=_ENABLED.get(control),
            admin_state=authorised,
            oper_state=states[run],
            raw_state=run,
        )
        for number, serial, control, run, description in rows
        if serial is not None
    )


def waiting(ont: t.FoundOnt) -> m.UnprovisionedOnu:
    """An entry of the autofind list as the family has it."""
    return m.UnprovisionedOnu(
        serial=known(OnuSerial.parse, ont.raw_serial.split(" ")[0]),
        raw_serial=ont.raw_serial,
        pon_port=str(ont.place),
        model=ont.equipment,
        software=ont.software,
        found_at=ont.found_at,
    )


def as_status(olt: OltSpec, info: t.OntInfo, levels: m.OpticalLevels, address: str | None) -> m.OnuStatus:
    """An ONT's own page, its optics and its address as the family's status."""
    distance = t.read_number(info.text("ONT distance(m)"), "ONT distance(m)")
    cause = info.text("Last down cause")
    return m.OnuStatus(
        serial=info.serial,
        oper_state=_state(olt, info),
        raw_state=info.labels["Run state"],
        enabled=_ENABLED.get(info.text("Control flag")),
        optical=levels,
        temperature_c=t.read_number(info.text("Temperature").removesuffix("(C)"), "Temperature"),
        distance_m=None if distance is None else int(distance),
        last_down_cause=olt.wire.word(w.DOWN_CAUSES, cause) if cause else None,
        raw_down_cause=cause or None,
        last_down_at=t.read_time(info.text("Last down time")),
        last_up_at=t.read_time(info.text("Last up time")),
        wan_address=address,
    )


def _state(olt: OltSpec, info: t.OntInfo) -> m.OperState:
    """The OLT says "offline" alike of an ONT without power and of one without light; the cause tells them apart."""
    state = olt.wire.word(w.RUN_STATES, info.labels["Run state"])
    cause = olt.wire.word(w.DOWN_CAUSES, info.text("Last down cause"))
    dark = state is m.OperState.OFFLINE and cause is m.DownCause.NO_LIGHT
    return m.OperState.LOS if dark else state


def _if_there(asking: Exchange[str], read: Callable[[str], T]) -> Exchange[T | None]:
    """What is read of an answer; `None` where the OLT refuses because there is no such thing."""
    try:
        text = yield from asking
    except ProviderRejected as refused:
        if refused.code != Meaning.NOT_THERE:
            raise
        return None
    return read(text)


def _if_told(asking: Exchange[str], read: Callable[[str], T]) -> Exchange[T | None]:
    """What is read of an answer that an OLT, or an ONT of another maker, may well refuse to give."""
    try:
        text = yield from asking
    except AuthenticationFailed:
        raise
    except ProviderRejected:
        return None
    return read(text)
