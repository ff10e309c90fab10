"""What the driver asks of the management system, and what the answers say in the family's models."""

from collections.abc import Mapping
from typing import TypeAlias

import attrs

from isp_integrations.core.cli import Meaning
from isp_integrations.core.errors import ProviderRejected, UnexpectedAnswer
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import onu_unknown, platform_says
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.tl1 import Tl1Answer, Tl1Verb, obeyed
from isp_integrations.plugins.olt.fiberhome import rows as t
from isp_integrations.plugins.olt.fiberhome import wire as w

Row: TypeAlias = Mapping[str, str]
USUAL_PREFIX = "NA-NA"


def refused_by_us(code: str, family: Family, message: str) -> ProviderRejected:
    """A refusal that this driver makes of what it read."""
    return with_violation(platform_says("ONU-16", f"onu.platform.{code}", family, message))


def with_violation(violation: Violation) -> ProviderRejected:
    return ProviderRejected(message=violation.message, violation=violation)


def ask(ems: OltSpec, verb: Tl1Verb, values: Mapping[str, object]) -> Exchange[Tl1Answer]:
    """Send one message. An exception of the system is asked about once more, where that does no harm."""
    step = ems.command(verb, **values)
    try:
        return (yield from obeyed(w.DIALECT, step))
    except ProviderRejected as refused:
        if verb.effect is Effect.WRITE or refused.words.split(" ")[0] != w.EMS_EXCEPTION:
            raise
    return (yield from obeyed(w.DIALECT, step))


def order(ems: OltSpec, verb: Tl1Verb, onu: m.Onu, **values: object) -> Exchange[Tl1Answer]:
    """Send one message about an ONU."""
    return (yield from ask(ems, verb, {**target(ems, onu), **values}))


def remove(ems: OltSpec, verb: Tl1Verb, onu: m.Onu, **values: object) -> Exchange[None]:
    """Take something away; what is gone already is no refusal."""
    try:
        yield from order(ems, verb, onu, **values)
    except ProviderRejected as refused:
        if refused.code != Meaning.NOT_THERE:
            raise


def target(ems: OltSpec, onu: m.Onu) -> dict[str, object]:
    """The ONU as messages address it."""
    return {"olt": onu.olt_id, "pon": pon_id(ems, onu.olt_id or "", onu.pon_port), "serial": onu.serial.value}


def pon_id(ems: OltSpec, olt: str, pon_port: str | None) -> str | None:
    """The PON as this account's system spells it."""
    before = ems.account.credentials.get("pon_prefix") or USUAL_PREFIX
    return t.Place.of(olt, pon_port).spelt(before) if pon_port else None


def listed(ems: OltSpec, verb: Tl1Verb, values: Mapping[str, object]) -> Exchange[tuple[Row, ...]]:
    """The rows of a list; nothing to list is said in several ways, one of them a refusal."""
    return (yield from _listed_if_told(ems, verb, values)) or ()


def _listed_if_told(ems: OltSpec, verb: Tl1Verb, values: Mapping[str, object]) -> Exchange[tuple[Row, ...] | None]:
    """The rows of a list; `None` where the system refuses it, as what it is asked of is not there or has nothing."""
    try:
        answer = yield from ask(ems, verb, values)
    except ProviderRejected as refused:
        if refused.code != Meaning.NOT_THERE:
            raise
        return None
    if not answer.is_list:
        raise UnexpectedAnswer(message="A resposta não traz a tabela pedida.", paths=(verb.name,))
    return answer.rows


def demand_pon(ems: OltSpec, place: m.Onu) -> Exchange[None]:
    """Raise where the system knows no PON as the one that `place` names.

    One that is empty is refused by some systems in the same words, unless an ONU waits on it.
    """
    scope = {"olt": place.olt_id, "pon": pon_id(ems, place.olt_id or "", place.pon_port)}
    for verb in (w.ONUS, w.WAITING_OF_OLT):
        if (yield from _listed_if_told(ems, verb, scope)) is not None:
            return
    told = "O sistema não mostra a PON de destino. Se ela existe, ligue a ONU nela antes de mudar o cadastro."
    raise refused_by_us("pon_unknown", Family.PRECONDITION_FAILED, told)


def olts(ems: OltSpec) -> Exchange[tuple[m.Olt, ...]]:
    """Every OLT of the system, by its address."""
    found = yield from listed(ems, w.DEVICES, {})
    return tuple(m.Olt(id=t.cell(o, "DEVIP"), name=t.cell(o, "DEVNAME"), model=t.cell(o, "DT")) for o in found)


