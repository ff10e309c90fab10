"""An OLT's state in memory: what hangs on its PONs, what is configured, and what follows from both.

It knows nothing of any wire and words nothing: a front end prints it in its vendor's tables, and words each
:class:`Refused` in its vendor's sentences. Time passes by commands, never by a clock: each line that is run takes one
second of the equipment's own time. All serials, people and addresses are synthetic.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

import attrs

from isp_integrations.core.olt.models import ConnectionMode, DownCause, OperState, WifiBand

START: Final = datetime(2026, 1, 31, 10, 20, 30, tzinfo=timezone(timedelta(hours=-3)))
BOTH_BANDS: Final = frozenset(WifiBand)
_SECOND = timedelta(seconds=1)
_HISTORY = timedelta(minutes=90)


class Refused(Exception):
    """The equipment says no; `code` names why and each front end words it.

    Codes raised here: `pon_missing`, `onu_missing`, `onu_number_taken`, `pon_full`, `serial_taken`,
    `profile_missing`, `vlan_missing`, `service_port_missing`, `service_port_taken`, `service_ports_left`, `offline`.
    Front ends raise others of their own.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@attrs.frozen(kw_only=True)
class Profile:
    """A profile that somebody made beforehand, of whatever kind.

    Attributes:
        gems: GEM ports of a line profile.
        ports: what an ONU type or a service profile declares, by the vendor's own names: `"eth_0/1"`, `"wifi_0/5"`.
    """

    id: int
    name: str
    gems: tuple[int, ...] = (1,)
    ports: frozenset[str] = frozenset()


@attrs.define(kw_only=True)
class Device:
    """An ONU as a thing: bought, hung on a PON, with light and power or without.

    Attributes:
        serial: vendor form, `HWTC1A2B3C4D`.
        pon: the PON its fibre ends in: `"0/1/3"`.
        lit, powered: whether light reaches it and its plug is in.
        bands: of its radios.
        back_at: when it last began to start.
        down_at, down_cause: of the last time it went down; `None` if it never did.
    """

    serial: str
    pon: str
    model: str = "EG8145V5"
    software: str = "V5R019C00S100"
    lit: bool = True
    powered: bool = True
    bands: frozenset[WifiBand] = BOTH_BANDS
    distance_m: int = 812
    temperature_c: int = 51
    onu_rx_dbm: Decimal = Decimal("-19.42")
    onu_tx_dbm: Decimal = Decimal("2.13")
    olt_rx_dbm: Decimal = Decimal("-21.05")
    back_at: datetime = START - _HISTORY
    down_at: datetime | None = None
    down_cause: DownCause | None = None


@attrs.define(kw_only=True)
class Wan:
    """A connection that the ONU itself makes, as it was configured."""

    mode: ConnectionMode
    vlan: int
    username: str = attrs.field(default="", repr=False)
    password: str = attrs.field(default="", repr=False)
    address: str = ""
    netmask: str = ""
    gateway: str = ""
    dns: tuple[str, ...] = ()


@attrs.define(kw_only=True)
class Network:
    """A Wi-Fi network of an ONU, as it was configured."""

    ssid: str = attrs.field(default="", repr=False)
    key: str = attrs.field(default="", repr=False)
    on: bool = True


@attrs.define(kw_only=True)
class OnuConfig:
    """An authorised ONU, as it is configured.

    Attributes:
        number: on its PON.
        type, line_profile, service_profile: names.
        since: when it was authorised.
        port_vlans: native VLAN by LAN port.
        wans, networks: by their index; networks 1 to 4 are of 2.4 GHz, 5 to 8 of 5 GHz.
        settings: whatever else a vendor configures, by a name of the front end's own.
    """

    pon: str
    number: int
    serial: str
    name: str = attrs.field(default="", repr=False)
    description: str = attrs.field(default="", repr=False)
    type: str = ""
    line_profile: str = ""
    service_profile: str = ""
    enabled: bool = True
    since: datetime = START
    port_vlans: dict[int, int] = attrs.field(factory=dict)
    wans: dict[int, Wan] = attrs.field(factory=dict)
    networks: dict[int, Network] = attrs.field(factory=dict)
    settings: dict[str, str] = attrs.field(factory=dict)


@attrs.define(kw_only=True)
class ServicePort:
    """A service port: VLAN of the network to GEM port of an ONU, at the speeds of two profiles."""

    index: int
    pon: str
    number: int
    vlan: int
    gem: int = 1
    user_vlan: int | None = None
    inbound: str = ""
    outbound: str = ""
    description: str = ""


