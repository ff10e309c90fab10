"""Huawei SmartAX's command line (MA5600T, MA5603T, MA5608T, MA5680T, MA5683T, MA5800): modes, commands, sentences.

Nothing is documented publicly by Huawei; what is here was seen in captured output and in third-party clients. An OLT
is typed to in one interactive shell, and its prompt comes back after failures too. A line that the contract file does
not have is not typed at all.
"""

from typing import Final

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import DownCause, OperState
from isp_integrations.core.wire import Vocabulary, WireBook

_HOST = r"(?P<host>[^\W_][^\s>]*?)(?:-\d+)?"
"""The name of the OLT; a number after it is that of the control board in charge, which may change."""

USER = Mode("user", rf"{_HOST}>")
ENABLE = Mode("enable", rf"{_HOST}#", enter="enable", parent=USER)
CONFIG = Mode("config", rf"{_HOST}\(config\)#", enter="config", parent=ENABLE)
GPON = Mode(
    "gpon",
    rf"{_HOST}\(config-if-gpon-\d+/\d+\)#",
    enter="interface gpon {frame:number}/{slot:number}",
    parent=CONFIG,
)

_ALARM = r" *! ?\d+ ?\["
"""How an alarm begins; one that has no end does not reach into the next."""
YES: Final = (Reply(r"\(y/n\) ?\[[yn]\]:", "y"),)
_PLACE = "{frame:number}/{slot:number}/{port:number}"
_PLACE_IN_WORDS = "{frame:number} {slot:number} {port:number}"
_ONT = "{port:number} {ont:number}"
_SETTLE = 5.0
"""Seconds after which an effect that is not to be seen is absent. Huawei tells no number, and none is at stake: a
line acts when it is run, and the OLT itself refuses a second serial, service port or deletion."""

VERSION = Command(
    "version", "display version", Effect.READ, OBSERVED, "olt-huawei 4", success=r"^[ \t]*VERSION\s*:\s*\S"
)
BOARDS = Command(
    "boards", "display board {frame:number}", Effect.READ, OBSERVED, "olt-huawei 4", success=r"\bSlotID\b"
)
AUTOFIND = Command("autofind", "display ont autofind all", Effect.READ, OBSERVED, "olt-huawei 3.1", timeout=60.0)
AUTOFIND_OF_PON = Command(
    "autofind_of_pon", f"display ont autofind {_PLACE}", Effect.READ, OBSERVED, "olt-huawei 3.1"
)
ONT_BY_SERIAL = Command(
    "ont_by_serial", "display ont info by-sn {serial}", Effect.READ, OBSERVED, "olt-huawei 3.5", timeout=60.0
)
ONTS_OF_PON = Command(
    "onts_of_pon", f"display ont info {_PLACE_IN_WORDS} all", Effect.READ, OBSERVED, "olt-huawei 3.5", timeout=60.0
)
OPTICAL_INFO = Command(
    "optical_info", f"display ont optical-info {_ONT}", Effect.READ, OBSERVED, "olt-huawei 3.5", mode=GPON
)
WAN_INFO = Command(
    "wan_info", f"display ont wan-info {_PLACE_IN_WORDS} {{ont:number}}", Effect.READ, OBSERVED, "olt-huawei 3.5"
)
SERVICE_PORTS = Command(
    "service_ports",
    f"display service-port port {_PLACE} ont {{ont:number}}",
    Effect.READ,
    OBSERVED,
    "olt-huawei 3.5",
)

