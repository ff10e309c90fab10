"""ZTE ZXA10's command line (C300, C320; C600, C610, C620, C650): modes, commands, sentences.

Nothing is documented publicly by ZTE; what is here was seen in captured output and in third-party clients. The two
lines of products name interfaces differently (:class:`~isp_integrations.plugins.olt.zte.tables.Line`): most commands
differ in those names alone, and are declared once. A line that the contract file does not have is not typed at all.
"""

from typing import Final

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import DownCause, OperState, WifiBand
from isp_integrations.core.wire import Vocabulary, WireBook

_HOST = r"(?P<host>[^\W_][^\s()#>]*)"
_PASSWORD = r"Password:"  # noqa: S105  a question

USER = Mode("user", rf"{_HOST}>", leave="exit")
ENABLE = Mode(
    "enable",
    rf"{_HOST}#",
    enter="enable",
    parent=USER,
    leave="exit",
    confirms=(Reply(_PASSWORD, "{enable_password}"),),
)
CONFIG = Mode("config", rf"{_HOST}\(config\)#", enter="configure terminal", parent=ENABLE, leave="exit")
PON = Mode("pon", rf"{_HOST}\(config-if[^)]*\)#", enter="interface {pon}", parent=CONFIG, leave="exit")
ONU = Mode("onu", rf"{_HOST}\(config-if[^)]*\)#", enter="interface {onu}", parent=CONFIG, leave="exit")
VPORT = Mode(
    "vport", rf"{_HOST}\(config-(?:if|vport)[^)]*\)#", enter="interface {vport}", parent=CONFIG, leave="exit"
)
MNG = Mode("mng", rf"{_HOST}\(\S*onu[-_]mng[^)]*\)#", enter="pon-onu-mng {onu}", parent=CONFIG, leave="exit")

_YES: Final = (Reply(r"\[yes/no\]:?", "yes"),)
_ANYTHING = r"\A"
"""What some lines print when they obey is not known; a refusal is told apart by how it begins."""
_SETTLE = 5.0
"""Seconds after which an effect that is not to be seen is absent. Nobody tells a number, and none is at stake: a line
acts when it is run, and every index that is typed is a fixed one, so that nothing can be doubled."""

CARDS = Command("cards", "show card", Effect.READ, OBSERVED, "olt-zte 1", success=r"\bSlot\b")
UNCFG_GPON = Command("uncfg_gpon", "show gpon onu uncfg", Effect.READ, OBSERVED, "olt-zte 3.1", timeout=60.0)
UNCFG_PON = Command("uncfg_pon", "show pon onu uncfg", Effect.READ, OBSERVED, "olt-zte 3.1", timeout=60.0)
ONU_BY_SERIAL = Command("onu_by_serial", "show gpon onu by sn {serial}", Effect.READ, OBSERVED, "olt-zte 3.7")
STATES = Command("states", "show gpon onu state {pon}", Effect.READ, OBSERVED, "olt-zte 3.2", timeout=60.0)
BASE_INFO = Command("base_info", "show gpon onu baseinfo {pon}", Effect.READ, OBSERVED, "olt-zte 3.2", timeout=60.0)
DETAIL = Command("detail", "show gpon onu detail-info {onu}", Effect.READ, OBSERVED, "olt-zte 3.7")
POWER = Command("power", "show pon power attenuation {onu}", Effect.READ, OBSERVED, "olt-zte 3.7")
RUNNING = Command(
    "running", "show running-config interface {interface}", Effect.READ, OBSERVED, "olt-zte 3.7", timeout=60.0
)

