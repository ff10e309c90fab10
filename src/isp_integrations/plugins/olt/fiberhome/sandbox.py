"""A stateful fake of a UNM2000 with two OLTs, spoken to in TL1: its messages over the shared equipment."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

import attrs

from isp_integrations.core.fake_tl1 import FakeTl1, Tl1Request, completed, denied, table
from isp_integrations.core.olt.models import OperState
from isp_integrations.plugins.olt.equipment.shell import SYNTHETIC_CREDENTIALS
from isp_integrations.plugins.olt.equipment.state import Device, Equipment, OnuConfig, Profile, Refused, make_serial
from isp_integrations.plugins.olt.fiberhome import fake_tables as ft
from isp_integrations.plugins.olt.fiberhome.fake_services import FakeServices

CENTRE: Final = "192.0.2.11"
SUBURB: Final = "192.0.2.12"
_NAMES: Final = {CENTRE: "OLT-CENTRO", SUBURB: "OLT-BAIRRO"}
_NUMBERS = range(1, 129)
_BOOT_MESSAGES = 2


@attrs.frozen(kw_only=True)
class Habits:
    """How one system of the vendor behaves.

    Attributes:
        per_block: rows of a table before it breaks into blocks.
        empty: how it says that a list is empty: `"rows"`, `"zero"` or `"refusal"`.
        comma: whether it prints decimals with a comma.
        portuguese: whether its texts are in Portuguese, the codes as ever.
        prefix: how it writes rack and shelf.
        wifi_keys: `"hyphenated"` or `"plain"`.
        words: whether WANs are told in words (`route`) or in numbers.
        wide: whether its table of WANs has two columns more.
        long_ids: whether discovered ids go on after the serial.
    """

    per_block: int = 50
    empty: str = "rows"
    comma: bool = False
    portuguese: bool = False
    prefix: str = "NA-NA"
    wifi_keys: str = "hyphenated"
    words: bool = False
    wide: bool = False
    long_ids: bool = False


def stocked() -> dict[str, Equipment]:
    """Two OLTs by address: ONUs of three makers wait on the first, one works there, and one waits on the second."""
    centre = Equipment(
        pons=tuple(f"{slot}/{pon}" for slot in (1, 2) for pon in (1, 2, 3, 4)),
        devices=(
            _device(1, "1/3", "HG6145E"),
            _device(2, "1/3", "HG6145E"),
            _device(3, "1/4", "5506-01-A1"),
            _device(4, "2/1", "EG8145V5", "HWTC"),
            _device(11, "1/1", "HG6145E"),
        ),
        profiles=_profiles(),
        boot_seconds=_BOOT_MESSAGES,
    )
    works = OnuConfig(pon="1/1", number=1, serial=make_serial(11, "FHTT"), name="CLIENTE 11", type="HG6145E")
    centre.running.authorise(works)
    suburb = Equipment(
        pons=("1/1", "1/2"),
        devices=(_device(21, "1/2", "HG6145E"),),
        profiles=_profiles(),
        boot_seconds=_BOOT_MESSAGES,
    )
    return {CENTRE: centre, SUBURB: suburb}


def _device(number: int, pon: str, model: str, vendor: str = "FHTT") -> Device:
    return Device(serial=make_serial(number, vendor), pon=pon, model=model, software="RP2740")


def _profiles() -> dict[str, tuple[Profile, ...]]:
    kinds = ("HG6145E", "AN5506-04-FA", "AN5506-01-A1", "OTHER2")
    return {
        "onu_type": tuple(Profile(id=number, name=name) for number, name in enumerate(kinds, start=1)),
        "bandwidth": (Profile(id=1, name="500M"), Profile(id=2, name="1G")),
    }


class FiberHomeFake:
    """The whole fake system (`FakeEquipment`).

    Attributes:
        olts: the state of each OLT, by its address.
        habits: how the system behaves.
        connections: every connection that was opened, in order.
    """

    schemes: tuple[str, ...] = ("tl1",)

    def __init__(self, olts: dict[str, Equipment] | None = None, habits: Habits | None = None) -> None:
        self.olts = stocked() if olts is None else olts
        self.habits = habits or Habits()
        self.credentials: Mapping[str, str] = SYNTHETIC_CREDENTIALS
        self.connections: list[FiberHomeConnection] = []

    def terminal(self, scheme: str) -> "FiberHomeConnection":
        """See `FakeEquipment`."""
        self.connections.append(FiberHomeConnection(self))
        return self.connections[-1]

    @property
    def messages(self) -> list[str]:
        """What all connections were told, connection by connection."""
        return [message for connection in self.connections for message in connection.messages]


class FiberHomeConnection(FakeTl1):
    """One connection."""

    def __init__(self, fake: FiberHomeFake) -> None:
        super().__init__()
        self._fake = fake
        self._known = False
        self._services = FakeServices(fake.habits.wifi_keys)

    def run(self, asked: Tl1Request) -> str:
        """See `FakeTl1`."""
        for olt in self._fake.olts.values():
            olt.tick()
        if asked.verb == "LOGIN":
            return self._log_in(asked)
        if not self._known:
            return self._denied(asked.ctag, "SEOF")
        handler = self._VERBS.get(asked.verb)
        try:
            if handler is not None:
                return handler(self, asked)
            return self._write(asked)
        except Refused as refused:
            return self._denied(asked.ctag, refused.code)

    def _log_in(self, asked: Tl1Request) -> str:
        wanted = self._fake.credentials
        given = (asked.payload.get("UN"), asked.payload.get("PWD"))
        self._known = given == (wanted["username"], wanted["password"])
        return self._done(asked.ctag) if self._known else self._denied(asked.ctag, "EEEH")

    def _write(self, asked: Tl1Request) -> str:
        olt = self._olt(asked)
        if asked.verb not in {"ADD-ONU", "DEL-ONU"} and not self._services.knows(asked.verb):
            raise Refused("SENS")
        if olt.busy:
            raise Refused("DDB")
        if asked.verb == "ADD-ONU":
            self._add(olt, asked)
        elif asked.verb == "DEL-ONU":
            onu = self._onu_named(olt, self._pon(olt, asked), asked.payload)
            olt.running.delete(onu.pon, onu.number)
        else:
            self._services.run(asked, olt, self._onu(olt, asked))
        return self._done(asked.ctag)

    # --- OLTs, PONs and ONUs as messages name them ---

    def _olt(self, asked: Tl1Request) -> Equipment:
        if "OLTID" not in asked.access:
            raise Refused("IMP")
        if asked.access["OLTID"] not in self._fake.olts:
            raise Refused("IRNE")
        return self._fake.olts[asked.access["OLTID"]]

    def _pon(self, olt: Equipment, asked: Tl1Request) -> str:
        before, _, rest = asked.access.get("PONID", "").partition(f"{self._fake.habits.prefix}-")
        if before or not rest:
            raise Refused("IIPF")
        pon = rest.replace("-", "/")
        if pon not in olt.pons:
            raise Refused("IRNE")
        return pon

    def _onu(self, olt: Equipment, asked: Tl1Request) -> OnuConfig:
        return self._onu_named(olt, self._pon(olt, asked), asked.access)

    def _onu_named(self, olt: Equipment, pon: str, named: Mapping[str, str]) -> OnuConfig:
        if named.get("ONUIDTYPE") != "MAC" or not named.get("ONUID"):
            raise Refused("IMP")
        onu = olt.running.find(named["ONUID"])
        if onu is None or onu.pon != pon:
            raise Refused("IRNE")
        return onu

    def _asked_for(self, olt: Equipment, asked: Tl1Request) -> Sequence[OnuConfig]:
        """The ONU, or the ONUs of the PON or of the OLT, that a list is about."""
        if "ONUID" in asked.access:
            return (self._onu(olt, asked),)
        pon = self._pon(olt, asked) if "PONID" in asked.access else None
        return tuple(onu for _, onu in sorted(olt.running.onus.items()) if pon in (None, onu.pon))

    def _add(self, olt: Equipment, asked: Tl1Request) -> None:
        pon, said = self._pon(olt, asked), asked.payload
        if said.get("AUTHTYPE") != "MAC" or not said.get("ONUID") or not said.get("ONUTYPE"):
            raise Refused("IMP")
        if all(kind.name != said["ONUTYPE"] for kind in olt.profiles["onu_type"]):
            raise Refused("IIPE")
        if any(each.running.find(said["ONUID"]) for each in self._fake.olts.values()):
            raise Refused("serial_taken")
        number = int(said["ONUNO"]) if "ONUNO" in said else olt.running.free_number(pon, _NUMBERS)
        olt.running.authorise(
            OnuConfig(
                pon=pon,
                number=number,
                serial=said["ONUID"],
                name=said.get("NAME", ""),
                description=said.get("DESC", ""),
                type=said["ONUTYPE"],
                since=olt.now,
            )
        )

    # --- answers ---

    def _session(self, asked: Tl1Request) -> str:
        self.closed = asked.verb == "LOGOUT"
        return self._done(asked.ctag)

    def _devices(self, asked: Tl1Request) -> str:
        rows = [(_NAMES.get(ip, ip), ip, "AN6000-17", "RP1000") for ip in self._fake.olts]
        return self._table(asked, "List of Device", ("DEVNAME", "DEVIP", "DT", "DEVER"), rows)

    def _waiting(self, asked: Tl1Request) -> str:
        after = "00000000" if self._fake.habits.long_ids else ""
        if "OLTID" not in asked.access:
            rows = [
                (ip, *ft.waiting_row(device, olt, after))
                for ip, olt in self._fake.olts.items()
                for device in olt.waiting()
            ]
            return self._table(asked, "List of unauthorized ONU", ("OLTID", *ft.WAITING), rows)
        olt = self._olt(asked)
        pon = self._pon(olt, asked) if "PONID" in asked.access else None
        rows = [ft.waiting_row(device, olt, after) for device in olt.waiting(pon)]
        return self._table(asked, "List of unauthorized ONU", ft.WAITING, rows)

    def _onus(self, asked: Tl1Request) -> str:
        olt = self._olt(asked)
        prefix = self._fake.habits.prefix
        rows = [ft.onu_row(asked.access["OLTID"], prefix, onu) for onu in self._asked_for(olt, asked)]
        return self._table(asked, "List of ONU", ft.ONUS, rows)

    def _states(self, asked: Tl1Request) -> str:
        olt = self._olt(asked)
        rows = [ft.state_row(olt, onu) for onu in self._asked_for(olt, asked)]
        return self._table(asked, "List of ONU state", ft.STATES, rows)

    def _anywhere(self, asked: Tl1Request) -> str:
        for ip, olt in self._fake.olts.items():
            onu = olt.running.find(asked.access.get("ONUID", ""))
            if onu is not None:
                return self._table(asked, "ONU information", ft.ANYWHERE, [ft.anywhere_row(ip, onu)])
        raise Refused("IRNE")

    def _optics(self, asked: Tl1Request) -> str:
        olt = self._olt(asked)
        onu = self._onu(olt, asked)
        if olt.state(onu) is not OperState.ONLINE:
            raise Refused("offline")
        row = ft.optics_row(olt.online(onu), onu, comma=self._fake.habits.comma)
        return self._table(asked, "List of optical module", ft.OPTICS, [row])

    def _wans(self, asked: Tl1Request) -> str:
        onu = self._onu(self._olt(asked), asked)
        habits = self._fake.habits
        columns = (*ft.WANS, "IPSTACKMODE", "UPNP") if habits.wide else ft.WANS
        rows = [
            (
                *ft.wan_row(wan, onu.settings[f"bound {index}"], words=habits.words),
                *(("0", "0") if habits.wide else ()),
            )
            for index, wan in sorted(onu.wans.items())
        ]
        return self._table(asked, "List of WAN service", columns, rows)

    def _port_vlans(self, asked: Tl1Request) -> str:
        onu = self._onu(self._olt(asked), asked)
        port = asked.access.get("ONUPORT", "NA-NA-NA-1")
        rows = [ft.port_vlan_row(port, vlan) for vlan in self._services.vlans_of(onu)]
        return self._table(asked, "List of port VLAN", ft.PORT_VLANS, rows)

    def _table(self, asked: Tl1Request, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        if rows or self._fake.habits.empty == "rows":
            return table(asked.ctag, title, columns, rows, per_block=self._fake.habits.per_block)
        if self._fake.habits.empty == "refusal":
            return self._denied(asked.ctag, "IRNE")
        return ft.no_blocks(asked.ctag)

    def _done(self, ctag: str) -> str:
        return completed(ctag, "Sem erro" if self._fake.habits.portuguese else "No error")

    def _denied(self, ctag: str, why: str) -> str:
        code, told, more = ft.SENTENCES.get(why, (why, why, ""))
        if self._fake.habits.portuguese:
            told, more = "Operação recusada", ""
        return denied(ctag, code, told, more)

    _VERBS: ClassVar[Mapping[str, Callable[["FiberHomeConnection", Tl1Request], str]]] = {
        "SHAKEHAND": _session,
        "LOGOUT": _session,
        "LST-DEVICE": _devices,
        "LST-UNREGONU": _waiting,
        "LST-ONU": _onus,
        "LST-ONUSTATE": _states,
        "QUERY-ONUINFO": _anywhere,
        "LST-OMDDM": _optics,
        "LST-ONUWANSERVICECFG": _wans,
        "LST-PORTVLAN": _port_vlans,
    }