ONT_ADD = Command(
    "ont_add",
    "ont add {port:number}[ {ont:number}] sn-auth {serial} omci"
    "[ ont-lineprofile-id {line_id:number}][ ont-lineprofile-name {line_name}]"
    "[ ont-srvprofile-id {service_id:number}][ ont-srvprofile-name {service_name}]"
    '[ desc "{description:text,64}"]',
    Effect.WRITE,
    OBSERVED,
    "olt-huawei 3.2",
    mode=GPON,
    success=r"success: *[1-9]",
    settle=_SETTLE,
    example="  Number of ONTs that can be added: 1, success: 1\n  PortID :0, ONTID :0",
)
SERVICE_PORT_ADD = Command(
    "service_port_add",
    f"service-port vlan {{vlan:number}} gpon {_PLACE} ont {{ont:number}} gemport {{gem:number}}"
    " multi-service user-vlan {user_vlan:number} tag-transform translate"
    "[ inbound traffic-table index {upload:number} outbound traffic-table index {download:number}]",
    Effect.WRITE,
    OBSERVED,
    "olt-huawei 3.2",
    mode=CONFIG,
    settle=_SETTLE,
)
NATIVE_VLAN = Command(
    "native_vlan",
    f"ont port native-vlan {_ONT} eth 1 vlan {{vlan:number}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.3",
    mode=GPON,
    success=r"success: *[1-9]\d*, *failed: *0\b",
    example="  Set ONT port(s) VLAN configuration, success: 1, failed: 0",
)
IPCONFIG_DHCP = Command(
    "ipconfig_dhcp",
    f"ont ipconfig {_ONT}[ ip-index {{index:number}}] dhcp vlan {{vlan:number}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.3",
    mode=GPON,
)
IPCONFIG_STATIC = Command(
    "ipconfig_static",
    f"ont ipconfig {_ONT}[ ip-index {{index:number}}] static ip-address {{address}} mask {{netmask}}"
    " gateway {gateway}[ pri-dns {first_dns}][ slave-dns {second_dns}] vlan {vlan:number}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.3",
    mode=GPON,
)
IPCONFIG_PPPOE = Command(
    "ipconfig_pppoe",
    f"ont ipconfig {_ONT}[ ip-index {{index:number}}] pppoe vlan {{vlan:number}}"
    " user-account username {username:private,64} password {password:secret,64}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.3",
    mode=GPON,
)
INTERNET_CONFIG = Command(
    "internet_config",
    f"ont internet-config {_ONT} ip-index {{index:number}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.3",
    mode=GPON,
)
POLICY_ROUTE = Command(
    "policy_route",
    f"ont policy-route-config {_ONT} profile-id {{policy:number}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.3",
    mode=GPON,
)
WAN_CONFIG = Command(
    "wan_config",
    f"ont wan-config {_ONT} ip-index {{index:number}}[ profile-id {{wan_id:number}}][ profile-name {{wan_name}}]",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.3",
    mode=GPON,
)
ONT_DESCRIBE = Command(
    "ont_describe",
    f'ont modify {_ONT} desc "{{description:text,64}}"',
    Effect.REPEATABLE,
    OBSERVED,
    "olt-huawei 3.5",
    mode=GPON,
)
ONT_RESET = Command(
    "ont_reset", f"ont reset {_ONT}", Effect.WRITE, OBSERVED, "olt-huawei 3.5", mode=GPON, confirms=YES
)
ONT_ACTIVATE = Command(
    "ont_activate", f"ont activate {_ONT}", Effect.WRITE, OBSERVED, "olt-huawei 3.5", mode=GPON, settle=_SETTLE
)
ONT_DEACTIVATE = Command(
    "ont_deactivate", f"ont deactivate {_ONT}", Effect.WRITE, OBSERVED, "olt-huawei 3.5", mode=GPON, settle=_SETTLE
)
SERVICE_PORTS_REMOVE = Command(
    "service_ports_remove",
    f"undo service-port port {_PLACE} ont {{ont:number}}",
    Effect.WRITE,
    OBSERVED,
    "olt-huawei 3.5",
    mode=CONFIG,
    confirms=YES,
    settle=_SETTLE,
)
ONT_DELETE = Command(
    "ont_delete",
    f"ont delete {_ONT}",
    Effect.WRITE,
    OBSERVED,
    "olt-huawei 3.5",
    mode=GPON,
    success=r"success: *[1-9]",
    confirms=YES,
    settle=_SETTLE,
    example="  Number of ONTs that can be deleted: 1, success: 1",
)
SAVE = Command("save", "save", Effect.REPEATABLE, OBSERVED, "olt-huawei 3.5", confirms=YES, timeout=300.0)

RUN_STATES = Vocabulary(
    "run_states", {"online": OperState.ONLINE, "offline": OperState.OFFLINE}, unknown=OperState.UNKNOWN
)
DOWN_CAUSES = Vocabulary(
    "down_causes",
    {
        "dying-gasp": DownCause.NO_POWER,
        "LOS": DownCause.NO_LIGHT,
        "LOSi/LOBi": DownCause.NO_LIGHT,
        "LOFi": DownCause.NO_LIGHT,
        "ONT is reset by ONT command": DownCause.RESTARTED,
    },
    unknown=DownCause.UNKNOWN,
)

