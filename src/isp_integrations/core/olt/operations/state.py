"""What an ONU is after an operation, the events that say so, and the movements of stock."""

from collections.abc import Iterable

import attrs

from isp_integrations.core.errors import RuleViolation, UnexpectedAnswer
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import rules
from isp_integrations.core.olt.events import InventoryMoved, OnuEvent, OnuStateChanged, OnuWifiConfigured
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session

_HOSTS_OWN = frozenset({"plan_id", "customer_id", "asset_id", "admin_state", "failed_steps", "connection", "wifi"})
_UNSAID: tuple[object, ...] = (None, "", {})


def limits_of(session: Session) -> PlatformLimits:
    return PlatformLimits.of(session.platform_as(OltSpec))


def serial_of(text: str | OnuSerial, field: str = "serial") -> OnuSerial:
    found = rules.read_serial(text, field=field)
    if isinstance(found, Violation):
        raise RuleViolation(violations=(found,))
    return found


def with_platform_state(onu: m.Onu, seen: m.Onu) -> m.Onu:
    """`onu` of the host with all that the platform says of it; what is the host's own stays."""
    if seen.serial != onu.serial:
        raise UnexpectedAnswer(message="A resposta é de outra ONU, segundo o serial.", paths=("serial",))
    said = {
        field.name: value
        for field in attrs.fields(m.Onu)
        if field.name not in _HOSTS_OWN and (value := getattr(seen, field.name)) not in _UNSAID
    }
    return attrs.evolve(onu, **{**said, "oper_state": seen.oper_state, "raw_state": seen.raw_state})


def in_state(onu: m.Onu, state: m.OnuState, failed_steps: Iterable[str] = ()) -> m.Onu:
    return attrs.evolve(onu, admin_state=state, failed_steps=tuple(failed_steps))


def state_events(before: m.Onu, after: m.Onu) -> tuple[OnuEvent, ...]:
    """The change of state, or of the steps that are missing, if there is one."""
    if (before.admin_state, before.failed_steps) == (after.admin_state, after.failed_steps):
        return ()
    return (
        OnuStateChanged(
            serial=after.serial,
            plan_id=after.plan_id,
            before=before.admin_state,
            after=after.admin_state,
            failed_steps=after.failed_steps,
        ),
    )


def with_wifi(onu: m.Onu, asked: m.WifiConfig | None, outcomes: tuple[m.DeviceOutcome, ...]) -> m.Onu:
    """`onu` with the networks that its device took; a field that was not asked for keeps what it was."""
    done = {outcome.band for outcome in outcomes if outcome.state is m.DeviceState.EXECUTED}
    if asked is None or not done:
        return onu
    wifi = onu.wifi or m.WifiConfig()
    for network in asked.networks():
        if network.band is m.WifiBand.GHZ_24 and network.band in done:
            ssid, password = network.ssid or wifi.ssid_24, network.password or wifi.password_24
            wifi = attrs.evolve(wifi, ssid_24=ssid, password_24=password)
        elif network.band in done:
            ssid, password = network.ssid or wifi.ssid_5, network.password or wifi.password_5
            wifi = attrs.evolve(wifi, ssid_5=ssid, password_5=password)
    return attrs.evolve(onu, wifi=wifi)


def wifi_events(onu: m.Onu, outcomes: tuple[m.DeviceOutcome, ...]) -> tuple[OnuEvent, ...]:
    bands = tuple(o.band.value for o in outcomes if o.band and o.state is m.DeviceState.EXECUTED)
    return (OnuWifiConfigured(serial=onu.serial, plan_id=onu.plan_id, bands=bands),) if bands else ()


def moved_to_stock(onu: m.Onu, reason: str, to_stock_id: str | None) -> tuple[OnuEvent, ...]:
    """The stock item of `onu` comes back from its customer; nothing where it has none (ONU-9)."""
    if not onu.asset_id:
        return ()
    movement = m.InventoryMovement(
        asset_id=onu.asset_id, from_customer_id=onu.customer_id, to_stock_id=to_stock_id, reason=reason
    )
    return (InventoryMoved(serial=onu.serial, plan_id=onu.plan_id, movement=movement),)


def moved_to_customer(onu: m.Onu, reason: str) -> tuple[OnuEvent, ...]:
    """The stock item of `onu` goes to its customer; nothing where it has none."""
    if not onu.asset_id:
        return ()
    movement = m.InventoryMovement(asset_id=onu.asset_id, to_customer_id=onu.customer_id, reason=reason)
    return (InventoryMoved(serial=onu.serial, plan_id=onu.plan_id, movement=movement),)
