"""Datacom DmOS's command line (DM4610 to DM4618): modes, commands, sentences.

Configuration is a transaction: nothing happens before `commit`, and what was not committed is lost with the session.
Commands were seen in public provisioning notes, and the list of waiting ONUs is in a transcription of the vendor's
reference. What status commands print is not public, nor is how one ONU overrides the values of its rg-profile: those
are ASSUMED, and so is whatever rests on them.
"""

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply
from isp_integrations.core.evidence import ASSUMED, DOCUMENTED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import OperState
from isp_integrations.core.wire import Vocabulary, WireBook

_HOST = r"(?P<host>[^\W_][^\s()#>]*)"
_UNCOMMITTED = r"\[yes/no[^\]]*\] ?:?"
_SETTLE = 0.0
"""Seconds after which what is not to be seen is absent: a transaction is in force once `commit` answered, and a
session that was lost before takes it along."""

ENABLE = Mode("enable", rf"{_HOST}#", leave="exit")
CONFIG = Mode(
    "config",
    rf"{_HOST}\(config[^)]*\)#",
    enter="configure terminal",
    parent=ENABLE,
    leave="exit",
    leaves=(Reply(_UNCOMMITTED, "no"),),
)
"""All of configuration. A transaction is typed as one text, its inner modes included: were they modes of their own, a
session that is lost between two lines would take the first half of it along, and the rest be typed into another."""

# --- looking ---

DISCOVERED = Command(
    "discovered",
    "show interface gpon discovered-onus",
    Effect.READ,
    DOCUMENTED,
    "olt-others 1",
    timeout=60.0,
)
ONUS = Command("onus", "show interface gpon onu", Effect.READ, ASSUMED, "olt-others 1", timeout=120.0)
ONUS_OF_PON = Command(
    "onus_of_pon", "show interface gpon {pon} onu", Effect.READ, ASSUMED, "olt-others 1", timeout=60.0
)
ONU_BY_SERIAL = Command(
    "onu_by_serial",
    "show interface gpon onu | include {serial}",
    Effect.READ,
    ASSUMED,
    "olt-others 1",
    timeout=120.0,
)
DETAIL = Command("detail", "show interface gpon {pon} onu {onu:number}", Effect.READ, ASSUMED, "olt-others 1")
RSSI = Command("rssi", "show interface gpon {pon} onu {onu:number} rssi", Effect.READ, ASSUMED, "olt-others 1")
"""The names of these five were seen, and what they print was not."""
SERVICE_PORTS = Command(
    "service_ports", "show running-config service-port", Effect.READ, ASSUMED, "olt-others 1", timeout=120.0
)
"""Seen through `| include gpon`, which leaves it open where the number of a service port stands."""

# --- changing: typed into a transaction ---