NOTHING_FOUND = r"Failure: (?:The )?automatically found ONTs do not exist\b.*"
NUMBER_TAKEN = r"(?:Failure: )?The ONT ID has already existed\b.*"

DIALECT = Dialect(
    base=ENABLE,
    log_in=(
        Reply(r"User name(?: \(.*\))?:", "{username}"),
        Reply(r"password:", "{password}"),
        Reply(r"YES.NO\S*", "yes"),
    ),
    prepare=("undo smart", "scroll 512", "infoswitch cli OFF"),
    home="return",
    log_out=("quit", "y"),
    always=(Reply(r"---- More \( Press 'Q' to break \) ----", " ", enter=False), Reply(r"\{[^{}]*<cr>[^{}]*\}:", "")),
    questions=(r"\(y/n\) ?\[[yn]\]:", r"\{[^{}]*\}:"),
    noise=(
        rf"^{_ALARM}[^\n]*\n(?:(?!{_ALARM})[^\n]*\n)*? *--- END[^\n]*(?:\n|\Z)",
        r"^ *RUNNING WARNING[^\n]*(?:\n|\Z)",
    ),
    remarks=(
        r"Command is being executed\. Please wait.*",
        r"It will take several minutes to save configuration file, please wait.*",
        r"Command:",
    ),
    failures=(
        Failure(r"% ?(?:Unknown|Unrecognized) .*", Meaning.UNKNOWN_COMMAND),
        Failure(
            r"% ?(?:Incomplete command|Too many parameters|Parameter error|Ambiguous command).*", Meaning.BAD_ARGUMENT
        ),
        Failure(NOTHING_FOUND, Meaning.NOT_THERE),
        Failure(r"Failure: SN already exists.*", Meaning.ALREADY_THERE),
        Failure(NUMBER_TAKEN, Meaning.ALREADY_THERE),
        Failure(r"Failure: The service virtual port has existed already.*", Meaning.ALREADY_THERE),
        Failure(r"(?:Failure: )?Conflicted service virtual port index.*", Meaning.ALREADY_THERE),
        Failure(r"Failure: .*service virtual port does not exist.*", Meaning.NOT_THERE),
        Failure(r"(?:Failure: )?The (?:required )?ONT does not exist.*", Meaning.NOT_THERE),
        Failure(r"Failure: .*(?:profile|GEM port|VLAN) does not exist.*", Meaning.BAD_ARGUMENT),
        Failure(r"Failure: (?:The )?ONT is not online.*", Meaning.OFFLINE),
        Failure(r"Failure: This configured object has some service virtual ports.*", Meaning.IN_USE),
        Failure(r"Failure: The GEM port cannot be deleted.*", Meaning.IN_USE),
        Failure(r"Failure: System is busy.*", Meaning.BUSY),
        Failure(r"Failure: System is reading or writing flash.*", Meaning.BUSY),
        Failure(r"Failure: Command can not be executed rightly, the cause is: Loading.*", Meaning.BUSY),
        Failure(r"Failure: insufficient privilege.*", Meaning.NO_PERMISSION),
    ),
    failure=r"Failure: |Error: |% ",
)

WIRE = WireBook(
    commands=(
        VERSION,
        BOARDS,
        AUTOFIND,
        AUTOFIND_OF_PON,
        ONT_BY_SERIAL,
        ONTS_OF_PON,
        OPTICAL_INFO,
        WAN_INFO,
        SERVICE_PORTS,
        ONT_ADD,
        SERVICE_PORT_ADD,
        NATIVE_VLAN,
        IPCONFIG_DHCP,
        IPCONFIG_STATIC,
        IPCONFIG_PPPOE,
        INTERNET_CONFIG,
        POLICY_ROUTE,
        WAN_CONFIG,
        ONT_DESCRIBE,
        ONT_RESET,
        ONT_ACTIVATE,
        ONT_DEACTIVATE,
        SERVICE_PORTS_REMOVE,
        ONT_DELETE,
        SAVE,
    ),
    vocabularies=(RUN_STATES, DOWN_CAUSES),
)
