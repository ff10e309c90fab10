"""A stateful fake of a V1600G, typed to over SSH or Telnet: the shell over the shared equipment."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from isp_integrations.core.fake_shell import Question
from isp_integrations.core.olt.models import DownCause, OperState
from isp_integrations.plugins.olt.equipment.shell import EquipmentShell, FakeOlt, types
from isp_integrations.plugins.olt.equipment.state import (
    Device,
    Equipment,
    OnuConfig,
    Profile,
    Refused,
    ServicePort,
    make_serial,
)

CREDENTIALS: Final = {
    "username": "operador",
    "password": "s3nh@-de-teste",
    "enable_password": "s3nh@-de-enable",
    "pons": "4",
}
PONS: Final = tuple(f"0/{number}" for number in range(1, 5))
_ONU = r"onu (?P<number>\d+)"
_PHASES = {OperState.ONLINE: "working", OperState.LOS: "LOS"}


class VsolShell(EquipmentShell):
    """One session."""

    user_prompt: ClassVar[str] = "Login:"
    password_prompt: ClassVar[str] = "Password:"  # noqa: S105  a prompt
    pager: ClassVar[str] = "--More--"
    erase: ClassVar[str] = "\x1b[8D\x1b[K"
    unknown_line: ClassVar[str] = "% Unknown command."
    sentences: ClassVar[Mapping[str, str]] = {
        "nothing": "No related information to show.",
        "enable_refused": "% Bad password",
        "other": "% Command failed.",
    }

    def __init__(self, equipment: Equipment, credentials: Mapping[str, str], scheme: str) -> None:
        super().__init__(equipment, credentials, scheme)
        self.page = 20

    def prompt(self) -> str:
        """See `FakeShell`."""
        marks = {"user": ">", "enable": "#", "config": "(config)#"}
        return "gpon-olt" + marks.get(self.mode, f"(config-pon-{self.about.get('pon')})#")

    @types(r"enable", "user")
    def _enable(self) -> Question:
        return Question("Password:", lambda typed: self._said(lambda: self._open(typed)), echo=False)

    def _open(self, typed: str) -> str:
        if typed != self.credentials["enable_password"]:
            raise Refused("enable_refused")
        return self.enter("enable")

    @types(r"terminal length (?P<lines>\d+)", "enable")
    def _length(self, lines: str) -> str:
        self.page = int(lines)
        return ""

    @types(r"configure terminal", "enable")
    def _configure(self) -> str:
        return self.enter("config")

    @types(r"interface gpon (?P<pon>\d+/\d+)", "config")
    def _interface(self, pon: str) -> str:
        self.equipment.require_pon(pon)
        return self.enter("pon", pon=pon)

    @types(r"end", "enable", "config", "pon")
    def _end(self) -> str:
        return self.leave_to("enable")

    @types(r"exit")
    def _exit(self) -> str:
        return self.leave()

    @property
    def _pon(self) -> str:
        return self.about["pon"]

    def _onu(self, number: str) -> OnuConfig:
        return self.equipment.running.onu(self._pon, int(number))

    @types(r"show onu auto-find", "pon")
    def _auto_find(self) -> str:
        found = self.equipment.waiting(self._pon)
        rows = (_row(f"GPON{self._pon}:{n}", device.serial, "unknow") for n, device in enumerate(found, start=1))
        return _table(_row("OnuIndex", "Sn", "State"), rows)

    @types(r"show onu info", "pon")
    def _info(self) -> str:
        rows = (
            _row(f"GPON{self._pon}:{onu.number}", self._model(onu), onu.line_profile, "sn", onu.serial)
            for onu in self.equipment.running.on_pon(self._pon)
        )
        return _table(_row("Onuindex", "Model", "Profile", "Mode", "AuthInfo"), rows)

    def _model(self, onu: OnuConfig) -> str:
        device = self.equipment.device(onu)
        return device.model if device else "unknown"

    @types(r"show onu state", "pon")
    def _state(self) -> str:
        rows = (
            _row(f"1/1/{self._pon[2:]}:{onu.number}", "enable", "enable", self._phase(onu), "1(GPON)")
            for onu in self.equipment.running.on_pon(self._pon)
        )
        return _table(_row("OnuIndex", "Admin State", "OMCC State", "Phase State", "Channel"), rows)

    def _phase(self, onu: OnuConfig) -> str:
        device = self.equipment.device(onu)
        gasped = device is not None and not device.powered and device.down_cause is DownCause.NO_POWER
        return _PHASES.get(self.equipment.state(onu), "DyingGasp" if gasped else "OffLine")

    @types(r"onu add (?P<number>\d+) profile (?P<profile>\S+) sn (?P<serial>\S+)", "pon", changes=True)
    def _add(self, number: str, profile: str, serial: str) -> str:
        onu = OnuConfig(
            pon=self._pon,
            number=int(number),
            serial=serial,
            line_profile=self.equipment.profile("onu", profile).name,
            since=self.equipment.now,
        )
        self.equipment.running.authorise(onu)
        return ""

    @types(rf"no {_ONU}", "pon", changes=True)
    def _remove(self, number: str) -> str:
        self.equipment.running.delete(self._pon, int(number), with_service_ports=True)
        return ""

    @types(rf"{_ONU} desc (?P<text>[\w.\-:/]+)", "pon", changes=True)
    def _describe(self, number: str, text: str) -> str:
        self._onu(number).description = text
        return ""

    @types(rf"{_ONU} tcont 1 name (?P<name>\S+) dba (?P<dba>\S+)", "pon", changes=True)
    def _tcont(self, number: str, name: str, dba: str) -> str:
        self._onu(number).settings[f"tcont {name}"] = self.equipment.profile("dba", dba).name
        return ""

    @types(rf"{_ONU} gemport 1 tcont 1 gemport_name (?P<name>\S+)", "pon", changes=True)
    def _gem_port(self, number: str, name: str) -> str:
        self._onu(number).settings["gemport"] = name
        return ""

    @types(rf"{_ONU} gemport 1 traffic-limit upstream (?P<up>\S+) downstream (?P<down>\S+)", "pon", changes=True)
    def _limit(self, number: str, up: str, down: str) -> str:
        self._onu(number).settings["limit"] = f"{up} {down}"
        return ""

    @types(rf"{_ONU} service (?P<name>\S+) gemport 1 vlan (?P<vlan>\d+)", "pon", changes=True)
    def _service(self, number: str, name: str, vlan: str) -> str:
        self._onu(number).settings[f"service {name}"] = vlan
        return ""

    @types(rf"{_ONU} service-port 1 gemport 1 uservlan (?P<user>\d+) vlan (?P<vlan>\d+)", "pon", changes=True)
    def _service_port(self, number: str, user: str, vlan: str) -> str:
        running = self.equipment.running
        index = self._onu(number).number + 1000 * int(self._pon[2:])
        running.service_ports.pop(index, None)
        running.add_service_port(
            ServicePort(index=index, pon=self._pon, number=int(number), vlan=int(vlan), user_vlan=int(user))
        )
        return ""

    @types(rf"{_ONU} portvlan veip 1 mode transparent", "pon", changes=True)
    def _port_vlan(self, number: str) -> str:
        self._onu(number).settings["portvlan"] = "transparent"
        return ""


def _row(*cells: str) -> str:
    """Cells drawn into their columns by moving the cursor, as this OLT does."""
    return "".join(f"\x1b[{1 + 18 * column}G{cell}" for column, cell in enumerate(cells))


def _table(head: str, rows: Iterable[str]) -> str:
    lines = list(rows)
    if not lines:
        raise Refused("nothing")
    return "\n".join((head, "-" * 78, *lines))


def stocked() -> Equipment:
    """An OLT with three ONUs that wait and two that work, one of these without power."""
    waiting = [Device(serial=make_serial(number, "GPON"), pon="0/2", model="V411") for number in (1, 2)]
    waiting.append(Device(serial=make_serial(3, "VSOL"), pon="0/4", model="V2801"))
    working = [Device(serial=make_serial(number, "GPON"), pon="0/1", model="V411") for number in (11, 12)]
    profiles = {"onu": (Profile(id=1, name="BRIDGE"),), "dba": (Profile(id=1, name="DBA_1G"),)}
    olt = Equipment(pons=PONS, devices=(*waiting, *working), profiles=profiles)
    for number, device in enumerate(working, start=1):
        olt.running.authorise(
            OnuConfig(pon="0/1", number=number, serial=device.serial, line_profile="BRIDGE", since=device.back_at)
        )
    olt.set_power(working[1].serial, on=False)
    return olt


def vsol_sandbox(equipment: Equipment | None = None) -> FakeOlt:
    """A fake OLT; synthetic stock by default."""
    return FakeOlt(equipment or stocked(), VsolShell, credentials=CREDENTIALS)
