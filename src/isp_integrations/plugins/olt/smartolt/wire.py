"""SmartOLT's wire, as several public clients send it: some of them cite the vendor's own collection, whose text could
not be read, so nothing here is better than OBSERVED.

Inner keys of answers that no client shows are ASSUMED and optional: where they are wrong, a value is missing and
nothing is misread.
"""

import re
from collections.abc import Mapping
from typing import Annotated

from isp_integrations.core.evidence import ASSUMED, OBSERVED, Evidence
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import ConnectionMode, DownCause, OperState, WifiBand
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, WireBook, wire_model

_INVENTORY, _WAITING, _AUTHORISE, _WAN, _WIFI, _CARE = (f"smartolt 3.{section}" for section in (1, 2, 3, 4, 5, 6))
_ENVELOPE = "smartolt 1"


def _seen(key: str, source: str) -> Wire:
    return Wire(key, OBSERVED, source)


def _guessed(key: str, source: str) -> Wire:
    return Wire(key, ASSUMED, source)


# --- answers ---


@wire_model
class OltRow:
    id: Annotated[str, _seen("id", _INVENTORY)]
    name: Annotated[str | None, _seen("name", _INVENTORY)] = None
    hardware: Annotated[str | None, _seen("olt_hardware_version", _INVENTORY)] = None


@wire_model
class Olts:
    rows: Annotated[list[OltRow], _seen("response", _ENVELOPE)]


@wire_model
class WaitingRow:
    """An ONU that nobody authorised. An EPON one has a MAC and no serial."""

    serial: Annotated[str | None, _seen("sn", _WAITING)] = None
    mac: Annotated[str | None, _seen("mac", _WAITING)] = None
    olt_id: Annotated[str | None, _seen("olt_id", _WAITING)] = None
    board: Annotated[str | None, _seen("board", _WAITING)] = None
    port: Annotated[str | None, _seen("port", _WAITING)] = None
    pon_type: Annotated[str | None, _seen("pon_type", _WAITING)] = None
    type_name: Annotated[str | None, _seen("onu_type_name", _WAITING)] = None
    type_text: Annotated[str | None, _seen("onu_type", _WAITING)] = None


@wire_model
class Waiting:
    rows: Annotated[list[WaitingRow], _seen("response", _ENVELOPE)]


@wire_model
class WifiPort:
    port: Annotated[str | None, _seen("port", _WIFI)] = None
    ssid: Annotated[str | None, _seen("ssid", _WIFI)] = None


@wire_model
class OnuRow:
    """An authorised ONU, of a list or alone. Where it is and how it connects are keys that nobody shows."""

    external_id: Annotated[str, _seen("unique_external_id", _CARE)]
    serial: Annotated[str | None, _seen("sn", _CARE)] = None
    name: Annotated[str | None, _seen("name", _CARE)] = None
    type_name: Annotated[str | None, _seen("onu_type_name", _CARE)] = None
    username: Annotated[str | None, _seen("username", _CARE)] = None
    status: Annotated[str | None, _seen("status", _CARE)] = None
    wifi_ports: Annotated[list[WifiPort] | None, _seen("wifi_ports", _WIFI)] = None
    olt_id: Annotated[str | None, _guessed("olt_id", _CARE)] = None
    board: Annotated[str | None, _guessed("board", _CARE)] = None
    port: Annotated[str | None, _guessed("port", _CARE)] = None
    onu: Annotated[int | None, _guessed("onu", _CARE)] = None
    mode: Annotated[str | None, _guessed("mode", _CARE)] = None
    wan_mode: Annotated[str | None, _guessed("wan_mode", _CARE)] = None
    vlan: Annotated[int | None, _guessed("vlan", _CARE)] = None
    administrative_status: Annotated[str | None, _guessed("administrative_status", _CARE)] = None
    upload_profile: Annotated[str | None, _guessed("upload_speed_profile_name", _CARE)] = None
    download_profile: Annotated[str | None, _guessed("download_speed_profile_name", _CARE)] = None


@wire_model
class Onus:
    rows: Annotated[list[OnuRow], _seen("onus", _CARE)]


@wire_model
class OnuDetails:
    onu: Annotated[OnuRow, _seen("onu_details", _CARE)]


