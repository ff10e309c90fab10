"""A stateful fake of an ISAM, typed to over SSH or Telnet and spoken to in TL1: both over the shared equipment.

Beyond `invalid token` the vendor's sentences of refusal are not public: they are the sandbox's own, and the driver
reads nothing in them but how they begin.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import ClassVar, Final

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.olt.models import OperState
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.sandbox import FakeTerminal
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
from isp_integrations.plugins.olt.nokia_isam.fake_agent import NokiaAgent

PONS: Final = tuple(f"1/1/{slot}/{port}" for slot in (1, 2) for port in range(1, 5))
PROFILES: Final = {"bandwidth": (Profile(id=1, name="HSI_1G_UP"), Profile(id=2, name="HSI_500M_UP"))}
VLANS: Final = (100, 200, 300)
_ONT = r"(?P<pon>\d+/\d+/\d+/\d+)/(?P<number>\d+)"
_PORT = rf"{_ONT}/(?P<slot>1|14)/1"
_CARDS: Final = {"1": "ethernet", "14": "veip"}
_CONFIGURE = r"configure "
_SPINNER = "".join(f"{sign}\x1b[1D" for sign in "/|\\-")


class NokiaShell(EquipmentShell):
    """One session. There are no modes: every line is absolute."""

    user_prompt: ClassVar[str] = "login: "
    password_prompt: ClassVar[str] = "password: "  # noqa: S105  a question, not a secret
    refusal: ClassVar[str] = "Login incorrect"
    banner: ClassVar[str] = "Welcome to ISAM\n"
    pager: ClassVar[str] = "Press <space>(page)/<enter>(line)/q(quit) to continue..."
    erase: ClassVar[str] = "\r" + " " * 60 + "\r"
    unknown_line: ClassVar[str] = "invalid token"
    sentences: ClassVar[Mapping[str, str]] = {
        "serial_taken": "Error : serial number is already in use",
        "onu_number_taken": "Error : ONT is already configured",
        "onu_missing": "Error : instance does not exist",
        "pon_missing": "Error : instance does not exist",
        "still_up": "Error : admin-state must be down",
        "profile_missing": "Error : profile does not exist",
        "vlan_missing": "Error : VLAN does not exist",
        "no_card": "Error : slot is not planned",
        "parameter": "invalid token",
        "other": "Internal processing error",
    }

    def __init__(self, equipment: Equipment, credentials: Mapping[str, str], scheme: str) -> None:
        super().__init__(equipment, credentials, scheme)
        self.page = 20

    def prompt(self) -> str:
        """See `FakeShell`. The asterisk tells that something is not saved."""
        unsaved = "*" if self.equipment.running != self.equipment.saved else ""
        return f"{unsaved}typ:operador>#"

    # --- the session ---

    @types(r"environment mode batch")
    def _batch(self) -> str:
        self.page = 0
        return ""

    @types(r"exit all")
    def _exit_all(self) -> str:
        return ""

    @types(r"logout")
    def _logout(self) -> str:
        return self.leave()

    @types(r"admin save")
    def _save(self) -> str:
        self.equipment.save()
        return ""

    # --- looking ---

    @types(r"show pon unprovision-onu xml")
    def _waiting(self) -> str:
        return _xml(
            "unprovision-onu",
            (
                _instance(
                    {"alarm-idx": str(number)},
                    {
                        "gpon-index": f"x-pon:{device.pon}",
                        "sernum": device.serial,
                        "subscriber-locid": "",
                        "logical-authid": "",
                        "actual-us-rate": "1.25g",
                    },
                )
                for number, device in enumerate(self.equipment.waiting(), start=1)
            ),
        )

    @types(r"show equipment ont status (?P<kind>pon|x-pon) xml")
    def _status(self, kind: str) -> str:
        onus = (onu for _, onu in sorted(self.equipment.running.onus.items()))
        return _xml("status", (self._status_of(onu, kind) for onu in onus if kind == "pon"))

    def _status_of(self, onu: OnuConfig, kind: str) -> str:
        device = self.equipment.device(onu)
        up = device is not None and self.equipment.state(onu) is OperState.ONLINE
        told = {
            "sernum": f"{onu.serial[:4]}:{onu.serial[4:]}",
            "admin-status": "up" if onu.enabled else "down",
            "oper-status": "up" if up else "down",
            "olt-rx-sig-level(dbm)": str(device.olt_rx_dbm) if device and up else "invalid",
            "ont-olt-distance": "0.8" if up else "unknown",
            "desc1": onu.name,
            "desc2": onu.description,
            "hostname": "undefined",
        }
        return _instance({kind: onu.pon, "ont": f"{onu.pon}/{onu.number}"}, told)

    @types(rf"show equipment ont optics {_ONT} detail xml")
    def _optics(self, pon: str, number: str) -> str:
        onu = self.equipment.running.onu(pon, int(number))
        device = self.equipment.device(onu)
        up = device is not None and self.equipment.state(onu) is OperState.ONLINE
        told = {
            "rx-signal-level": str(device.onu_rx_dbm) if device and up else "unknown",
            "olt-rx-sig-level": str(device.olt_rx_dbm) if device and up else "invalid",
        }
        return _xml("optics", (_instance({"ont-idx": f"{pon}/{number}"}, told),))

    # --- configuring ---

    @types(
        _CONFIGURE + rf"equipment ont interface {_ONT} sw-ver-pland auto(?: desc1 \"(?P<name>[^\"]*)\")?"
        r"(?: desc2 \"(?P<description>[^\"]*)\")? sernum (?P<serial>[A-Z]{4}:[0-9A-F]{8}) subslocid WILDCARD"
        r" fec-up disable optics-hist enable sw-dnload-version auto voip-allowed veip pland-cfgfile1 auto"
        r" dnload-cfgfile1 auto(?: plnd-var (?P<variant>\S+))?"
    )
    def _add(self, pon: str, number: str, serial: str, **told: str | None) -> str:
        self.equipment.require_pon(pon)
        onu = OnuConfig(
            pon=pon,
            number=int(number),
            serial=_serial(serial),
            name=told["name"] or "",
            description=told["description"] or "",
            type=told["variant"] or "",
            enabled=False,
            since=self.equipment.now,
        )
        self.equipment.running.authorise(onu)
        return ""

    @types(_CONFIGURE + rf"equipment ont interface {_ONT} admin-state (?P<state>up|down)")
    def _admin(self, pon: str, number: str, state: str) -> str:
        self.equipment.enable(self.equipment.running.onu(pon, int(number)), on=state == "up")
        return ""

    @types(_CONFIGURE + rf"equipment ont no interface {_ONT}")
    def _delete(self, pon: str, number: str) -> str:
        if self.equipment.running.onu(pon, int(number)).enabled:
            raise Refused("still_up")
        self.equipment.running.delete(pon, int(number), with_service_ports=True)
        return ""

    @types(
        _CONFIGURE + rf"equipment ont slot {_ONT}/(?P<slot>1|14) planned-card-type (?P<card>ethernet|veip)"
        r" plndnumdataports 1 plndnumvoiceports 0 admin-state up"
    )
    def _card(self, pon: str, number: str, slot: str, card: str) -> str:
        onu = self.equipment.running.onu(pon, int(number))
        if card != _CARDS[slot]:
            raise Refused("parameter")
        onu.settings["card"] = card
        return ""

    @types(_CONFIGURE + rf"qos interface {_PORT} upstream-queue 0 bandwidth-profile name:(?P<profile>\S+)")
    def _queue(self, pon: str, number: str, slot: str, profile: str) -> str:
        self._port(pon, number, slot).settings["queue"] = self.equipment.profile("bandwidth", profile).name
        return ""

    @types(_CONFIGURE + rf"interface port uni:{_PORT} (?P<word>admin-up)")
    @types(_CONFIGURE + rf"bridge port {_PORT} (?P<word>max-unicast-mac 4)")
    def _port_setting(self, pon: str, number: str, slot: str, word: str) -> str:
        self._port(pon, number, slot).settings[word] = "yes"
        return ""

    @types(_CONFIGURE + rf"bridge port {_PORT} vlan-id (?P<vlan>\d+)(?: tag (?P<tag>single-tagged))?")
    def _vlan(self, pon: str, number: str, slot: str, vlan: str, tag: str | None) -> str:
        self.equipment.require_vlan(int(vlan))
        onu, running = self._port(pon, number, slot), self.equipment.running
        if int(vlan) not in {port.vlan for port in running.service_ports_of(pon, int(number))}:
            at = {"pon": pon, "number": int(number), "vlan": int(vlan)}
            running.add_service_port(ServicePort(index=running.free_index(), **at))  # type: ignore[arg-type]
        onu.settings["tag"] = tag or ""
        return ""

    @types(_CONFIGURE + rf"bridge port {_PORT} pvid (?P<vlan>\d+)")
    def _pvid(self, pon: str, number: str, slot: str, vlan: str) -> str:
        self._port(pon, number, slot).port_vlans[1] = int(vlan)
        return ""

    def _port(self, pon: str, number: str, slot: str) -> OnuConfig:
        onu = self.equipment.running.onu(pon, int(number))
        if onu.settings.get("card") != _CARDS[slot]:
            raise Refused("no_card")
        return onu


def _xml(name: str, instances: Iterable[str]) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<runtime-data>\n<hierarchy name="{name}">'
    return _SPINNER + "\n".join((head, *instances, "</hierarchy>\n</runtime-data>"))


def _instance(keys: Mapping[str, str], values: Mapping[str, str]) -> str:
    ids = (f'  <res-id name="{name}">{escape(value)}</res-id>' for name, value in keys.items())
    infos = (f'  <info name="{name}" type="Basic">{escape(value)}</info>' for name, value in values.items())
    return "\n".join(("<instance>", *ids, *infos, "</instance>"))


def _serial(text: str) -> str:
    try:
        return OnuSerial.parse(text).value
    except InvalidIdentifier:
        raise Refused("parameter") from None


def stocked() -> Equipment:
    """An OLT with three ONTs that wait and two that work: a gateway, and a bridge without power."""
    waiting = [Device(serial=make_serial(number, "ALCL"), pon="1/1/1/2") for number in (1, 2)]
    waiting.append(Device(serial=make_serial(3, "ALCL"), pon="1/1/2/1"))
    working = [Device(serial=make_serial(number, "ALCL"), pon="1/1/1/1") for number in (11, 12)]
    olt = Equipment(pons=PONS, devices=(*waiting, *working), profiles=PROFILES, vlans=VLANS)
    for number, device in enumerate(working, start=1):
        onu = OnuConfig(
            pon=device.pon,
            number=number,
            serial=device.serial,
            name=f"CLIENTE {number}",
            since=device.back_at,
            settings={"card": "veip" if number == 1 else "ethernet"},
        )
        olt.running.authorise(onu)
        olt.running.add_service_port(ServicePort(index=number, pon=device.pon, number=number, vlan=100))
    olt.set_power(working[1].serial, on=False)
    olt.save()
    return olt


class NokiaOlt(FakeOlt):
    """The whole fake OLT: shells, and the TL1 agent beside them.

    Attributes:
        agents: every session of TL1 that was opened, in order.
    """

    def __init__(self, equipment: Equipment, shell: type[NokiaShell] = NokiaShell) -> None:
        super().__init__(equipment, shell, schemes=("ssh", "telnet", "tl1"))
        self.agents: list[NokiaAgent] = []

    def terminal(self, scheme: str) -> FakeTerminal:
        """See `FakeEquipment`."""
        if scheme != "tl1":
            return super().terminal(scheme)
        self.agents.append(NokiaAgent(self.equipment, self.credentials))
        return self.agents[-1]

    @property
    def messages(self) -> list[str]:
        """What all sessions of TL1 were told, session by session."""
        return [message for agent in self.agents for message in agent.messages]


def nokia_sandbox(equipment: Equipment | None = None) -> NokiaOlt:
    """A fake OLT, with synthetic stock by default."""
    return NokiaOlt(equipment or stocked())
