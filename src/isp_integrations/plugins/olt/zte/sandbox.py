"""A stateful fake of a ZXA10 OLT, typed to over Telnet or SSH: the shell over the shared equipment.

The vendor's wording of most service errors (`%Code …`) is not known: those sentences are the sandbox's own, and the
driver reads nothing in them but how they begin. Nor is it known how the OLT prints alarms: it prints none.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, Final

import attrs

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.fake_shell import Question
from isp_integrations.core.olt.models import ConnectionMode
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.equipment.shell import SYNTHETIC_CREDENTIALS, EquipmentShell, FakeOlt, Said, types
from isp_integrations.plugins.olt.equipment.state import (
    Device,
    Equipment,
    Network,
    OnuConfig,
    Profile,
    Refused,
    ServicePort,
    Wan,
    make_serial,
)
from isp_integrations.plugins.olt.zte import fake_tables
from isp_integrations.plugins.olt.zte.tables import Place, Spelling

PONS: Final = tuple(f"1/{slot}/{port}" for slot in (2, 3) for port in range(1, 5))
_ETHERNET = frozenset({"eth_0/1", "eth_0/2", "veip_1"})
PROFILES: Final = {
    "onu_type": (
        Profile(id=1, name="F670L", ports=_ETHERNET | {"wifi_0/1", "wifi_0/5"}),
        Profile(id=2, name="F660", ports=_ETHERNET | {"wifi_0/1"}),
        Profile(id=3, name="F601", ports=frozenset({"eth_0/1"})),
    ),
    "tcont": (Profile(id=1, name="T-1G"), Profile(id=2, name="T-500M")),
    "traffic": (Profile(id=1, name="UP-500M"), Profile(id=2, name="DOWN-500M")),
    "vlan_profile": (Profile(id=1, name="VP100"), Profile(id=2, name="VP200")),
    "ip_profile": (Profile(id=1, name="IP-FIXO"),),
}
VLANS: Final = (100, 200, 300)
_NUMBERS = range(1, 129)
_PON = r"(?P<pon>gpon[-_]olt[-_]\S+)"
_ONU = r"(?P<onu>gpon[-_]onu[-_]\S+)"
_SHOWS = ("enable", "config")


@attrs.frozen(kw_only=True)
class Habits:
    """How one OLT behaves.

    Attributes:
        spelling: its line of products.
        wide: whether the list of waiting ONUs has the wide shape; the newer line always does.
        user_first: whether a log-in lands in user mode, and `enable` asks for its password.
        has_detail: whether the build has an ONU's own page.
        has_vport_mode: whether the release has `switchport mode`.
        asks: whether a restart asks for a yes.
        width: characters after which lines of configuration are cut; none by default.
    """

    spelling: Spelling = Spelling.CLASSIC
    wide: bool = False
    user_first: bool = False
    has_detail: bool = True
    has_vport_mode: bool = True
    asks: bool = True
    width: int = 0


class ZteShell(EquipmentShell):
    """One session."""

    refusal: ClassVar[str] = "%Error 20209: No username or bad password"
    banner: ClassVar[str] = "\n************\nZXAN sandbox\n************\n"
    pager: ClassVar[str] = " --More--"
    erase: ClassVar[str] = "\r         \r"
    unknown_line: ClassVar[str] = "               ^\n%Error 20200: Invalid input detected at '^' marker."
    sentences: ClassVar[Mapping[str, str]] = {
        "nothing": "%Code 62310-GPONSRV : No related information to show.",
        "parameter": "               ^\n%Error 20202: Invalid input detected at '^' marker.Invalid parameter",
        "pon_missing": "               ^\n%Error 20202: Invalid input detected at '^' marker.Invalid parameter",
        "onu_missing": "               ^\n%Error 20202: Invalid input detected at '^' marker.Invalid parameter",
        "uni_missing": "%Error 223845: UNI does not exist",
        "onu_number_taken": "%Code 62001-GPONSRV : The entry exists.",
        "serial_taken": "%Code 62002-GPONSRV : The SN is used.",
        "service_port_taken": "%Code 62003-GPONSRV : The entry exists.",
        "profile_missing": "%Code 62004-GPONSRV : The profile does not exist.",
        "vlan_missing": "%Code 62005-GPONSRV : The VLAN does not exist.",
        "offline": "%Code 63990-GPONSRV : ONT return error.",
        "busy": "%Code 62006-GPONSRV : The system is busy.",
        "other": "%Code 62000-GPONSRV : The operation failed.",
    }

    def __init__(self, habits: Habits, equipment: Equipment, credentials: Mapping[str, str], scheme: str) -> None:
        super().__init__(equipment, credentials, scheme)
        self.habits = habits
        self.page = 20
        if not habits.user_first:
            self.enter("enable")

    def prompt(self) -> str:
        """See `FakeShell`."""
        marks = {
            "user": ">",
            "enable": "#",
            "config": "(config)#",
            "mng": f"(gpon-onu-mng {self.about.get('index')})#",
        }
        return "ZXAN" + marks.get(self.mode, "(config-if)#")

    # --- modes ---

    @types(r"enable", "user")
    def _enable(self) -> Question:
        return Question("Password:", self._entered, echo=False)

    def _entered(self, password: str) -> str:
        if password != self.credentials["enable_password"]:
            return self.refusal
        return self.enter("enable")

    @types(r"configure terminal", "enable")
    def _configure(self) -> str:
        self.enter("config")
        return "%Info 20272: Enter configuration commands, one per line. End with CTRL/Z."

    @types(rf"interface {_PON}", "config")
    def _interface_pon(self, pon: str) -> str:
        return self.enter("pon", pon=self._pon(pon))

    @types(rf"interface {_ONU}", "config")
    def _interface_onu(self, onu: str) -> str:
        return self._enter_onu("onu", self._onu(onu))

    @types(r"interface vport-(?P<pon>\d+/\d+/\d+)\.(?P<number>\d+):1", "config")
    def _interface_vport(self, pon: str, number: str) -> str:
        if self.habits.spelling is Spelling.CLASSIC:
            raise Refused("parameter")
        return self._enter_onu("vport", self.equipment.running.onu(pon, int(number)))

    @types(rf"pon-onu-mng {_ONU}", "config")
    def _mng(self, onu: str) -> str:
        return self._enter_onu("mng", self._onu(onu))

    def _enter_onu(self, mode: str, onu: OnuConfig) -> str:
        return self.enter(mode, pon=onu.pon, number=str(onu.number), index=str(fake_tables.place(onu)))

    @types(r"end", "config", "pon", "onu", "vport", "mng")
    def _end(self) -> str:
        return self.leave_to("enable")

    @types(r"exit")
    def _exit(self) -> str:
        if self.mode == "enable":
            self.closed = True
            return ""
        return self.leave()

    @types(r"terminal length (?P<lines>\d+)", "enable")
    def _length(self, lines: str) -> str:
        self.page = int(lines)
        return ""

    # --- looking ---

    @types(r"show card", *_SHOWS)
    def _cards(self) -> str:
        return fake_tables.cards(self.habits.spelling, self.equipment.pons)

    @types(r"show gpon onu uncfg", *_SHOWS)
    def _uncfg_gpon(self) -> str:
        if self.habits.spelling is Spelling.TITAN:
            return self.unknown_line
        return self._waiting()

    @types(r"show pon onu uncfg", *_SHOWS)
    def _uncfg_pon(self) -> str:
        return self._waiting()

    def _waiting(self) -> str:
        found = self.equipment.waiting()
        if not found:
            raise Refused("nothing")
        wide = self.habits.wide or self.habits.spelling is Spelling.TITAN
        return fake_tables.waiting(found, self.habits.spelling, wide=wide)

    @types(r"show gpon onu by sn (?P<serial>\S+)", *_SHOWS)
    def _by_serial(self, serial: str) -> str:
        onu = self.equipment.running.find(_serial(serial))
        if onu is None:
            raise Refused("nothing")
        return f"SearchResult\n{fake_tables.RULE}\n{self.habits.spelling.onu(fake_tables.place(onu))}"

    @types(rf"show gpon onu state {_PON}", *_SHOWS)
    def _states(self, pon: str) -> str:
        return fake_tables.states(self.equipment, self._occupied(pon), self.habits.spelling)

    @types(rf"show gpon onu baseinfo {_PON}", *_SHOWS)
    def _base_info(self, pon: str) -> str:
        return fake_tables.base_info(self.equipment, self._occupied(pon), self.habits.spelling)

    def _occupied(self, pon: str) -> str:
        known = self._pon(pon)
        if not self.equipment.running.on_pon(known):
            raise Refused("nothing")
        return known

    @types(rf"show gpon onu detail-info {_ONU}", *_SHOWS)
    def _detail(self, onu: str) -> str:
        if not self.habits.has_detail:
            raise Refused("parameter")
        return fake_tables.detail(self.equipment, self._onu(onu), self.habits.spelling)

    @types(rf"show pon power attenuation {_ONU}", *_SHOWS)
    def _power(self, onu: str) -> str:
        return fake_tables.power(self.equipment, self._onu(onu))

    @types(r"show onu-type gpon", *_SHOWS)
    def _onu_types(self) -> str:
        return fake_tables.types(self.equipment.profiles["onu_type"])

    @types(rf"show running-config interface {_ONU}", *_SHOWS)
    def _running_onu(self, onu: str) -> str:
        return self._block(self._onu(onu), onu, vport=False)

    @types(r"show running-config interface (?P<vport>vport-(?P<pon>\d+/\d+/\d+)\.(?P<number>\d+):1)", *_SHOWS)
    def _running_vport(self, vport: str, pon: str, number: str) -> str:
        if self.habits.spelling is Spelling.CLASSIC:
            raise Refused("parameter")
        return self._block(self.equipment.running.onu(pon, int(number)), vport, vport=True)

    def _block(self, onu: OnuConfig, name: str, *, vport: bool) -> str:
        lines = fake_tables.running(self.equipment, onu, name, self.habits.spelling, vport=vport)
        width = self.habits.width or max(map(len, lines))
        return "\n".join(line[start : start + width] for line in lines for start in range(0, len(line), width))

    # --- authorising ---

    @types(r"onu (?P<number>\d+) type (?P<kind>\S+) sn (?P<serial>\S+)", "pon", changes=True)
    def _authorise(self, number: str, kind: str, serial: str) -> str:
        if int(number) not in _NUMBERS:
            raise Refused("parameter")
        onu = OnuConfig(
            pon=self.about["pon"],
            number=int(number),
            serial=_serial(serial),
            type=self.equipment.profile("onu_type", kind).name,
            since=self.equipment.now,
        )
        self.equipment.running.authorise(onu)
        return ""

    @types(r"no onu (?P<number>\d+)", "pon", changes=True)
    def _delete(self, number: str) -> str:
        self.equipment.running.delete(self.about["pon"], int(number), with_service_ports=True)
        return ""

    @types(r"(?P<field>name|description) (?P<text>\S+)", "onu", changes=True)
    def _name(self, field: str, text: str) -> str:
        setattr(self._here, field, text)
        return ""

    @types(r"tcont 1 profile (?P<profile>\S+)", "onu", changes=True)
    def _tcont(self, profile: str) -> str:
        return self._set("tcont", f"tcont 1 name 1 profile {self.equipment.profile('tcont', profile).name}")

    @types(r"gemport 1 tcont 1", "onu", changes=True)
    def _gem_port(self) -> str:
        if "tcont" not in self._here.settings:
            raise Refused("profile_missing")
        return self._set("gemport", "gemport 1 name 1 tcont 1")

    @types(r"gemport 1 traffic-limit upstream (?P<up>\S+) downstream (?P<down>\S+)", "onu", changes=True)
    def _traffic(self, up: str, down: str) -> str:
        if self.habits.spelling is Spelling.TITAN:
            return self.unknown_line
        for profile in (up, down):
            self.equipment.profile("traffic", profile)
        return self._set("traffic", f"gemport 1 traffic-limit upstream {up} downstream {down}")

    @types(r"qos traffic-policy (?P<down>\S+) direction egress", "vport", changes=True)
    def _policy(self, down: str) -> str:
        return self._set("policy", self.equipment.profile("traffic", down).name)

    @types(r"switchport mode hybrid vport 1", "onu", changes=True)
    def _vport_mode(self) -> str:
        if not self.habits.has_vport_mode or self.habits.spelling is Spelling.TITAN:
            return self.unknown_line
        return self._set("vport_mode", "hybrid")

    @types(r"service-port 1 vport 1 user-vlan (?P<user_vlan>\d+) vlan (?P<vlan>\d+)", "onu", changes=True)
    def _service_port_classic(self, user_vlan: str, vlan: str) -> str:
        if self.habits.spelling is Spelling.TITAN:
            return self.unknown_line
        return self._service_port(user_vlan, vlan)

    @types(r"service-port 1 user-vlan (?P<user_vlan>\d+) vlan (?P<vlan>\d+)", "vport", changes=True)
    def _service_port(self, user_vlan: str, vlan: str) -> str:
        onu, running = self._here, self.equipment.running
        self.equipment.require_vlan(int(vlan))
        if "gemport" not in onu.settings or running.service_ports_of(onu.pon, onu.number):
            raise Refused("service_port_taken")
        port = ServicePort(
            index=running.free_index(), pon=onu.pon, number=onu.number, vlan=int(vlan), user_vlan=int(user_vlan)
        )
        running.add_service_port(port)
        return ""

    @types(r"(?P<no>no )?shutdown", "onu", changes=True)
    def _shutdown(self, no: str | None) -> str:
        self.equipment.enable(self._here, on=no is not None)
        return ""

    # --- the ONU itself ---

    @types(r"service (?P<name>\S+) gemport 1 vlan (?P<vlan>\d+)", "mng", changes=True)
    def _service(self, name: str, vlan: str) -> str:
        return self._set(f"service {name}", vlan)

    @types(r"vlan port (?P<port>\S+) mode (?:tag vlan (?P<vlan>\d+)|hybrid)", "mng", changes=True)
    def _lan_port(self, port: str, vlan: str | None) -> str:
        self._require_uni(port)
        return self._set(f"vlan port {port}", vlan or "hybrid")

    @types(
        r"wan-ip 1 (?P<family>ipv4 )?mode (?P<word>pppoe|dhcp|static)"
        r"(?: username (?P<username>\S+) password (?P<password>\S+))?"
        r"(?: ip-profile (?P<ip_profile>\S+))?(?: ip-address (?P<address>\S+) mask (?P<netmask>\S+))?"
        r" vlan-profile (?P<vlan_profile>\S+) host 1",
        "mng",
        changes=True,
    )
    def _wan(
        self, family: str | None, word: str, vlan_profile: str, ip_profile: str | None, **told: str | None
    ) -> str:
        if (family is not None) is not (self.habits.spelling is Spelling.TITAN):
            return self.unknown_line
        vlan = self.equipment.profile("vlan_profile", vlan_profile).name.removeprefix("VP")
        if ip_profile:
            self.equipment.profile("ip_profile", ip_profile)
        wan = Wan(
            mode=_MODES[word],
            vlan=int(vlan),
            username=told["username"] or "",
            password=told["password"] or "",
            address=told["address"] or "",
            netmask=told["netmask"] or "",
        )
        return self._on_device(lambda onu: onu.wans.update({1: wan}))

    @types(r"wan 1 service internet host 1", "mng", changes=True)
    def _wan_service(self) -> str:
        return self._set("wan service", "internet")

    @types(r"interface wifi (?P<port>wifi_0/\d) state unlock", "mng", changes=True)
    def _wifi(self, port: str) -> str:
        self._require_uni(port)
        return self._on_device(lambda onu: onu.networks.setdefault(_network(port), Network()))

    @types(r"ssid ctrl (?P<port>wifi_0/\d) name (?P<ssid>\S{1,32})", "mng", changes=True)
    def _ssid(self, port: str, ssid: str) -> str:
        self._require_uni(port)
        return self._on_device(lambda onu: setattr(onu.networks[_network(port)], "ssid", ssid))

    @types(
        r"ssid auth wpa (?P<port>wifi_0/\d)(?P<method> wpa2-psk encrypt aes)? key (?P<key>\S{8,63})",
        "mng",
        changes=True,
    )
    def _wifi_key(self, port: str, method: str | None, key: str) -> str:
        if (method is None) is not (self.habits.spelling is Spelling.TITAN):
            return self.unknown_line
        self._require_uni(port)
        return self._on_device(lambda onu: setattr(onu.networks[_network(port)], "key", key))

    @types(r"reboot", "mng", changes=True)
    def _reboot(self) -> Said:
        onu = self._here
        if not self.habits.asks:
            return self._do_reboot(onu)
        return self.confirm("Confirm to reboot? [yes/no]:", lambda: self._do_reboot(onu), yes="yes")

    def _do_reboot(self, onu: OnuConfig) -> str:
        self.equipment.restart_onu(onu)
        return ""

    @types(r"write", "enable", changes=True)
    def _write(self) -> str:
        self.equipment.save()
        return "Building configuration...\n[OK]"

    def _set(self, key: str, value: str) -> str:
        self._here.settings[key] = value
        return ""

    def _on_device(self, change: Callable[[OnuConfig], object]) -> str:
        """A change by ZTE's own OMCI: the OLT takes it of any ONU, and those of other makers refuse it."""
        onu = self._here
        change(onu)
        if not onu.serial.startswith("ZTEG"):
            onu.settings["config_state"] = "fail"
        return ""

    def _require_uni(self, port: str) -> None:
        if port not in self.equipment.profile("onu_type", self._here.type).ports:
            raise Refused("uni_missing")

    @property
    def _here(self) -> OnuConfig:
        return self.equipment.running.onu(self.about["pon"], int(self.about["number"]))

    def _pon(self, name: str) -> str:
        found = next((pon for pon in self.equipment.pons if self.habits.spelling.pon(pon) == name), None)
        if found is None:
            raise Refused("pon_missing")
        return found

    def _onu(self, name: str) -> OnuConfig:
        for (pon, number), onu in self.equipment.running.onus.items():
            if self.habits.spelling.onu(Place(pon, number)) == name:
                return onu
        raise Refused("onu_missing")


