"""A stateful fake of a DmOS OLT, typed to over SSH or Telnet: transactions over the shared equipment.

The vendor's sentences of refusal are not public: they are the sandbox's own, and the driver reads nothing in them but
how they begin. So are the tables of authorised ONUs and the question about what was not committed.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import ClassVar, Final

from isp_integrations.core.fake_shell import Question
from isp_integrations.core.olt.models import ConnectionMode, OperState
from isp_integrations.plugins.olt.equipment.shell import EquipmentShell, FakeOlt, Said, types
from isp_integrations.plugins.olt.equipment.state import (
    Configuration,
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

PONS: Final = tuple(f"1/1/{port}" for port in range(1, 9))
PROFILES: Final = {
    "line": (Profile(id=1, name="LP-1G"), Profile(id=2, name="LP-500M")),
    "rg": (Profile(id=1, name="RG-PPPOE"), Profile(id=2, name="RG-DHCP"), Profile(id=3, name="RG-FIXO")),
}
VLANS: Final = (100, 200, 300)
_ROUTERS = ("DM984-42", "DM985-100")
_WORDS = {OperState.ONLINE: "Up"}
_SHOW = r"(?:do )?show "
_PORT = (
    r"service-port (?P<index>new|\d+) gpon (?P<pon>\S+) onu (?P<number>\d+) gem (?P<gem>\d+)"
    r" match vlan vlan-id (?P<match>\d+|any) action vlan (?P<action>add|replace) vlan-id (?P<vlan>\d+)"
    r"(?: description (?P<description>\S+))?"
)


class DatacomShell(EquipmentShell):
    """One session. `candidate` is its transaction: a copy of the running configuration, until it is committed."""

    user_prompt: ClassVar[str] = "DM4610 login: "
    password_prompt: ClassVar[str] = "Password: "  # noqa: S105  a question, not a secret
    refusal: ClassVar[str] = "Login incorrect"
    banner: ClassVar[str] = "Welcome to the DmOS CLI\n"
    pager: ClassVar[str] = "--More--"
    erase: ClassVar[str] = "\r        \r"
    first_mode: ClassVar[str] = "enable"
    unknown_line: ClassVar[str] = "% Unknown command"
    sentences: ClassVar[Mapping[str, str]] = {
        "nothing": "% No entries found.",
        "pon_missing": "Error: interface does not exist",
        "onu_missing": "Error: ONU does not exist",
        "serial_taken": "Aborted: serial number is already in use",
        "serial_missing": "Aborted: ONU without serial-number",
        "profile_missing": "Aborted: illegal reference to a profile",
        "vlan_missing": "Aborted: illegal reference to a VLAN",
        "service_port_missing": "Error: service-port does not exist",
        "service_port_taken": "Error: service-port already exists",
        "service_ports_left": "Aborted: service-port refers to an ONU that does not exist",
        "not_a_router": "Aborted: rg-profile does not apply to this ONU",
        "busy": "Error: configuration database is locked",
        "other": "Error: operation failed",
    }

    def __init__(self, equipment: Equipment, credentials: Mapping[str, str], scheme: str) -> None:
        super().__init__(equipment, credentials, scheme)
        self.page = 24
        self.candidate = Configuration()

    def prompt(self) -> str:
        """See `FakeShell`."""
        about = {
            "enable": "",
            "config": "(config)",
            "pon": f"(config-gpon-{self.about.get('pon')})",
            "onu": f"(config-gpon-onu-{self.about.get('number')})",
            "ethernet": "(config-onu-ethernet-1)",
        }
        return f"DM4610{about[self.mode]}#"

    # --- modes ---

    @types(r"paginate false", "enable")
    def _paginate(self) -> str:
        self.page = 0
        return ""

    @types(r"configure terminal", "enable")
    def _configure(self) -> str:
        self.candidate = deepcopy(self.equipment.running)
        self.enter("config")
        return "Entering configuration mode terminal"

    @types(r"interface gpon (?P<pon>\S+)", "config")
    def _interface(self, pon: str) -> str:
        self.equipment.require_pon(pon)
        return self.enter("pon", pon=pon)

    @types(r"onu (?P<number>\d+)", "pon")
    def _onu(self, number: str) -> str:
        pon = self.about["pon"]
        fresh = OnuConfig(pon=pon, number=int(number), serial="", since=self.equipment.now)
        self.candidate.onus.setdefault((pon, int(number)), fresh)
        return self.enter("onu", pon=pon, number=number)

    @types(r"ethernet 1", "onu")
    def _ethernet(self) -> str:
        return self.enter("ethernet", **self.about)

    @types(r"top", "config", "pon", "onu", "ethernet")
    def _top(self) -> str:
        return self.leave_to("config")

    @types(r"exit")
    def _exit(self) -> Said:
        if self.mode == "config" and self.candidate != self.equipment.running:
            return Question("Uncommitted changes found, commit them? [yes/no/CANCEL] ", self._answered)
        return self.leave()

    def _answered(self, text: str) -> str:
        match text.strip():
            case "yes":
                return self._said_of_commit() or self.leave()
            case "no":
                return self.leave()
            case _:
                return ""

    def _said_of_commit(self) -> str:
        try:
            self._commit()
        except Refused as refused:
            return self.sentence(refused.code)
        return ""

    @types(r"commit", "config", "pon", "onu", "ethernet", changes=True)
    def _commit(self) -> str:
        if self.candidate == self.equipment.running:
            return "% No modifications to commit."
        self._validate()
        self.equipment.running = deepcopy(self.candidate)
        self.equipment.save()
        return "Commit complete."

    def _validate(self) -> None:
        onus = self.candidate.onus.values()
        serials = [onu.serial for onu in onus]
        if "" in serials:
            raise Refused("serial_missing")
        if len(set(serials)) < len(serials):
            raise Refused("serial_taken")
        for onu in onus:
            self.equipment.profile("line", onu.line_profile)
            self._validate_router(onu)
        for port in self.candidate.service_ports.values():
            if (port.pon, port.number) not in self.candidate.onus:
                raise Refused("service_ports_left")
            self.equipment.require_vlan(port.vlan)

    def _validate_router(self, onu: OnuConfig) -> None:
        if not (onu.service_profile or onu.wans or onu.networks):
            return
        self.equipment.profile("rg", onu.service_profile)
        device = self.equipment.devices.get(onu.serial)
        if device is not None and not device.model.startswith(_ROUTERS):
            raise Refused("not_a_router")

    # --- looking ---

    @types(_SHOW + r"interface gpon discovered-onus")
    def _discovered(self) -> str:
        found = self.equipment.waiting()
        if not found:
            raise Refused("nothing")
        rows = (f"      {device.pon:<20}{device.serial}" for device in found)
        head = " Chassis / Slot / Port  Serial Number\n ---------------------  -------------"
        return "\n".join((head, *rows))

    @types(_SHOW + r"interface gpon (?:(?P<pon>\d+/\d+/\d+) )?onu")
    def _onus(self, pon: str | None) -> str:
        if pon is not None:
            self.equipment.require_pon(pon)
        rows = self._rows(pon)
        if not rows:
            raise Refused("nothing")
        head = "Itf         ONU ID  Serial Number  Oper State  Software Download State  Name"
        rule = "----------  ------  -------------  ----------  -----------------------  ----------"
        return "\n".join((head, rule, *rows))

    @types(_SHOW + r"interface gpon onu \| include (?P<text>\S+)")
    def _onus_with(self, text: str) -> str:
        return "\n".join(row for row in self._rows(None) if text in row)

    def _rows(self, pon: str | None) -> list[str]:
        onus = (onu for _, onu in sorted(self.equipment.running.onus.items()) if pon in {None, onu.pon})
        return [
            f"gpon {onu.pon:<7}{onu.number:<8}{onu.serial:<15}{self._word(onu):<12}{'None':<25}{onu.name}".rstrip()
            for onu in onus
        ]

    @types(_SHOW + r"interface gpon (?P<pon>\d+/\d+/\d+) onu (?P<number>\d+)")
    def _page(self, pon: str, number: str) -> str:
        onu = self.equipment.running.onu(pon, int(number))
        device = self.equipment.device(onu)
        shown = device if device and self.equipment.state(onu) is OperState.ONLINE else None
        told = {
            "ID": number,
            "Serial Number": onu.serial,
            "Equipment ID": device.model if device else "",
            "Name": onu.name,
            "Operational state": self._word(onu),
            "Distance": f"{shown.distance_m / 1000:.3f} [km]" if shown else "N/A",
            "Software version": device.software if device else "",
            "Line Profile": onu.line_profile,
            "Rx Optical Power [dBm]": str(shown.onu_rx_dbm) if shown else "N/A",
            "Tx Optical Power [dBm]": str(shown.onu_tx_dbm) if shown else "N/A",
        }
        return "\n".join(f" {label:<24}: {value}".rstrip() for label, value in told.items())

    @types(_SHOW + r"interface gpon (?P<pon>\d+/\d+/\d+) onu (?P<number>\d+) rssi")
    def _rssi(self, pon: str, number: str) -> str:
        onu = self.equipment.running.onu(pon, int(number))
        device = self.equipment.device(onu)
        up = device is not None and self.equipment.state(onu) is OperState.ONLINE
        return f" RSSI [dBm] : {device.olt_rx_dbm if device and up else 'N/A'}"

    @types(_SHOW + r"running-config service-port(?: \| include (?P<text>\S+))?")
    def _service_ports(self, text: str | None) -> str:
        lines: list[str] = []
        for index, port in sorted(self.equipment.running.service_ports.items()):
            match = "any" if port.user_vlan is None else str(port.user_vlan)
            action = "add" if port.user_vlan is None else "replace"
            lines.append(f"service-port {index}")
            at = f" gpon {port.pon} onu {port.number} gem {port.gem}"
            lines.append(f"{at} match vlan vlan-id {match} action vlan {action} vlan-id {port.vlan}")
            lines += [f" description {port.description}"] * bool(port.description) + ["!"]
        if not lines:
            raise Refused("nothing")
        return "\n".join(line for line in lines if text is None or text in line)

    def _word(self, onu: OnuConfig) -> str:
        return _WORDS.get(self.equipment.state(onu), "Down")

    # --- changing the candidate ---

    @types(r"name (?P<name>\S+)", "onu")
    def _name(self, name: str) -> str:
        self._here.name = name
        return ""

    @types(r"serial-number (?P<serial>[A-Z]{4}[0-9A-F]{8})", "onu")
    def _serial(self, serial: str) -> str:
        self._here.serial = serial
        return ""

    @types(r"line-profile (?P<profile>\S+)", "onu")
    def _line_profile(self, profile: str) -> str:
        self._here.line_profile = profile
        return ""

    @types(r"(?P<what>negotiation|no shutdown)", "ethernet")
    def _ethernet_flag(self, what: str) -> str:
        self._here.settings[what] = "yes"
        return ""

    @types(r"native vlan vlan-id (?P<vlan>\d+)", "ethernet")
    def _native(self, vlan: str) -> str:
        self._here.port_vlans[1] = int(vlan)
        return ""

    @types(_PORT, "config")
    def _service_port(self, index: str, match: str, description: str | None, **at: str) -> str:
        port = ServicePort(
            index=self.candidate.free_index() if index == "new" else int(index),
            pon=at["pon"],
            number=int(at["number"]),
            vlan=int(at["vlan"]),
            gem=int(at["gem"]),
            user_vlan=None if match == "any" else int(match),
            description=description or "",
        )
        self.candidate.add_service_port(port)
        return ""

    @types(r"no service-port (?P<index>\d+)", "config")
    def _no_service_port(self, index: str) -> str:
        self.candidate.remove_service_port(int(index))
        return ""

    @types(r"no onu (?P<number>\d+)", "pon")
    def _no_onu(self, number: str) -> str:
        if self.candidate.onus.pop((self.about["pon"], int(number)), None) is None:
            raise Refused("onu_missing")
        return ""

    # --- what an ONU overrides of its rg-profile ---

    @types(r"rg-profile (?P<profile>\S+)", "onu")
    def _rg_profile(self, profile: str) -> str:
        self._here.service_profile = profile
        return ""

    @types(
        r"rg-profile wan-pppoe-connection 1 username (?P<username>\S{1,64}) password (?P<password>\S{1,32})", "onu"
    )
    def _pppoe(self, username: str, password: str) -> str:
        wan = Wan(mode=ConnectionMode.PPPOE, vlan=0, username=username, password=password)
        return self._override(lambda onu: onu.wans.update({1: wan}))

    @types(
        r"rg-profile wan-ip-connection 1 ipv4 static address (?P<address>\S+) mask (?P<netmask>\S+)"
        r" default-gateway (?P<gateway>\S+)",
        "onu",
    )
    def _static(self, **told: str) -> str:
        wan = Wan(mode=ConnectionMode.STATIC_IP, vlan=0, **told)  # type: ignore[arg-type]
        return self._override(lambda onu: onu.wans.update({1: wan}))

    @types(r"rg-profile wlan wl0 ssid custom (?P<ssid>\S{1,32})", "onu")
    def _ssid(self, ssid: str) -> str:
        return self._override(lambda onu: setattr(onu.networks.setdefault(1, Network()), "ssid", ssid))

    @types(r"rg-profile wlan wl0 wpa-passphrase (?P<key>\S{8,63})", "onu")
    def _wifi_key(self, key: str) -> str:
        return self._override(lambda onu: setattr(onu.networks.setdefault(1, Network()), "key", key))

    def _override(self, change: Callable[[OnuConfig], object]) -> str:
        change(self._here)
        return ""

    @property
    def _here(self) -> OnuConfig:
        return self.candidate.onu(self.about["pon"], int(self.about["number"]))


def stocked() -> Equipment:
    """An OLT with four ONUs that wait, one of another maker, and two that work, one of these without power."""
    waiting = [Device(serial=make_serial(number, "DACM"), pon="1/1/2", model="DM985-100") for number in (1, 2)]
    waiting.append(Device(serial=make_serial(3, "DACM"), pon="1/1/3", model="DM984-420"))
    waiting.append(Device(serial=make_serial(4), pon="1/1/2", model="EG8145V5"))
    working = [Device(serial=make_serial(number, "DACM"), pon="1/1/1", model="DM984-422") for number in (11, 12)]
    olt = Equipment(pons=PONS, devices=(*waiting, *working), profiles=PROFILES, vlans=VLANS)
    for number, device in enumerate(working):
        onu = OnuConfig(
            pon=device.pon,
            number=number,
            serial=device.serial,
            name=f"CLIENTE-{number}",
            line_profile="LP-1G",
            service_profile="RG-PPPOE",
            since=device.back_at,
        )
        olt.running.authorise(onu)
        port = ServicePort(index=number + 1, pon=device.pon, number=number, vlan=100, user_vlan=100)
        olt.running.add_service_port(port)
    olt.set_power(working[1].serial, on=False)
    olt.save()
    return olt


def datacom_sandbox(equipment: Equipment | None = None) -> FakeOlt:
    """A fake OLT, with synthetic stock by default."""
    return FakeOlt(equipment or stocked(), DatacomShell)
