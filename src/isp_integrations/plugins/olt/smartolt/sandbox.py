"""A stateful fake of SmartOLT, written from the contract file: two OLTs, ONUs that wait and ONUs that work.

Sentences of refusals are made up but for the two facts that clients rely on: a taken external id says "unique", an
unknown ONU says "not found". Keys of answers that nobody shows are those of :mod:`.wire`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from email import message_from_bytes
from typing import Any, Final
from urllib.parse import parse_qsl

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest

CREDENTIALS: Final = {"token": "5a0d" * 8}
OLTS: Final = {"1": ("OLT-CENTRO", "Huawei-MA5608T"), "2": ("OLT-BAIRRO", "ZTE-C320")}
TYPES: Final = frozenset({"EG8145V5", "HG8310M", "F670L"})
BRIDGES: Final = frozenset({"HG8310M"})
ZONES: Final = frozenset({"Centro", "Bairro"})
PROFILES: Final = frozenset({"50M", "100M", "500M"})
MOST_DELETED = 10
_NAME = re.compile(r"[A-Za-z0-9 @#$&()\-`.+,/_]+")
_LOGIN = re.compile(r"[A-Za-z0-9]{1,64}")
_ALNUM = re.compile(r"[A-Za-z0-9]+")
Form = Mapping[str, str]


@attrs.frozen(kw_only=True)
class WaitingOnu:
    """An ONU that nobody authorised."""

    serial: str
    olt_id: str
    board: str
    port: str
    type_name: str
    pon_type: str = "gpon"


@attrs.define(kw_only=True)
class FakeOnu:
    """An authorised ONU.

    Attributes:
        settling: how many configuring calls are still refused because the OLT is at work.
    """

    external_id: str
    serial: str
    olt_id: str
    board: str
    port: str
    onu: int
    type_name: str
    mode: str
    vlan: int
    name: str
    comment: str = ""
    wan_mode: str = "Setup via ONU webpage"
    username: str = ""
    password: str = attrs.field(default="", repr=False)
    address: str = ""
    wifi: dict[str, tuple[str, str]] = attrs.field(factory=dict, repr=False)
    upload_profile: str = ""
    download_profile: str = ""
    status: str = "Online"
    enabled: bool = True
    settling: int = 0
    reboots: int = 0


WAITING: Final = (
    WaitingOnu(serial="HWTC1A2B3C01", olt_id="1", board="1", port="3", type_name="EG8145V5"),
    WaitingOnu(serial="HWTC1A2B3C02", olt_id="1", board="1", port="4", type_name="HG8310M"),
    WaitingOnu(serial="ZTEGC0FFEE01", olt_id="2", board="2", port="1", type_name="F670L"),
)


def default_onus() -> tuple[FakeOnu, ...]:
    """Two customers' ONUs, one on the air and one without power."""
    common = {"board": "1", "type_name": "EG8145V5", "mode": "Routing", "vlan": 100, "wan_mode": "PPPoE"}
    working: Any = {**common, "olt_id": "1", "port": "1", "onu": 1, "name": "CLIENTE 1", "username": "cliente1"}
    dark: Any = {**common, "olt_id": "2", "port": "2", "onu": 7, "name": "CLIENTE 2", "username": "cliente2"}
    return (
        FakeOnu(
            external_id="HWTC1A2B3C11", serial="HWTC1A2B3C11", wifi={"wifi_0/1": ("CASA", "senha123")}, **working
        ),
        FakeOnu(external_id="PAINEL22", serial="HWTC1A2B3C22", status="Power fail", **dark),
    )


class _Refused(Exception):
    """The panel answers `status: false` with this text."""