_MODES = {"pppoe": ConnectionMode.PPPOE, "dhcp": ConnectionMode.DHCP, "static": ConnectionMode.STATIC_IP}


def _network(port: str) -> int:
    return int(port.removeprefix("wifi_0/"))


def _serial(text: str) -> str:
    try:
        return OnuSerial.parse(text).value
    except InvalidIdentifier:
        raise Refused("parameter") from None


def stocked(pons: tuple[str, ...] = PONS) -> Equipment:
    """An OLT with four ONUs that wait, one of another maker, and two that work, one of these without power."""
    waiting = [Device(serial=make_serial(number, "ZTEG"), pon="1/2/3", model="F670LV9.0") for number in (1, 2)]
    waiting.append(Device(serial=make_serial(3, "ZTEG"), pon="1/3/1", model="F660V8.0"))
    waiting.append(Device(serial=make_serial(4), pon="1/2/3", model="EG8145V5"))
    working = [Device(serial=make_serial(number, "ZTEG"), pon="1/2/1", model="F670LV9.0") for number in (11, 12)]
    olt = Equipment(pons=pons, devices=(*waiting, *working), profiles=PROFILES, vlans=VLANS)
    for number, device in enumerate(working, start=1):
        onu = OnuConfig(
            pon=device.pon,
            number=number,
            serial=device.serial,
            name=f"CLIENTE-{number}",
            type="F670L",
            since=device.back_at,
            settings={"tcont": "tcont 1 profile T-1G", "gemport": "gemport 1 tcont 1"},
        )
        olt.running.authorise(onu)
        port = ServicePort(index=number, pon=device.pon, number=number, vlan=100, user_vlan=100)
        olt.running.add_service_port(port)
    olt.set_power(working[1].serial, on=False)
    olt.save()
    return olt


def zte_sandbox(equipment: Equipment | None = None, habits: Habits | None = None) -> FakeOlt:
    """A fake OLT; synthetic stock and the older line of products by default."""
    return FakeOlt(
        equipment or stocked(),
        partial(ZteShell, habits or Habits()),
        schemes=("telnet", "ssh"),
        credentials={**SYNTHETIC_CREDENTIALS, "enable_password": "s3nh@-enable"},
    )