ONU_ADD = Command(
    "onu_add",
    "onu {number:number} type {type} sn {serial}",
    Effect.WRITE,
    OBSERVED,
    "olt-zte 3.3",
    mode=PON,
    settle=_SETTLE,
)
ONU_DELETE = Command(
    "onu_delete", "no onu {number:number}", Effect.WRITE, OBSERVED, "olt-zte 3.7", mode=PON, settle=_SETTLE
)
NAME = Command("name", "name {name:text,64}", Effect.REPEATABLE, OBSERVED, "olt-zte 3.3", mode=ONU)
DESCRIPTION = Command(
    "description", "description {description:text,64}", Effect.REPEATABLE, OBSERVED, "olt-zte 3.3", mode=ONU
)
TCONT = Command("tcont", "tcont 1 profile {profile}", Effect.WRITE, OBSERVED, "olt-zte 3.3", mode=ONU, settle=_SETTLE)
GEM_PORT = Command("gem_port", "gemport 1 tcont 1", Effect.WRITE, OBSERVED, "olt-zte 3.3", mode=ONU, settle=_SETTLE)
TRAFFIC_LIMIT = Command(
    "traffic_limit",
    "gemport 1 traffic-limit upstream {upload} downstream {download}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-zte 3.3",
    mode=ONU,
)
VPORT_MODE = Command(
    "vport_mode", "switchport mode hybrid vport 1", Effect.REPEATABLE, OBSERVED, "olt-zte 3.3", mode=ONU
)
SERVICE_PORT = Command(
    "service_port",
    "service-port 1 vport 1 user-vlan {user_vlan:number} vlan {vlan:number}",
    Effect.WRITE,
    OBSERVED,
    "olt-zte 3.3",
    mode=ONU,
    settle=_SETTLE,
)
SERVICE_PORT_TITAN = Command(
    "service_port_titan",
    "service-port 1 user-vlan {user_vlan:number} vlan {vlan:number}",
    Effect.WRITE,
    OBSERVED,
    "olt-zte 3.3",
    mode=VPORT,
    settle=_SETTLE,
)
TRAFFIC_POLICY = Command(
    "traffic_policy",
    "qos traffic-policy {download} direction egress",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-zte 3.3",
    mode=VPORT,
)
SHUTDOWN = Command("shutdown", "shutdown", Effect.REPEATABLE, OBSERVED, "olt-zte 3.7", mode=ONU)
NO_SHUTDOWN = Command("no_shutdown", "no shutdown", Effect.REPEATABLE, OBSERVED, "olt-zte 3.7", mode=ONU)

SERVICE = Command(
    "service", "service 1 gemport 1 vlan {vlan:number}", Effect.REPEATABLE, OBSERVED, "olt-zte 3.4", mode=MNG
)
BRIDGE_PORT = Command(
    "bridge_port",
    "vlan port {port} mode tag vlan {vlan:number}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-zte 3.4",
    mode=MNG,
)
BRIDGE_VEIP = Command(
    "bridge_veip", "vlan port veip_1 mode hybrid", Effect.REPEATABLE, OBSERVED, "olt-zte 3.4", mode=MNG
)
WAN_PPPOE = Command(
    "wan_pppoe",
    "wan-ip 1[ {family}] mode pppoe username {username:private,64} password {password:secret,64}"
    " vlan-profile {vlan_profile} host 1",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-zte 3.4",
    mode=MNG,
)
WAN_DHCP = Command(
    "wan_dhcp",
    "wan-ip 1[ {family}] mode dhcp vlan-profile {vlan_profile} host 1",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-zte 3.4",
    mode=MNG,
)
WAN_STATIC = Command(
    "wan_static",
    "wan-ip 1[ {family}] mode static[ ip-profile {ip_profile}] ip-address {address} mask {netmask}"
    " vlan-profile {vlan_profile} host 1",
    Effect.REPEATABLE,
    ASSUMED,
    "olt-zte 3.4",
    mode=MNG,
)
"""The order of its words differs from one release to the next, and no source settles it."""
WAN_SERVICE = Command(
    "wan_service", "wan 1 service internet host 1", Effect.REPEATABLE, OBSERVED, "olt-zte 3.4", mode=MNG
)
WIFI_ON = Command(
    "wifi_on", "interface wifi {wifi} state unlock", Effect.REPEATABLE, OBSERVED, "olt-zte 3.5", mode=MNG
)
SSID = Command(
    "ssid", "ssid ctrl {wifi} name {ssid:private,32}", Effect.REPEATABLE, OBSERVED, "olt-zte 3.5", mode=MNG
)
WIFI_KEY = Command(
    "wifi_key",
    "ssid auth wpa {wifi} wpa2-psk encrypt aes key {key:secret,63}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-zte 3.5",
    mode=MNG,
)
WIFI_KEY_TITAN = Command(
    "wifi_key_titan", "ssid auth wpa {wifi} key {key:secret,63}", Effect.REPEATABLE, OBSERVED, "olt-zte 3.5", mode=MNG
)
REBOOT = Command(
    "reboot", "reboot", Effect.WRITE, OBSERVED, "olt-zte 3.7", mode=MNG, success=_ANYTHING, confirms=_YES
)
SAVE = Command("save", "write", Effect.REPEATABLE, OBSERVED, "olt-zte 2", success=_ANYTHING, timeout=300.0)