@attrs.define(kw_only=True)
class Configuration:
    """What an OLT is configured to do. A front end with transactions works on a copy of the running one."""

    onus: dict[tuple[str, int], OnuConfig] = attrs.field(factory=dict)
    service_ports: dict[int, ServicePort] = attrs.field(factory=dict)

    def onu(self, pon: str, number: int) -> OnuConfig:
        """The authorised ONU of that number."""
        if (pon, number) not in self.onus:
            raise Refused("onu_missing")
        return self.onus[pon, number]

    def find(self, serial: str) -> OnuConfig | None:
        """The authorised ONU with that serial, wherever it is."""
        return next((onu for onu in self.onus.values() if onu.serial == serial), None)

    def on_pon(self, pon: str) -> tuple[OnuConfig, ...]:
        """The authorised ONUs of a PON, by number."""
        return tuple(onu for (where, _), onu in sorted(self.onus.items()) if where == pon)

    def free_number(self, pon: str, numbers: Iterable[int]) -> int:
        """The first of `numbers` that is free on the PON."""
        found = next((number for number in numbers if (pon, number) not in self.onus), None)
        if found is None:
            raise Refused("pon_full")
        return found

    def authorise(self, onu: OnuConfig) -> None:
        """Take an ONU in."""
        if self.find(onu.serial):
            raise Refused("serial_taken")
        if (onu.pon, onu.number) in self.onus:
            raise Refused("onu_number_taken")
        self.onus[onu.pon, onu.number] = onu

    def replace_serial(self, onu: OnuConfig, serial: str, at: datetime) -> None:
        """Give an ONU's place to another one."""
        if self.find(serial):
            raise Refused("serial_taken")
        onu.serial, onu.since = serial, at

    def delete(self, pon: str, number: int, *, with_service_ports: bool = False) -> OnuConfig:
        """Take an ONU out; its service ports go too, or refuse it."""
        self.onu(pon, number)
        left = self.service_ports_of(pon, number)
        if left and not with_service_ports:
            raise Refused("service_ports_left")
        for port in left:
            del self.service_ports[port.index]
        return self.onus.pop((pon, number))

    def free_index(self) -> int:
        """The first free number of a service port, from 1."""
        return next(n for n in range(1, len(self.service_ports) + 2) if n not in self.service_ports)

    def add_service_port(self, port: ServicePort) -> None:
        """Add one; the same VLAN on the same GEM port of an ONU, or the same index, is refused."""
        self.onu(port.pon, port.number)
        same = (p for p in self.service_ports_of(port.pon, port.number) if (p.vlan, p.gem) == (port.vlan, port.gem))
        if port.index in self.service_ports or any(same):
            raise Refused("service_port_taken")
        self.service_ports[port.index] = port

    def remove_service_port(self, index: int) -> ServicePort:
        """Take one out."""
        if index not in self.service_ports:
            raise Refused("service_port_missing")
        return self.service_ports.pop(index)

    def service_ports_of(self, pon: str, number: int) -> tuple[ServicePort, ...]:
        """Those of one ONU, by index."""
        found = (port for _, port in sorted(self.service_ports.items()))
        return tuple(port for port in found if (port.pon, port.number) == (pon, number))