@wire_model
class StatusTold:
    """One word in the common envelope; a key of its own, where a panel has one, is a guess."""

    response: Annotated[str | None, _seen("response", _ENVELOPE)] = None
    onu_status: Annotated[str | None, _guessed("onu_status", _CARE)] = None

    @property
    def word(self) -> str | None:
        """Whichever of the two is there."""
        return self.onu_status or self.response


@wire_model
class AdministrativeTold:
    """The same for `enabled` and `disabled`."""

    response: Annotated[str | None, _seen("response", _ENVELOPE)] = None
    administrative_status: Annotated[str | None, _guessed("administrative_status", _CARE)] = None

    @property
    def word(self) -> str | None:
        """Whichever of the two is there."""
        return self.administrative_status or self.response


@wire_model
class FullStatus:
    """What the OLT itself printed, as text: lines of `label: value` and tables."""

    text: Annotated[str, _seen("full_status_info", _CARE)]


# --- forms ---


@wire_model
class Authorise:
    olt_id: Annotated[str, _seen("olt_id", _AUTHORISE)]
    pon_type: Annotated[str, _seen("pon_type", _AUTHORISE)]
    board: Annotated[str, _seen("board", _AUTHORISE)]
    port: Annotated[str, _seen("port", _AUTHORISE)]
    serial: Annotated[str, _seen("sn", _AUTHORISE)]
    onu_type: Annotated[str, _seen("onu_type", _AUTHORISE)]
    mode: Annotated[str, _seen("onu_mode", _AUTHORISE)]
    vlan: Annotated[str, _seen("vlan", _AUTHORISE)]
    zone: Annotated[str, _seen("zone", _AUTHORISE)]
    name: Annotated[str, _seen("name", _AUTHORISE)]
    external_id: Annotated[str, _seen("onu_external_id", _AUTHORISE)]
    comment: Annotated[str | None, _seen("address_or_comment", _AUTHORISE)] = None
    odb: Annotated[str | None, _seen("odb", _AUTHORISE)] = None
    custom_profile: Annotated[str | None, _seen("custom_profile", _AUTHORISE)] = None
    upload_profile: Annotated[str | None, _seen("upload_speed_profile_name", _AUTHORISE)] = None
    download_profile: Annotated[str | None, _seen("download_speed_profile_name", _AUTHORISE)] = None


@wire_model
class Pppoe:
    username: Annotated[str, _seen("username", _WAN)]
    password: Annotated[str, _seen("password", _WAN)]
    method: Annotated[str, _seen("configuration_method", _WAN)]
    protocol: Annotated[str, _seen("ip_protocol", _WAN)]


@wire_model
class Dhcp:
    method: Annotated[str, _seen("configuration_method", _WAN)]
    protocol: Annotated[str, _seen("ip_protocol", _WAN)]


@wire_model
class StaticIp:
    address: Annotated[str, _seen("ipv4_address", _WAN)]
    netmask: Annotated[str, _seen("subnet_mask", _WAN)]
    gateway: Annotated[str, _seen("gateway", _WAN)]
    method: Annotated[str, _seen("configuration_method", _WAN)]
    protocol: Annotated[str, _seen("ip_protocol", _WAN)]
    dns1: Annotated[str | None, _seen("dns1", _WAN)] = None
    dns2: Annotated[str | None, _seen("dns2", _WAN)] = None


@wire_model
class MainVlan:
    vlan: Annotated[str, _seen("vlan", _WAN)]


@wire_model
class WifiForm:
    port: Annotated[str, _seen("wifi_port", _WIFI)]
    dhcp: Annotated[str, _seen("dhcp", _WIFI)]
    ssid: Annotated[str, _seen("ssid", _WIFI)]
    password: Annotated[str, _seen("password", _WIFI)]
    authentication: Annotated[str, _seen("authentication_mode", _WIFI)]


@wire_model
class SpeedForm:
    upload_profile: Annotated[str | None, _seen("upload_speed_profile_name", _CARE)] = None
    download_profile: Annotated[str | None, _seen("download_speed_profile_name", _CARE)] = None


@wire_model
class MoveForm:
    olt_id: Annotated[str, _seen("olt_id", _CARE)]
    board: Annotated[str, _seen("board", _CARE)]
    port: Annotated[str, _seen("port", _CARE)]


@wire_model
class SerialForm:
    serial: Annotated[str, _seen("sn", _CARE)]


