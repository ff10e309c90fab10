"""A stateful fake of a SmartAX OLT, typed to over SSH or Telnet: the shell over the shared equipment."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, Final

import attrs

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.fake_shell import Question
from isp_integrations.core.olt.models import ConnectionMode, OperState
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.equipment.shell import EquipmentShell, FakeOlt, Said, types
from isp_integrations.plugins.olt.equipment.state import (
    Device,
    Equipment,
    OnuConfig,
    Profile,
    Refused,
    ServicePort,
    Wan,
    make_serial,
)
from isp_integrations.plugins.olt.huawei import fake_tables

PONS: Final = tuple(f"0/{slot}/{port}" for slot in (1, 2) for port in range(4))
PROFILES: Final = {
    "line": (Profile(id=10, name="LP_INTERNET"), Profile(id=20, name="LP_DOIS_GEMS", gems=(1, 2))),
    "service": (Profile(id=10, name="SP_1ETH"), Profile(id=20, name="SP_4ETH")),
    "wan": (Profile(id=1, name="WAN_INTERNET"),),
    "policy": (Profile(id=1, name="ROTA"),),
    "traffic": (Profile(id=8, name="500M"), Profile(id=9, name="1G")),
}
VLANS: Final = (100, 200, 300)
_NUMBERS = range(128)
_PLACE = r"(?P<pon>\d+/\d+/\d+)"
_PLACE_IN_WORDS = r"(?P<frame>\d+) (?P<slot>\d+) (?P<port>\d+)"
_ONT = r"(?P<port>\d+) (?P<number>\d+)"
_INDEX = r"(?: ip-index (?P<index>\d+))?"
_ANYWHERE = ("enable", "config", "gpon")
_ASKS_FOR_MORE = re.compile(r"display |save|scroll|ont add |ont modify |service-port ")
_WAN_RELEASE = 17
_WIDTH = 80


@attrs.frozen(kw_only=True)
class Habits:
    """How one release of the equipment behaves.

    Attributes:
        release: below R017 it has no WAN lines.
        shift: how many columns the list of ONTs is printed further to the right.
        wraps: whether long lines are echoed with the code that breaks them.
        asks: whether a deletion asks for a yes.
        saving_seconds: how long it is busy after a save.
    """

    release: str = "MA5800V100R018C10"
    shift: int = 0
    wraps: bool = False
    asks: bool = True
    saving_seconds: int = 2

    @property
    def has_wan(self) -> bool:
        """Whether the release has the WAN lines."""
        return int(self.release.partition("R")[2][:3]) >= _WAN_RELEASE


class HuaweiShell(EquipmentShell):
    """One session."""

    user_prompt: ClassVar[str] = ">>User name:"
    password_prompt: ClassVar[str] = ">>User password:"  # noqa: S105  a prompt
    refusal: ClassVar[str] = "  Username or password invalid."
    banner: ClassVar[str] = "\n  Huawei Integrated Access Software.\n\n"
    pager: ClassVar[str] = "---- More ( Press 'Q' to break ) ----"
    erase: ClassVar[str] = "\x1b[37D" + " " * 37 + "\x1b[37D"
    unknown_line: ClassVar[str] = "                 ^\n  % Unknown command, the error locates at '^'"
    alarm: ClassVar[str] = (
        "  ! 12[2026-01-31 10:20:30-03:00]:\n"
        "    ALARM NAME  : The feed fiber is broken or OLT can not receive any expected optical signals(LOS)\n"
        "    PARAMETERS  : FrameID: 0, SlotID: 1, PortID: 3\n"
        "    DESCRIPTION : The ONT 7 of port 0/1/3 : 485754431A2B3C4D  active  online  normal  match  no\n"
        "    CAUSE       : 1. fiber; 2. power\n"
        "    ADVICE      : Failure: check the fiber\n"
        "  --- END"
    )
    sentences: ClassVar[Mapping[str, str]] = {
        "busy": "  Failure: System is busy, please retry after a while",
        "none_found": "  Failure: The automatically found ONTs do not exist",
        "serial_taken": "  Failure: SN already exists",
        "onu_number_taken": "  Failure: The ONT ID has already existed",
        "onu_missing": "  Failure: The ONT does not exist",
        "required_missing": "  The required ONT does not exist",
        "line_missing": "  Failure: The ont-lineprofile does not exist",
        "service_missing": "  Failure: The ont-srvprofile does not exist",
        "traffic_missing": "  Failure: The traffic table profile does not exist",
        "wan_missing": "  Failure: The wan-profile does not exist",
        "policy_missing": "  Failure: The policy-route profile does not exist",
        "gem_missing": "  Failure: The GEM port does not exist",
        "vlan_missing": "  Failure: The VLAN does not exist",
        "service_port_taken": "  Failure: The service virtual port has existed already",
        "service_port_missing": "  Failure: The service virtual port does not exist",
        "service_ports_left": "  Failure: This configured object has some service virtual ports",
        "offline": "  Failure: The ONT is not online",
        "pon_missing": "                 ^\n  % Parameter error, the error locates at '^'",
        "parameter": "                 ^\n  % Parameter error, the error locates at '^'",
        "incomplete": "                 ^\n  % Incomplete command, the error locates at '^'",
        "unsupported_by_ont": "  Failure: The ONT can not support",
        "other": "  Failure: The operation failed",
    }

    def __init__(self, habits: Habits, equipment: Equipment, credentials: Mapping[str, str], scheme: str) -> None:
        super().__init__(equipment, credentials, scheme)
        self.habits = habits
        self.smart = True
        self.page = 25
        self._column = 0

    def prompt(self) -> str:
        """See `FakeShell`."""
        marks = {"user": ">", "enable": "#", "config": "(config)#"}
        return "MA5800-X7" + marks.get(self.mode, f"(config-if-gpon-{self.about.get('place')})#")

    def feed(self, text: str) -> str:
        """See `FakeShell`; a long line is echoed with the code that breaks it, where the release does that."""
        if not self.habits.wraps:
            return super().feed(text)
        return "".join(self._echoed(key) for key in text)

    def _echoed(self, key: str) -> str:
        printed = super().feed(key)
        self._column = self._column + 1 if printed == key else 0
        return printed + (" \x1b[1D" if self._column and self._column % _WIDTH == 0 else "")

    def obey(self, line: str) -> Said:
        """See `EquipmentShell`; while prompts are smart, a line that could go on stops and asks."""
        if self.smart and _ASKS_FOR_MORE.match(line):
            return Question("  { <cr>|ont-type<K>|number<U><0,7> }:", partial(self._finished, line))
        return super().obey(line)

    def _finished(self, line: str, more: str) -> Said:
        if more.strip():
            return self.unknown_line
        said = self._said(lambda: super(HuaweiShell, self).obey(line))
        return said if isinstance(said, Question) else f"\n  Command:\n          {line}\n{said}"

    @types(r"enable", "user")
    def _enable(self) -> str:
        return self.enter("enable")

    @types(r"disable", "enable")
    def _disable(self) -> str:
        return self.leave_to("user")

    @types(r"config", "enable")
    def _config(self) -> str:
        return self.enter("config")

    @types(r"interface gpon (?P<place>\d+/\d+)", "config", "gpon")
    def _interface(self, place: str) -> str:
        if not any(pon.startswith(f"{place}/") for pon in self.equipment.pons):
            raise Refused("parameter")
        self.leave_to("config")
        return self.enter("gpon", place=place)

    @types(r"return")
    def _return(self) -> str:
        return self.leave_to("enable")

    @types(r"quit")
    def _quit(self) -> Said:
        if self.mode in {"config", "gpon"}:
            return self.leave()
        return self.confirm("Are you sure to log out? (y/n)[n]:", self._hang_up)

    def _hang_up(self) -> str:
        self.closed = True
        return "Configuration console exit, please retry to log on"

    @types(r"(?P<undo>undo )?smart", *_ANYWHERE)
    def _smart(self, undo: str | None) -> str:
        self.smart = undo is None
        return ""

    @types(r"scroll(?: (?P<lines>\d+))?", "enable")
    def _scroll(self, lines: str | None) -> str:
        self.page = int(lines or 0)
        return ""

    @types(r"infoswitch cli (?:ON|OFF)|mmi-mode (?:enable|disable)", *_ANYWHERE)
    def _quiet(self) -> str:
        return ""

    @types(r"display version", *_ANYWHERE)
    def _version(self) -> str:
        return fake_tables.version(self.habits.release)

    @types(r"display board (?P<frame>\d+)", *_ANYWHERE)
    def _boards(self, frame: str) -> str:
        if frame != "0":
            raise Refused("parameter")
        return fake_tables.boards(sorted({int(pon.split("/")[1]) for pon in self.equipment.pons}))

    @types(r"display ont autofind all", "enable", "config")
    @types(rf"display ont autofind {_PLACE}", "enable", "config")
    def _autofind(self, pon: str | None = None) -> str:
        if pon is not None:
            self.equipment.require_pon(pon)
        found = self.equipment.waiting(pon)
        if not found:
            raise Refused("none_found")
        return fake_tables.autofind(found, self.equipment.now)

    @types(r"display ont autofind (?P<port>\d+)", "gpon")
    def _autofind_here(self, port: str) -> str:
        return self._autofind(self._pon(port))

    @types(r"display ont info by-sn (?P<serial>\S+)", *_ANYWHERE)
    def _by_serial(self, serial: str) -> str:
        onu = self.equipment.running.find(_serial(serial))
        if onu is None:
            raise Refused("required_missing")
        return self._page_of(onu)

    @types(rf"display ont info {_PLACE_IN_WORDS} (?P<number>\d+)", *_ANYWHERE)
    def _info(self, frame: str, slot: str, port: str, number: str) -> str:
        return self._page_of(self._onu(f"{frame}/{slot}/{port}", number))

    @types(rf"display ont info {_ONT}", "gpon")
    def _info_here(self, port: str, number: str) -> str:
        return self._page_of(self._onu(self._pon(port), number))

    def _page_of(self, onu: OnuConfig) -> str:
        line, service = (
            self.equipment.profile(kind, name)
            for kind, name in (("line", onu.line_profile), ("service", onu.service_profile))
        )
        return fake_tables.ont_info(self.equipment, onu, line, service)

    @types(rf"display ont info {_PLACE_IN_WORDS} all", *_ANYWHERE)
    def _onts(self, frame: str, slot: str, port: str) -> str:
        return fake_tables.onts(self.equipment, self._occupied(f"{frame}/{slot}/{port}"), self.habits.shift)

    @types(rf"display ont info summary {_PLACE}", *_ANYWHERE)
    def _summary(self, pon: str) -> str:
        return fake_tables.summary(self.equipment, self._occupied(pon))

    def _occupied(self, pon: str) -> str:
        self.equipment.require_pon(pon)
        if not self.equipment.running.on_pon(pon):
            raise Refused("required_missing")
        return pon

    @types(rf"display ont optical-info {_ONT}", "gpon")
    def _optical(self, port: str, number: str) -> str:
        return fake_tables.optical(self.equipment.online(self._onu(self._pon(port), number)))

    @types(rf"display ont wan-info {_PLACE_IN_WORDS} (?P<number>\d+)", *_ANYWHERE)
    def _wan_info(self, frame: str, slot: str, port: str, number: str) -> str:
        onu = self._onu(f"{frame}/{slot}/{port}", number)
        self.equipment.online(onu)
        if not onu.serial.startswith("HWTC"):
            raise Refused("unsupported_by_ont")
        return fake_tables.wan_info(self.equipment, onu)

    @types(r"display service-port all", *_ANYWHERE)
    @types(rf"display service-port port {_PLACE} ont (?P<number>\d+)", *_ANYWHERE)
    def _service_ports(self, pon: str | None = None, number: str | None = None) -> str:
        running = self.equipment.running
        ports = running.service_ports.values() if pon is None else running.service_ports_of(pon, int(number or 0))
        if not ports:
            raise Refused("service_port_missing")
        up = (self.equipment.state(running.onu(port.pon, port.number)) is OperState.ONLINE for port in ports)
        return fake_tables.service_ports(ports, up)

    @types(
        r"ont add (?P<port>\d+)(?: (?P<number>\d+))? sn-auth (?P<serial>\S+) omci"
        r"(?: ont-lineprofile-(?:id|name) (?P<line>\S+))?(?: ont-srvprofile-(?:id|name) (?P<service>\S+))?"
        r'(?: desc "(?P<description>[^"]{1,64})")?',
        "gpon",
        changes=True,
    )
    def _add(
        self,
        port: str,
        number: str | None,
        serial: str,
        line: str | None,
        service: str | None,
        description: str | None,
    ) -> str:
        if line is None or service is None:
            raise Refused("incomplete")
        pon, running = self._pon(port), self.equipment.running
        onu = OnuConfig(
            pon=pon,
            number=running.free_number(pon, _NUMBERS) if number is None else int(number),
            serial=_serial(serial),
            description=description or "",
            line_profile=self._profile("line", line),
            service_profile=self._profile("service", service),
            since=self.equipment.now,
        )
        running.authorise(onu)
        return f"  Number of ONTs that can be added: 1, success: 1\n  PortID :{port}, ONTID :{onu.number}"

    @types(rf"ont delete {_ONT}", "gpon", changes=True)
    def _delete(self, port: str, number: str) -> Said:
        pon = self._pon(port)
        return self._sure(lambda: self._do_delete(pon, int(number)))

    def _do_delete(self, pon: str, number: int) -> str:
        self.equipment.running.delete(pon, number)
        return "  Number of ONTs that can be deleted: 1, success: 1"

    @types(rf'ont modify {_ONT} desc "(?P<description>[^"]{{1,64}})"', "gpon", changes=True)
    def _describe(self, port: str, number: str, description: str) -> str:
        self._onu(self._pon(port), number).description = description
        return ""

    @types(rf"ont reset {_ONT}", "gpon", changes=True)
    def _reset(self, port: str, number: str) -> Said:
        onu = self._onu(self._pon(port), number)
        return self.confirm("  Are you sure to reset the ONT(s)? (y/n)[n]:", lambda: self._do_reset(onu))

    def _do_reset(self, onu: OnuConfig) -> str:
        self.equipment.restart_onu(onu)
        return ""

    @types(rf"ont (?P<order>activate|deactivate) {_ONT}", "gpon", changes=True)
    def _switch(self, order: str, port: str, number: str) -> str:
        self.equipment.enable(self._onu(self._pon(port), number), on=order == "activate")
        return ""

    @types(rf"ont port native-vlan {_ONT} eth (?P<eth>\d+) vlan (?P<vlan>\d+)", "gpon", changes=True)
    def _native_vlan(self, port: str, number: str, eth: str, vlan: str) -> str:
        self._onu(self._pon(port), number).port_vlans[int(eth)] = int(vlan)
        return "  Set ONT port(s) VLAN configuration, success: 1, failed: 0"

    @types(rf"ont ipconfig {_ONT}{_INDEX} dhcp vlan (?P<vlan>\d+)", "gpon", changes=True)
    def _dhcp(self, port: str, number: str, index: str | None, vlan: str) -> str:
        return self._wan(port, number, index, Wan(mode=ConnectionMode.DHCP, vlan=int(vlan)))

    @types(
        rf"ont ipconfig {_ONT}{_INDEX} pppoe vlan (?P<vlan>\d+)"
        r" user-account username (?P<user>\S+) password (?P<key>\S+)",
        "gpon",
        changes=True,
    )
    def _pppoe(self, port: str, number: str, index: str | None, vlan: str, user: str, key: str) -> str:
        wan = Wan(mode=ConnectionMode.PPPOE, vlan=int(vlan), username=user, password=key)
        return self._wan(port, number, index, wan)

    @types(
        rf"ont ipconfig {_ONT}{_INDEX} static ip-address (?P<address>\S+) mask (?P<mask>\S+) gateway (?P<gateway>\S+)"
        r"(?: pri-dns (?P<first>\S+))?(?: slave-dns (?P<second>\S+))? vlan (?P<vlan>\d+)",
        "gpon",
        changes=True,
    )
    def _static(self, port: str, number: str, index: str | None, vlan: str, **told: str | None) -> str:
        wan = Wan(
            mode=ConnectionMode.STATIC_IP,
            vlan=int(vlan),
            address=told["address"] or "",
            netmask=told["mask"] or "",
            gateway=told["gateway"] or "",
            dns=tuple(name for name in (told["first"], told["second"]) if name),
        )
        return self._wan(port, number, index, wan)

    def _wan(self, port: str, number: str, index: str | None, wan: Wan) -> str:
        self._onu(self._pon(port), number).wans[int(index or 0)] = wan
        return ""

    @types(rf"ont internet-config {_ONT} ip-index (?P<index>\d+)", "gpon", changes=True)
    def _internet(self, port: str, number: str, index: str) -> str:
        return self._set_wan(port, number, "internet", index)

    @types(rf"ont policy-route-config {_ONT} profile-id (?P<policy>\d+)", "gpon", changes=True)
    def _policy(self, port: str, number: str, policy: str) -> str:
        return self._set_wan(port, number, "policy_route", self._profile("policy", policy))

    @types(
        rf"ont wan-config {_ONT} ip-index (?P<index>\d+) profile-(?:id|name) (?P<profile>\S+)", "gpon", changes=True
    )
    def _wan_config(self, port: str, number: str, index: str, profile: str) -> str:
        return self._set_wan(port, number, f"wan_config {index}", self._profile("wan", profile))

    def _set_wan(self, port: str, number: str, name: str, value: str) -> str:
        if not self.habits.has_wan:
            return self.unknown_line
        self._onu(self._pon(port), number).settings[name] = value
        return ""

    @types(
        rf"service-port(?: (?P<index>\d+))? vlan (?P<vlan>\d+) gpon {_PLACE} ont (?P<number>\d+) gemport (?P<gem>\d+)"
        r" multi-service user-vlan (?P<user_vlan>\d+) tag-transform (?:translate|transparent|default)"
        r"(?: inbound traffic-table index (?P<inbound>\d+) outbound traffic-table index (?P<outbound>\d+))?",
        "config",
        changes=True,
    )
    def _add_service_port(
        self, pon: str, number: str, vlan: str, gem: str, user_vlan: str, **told: str | None
    ) -> str:
        onu, running = self._onu(pon, number), self.equipment.running
        self.equipment.require_vlan(int(vlan))
        if int(gem) not in self.equipment.profile("line", onu.line_profile).gems:
            raise Refused("gem_missing")
        for speed in filter(None, (told["inbound"], told["outbound"])):
            self._profile("traffic", speed)
        running.add_service_port(
            ServicePort(
                index=int(told["index"] or running.free_index()),
                pon=pon,
                number=onu.number,
                vlan=int(vlan),
                gem=int(gem),
                user_vlan=int(user_vlan),
                inbound=told["inbound"] or "",
                outbound=told["outbound"] or "",
            )
        )
        return ""

    @types(rf"undo service-port port {_PLACE} ont (?P<number>\d+)", "config", changes=True)
    def _undo_service_ports(self, pon: str, number: str) -> Said:
        return self._sure(lambda: self._do_undo_service_ports(pon, int(number)))

    def _do_undo_service_ports(self, pon: str, number: int) -> str:
        found = self.equipment.running.service_ports_of(pon, number)
        if not found:
            raise Refused("service_port_missing")
        for port in found:
            self.equipment.running.remove_service_port(port.index)
        return ""

    @types(r"save", "enable", "config", changes=True)
    def _save(self) -> str:
        self.equipment.save()
        self.equipment.be_busy(self.habits.saving_seconds)
        return "  It will take several minutes to save configuration file, please wait..."

    def _sure(self, act: Callable[[], Said]) -> Said:
        return (
            self.confirm("  Are you sure to release service virtual port(s)? (y/n)[n]:", act)
            if self.habits.asks
            else act()
        )

    def _pon(self, port: str) -> str:
        pon = f"{self.about['place']}/{port}"
        self.equipment.require_pon(pon)
        return pon

    def _onu(self, pon: str, number: str) -> OnuConfig:
        self.equipment.require_pon(pon)
        return self.equipment.running.onu(pon, int(number))

    def _profile(self, kind: str, named: str) -> str:
        try:
            return self.equipment.profile(kind, int(named) if named.isdecimal() else named).name
        except Refused:
            raise Refused(f"{kind}_missing") from None


def _serial(text: str) -> str:
    try:
        return OnuSerial.parse(text).value
    except InvalidIdentifier:
        raise Refused("parameter") from None


def stocked() -> Equipment:
    """An OLT with three ONUs that wait and two that work, one of these without power."""
    waiting = [Device(serial=make_serial(number), pon="0/1/3") for number in (1, 2)]
    waiting.append(Device(serial=make_serial(3, "ZTEG"), pon="0/2/0", model="F670L", software="V9.0"))
    working = [Device(serial=make_serial(number), pon="0/1/0") for number in (11, 12)]
    olt = Equipment(pons=PONS, devices=(*waiting, *working), profiles=PROFILES, vlans=VLANS)
    for number, device in enumerate(working):
        onu = OnuConfig(
            pon=device.pon,
            number=number,
            serial=device.serial,
            description=f"CLIENTE {number}",
            line_profile="LP_INTERNET",
            service_profile="SP_1ETH",
            since=device.back_at,
        )
        olt.running.authorise(onu)
        port = ServicePort(index=number + 1, pon=device.pon, number=number, vlan=100, user_vlan=100)
        olt.running.add_service_port(port)
    olt.set_power(working[1].serial, on=False)
    olt.save()
    return olt


def huawei_sandbox(equipment: Equipment | None = None, habits: Habits | None = None) -> FakeOlt:
    """A fake OLT; synthetic stock and a recent release by default."""
    return FakeOlt(equipment or stocked(), partial(HuaweiShell, habits or Habits()))