class Equipment:
    """One OLT.

    Args:
        pons: its PONs, in the vendor's own order of numbers.
        devices: ONUs that hang on them.
        profiles: by kind, under names that its front end chooses: `"line"`, `"service"`, `"onu_type"`.
        vlans: that exist.
        boot_seconds: from authorisation, light, power or restart until an ONU is on the air.

    Attributes:
        now: the equipment's own time, with its offset.
        running, saved: what is in force, and what a restart would bring back.
        busy_until: until when it refuses to change anything.
        alarms_due: how many of the next answers get an alarm in their middle.
    """

    def __init__(
        self,
        *,
        pons: Iterable[str],
        devices: Iterable[Device] = (),
        profiles: Mapping[str, Iterable[Profile]] | None = None,
        vlans: Iterable[int] = (),
        boot_seconds: int = 2,
        start: datetime = START,
    ) -> None:
        self.pons = tuple(pons)
        self.devices = {device.serial: device for device in devices}
        self.profiles = {kind: tuple(known) for kind, known in (profiles or {}).items()}
        self.vlans = frozenset(vlans)
        self.now = start
        self.running = Configuration()
        self.saved = Configuration()
        self.busy_until = start
        self.alarms_due = 0
        self._boot = boot_seconds * _SECOND

    def tick(self, seconds: int = 1) -> None:
        """Let time pass."""
        self.now += seconds * _SECOND

    @property
    def busy(self) -> bool:
        """Whether it refuses to change anything just now."""
        return self.now < self.busy_until

    def be_busy(self, seconds: int) -> None:
        """Refuse changes for so many seconds, which is as many lines."""
        self.busy_until = self.now + seconds * _SECOND

    def save(self) -> None:
        """Keep the running configuration."""
        self.saved = deepcopy(self.running)

    def restart(self) -> None:
        """Lose whatever was not saved; every ONU starts again."""
        self.running = deepcopy(self.saved)
        for device in self.devices.values():
            device.back_at = self.now

    def require_pon(self, pon: str) -> None:
        """Refuse a PON that does not exist."""
        if pon not in self.pons:
            raise Refused("pon_missing")

    def require_vlan(self, vlan: int) -> None:
        """Refuse a VLAN that does not exist."""
        if vlan not in self.vlans:
            raise Refused("vlan_missing")

    def profile(self, kind: str, named: str | int) -> Profile:
        """A profile by its name, or by its number."""
        for known in self.profiles.get(kind, ()):
            if named in (known.name, known.id):
                return known
        raise Refused("profile_missing")

    def waiting(self, pon: str | None = None) -> tuple[Device, ...]:
        """What the OLT finds without an authorisation, by PON and serial."""
        found = (d for d in self.devices.values() if d.lit and d.powered and pon in (None, d.pon))
        order = {known: number for number, known in enumerate(self.pons)}
        free = (device for device in found if self.device_config(device) is None)
        return tuple(sorted(free, key=lambda device: (order[device.pon], device.serial)))

    def device_config(self, device: Device) -> OnuConfig | None:
        """Under which authorisation a device works, if any: one with its serial, on the PON where it hangs."""
        onu = self.running.find(device.serial)
        return onu if onu and onu.pon == device.pon else None

    def device(self, onu: OnuConfig) -> Device | None:
        """The device that works under an authorisation, if it hangs where it should."""
        found = self.devices.get(onu.serial)
        return found if found and found.pon == onu.pon else None

    def state(self, onu: OnuConfig) -> OperState:
        """Whether it is on the air; without light it is LOS, without power OFFLINE."""
        device = self.device(onu)
        if device is not None and not device.lit:
            return OperState.LOS
        up_at = self.up_at(onu)
        return OperState.ONLINE if up_at and up_at <= self.now else OperState.OFFLINE

    def online(self, onu: OnuConfig) -> Device:
        """Its device, which must be on the air."""
        device = self.device(onu)
        if device is None or self.state(onu) is not OperState.ONLINE:
            raise Refused("offline")
        return device

    def up_at(self, onu: OnuConfig) -> datetime | None:
        """When it came on the air, or will; `None` while something keeps it down."""
        device = self.device(onu)
        if device is None or not (device.lit and device.powered and onu.enabled):
            return None
        return max(onu.since, device.back_at) + self._boot

    def address(self, onu: OnuConfig) -> str | None:
        """The IPv4 address of its connection; `None` where the ONU makes none, or is down."""
        wan = next(iter(onu.wans.values()), None)
        if wan is None or wan.mode is ConnectionMode.BRIDGE or self.state(onu) is not OperState.ONLINE:
            return None
        return wan.address or f"100.64.{self.pons.index(onu.pon)}.{onu.number + 1}"

    def restart_onu(self, onu: OnuConfig) -> None:
        """Restart an ONU, which must be on the air."""
        device = self.online(onu)
        self._goes_down(device, DownCause.RESTARTED)
        device.back_at = self.now

    def enable(self, onu: OnuConfig, *, on: bool) -> None:
        """Disable an ONU on purpose, or bring it back."""
        device = self.device(onu)
        if device is not None and onu.enabled != on:
            self._changes(device, DownCause.DISABLED, up=on)
        onu.enabled = on

    def set_power(self, serial: str, *, on: bool) -> None:
        """Pull a device's plug, or put it back."""
        device = self.devices[serial]
        device.powered = on
        self._changes(device, DownCause.NO_POWER, up=on)

    def set_light(self, serial: str, *, on: bool) -> None:
        """Cut a device's fibre, or mend it."""
        device = self.devices[serial]
        device.lit = on
        self._changes(device, DownCause.NO_LIGHT, up=on)

    def _changes(self, device: Device, cause: DownCause, *, up: bool) -> None:
        if up:
            device.back_at = self.now
        else:
            self._goes_down(device, cause)

    def _goes_down(self, device: Device, cause: DownCause) -> None:
        device.down_at, device.down_cause = self.now, cause


def make_serial(number: int, vendor: str = "HWTC") -> str:
    """A synthetic serial: `HWTC00C0FF01`."""
    return f"{vendor}{0xC0FF00 + number:08X}"