@wire_model
class LocationForm:
    """Names of an ONU; the path of this call was never shown whole."""

    name: Annotated[str | None, _guessed("name", _CARE)] = None
    comment: Annotated[str | None, _guessed("address_or_comment", _CARE)] = None


MODELS = (
    OltRow, Olts, WaitingRow, Waiting, WifiPort, OnuRow, Onus, OnuDetails, StatusTold, AdministrativeTold, FullStatus,
    Authorise, Pppoe, Dhcp, StaticIp, MainVlan, WifiForm, SpeedForm, MoveForm, SerialForm, LocationForm,
)  # fmt: skip


def _get(name: str, path: str, evidence: Evidence, source: str, answer: type[object]) -> Endpoint:
    return Endpoint(name, "GET", path, Effect.READ, evidence, source, answer=answer)


def _post(
    name: str,
    path: str,
    evidence: Evidence,
    source: str,
    body: type[object] | None = None,
    effect: Effect = Effect.REPEATABLE,
) -> Endpoint:
    return Endpoint(name, "POST", path, effect, evidence, source, body=body, form=True)


OLTS = _get("olts", "system/get_olts", OBSERVED, _INVENTORY, Olts)
UNCONFIGURED = _get("unconfigured_onus", "onu/unconfigured_onus", OBSERVED, _WAITING, Waiting)
UNCONFIGURED_OF_OLT = _get(
    "unconfigured_onus_for_olt", "onu/unconfigured_onus_for_olt/{olt}", OBSERVED, _WAITING, Waiting
)
ALL_ONUS = _get("all_onus_details", "onu/get_all_onus_details", OBSERVED, _CARE, Onus)
ONUS_BY_SERIAL = _get("onus_details_by_sn", "onu/get_onus_details_by_sn/{serial}", OBSERVED, _CARE, Onus)
DETAILS = _get("onu_details", "onu/get_onu_details/{id}", OBSERVED, _CARE, OnuDetails)
STATUS = _get("onu_status", "onu/get_onu_status/{id}", OBSERVED, _CARE, StatusTold)
ADMINISTRATIVE = _get(
    "onu_administrative_status", "onu/get_onu_administrative_status/{id}", OBSERVED, _CARE, AdministrativeTold
)
FULL_STATUS = _get("onu_full_status_info", "onu/get_onu_full_status_info/{id}", OBSERVED, _CARE, FullStatus)
AUTHORISE = _post("authorize_onu", "onu/authorize_onu", OBSERVED, _AUTHORISE, Authorise, Effect.WRITE)
SET_PPPOE = _post("set_onu_wan_mode_pppoe", "onu/set_onu_wan_mode_pppoe/{id}", OBSERVED, _WAN, Pppoe)
SET_DHCP = _post("set_onu_wan_mode_dhcp", "onu/set_onu_wan_mode_dhcp/{id}", OBSERVED, _WAN, Dhcp)
SET_STATIC = _post("set_onu_wan_mode_static_ip", "onu/set_onu_wan_mode_static_ip/{id}", OBSERVED, _WAN, StaticIp)
MAIN_VLAN = _post("update_main_vlan", "onu/update_main_vlan/{id}", OBSERVED, _WAN, MainVlan)
SET_WIFI = _post("set_wifi_port_lan", "onu/set_wifi_port_lan/{id}", OBSERVED, _WIFI, WifiForm)
SPEED = _post("update_onu_speed_profiles", "onu/update_onu_speed_profiles/{id}", OBSERVED, _CARE, SpeedForm)
REBOOT = _post("reboot", "onu/reboot/{id}", OBSERVED, _CARE, effect=Effect.WRITE)
ENABLE = _post("enable", "onu/enable/{id}", OBSERVED, _CARE)
DISABLE = _post("disable", "onu/disable/{id}", OBSERVED, _CARE)
DELETE = _post("delete", "onu/delete/{id}", OBSERVED, _CARE, effect=Effect.WRITE)
MOVE = _post("move", "onu/move/{id}", OBSERVED, _CARE, MoveForm, Effect.WRITE)
SWAP_SERIAL = _post("update_sn_mac", "onu/update_sn_mac/{id}", OBSERVED, _CARE, SerialForm, Effect.WRITE)
LOCATION = _post("update_location_details", "onu/update_location_details/{id}", ASSUMED, _CARE, LocationForm)