class SmartOltSandbox:
    """SmartOLT's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        waiting, onus: the state at the beginning; synthetic by default.
        settling: how many configuring calls a fresh ONU refuses while its OLT is at work.
        hourly_calls: calls that the key may make until :meth:`next_hour`.

    Attributes:
        ids_held: every external id that was ever held; none of them can be taken again.
    """

    def __init__(
        self,
        *,
        waiting: Iterable[WaitingOnu] = WAITING,
        onus: Iterable[FakeOnu] | None = None,
        settling: int = 1,
        hourly_calls: int = 1000,
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.waiting = {onu.serial: onu for onu in waiting}
        self.onus = {onu.external_id: onu for onu in (default_onus() if onus is None else onus)}
        self.ids_held = set(self.onus)
        self.settling = settling
        self.hourly_calls = hourly_calls
        self.calls = 0
        self._open = True
        self._gets: tuple[tuple[re.Pattern[str], Callable[..., Any]], ...] = (
            (re.compile("system/get_olts"), self._olts),
            (re.compile("onu/unconfigured_onus"), self._unconfigured),
            (re.compile("onu/unconfigured_onus_for_olt/([^/]+)"), self._unconfigured),
            (re.compile("onu/get_all_onus_details"), self._all),
            (re.compile("onu/get_onus_details_by_sn/([^/]+)"), self._by_serial),
            (re.compile("onu/get_onu_details/([^/]+)"), self._details),
            (re.compile("onu/get_onu_status/([^/]+)"), self._status),
            (re.compile("onu/get_onu_administrative_status/([^/]+)"), self._administrative),
            (re.compile("onu/get_onu_full_status_info/([^/]+)"), self._full_status),
        )
        self._posts: Mapping[str, Callable[[FakeOnu, Form], None]] = {
            "set_onu_wan_mode_pppoe": self._pppoe,
            "set_onu_wan_mode_dhcp": self._dhcp,
            "set_onu_wan_mode_static_ip": self._static,
            "update_main_vlan": self._main_vlan,
            "set_wifi_port_lan": self._wifi,
            "update_onu_speed_profiles": self._speed,
            "reboot": self._reboot,
            "enable": self._enable,
            "disable": self._disable,
            "move": self._move,
            "update_sn_mac": self._swap,
            "update_location_details": self._location,
        }

    def expire_tokens(self) -> None:
        """Refuse the key from now on."""
        self._open = False

    def next_hour(self) -> None:
        """Begin another hour of the calls' budget."""
        self.calls = 0

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the panel would."""
        if not self._open or request.headers.get("x-token") != CREDENTIALS["token"]:
            return _json({"status": False, "error": "Invalid API key"}, 403)
        self.calls += 1
        if self.calls > self.hourly_calls:
            return _json({"status": False, "error": "Hourly API calls limit reached"})
        try:
            return _json({"status": True, **self._answered(request)})
        except _Refused as refusal:
            return _json({"status": False, "error": str(refusal)})

    def _answered(self, request: FakeRequest) -> dict[str, Any]:
        if request.method == "GET":
            for pattern, route in self._gets:
                if found := pattern.fullmatch(request.path):
                    answer: dict[str, Any] = route(request.query, *found.groups())
                    return answer
        if request.method == "POST":
            return {"response": self._posted(request.path, _form(request))}
        raise _Refused("Unknown method")

    def _posted(self, path: str, form: Form) -> str:
        if path == "onu/authorize_onu":
            return self._authorise(form)
        room, _, rest = path.partition("/")
        action, _, external_id = rest.partition("/")
        if room == "onu" and action == "delete":
            return self._delete(external_id)
        if room == "onu" and action in self._posts:
            self._posts[action](self._onu(external_id), form)
            return "Done"
        raise _Refused("Unknown method")

    # --- reading ---

    def _olts(self, query: Form) -> dict[str, Any]:
        rows = [{"id": key, "name": name, "olt_hardware_version": kind} for key, (name, kind) in OLTS.items()]
        return {"response": rows}

    def _unconfigured(self, query: Form, olt_id: str | None = None) -> dict[str, Any]:
        rows = [
            {
                "sn": onu.serial if onu.pon_type == "gpon" else None,
                "mac": onu.serial if onu.pon_type == "epon" else None,
                "olt_id": onu.olt_id,
                "olt_name": OLTS[onu.olt_id][0],
                "board": onu.board,
                "port": onu.port,
                "pon_type": onu.pon_type,
                "onu_type_name": onu.type_name,
            }
            for onu in self.waiting.values()
            if olt_id in {None, onu.olt_id} and query.get("sn", "") in onu.serial
        ]
        return {"response": rows}

    def _all(self, query: Form) -> dict[str, Any]:
        size = int(query.get("page_size", "100"))
        start = (int(query.get("page", "1")) - 1) * size
        wanted = {key: query[key] for key in ("olt_id", "board", "port") if key in query}
        rows = [onu for onu in self.onus.values() if all(getattr(onu, key) == wanted[key] for key in wanted)]
        return {"onus": [_row(onu) for onu in rows[start : start + size]]}

    def _by_serial(self, query: Form, serial: str) -> dict[str, Any]:
        rows = [_row(onu) for onu in self.onus.values() if onu.serial == serial]
        if not rows:
            raise _Refused("ONU not found")
        return {"onus": rows}

    def _details(self, query: Form, external_id: str) -> dict[str, Any]:
        return {"onu_details": _row(self._onu(external_id))}

    def _status(self, query: Form, external_id: str) -> dict[str, Any]:
        return {"onu_status": self._onu(external_id).status}

    def _administrative(self, query: Form, external_id: str) -> dict[str, Any]:
        return {"administrative_status": "Enabled" if self._onu(external_id).enabled else "Disabled"}

    def _full_status(self, query: Form, external_id: str) -> dict[str, Any]:
        onu = self._onu(external_id)
        if onu.status != "Online":
            cause = "dying-gasp" if onu.status == "Power fail" else "LOS"
            return {
                "full_status_info": f"  Run state               : offline\n  Last down cause         : {cause}\n"
                "  Last down time          : 2026-01-31 10:19:00-03:00\n  Rx optical power(dBm)   : -\n"
            }
        return {
            "full_status_info": "  Run state               : online\n  ONT distance(m)         : 812\n"
            "  Rx optical power(dBm)   : -19.42\n  Tx optical power(dBm)   : 2.13\n"
            "  OLT Rx ONT optical power(dBm) : -21.05\n  Temperature             : 51(C)\n"
            "  Last down cause         : ONT is reset by ONT command\n"
            "  Last down time          : 2026-01-30 22:10:00-03:00\n"
            "  Last up time            : 2026-01-30 22:12:30-03:00\n  IPv4 address            : 203.0.113.7\n"
        }

    # --- changing ---

    def _onu(self, external_id: str) -> FakeOnu:
        if external_id not in self.onus:
            raise _Refused("ONU not found")
        return self.onus[external_id]

    def _authorise(self, form: Form) -> str:
        for key in ("olt_id", "pon_type", "sn", "onu_type", "onu_mode", "zone", "name"):
            if not form.get(key):
                raise _Refused(f"The {key} field is required")
        external_id = form.get("onu_external_id") or form["sn"]
        if not form.get("board") or not form.get("port"):
            return "ONU saved for later authorization"
        self._refuse_authorisation(form, external_id)
        self.ids_held.add(external_id)
        del self.waiting[form["sn"]]
        same_port = [
            onu.onu
            for onu in self.onus.values()
            if (onu.olt_id, onu.board, onu.port) == (form["olt_id"], form["board"], form["port"])
        ]
        self.onus[external_id] = FakeOnu(
            external_id=external_id,
            serial=form["sn"],
            olt_id=form["olt_id"],
            board=form["board"],
            port=form["port"],
            onu=max(same_port, default=0) + 1,
            type_name=form["onu_type"],
            mode=form["onu_mode"],
            vlan=int(form["vlan"]),
            name=form["name"],
            comment=form.get("address_or_comment", ""),
            upload_profile=form.get("upload_speed_profile_name", ""),
            download_profile=form.get("download_speed_profile_name", ""),
            settling=self.settling,
        )
        return "ONU authorized"

    def _refuse_authorisation(self, form: Form, external_id: str) -> None:
        names = (form.get("upload_speed_profile_name"), form.get("download_speed_profile_name"))
        refusals = (
            (any(onu.serial == form["sn"] for onu in self.onus.values()), "This SN is already authorized"),
            (form["sn"] not in self.waiting, "This SN is not on the OLT"),
            (external_id in self.ids_held, "The onu_external_id must be unique"),
            (not _ALNUM.fullmatch(external_id), "The onu_external_id must be alphanumeric"),
            (form["olt_id"] not in OLTS, "OLT does not exist"),
            (form["onu_type"] not in TYPES, "ONU type does not exist"),
            (form["onu_mode"] == "Routing" and form["onu_type"] in BRIDGES, "ONU type without Routing capability"),
            (form["zone"] not in ZONES, "Zone does not exist"),
            (not _NAME.fullmatch(form["name"]), "The name has characters that are not allowed"),
            (not form.get("vlan", "").isdecimal(), "The vlan field is required"),
            (any(name and name not in PROFILES for name in names), "Speed profile does not exist"),
        )
        for holds, told in refusals:
            if holds:
                raise _Refused(told)

    def _delete(self, ids: str) -> str:
        wanted = ids.split(",")
        if len(wanted) > MOST_DELETED:
            raise _Refused("At most 10 ONUs")
        for onu in [self._onu(external_id) for external_id in wanted]:
            del self.onus[onu.external_id]
            self.waiting[onu.serial] = WaitingOnu(
                serial=onu.serial, olt_id=onu.olt_id, board=onu.board, port=onu.port, type_name=onu.type_name
            )
        return "ONU deleted"

    def _pppoe(self, onu: FakeOnu, form: Form) -> None:
        _settle(onu)
        if not _LOGIN.fullmatch(form.get("username", "")) or not _LOGIN.fullmatch(form.get("password", "")):
            raise _Refused("Username and password may only have letters and digits")
        onu.wan_mode, onu.username, onu.password = "PPPoE", form["username"], form["password"]

    def _dhcp(self, onu: FakeOnu, form: Form) -> None:
        _settle(onu)
        onu.wan_mode, onu.username, onu.password = "DHCP", "", ""

    def _static(self, onu: FakeOnu, form: Form) -> None:
        _settle(onu)
        if not all(form.get(key) for key in ("ipv4_address", "subnet_mask", "gateway")):
            raise _Refused("Address, mask and gateway are required")
        onu.wan_mode, onu.address = "Static", form["ipv4_address"]

    def _main_vlan(self, onu: FakeOnu, form: Form) -> None:
        onu.vlan = int(form["vlan"])

    def _wifi(self, onu: FakeOnu, form: Form) -> None:
        _settle(onu)
        if onu.type_name in BRIDGES:
            raise _Refused("This ONU has no such wifi port")
        onu.wifi[form["wifi_port"]] = (form.get("ssid", ""), form.get("password", ""))

    def _speed(self, onu: FakeOnu, form: Form) -> None:
        upload, download = form.get("upload_speed_profile_name"), form.get("download_speed_profile_name")
        if not (upload or download) or not {upload, download} - {None} <= PROFILES:
            raise _Refused("Speed profile does not exist")
        onu.upload_profile, onu.download_profile = upload or onu.upload_profile, download or onu.download_profile

    def _reboot(self, onu: FakeOnu, form: Form) -> None:
        if onu.status != "Online":
            raise _Refused("ONU is offline")
        onu.reboots += 1

    def _enable(self, onu: FakeOnu, form: Form) -> None:
        onu.enabled = True

    def _disable(self, onu: FakeOnu, form: Form) -> None:
        onu.enabled = False

    def _move(self, onu: FakeOnu, form: Form) -> None:
        if form.get("olt_id") not in OLTS:
            raise _Refused("OLT does not exist")
        onu.olt_id, onu.board, onu.port = form["olt_id"], form["board"], form["port"]

    def _swap(self, onu: FakeOnu, form: Form) -> None:
        if any(other.serial == form["sn"] for other in self.onus.values()):
            raise _Refused("This SN is already authorized")
        self.waiting.pop(form["sn"], None)
        onu.serial = form["sn"]

    def _location(self, onu: FakeOnu, form: Form) -> None:
        onu.name, onu.comment = form.get("name", onu.name), form.get("address_or_comment", onu.comment)


def _settle(onu: FakeOnu) -> None:
    if onu.settling:
        onu.settling -= 1
        raise _Refused("ONU is still being configured on the OLT")


def _row(onu: FakeOnu) -> dict[str, Any]:
    return {
        "unique_external_id": onu.external_id,
        "sn": onu.serial,
        "olt_id": onu.olt_id,
        "olt_name": OLTS[onu.olt_id][0],
        "board": onu.board,
        "port": onu.port,
        "onu": str(onu.onu),
        "onu_type_name": onu.type_name,
        "name": onu.name,
        "mode": onu.mode,
        "wan_mode": onu.wan_mode,
        "username": onu.username,
        "vlan": str(onu.vlan),
        "status": onu.status,
        "administrative_status": "Enabled" if onu.enabled else "Disabled",
        "upload_speed_profile_name": onu.upload_profile,
        "download_speed_profile_name": onu.download_profile,
        "wifi_ports": [{"port": port, "ssid": ssid} for port, (ssid, _) in onu.wifi.items()],
    }


def _form(request: FakeRequest) -> Form:
    """The fields of a form in either of the two encodings that clients send."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    parts: Any = message_from_bytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + request.body).get_payload()
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True).decode() for part in parts
    }


def _json(body: Mapping[str, Any], status: int = 200) -> HttpAnswer:
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=json.dumps(body).encode())
