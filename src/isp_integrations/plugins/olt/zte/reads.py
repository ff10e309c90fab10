"""What the driver reads of an OLT, and what that says of an ONU in the family's models."""

from collections.abc import Callable
from typing import TypeVar

from isp_integrations.core.cli import CliCommand, Meaning, typed
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import onu_unknown
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.readback import Undecided
from isp_integrations.core.reading import known
from isp_integrations.plugins.olt.zte import tables as t
from isp_integrations.plugins.olt.zte import wire as w

T = TypeVar("T")
ABSENT_COMMAND = frozenset({Meaning.UNKNOWN_COMMAND.value, Meaning.BAD_ARGUMENT.value})
"""How builds refuse a line that they do not have; some say so as of a bad parameter (olt-zte 5)."""
_ENABLED = {"enable": True, "disable": False}


def chassis(olt: OltSpec) -> Exchange[t.Chassis]:
    """The line of products and its boards."""
    return t.read_cards((yield from typed(w.DIALECT, olt.command(w.CARDS))))


def spelling(olt: OltSpec) -> Exchange[t.Spelling]:
    """How this OLT names its interfaces."""
    return (yield from chassis(olt)).spelling


def waiting(olt: OltSpec) -> Exchange[tuple[t.WaitingRow, ...]]:
    """The ONUs that nobody authorised; newer builds have the list under another name."""
    try:
        return (yield from _if_there(olt.command(w.UNCFG_GPON), t.read_waiting)) or ()
    except ProviderRejected as refused:
        if refused.code not in ABSENT_COMMAND:
            raise
    return (yield from _if_there(olt.command(w.UNCFG_PON), t.read_waiting)) or ()


def find(olt: OltSpec, serial: OnuSerial) -> Exchange[t.Place | None]:
    """Where the ONU of that serial is authorised; `None` where it is not."""
    return (yield from _if_there(olt.command(w.ONU_BY_SERIAL, serial=serial.value), t.read_place))


def demand(olt: OltSpec, serial: OnuSerial) -> Exchange[t.Place]:
    """Where the ONU of that serial is authorised, or the refusal that there is none."""
    place = yield from find(olt, serial)
    if place is None:
        unknown = onu_unknown(olt.title)
        raise ProviderRejected(message=unknown.message, code=Meaning.NOT_THERE.value, violation=unknown)
    return place


def states(olt: OltSpec, spelling: t.Spelling, pon: str) -> Exchange[tuple[t.StateRow, ...]]:
    """The ONUs of a PON, on the air or not."""
    step = olt.command(w.STATES, pon=spelling.pon(pon))
    return (yield from _if_there(step, lambda text: t.read_states(text, pon))) or ()


def base_info(olt: OltSpec, spelling: t.Spelling, pon: str) -> Exchange[tuple[t.BaseRow, ...]]:
    """Type and serial of the ONUs of a PON."""
    step = olt.command(w.BASE_INFO, pon=spelling.pon(pon))
    return (yield from _if_there(step, lambda text: t.read_base_info(text, pon))) or ()


def detail(olt: OltSpec, spelling: t.Spelling, place: t.Place, serial: OnuSerial) -> Exchange[t.Detail]:
    """An ONU's own page; where the build has none, as much of it as the table of its PON tells."""
    try:
        text = yield from typed(w.DIALECT, olt.command(w.DETAIL, onu=spelling.onu(place)))
    except ProviderRejected as refused:
        if refused.code not in ABSENT_COMMAND:
            raise
        return (yield from _detail_of_table(olt, spelling, place))
    page = t.read_detail(text)
    told = page.text("Serial number", "SN")
    if told and known(OnuSerial.parse, told) != serial:
        raise t.unreadable("Serial number")
    return page


def optical(olt: OltSpec, spelling: t.Spelling, place: t.Place) -> Exchange[m.OpticalLevels]:
    """Levels in dBm; none of them where the build does not tell."""
    try:
        text = yield from typed(w.DIALECT, olt.command(w.POWER, onu=spelling.onu(place)))
    except ProviderRejected as refused:
        if refused.code not in ABSENT_COMMAND:
            raise
        return m.OpticalLevels()
    return t.read_power(text)


def running(olt: OltSpec, interface: str) -> Exchange[tuple[str, ...]]:
    """The lines of an interface's configuration.

    Raises:
        Undecided: the OLT does not show it.
    """
    try:
        return t.read_running((yield from typed(w.DIALECT, olt.command(w.RUNNING, interface=interface))))
    except ProviderRejected:
        raise Undecided("A OLT não mostra a configuração da ONU.") from None


def as_onu(olt: OltSpec, serial: OnuSerial, place: t.Place, page: t.Detail) -> m.Onu:
    """An authorised ONU's page as the family's ONU."""
    return m.Onu(
        serial=serial,
        pon_port=place.pon,
        onu_id=place.number,
        name=page.text("Name"),
        description=page.text("Description"),
        model=page.text("Type"),
        enabled=_ENABLED.get(page.text("Admin state")),
        admin_state=m.OnuState.PROVISIONED,
        oper_state=olt.wire.word(w.PHASES, page.text("Phase state")),
        raw_state=page.text("Phase state") or None,
    )


def listed(olt: OltSpec, base: t.BaseRow, state: t.StateRow, serial: OnuSerial) -> m.Onu:
    """The rows of a PON's two tables as the family's ONU."""
    return m.Onu(
        serial=serial,
        pon_port=base.place.pon,
        onu_id=base.place.number,
        model=base.type,
        enabled=state.enabled,
        admin_state=m.OnuState.PROVISIONED,
        oper_state=olt.wire.word(w.PHASES, state.phase),
        raw_state=state.phase,
    )


def as_status(olt: OltSpec, serial: OnuSerial, page: t.Detail, levels: m.OpticalLevels) -> m.OnuStatus:
    """An ONU's page and its levels as the family's status."""
    last_up = next((spell for spell in reversed(page.history) if spell.up_at), None)
    last_down = next((spell for spell in reversed(page.history) if spell.down_at), None)
    cause = page.text("Last down cause") or (last_down.cause if last_down else "")
    return m.OnuStatus(
        serial=serial,
        oper_state=olt.wire.word(w.PHASES, page.text("Phase state")),
        raw_state=page.text("Phase state") or None,
        enabled=_ENABLED.get(page.text("Admin state")),
        optical=levels,
        distance_m=t.read_metres(page.text("Distance")),
        last_down_cause=olt.wire.word(w.DOWN_CAUSES, cause) if cause else None,
        raw_down_cause=cause or None,
        last_down_at=last_down.down_at if last_down else None,
        last_up_at=last_up.up_at if last_up else None,
        model=page.text("Type"),
    )


def _detail_of_table(olt: OltSpec, spelling: t.Spelling, place: t.Place) -> Exchange[t.Detail]:
    for row in (yield from states(olt, spelling, place.pon)):
        if row.place == place:
            labels = {"phase state": row.phase, "admin state": "enable" if row.enabled else "disable"}
            return t.Detail(labels=labels, history=())
    raise t.unreadable("OnuIndex")


def _if_there(step: CliCommand, read: Callable[[str], T]) -> Exchange[T | None]:
    """What is read of an answer; `None` where the OLT says that there is nothing to show."""
    try:
        text = yield from typed(w.DIALECT, step)
    except ProviderRejected as refused:
        if refused.code != Meaning.NOT_THERE:
            raise
        return None
    return read(text)