TOP = Command("top", "top", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE)
PON = Command("pon", "interface gpon {pon}", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE)
ONU = Command("onu", "onu {onu:number}", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE)
"""It makes the ONU of that number, where there is none."""
ETHERNET = Command("ethernet", "ethernet 1", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE)
NAME = Command("name", "name {name:text,64}", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE)
SERIAL_NUMBER = Command(
    "serial_number", "serial-number {serial}", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE
)
LINE_PROFILE = Command(
    "line_profile", "line-profile {line_profile}", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE
)
NEGOTIATION = Command(
    "negotiation", "negotiation", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE
)
NO_SHUTDOWN = Command(
    "no_shutdown", "no shutdown", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE
)
NATIVE_VLAN = Command(
    "native_vlan",
    "native vlan vlan-id {vlan:number}",
    Effect.WRITE,
    OBSERVED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
SERVICE_PORT = Command(
    "service_port",
    "service-port new gpon {pon} onu {onu:number} gem {gem:number} match vlan vlan-id {user_vlan:number}"
    " action vlan replace vlan-id {vlan:number}[ description {description:text,64}]",
    Effect.WRITE,
    OBSERVED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
SERVICE_PORT_VEIP = Command(
    "service_port_veip",
    "service-port new gpon {pon} onu {onu:number} gem {gem:number} match vlan vlan-id any"
    " action vlan add vlan-id {vlan:number}[ description {description:text,64}]",
    Effect.WRITE,
    OBSERVED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
RG_PROFILE = Command(
    "rg_profile", "rg-profile {rg_profile}", Effect.WRITE, ASSUMED, "olt-others 1", mode=CONFIG, settle=_SETTLE
)
RG_PPPOE = Command(
    "rg_pppoe",
    "rg-profile wan-pppoe-connection 1 username {username:private,64} password {password:secret,32}",
    Effect.WRITE,
    ASSUMED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
RG_STATIC = Command(
    "rg_static",
    "rg-profile wan-ip-connection 1 ipv4 static address {address:private} mask {netmask} default-gateway {gateway}",
    Effect.WRITE,
    ASSUMED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
RG_SSID = Command(
    "rg_ssid",
    "rg-profile wlan wl0 ssid custom {ssid:private,32}",
    Effect.WRITE,
    ASSUMED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
RG_WIFI_KEY = Command(
    "rg_wifi_key",
    "rg-profile wlan wl0 wpa-passphrase {key:secret,63}",
    Effect.WRITE,
    ASSUMED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
"""The values are those of the vendor's rg-profile; that an ONU may override them is told, and how is not."""
ONU_DELETE = Command(
    "onu_delete", "no onu {onu:number}", Effect.WRITE, OBSERVED, "olt-others 1", mode=CONFIG, settle=_SETTLE
)
SERVICE_PORT_DELETE = Command(
    "service_port_delete",
    "no service-port {index:number}",
    Effect.WRITE,
    OBSERVED,
    "olt-others 1",
    mode=CONFIG,
    settle=_SETTLE,
)
COMMIT = Command(
    "commit",
    "commit",
    Effect.WRITE,
    ASSUMED,
    "olt-others 1",
    mode=CONFIG,
    success=r"^(?:Commit complete|% No modifications to commit)\b",
    example="Commit complete.",
    settle=_SETTLE,
    timeout=120.0,
)
"""Seen typed; what it answers is inferred."""

STATES = Vocabulary("states", {"Up": OperState.ONLINE, "Down": OperState.OFFLINE}, unknown=OperState.UNKNOWN)
"""ASSUMED, as the table that they stand in."""

DIALECT = Dialect(
    base=ENABLE,
    log_in=(Reply(r"(?:login|username):", "{username}"), Reply(r"password:", "{password}")),
    refused=(r"^Login incorrect\b", r"^% ?Authentication failed\b"),
    prepare=("paginate false",),
    log_out=("exit",),
    questions=(_UNCOMMITTED,),
    remarks=(r"Entering configuration mode terminal",),
    failures=(Failure(r"(?:% ?)?No entries found\.?", Meaning.NOT_THERE),),
    failure=r"(?:Error|Aborted):|% (?!No modifications to commit\b)",
    transactional=True,
)

WIRE = WireBook(
    commands=(
        DISCOVERED,
        ONUS,
        ONUS_OF_PON,
        ONU_BY_SERIAL,
        DETAIL,
        RSSI,
        SERVICE_PORTS,
        TOP,
        PON,
        ONU,
        ETHERNET,
        NAME,
        SERIAL_NUMBER,
        LINE_PROFILE,
        NEGOTIATION,
        NO_SHUTDOWN,
        NATIVE_VLAN,
        SERVICE_PORT,
        SERVICE_PORT_VEIP,
        RG_PROFILE,
        RG_PPPOE,
        RG_STATIC,
        RG_SSID,
        RG_WIFI_KEY,
        ONU_DELETE,
        SERVICE_PORT_DELETE,
        COMMIT,
    ),
    vocabularies=(STATES,),
)