def find(ems: OltSpec, onu: m.Onu) -> Exchange[m.Onu | None]:
    """The ONU as it is authorised on its own PON; `None` where it is not."""
    found = yield from listed(ems, w.ONUS, target(ems, onu))
    seen = [row for row in found if t.read_serial(row, "MAC") == onu.serial]
    if len(seen) != len(found) or len(seen) > 1:
        raise t.unreadable("MAC")
    if not seen:
        return None
    place = t.Place.of(onu.olt_id or "", onu.pon_port or "")
    if t.read_place(seen[0], place.olt) != place:
        raise t.unreadable("PONID")
    return as_onu(seen[0], onu.serial, place)


def demand(ems: OltSpec, onu: m.Onu) -> Exchange[m.Onu]:
    """The ONU as it is authorised on its own PON, or the refusal that there is none."""
    found = yield from find(ems, onu)
    if found is None:
        raise nobody(ems)
    return found


def locate(ems: OltSpec, serial: OnuSerial) -> Exchange[m.Onu | None]:
    """Where in all OLTs a serial is authorised; the OLT is the first column, whose name is not known."""
    found = yield from listed(ems, w.ANYWHERE, {"serial": serial.value})
    if not found:
        return None
    row = found[0]
    olt = next(iter(row.values()))
    slot, pon = t.read_number(row, "SlotNo"), t.read_number(row, "PonNo")
    if slot is None or pon is None or not olt:
        raise t.unreadable("SlotNo")
    place = t.Place(olt=olt, slot=slot, pon=pon)
    return (yield from find(ems, m.Onu(serial=serial, olt_id=olt, pon_port=place.port)))


def state(ems: OltSpec, onu: m.Onu) -> Exchange[Row]:
    """The row of one ONU's state."""
    found = yield from listed(ems, w.STATES, target(ems, onu))
    if not found:
        raise nobody(ems)
    if len(found) > 1 or t.read_serial(found[0], "AUTHINFO") not in {None, onu.serial}:
        raise t.unreadable("AUTHINFO")
    return found[0]


def with_state(ems: OltSpec, onu: m.Onu, row: Row) -> m.Onu:
    """`onu` with the operational state of its row."""
    word = t.cell(row, "OperState")
    return attrs.evolve(onu, oper_state=ems.wire.word(w.STATE_WORDS, word), raw_state=word or None)


def with_state_if_told(ems: OltSpec, onu: m.Onu) -> Exchange[m.Onu]:
    """`onu` with its operational state, where the system has one of it."""
    try:
        return with_state(ems, onu, (yield from state(ems, onu)))
    except ProviderRejected as refused:
        if refused.code != Meaning.NOT_THERE:
            raise
    return onu


def optics(ems: OltSpec, onu: m.Onu) -> Exchange[Row]:
    """The row of one ONU's optics; empty while it is not on the air, or where it cannot tell."""
    try:
        found = yield from listed(ems, w.OPTICS, target(ems, onu))
    except ProviderRejected as refused:
        if refused.code not in {Meaning.OFFLINE, Meaning.UNKNOWN_COMMAND}:
            raise
        return {}
    if len(found) > 1:
        raise t.unreadable("ONUID")
    return found[0] if found else {}


def as_status(ems: OltSpec, onu: m.Onu, told: Row, levels: Row) -> m.OnuStatus:
    """One ONU's state and optics as the family's status."""
    seen = with_state(ems, onu, told)
    status = m.OnuStatus(
        serial=onu.serial,
        oper_state=seen.oper_state,
        raw_state=seen.raw_state,
        last_down_at=t.read_time(told, "LASTOFFTIME"),
    )
    if not levels:
        return status
    power = m.OpticalLevels(
        onu_rx_dbm=t.read_level(levels, "RxPower"),
        onu_tx_dbm=t.read_level(levels, "TxPower"),
        olt_rx_dbm=t.read_level(levels, "PRxPower"),
    )
    return attrs.evolve(status, optical=power, temperature_c=t.read_level(levels, "Temperature"))


def as_onu(row: Row, serial: OnuSerial, place: t.Place) -> m.Onu:
    """An authorised ONU's row as the family has it."""
    return m.Onu(
        serial=serial,
        olt_id=place.olt,
        pon_port=place.port,
        onu_id=t.read_number(row, "ONUNO"),
        name=t.cell(row, "NAME"),
        description=t.cell(row, "DESC"),
        model=t.cell(row, "ONUTYPE"),
        admin_state=m.OnuState.PROVISIONED,
    )


def as_waiting(row: Row, olt: str) -> m.UnprovisionedOnu:
    """A row of the ONUs that wait."""
    return m.UnprovisionedOnu(
        serial=t.read_serial(row, "MAC"),
        raw_serial=t.cell(row, "MAC"),
        olt_id=olt,
        pon_port=t.read_two_columns(row, olt).port,
        model=t.cell(row, "DT"),
        found_at=t.read_time(row, "AUTHTIME"),
    )


def nobody(ems: OltSpec) -> ProviderRejected:
    unknown = onu_unknown(ems.title)
    return ProviderRejected(message=unknown.message, code=Meaning.NOT_THERE.value, violation=unknown)
