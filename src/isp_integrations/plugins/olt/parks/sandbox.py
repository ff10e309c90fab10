"""A stateful fake of a Fiberlink OLT, typed to over SSH: the shell over the shared equipment."""

from collections.abc import Mapping
from typing import ClassVar, Final

from isp_integrations.core.olt.models import ConnectionMode, OperState
from isp_integrations.plugins.olt.equipment.shell import EquipmentShell, FakeOlt, types
from isp_integrations.plugins.olt.equipment.state import (
    Device,
    Equipment,
    OnuConfig,
    Profile,
    Refused,
    Wan,
    make_serial,
)

PONS: Final = ("1/1", "1/2", "1/3", "1/4")
_ONU = r"onu (?P<serial>\S+)"
_WORDS = {OperState.ONLINE: "Online", OperState.LOS: "LOS"}


class ParksShell(EquipmentShell):
    """One session."""

    first_mode = "enable"
    pager: ClassVar[str] = "--More--"
    erase: ClassVar[str] = "\x1b[8D\x1b[K"
    unknown_line: ClassVar[str] = "% Unknown command."
    sentences: ClassVar[Mapping[str, str]] = {
        "serial_taken": "% Serial already exists.",
        "onu_missing": "ONU not found",
        "profile_missing": "% Invalid profile.",
        "other": "% Command failed.",
    }

    def __init__(self, equipment: Equipment, credentials: Mapping[str, str], scheme: str) -> None:
        super().__init__(equipment, credentials, scheme)
        self.page = 20

    def prompt(self) -> str:
        """See `FakeShell`."""
        marks = {"enable": "#", "config": "(config)#"}
        return "PARKS" + marks.get(self.mode, "(config-if)#")

    @types(r"terminal length (?P<lines>\d+)", "enable")
    def _length(self, lines: str) -> str:
        self.page = int(lines)
        return ""

    @types(r"configure terminal", "enable")
    def _configure(self) -> str:
        return self.enter("config")

    @types(r"interface gpon(?P<pon>\d+/\d+)", "config")
    def _interface(self, pon: str) -> str:
        self.equipment.require_pon(pon)
        return self.enter("pon", pon=pon)

    @types(r"exit")
    def _exit(self) -> str:
        return self.leave()

    @types(r"show gpon blacklist")
    def _blacklist(self) -> str:
        rows = (
            f"{device.pon.partition('/')[0]:>4} | {device.pon.partition('/')[2]:>4} | {device.serial.lower()}"
            for device in self.equipment.waiting()
        )
        return "\n".join(("slot | port | serial", "-----+------+-------------", *rows))

    @types(r"show gpon onu (?P<serial>\S+) summary")
    def _summary(self, serial: str) -> str:
        onu = self._onu(serial)
        device = self.equipment.device(onu)
        state = self.equipment.state(onu)
        told = {
            "Serial": onu.serial.lower(),
            "Alias": onu.name or "-",
            "Interface": f"gpon{onu.pon}",
            "Model": device.model if device else "-",
            "Power Level": f"{device.onu_rx_dbm} dBm" if device and state is OperState.ONLINE else "-",
            "Distance": f"{device.distance_m} m" if device and state is OperState.ONLINE else "-",
            "Status": _WORDS.get(state, "Offline"),
        }
        return "\n".join(f"{label:<12}: {value}" for label, value in told.items())

    @types(r"copy r(?:unning-config)? s(?:tartup-config)?", "enable", changes=True)
    def _save(self) -> str:
        self.equipment.save()
        return "Configuration saved."

    @types(r"onu add serial-number (?P<serial>\S+)", "pon", changes=True)
    def _add(self, serial: str) -> str:
        running, pon = self.equipment.running, self.about["pon"]
        number = running.free_number(pon, range(1, 129))
        running.authorise(OnuConfig(pon=pon, number=number, serial=serial.upper(), since=self.equipment.now))
        return ""

    @types(rf"{_ONU} alias (?P<alias>\S+)", "pon", changes=True)
    def _alias(self, serial: str, alias: str) -> str:
        self._onu(serial).name = alias
        return ""

    @types(rf"{_ONU} flow-profile (?P<flow>\S+)", "pon", changes=True)
    def _flow(self, serial: str, flow: str) -> str:
        self._onu(serial).line_profile = self.equipment.profile("flow", flow).name
        return ""

    @types(rf"{_ONU} vlan (?P<vlan>\S+) uni-port (?P<port>\d+)", "pon", changes=True)
    def _uni_vlan(self, serial: str, vlan: str, port: str) -> str:
        self._onu(serial).port_vlans[int(port)] = self.equipment.profile("vlan", vlan).id
        return ""

    @types(rf"{_ONU} vlan-translation-profile (?P<vlan>\S+) iphost 1", "pon", changes=True)
    def _iphost_vlan(self, serial: str, vlan: str) -> str:
        self._wan(serial).vlan = self.equipment.profile("vlan", vlan).id
        return ""

    @types(rf"{_ONU} iphost 1 pppoe username (?P<username>\S+) password (?P<password>\S+)", "pon", changes=True)
    def _login(self, serial: str, username: str, password: str) -> str:
        wan = self._wan(serial)
        wan.username, wan.password = username, password
        return ""

    @types(rf"{_ONU} iphost 1 pppoe (?P<name>auth|contrigger|nat) (?P<value>[a-z0-9 ]+)", "pon", changes=True)
    def _pppoe(self, serial: str, name: str, value: str) -> str:
        self._wan(serial)
        self._onu(serial).settings[name] = value
        return ""

    @types(rf"{_ONU} upstream-fec (?P<value>enabled|disabled)", "pon", changes=True)
    def _fec(self, serial: str, value: str) -> str:
        self._onu(serial).settings["fec"] = value
        return ""

    def _wan(self, serial: str) -> Wan:
        return self._onu(serial).wans.setdefault(1, Wan(mode=ConnectionMode.PPPOE, vlan=0))

    def _onu(self, serial: str) -> OnuConfig:
        found = self.equipment.running.find(serial.upper())
        if found is None:
            raise Refused("onu_missing")
        return found


def stocked() -> Equipment:
    """An OLT with three ONUs that wait and two that work, one of these without power."""
    waiting = [Device(serial=make_serial(number, "PRKS"), pon="1/2", model="FIBERLINK-411") for number in (1, 2)]
    waiting.append(Device(serial=make_serial(3, "PRKS"), pon="1/4", model="FIBERLINK-611"))
    working = [Device(serial=make_serial(number, "PRKS"), pon="1/1", model="FIBERLINK-411") for number in (11, 12)]
    profiles = {
        "flow": (Profile(id=1, name="INTERNET"),),
        "vlan": (Profile(id=100, name="_100"), Profile(id=200, name="_200")),
    }
    olt = Equipment(pons=PONS, devices=(*waiting, *working), profiles=profiles)
    for number, device in enumerate(working, start=1):
        olt.running.authorise(
            OnuConfig(pon="1/1", number=number, serial=device.serial, name=f"CLIENTE-{number}", since=device.back_at)
        )
    olt.set_power(working[1].serial, on=False)
    olt.save()
    return olt


def parks_sandbox(equipment: Equipment | None = None) -> FakeOlt:
    """A fake OLT; synthetic stock by default."""
    return FakeOlt(equipment or stocked(), ParksShell, schemes=("ssh",))
