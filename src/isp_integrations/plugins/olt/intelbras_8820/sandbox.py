"""A stateful fake of an 8820plus, typed to over Telnet: the shell over the shared equipment.

How it refuses is not known: those sentences are the sandbox's own, and the driver reads nothing in them.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from isp_integrations.core.olt.models import DownCause, OperState
from isp_integrations.plugins.olt.equipment.shell import EquipmentShell, FakeOlt, types
from isp_integrations.plugins.olt.equipment.state import (
    Device,
    Equipment,
    OnuConfig,
    Profile,
    ServicePort,
    make_serial,
)

PONS: Final = ("1", "2", "3", "4")
_NUMBERS: Final = range(1, 65)
_PLACE = r"gpon (?P<pon>\d+) onu (?P<number>\d+)"
_COLUMNS: Final = (
    ("", "ONU", 3),
    ("Serial", "Number", 9),
    ("", "OperStatus", 11),
    ("OMCI Config", "Status", 13),
    ("ONU", "Rx Power", 11),
    ("ONU", "Tx Power", 11),
    ("OLT", "Rx Power", 11),
    ("OLT", "Tx Power", 11),
    ("Distance", "(km)", 11),
    ("GPON", "ONU Status", 20),
    ("Uptime", "ddd:hh:mm:ss", 16),
    ("", "Auto", 6),
    ("Power", "Voltage (V)", 13),
    ("Bias", "Current (mA)", 14),
    ("Temperature", "(C)", 13),
)
"""Of a status: what stands in the two lines of its heading, and how wide it is."""


class IntelbrasShell(EquipmentShell):
    """One session."""

    first_mode = "shell"
    user_prompt: ClassVar[str] = "olt8820plus login: "
    password_prompt: ClassVar[str] = "Password: "  # noqa: S105  a prompt
    banner: ClassVar[str] = "\n  INTELBRAS\n\x1b[33m  Warning: change the default password\x1b[0m\n"
    unknown_line: ClassVar[str] = "Command not found"
    sentences: ClassVar[Mapping[str, str]] = {"other": "Command could not be executed"}

    def prompt(self) -> str:
        """See `FakeShell`."""
        return "intelbras-olt>"

    @types(r"exit")
    def _exit(self) -> str:
        return self.leave()

    @types(r"onu show(?: gpon (?P<pon>\d+))?")
    def _onus(self, pon: str | None = None) -> str:
        if pon is not None:
            self.equipment.require_pon(pon)
        return "\n".join(self._section(each) for each in self.equipment.pons if pon in {None, each})

    def _section(self, pon: str) -> str:
        taken = {onu.number for onu in self.equipment.running.on_pon(pon)}
        free = [str(number) for number in _NUMBERS if number not in taken]
        lines = [f"Free slots in GPON Link {pon}:", *(" ".join(free[at : at + 16]) for at in range(0, len(free), 16))]
        waiting = self.equipment.waiting(pon)
        if waiting:
            lines.append("sernoID  vendor  serial    model")
        lines += [f"{n:<8} {d.serial[:4]}    {d.serial[4:]}  {d.model}" for n, d in enumerate(waiting, start=1)]
        return "\n".join(lines)

    @types(rf"onu status {_PLACE} details")
    def _status(self, pon: str, number: str) -> str:
        onu = self.equipment.running.onu(pon, int(number))
        heads = ((top for top, _, _ in _COLUMNS), (below for _, below, _ in _COLUMNS))
        rule = " ".join("=" * width for _, _, width in _COLUMNS)
        return "\n".join((f"GPON {pon}", "", *map(_row, heads), rule, _row(self._cells(onu))))

    def _cells(self, onu: OnuConfig) -> tuple[str, ...]:
        device, state = self.equipment.device(onu), self.equipment.state(onu)
        name = (str(onu.number), onu.serial[4:])
        if device is None or state is not OperState.ONLINE:
            gasped = device is not None and not device.powered and device.down_cause is DownCause.NO_POWER
            alarms = "LOSI" if state is OperState.LOS else "DGI" if gasped else ""
            return (*name, "Inactive", *"------", alarms, "-", "no", *"---")
        powers = (f"{power} dBm" for power in (device.onu_rx_dbm, device.onu_tx_dbm, device.olt_rx_dbm, "5.23"))
        distance, temperature = f"{device.distance_m / 1000}", f"{device.temperature_c}.0"
        return (*name, "Active", "OK", *powers, distance, "", "12:15:46:2", "no", "3.36", "11.424", temperature)

    @types(rf"onu set {_PLACE} serial-number (?P<serial>\S+) meprof (?P<profile>\S+)", changes=True)
    def _set(self, pon: str, number: str, serial: str, profile: str) -> str:
        self.equipment.require_pon(pon)
        onu = OnuConfig(
            pon=pon,
            number=int(number),
            serial=serial,
            service_profile=self.equipment.profile("meprof", profile).name,
            since=self.equipment.now,
        )
        self.equipment.running.authorise(onu)
        return f"Onu {number} successfully enabled with serial number {serial}"

    @types(rf"bridge add {_PLACE} downlink vlan (?P<vlan>\d+) tagged (?P<side>eth 1|router)", changes=True)
    def _bridge(self, pon: str, number: str, vlan: str, side: str) -> str:
        self.equipment.require_vlan(int(vlan))
        running = self.equipment.running
        port = ServicePort(index=running.free_index(), pon=pon, number=int(number), vlan=int(vlan), description=side)
        running.add_service_port(port)
        return f"Adding bridge gpon {pon} onu {number} vlan {vlan} ........................ Ok"

    @types(rf"onu description add {_PLACE} text (?P<text>\S+)", changes=True)
    def _describe(self, pon: str, number: str, text: str) -> str:
        self.equipment.running.onu(pon, int(number)).description = text
        return "Command executed successfully"


def _row(cells: Iterable[str]) -> str:
    """Cells under the rule of a status."""
    return " ".join(f"{cell:<{width}}" for cell, (_, _, width) in zip(cells, _COLUMNS, strict=True)).rstrip()


def stocked() -> Equipment:
    """An OLT with three ONUs that wait and one that works."""
    waiting = [Device(serial=make_serial(number, "ITBS"), pon="2", model="110Gb") for number in (1, 2)]
    waiting.append(Device(serial=make_serial(3, "ITBS"), pon="4", model="121AC"))
    working = Device(serial=make_serial(11, "ITBS"), pon="1", model="110Gb")
    profiles = {"meprof": (Profile(id=1, name="intelbras-110b"), Profile(id=2, name="intelbras-121ac"))}
    olt = Equipment(pons=PONS, devices=(*waiting, working), profiles=profiles, vlans=(100, 200))
    olt.running.authorise(
        OnuConfig(pon="1", number=1, serial=working.serial, service_profile="intelbras-110b", since=working.back_at)
    )
    return olt


def intelbras_sandbox(equipment: Equipment | None = None) -> FakeOlt:
    """A fake OLT; synthetic stock by default."""
    return FakeOlt(equipment or stocked(), IntelbrasShell, schemes=("telnet",))