WIFI_PORTS: Final = {WifiBand.GHZ_24: "wifi_0/1", WifiBand.GHZ_5: "wifi_0/5"}
"""The first network of each band (olt-zte 3.5)."""

PHASES = Vocabulary(
    "phases",
    {
        "working": OperState.ONLINE,
        "LOS": OperState.LOS,
        "OffLine": OperState.OFFLINE,
        "DyingGasp": OperState.OFFLINE,
        "syncMib": OperState.OFFLINE,
        "Logging": OperState.OFFLINE,
    },
    unknown=OperState.UNKNOWN,
)
DOWN_CAUSES = Vocabulary(
    "down_causes",
    {"LOS": DownCause.NO_LIGHT, "DyingGasp": DownCause.NO_POWER},
    unknown=DownCause.UNKNOWN,
)
"""The words of causes are not in the sources; these two are the same that phases have."""

UNI_MISSING = r"%Error 223845\b.*"
REFUSED_BY_ONU = r"%Code 63990\b.*|.*\bONT return error\b.*"

_REMARKS: Final = (r"%Info \d+.*", r"\.*\[Successful\]")
"""Information (olt-zte 5), and a bare word of success, ASSUMED: it counts for nothing, with or without it."""

DIALECT = Dialect(
    base=ENABLE,
    log_in=(Reply(r"Username:", "{username}"), Reply(_PASSWORD, "{password}")),
    refused=(r"^%Error 20209\b",),
    prepare=("terminal length 0",),
    home="end",
    log_out=("exit", "yes"),
    always=(Reply(r"--More--", " ", enter=False),),
    questions=(r"\[yes/no\]:?", r"\[y/n\]:?"),
    remarks=_REMARKS,
    failures=(
        Failure(r"(?:%(?:Code|Error)[^:]*: *)?No related information\b.*", Meaning.NOT_THERE),
        Failure(r"%Error 20200\b.*", Meaning.UNKNOWN_COMMAND),
        Failure(r"%Error 2020[123]\b.*", Meaning.BAD_ARGUMENT),
        Failure(r"%Error 20209\b.*", Meaning.NO_PERMISSION),
        Failure(r"%Error 230296\b.*", Meaning.IN_USE),
        Failure(UNI_MISSING, Meaning.BAD_ARGUMENT),
        Failure(REFUSED_BY_ONU, Meaning.OTHER),
        Failure(r"% ?Invalid (?:input|command)\b.*", Meaning.UNKNOWN_COMMAND),
        Failure(r"% ?Incomplete command\b.*", Meaning.BAD_ARGUMENT),
    ),
    failure=r"% ?(?:Error|Code)\b",
)

WIRE = WireBook(
    commands=(
        CARDS,
        UNCFG_GPON,
        UNCFG_PON,
        ONU_BY_SERIAL,
        STATES,
        BASE_INFO,
        DETAIL,
        POWER,
        RUNNING,
        ONU_ADD,
        ONU_DELETE,
        NAME,
        DESCRIPTION,
        TCONT,
        GEM_PORT,
        TRAFFIC_LIMIT,
        VPORT_MODE,
        SERVICE_PORT,
        SERVICE_PORT_TITAN,
        TRAFFIC_POLICY,
        SHUTDOWN,
        NO_SHUTDOWN,
        SERVICE,
        BRIDGE_PORT,
        BRIDGE_VEIP,
        WAN_PPPOE,
        WAN_DHCP,
        WAN_STATIC,
        WAN_SERVICE,
        WIFI_ON,
        SSID,
        WIFI_KEY,
        WIFI_KEY_TITAN,
        REBOOT,
        SAVE,
    ),
    vocabularies=(PHASES, DOWN_CAUSES),
)