OPER_STATES = Vocabulary(
    "oper_states",
    {
        "Online": OperState.ONLINE,
        "Offline": OperState.OFFLINE,
        "Power fail": OperState.OFFLINE,
        "pwrfail": OperState.OFFLINE,
        "LOS": OperState.LOS,
    },
    OperState.UNKNOWN,
)
DOWN_CAUSES = Vocabulary(
    "down_causes",
    {
        "pwrfail": DownCause.NO_POWER,
        "Power fail": DownCause.NO_POWER,
        "dying-gasp": DownCause.NO_POWER,
        "DyingGasp": DownCause.NO_POWER,
        "LOS": DownCause.NO_LIGHT,
        "LOSi/LOBi": DownCause.NO_LIGHT,
        "LOFi": DownCause.NO_LIGHT,
        "ONT is reset by ONT command": DownCause.RESTARTED,
    },
    DownCause.UNKNOWN,
)
WAN_MODES = Vocabulary(
    "wan_modes",
    {"PPPoE": ConnectionMode.PPPOE, "DHCP": ConnectionMode.DHCP, "Static": ConnectionMode.STATIC_IP},
    ConnectionMode.UNKNOWN,
)

BOOK = WireBook(
    endpoints=(
        OLTS, UNCONFIGURED, UNCONFIGURED_OF_OLT, ALL_ONUS, ONUS_BY_SERIAL, DETAILS, STATUS, ADMINISTRATIVE,
        FULL_STATUS, AUTHORISE, SET_PPPOE, SET_DHCP, SET_STATIC, MAIN_VLAN, SET_WIFI, SPEED, REBOOT, ENABLE, DISABLE,
        DELETE, MOVE, SWAP_SERIAL, LOCATION,
    ),
    models=MODELS,
    vocabularies=(OPER_STATES, DOWN_CAUSES, WAN_MODES),
)  # fmt: skip

ROUTING, BRIDGING = "Routing", "Bridging"
GPON = "gpon"
OMCI, IPV4 = "OMCI", "ipv4"
NO_CONTROL, WPA2 = "No control", "WPA2"
WIFI_PORTS: Mapping[WifiBand, str] = {WifiBand.GHZ_24: "wifi_0/1", WifiBand.GHZ_5: "wifi_0/5"}
"""The first SSID of each band (smartolt 3.5)."""
ENABLED_WORDS = {"enabled": True, "disabled": False}
PAGE_SIZE = 100
"""The most that a page may hold, on panels that have pages (smartolt 3.6)."""
CALLS_PER_HOUR = 1000
"""An account's default budget (smartolt 2)."""

TAKEN_ID = re.compile(r"unique", re.IGNORECASE)
"""In a refusal: some ONU, perhaps a deleted one, holds that external id (smartolt 4)."""
NOT_FOUND = re.compile(
    r"(the )?onu( with( unique)?( external)? (id|sn|serial)\W+\S+)? (was )?not found\W*", re.IGNORECASE
)
"""The whole of a refusal that says "not found" of an ONU; of a zone, a type or an address it says another thing."""
FAILURE_CODE = re.compile(r"error|fail", re.IGNORECASE)
"""In a `response_code`, whose values nobody shows."""
TOO_MANY = re.compile(r"(?=.*\blimit)(?=.*\b(rate|calls?|requests?|hour))|too many", re.IGNORECASE | re.DOTALL)
WRONG_TOKEN = re.compile(r"\b(token|api.?key|unauthori[sz]ed)\b", re.IGNORECASE)

LABELS: Mapping[str, tuple[str, ...]] = {
    "onu_rx": ("Rx optical power(dBm)", "RX power(dbm)"),
    "onu_tx": ("Tx optical power(dBm)", "TX power(dbm)"),
    "olt_rx": ("OLT Rx ONT optical power(dBm)",),
    "temperature": ("Temperature(C)", "Temperature"),
    "distance": ("ONT distance(m)", "ONU Distance", "Distance"),
    "down_cause": ("Last down cause",),
    "down_at": ("Last down time",),
    "up_at": ("Last up time",),
    "address": ("IPv4 address",),
    "software": ("Ont Version",),
}
"""ASSUMED: that the status text passes on the labels of the OLTs it comes from (olt-huawei 4, olt-zte 4)."""
