"""FiberHome's TL1, as UNM2000 and ANM2000 speak it: messages, codes of refusal, words.

The vendor's manual is not public beyond its front matter; what is here was seen in third-party clients written from
it. A message that the contract file does not have is not sent. No message saves: the system applies to the OLT.
"""

from typing import Final

from isp_integrations.core.cli import Meaning
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import ConnectionMode, OperState
from isp_integrations.core.tl1 import Tl1Dialect, Tl1Verb
from isp_integrations.core.wire import Vocabulary, WireBook

_PON = "OLTID={olt},PONID={pon}"
_ONU = f"{_PON},ONUIDTYPE=MAC,ONUID={{serial}}"
_LAN_PORT = f"{_ONU},ONUPORT=NA-NA-NA-1"
_COMMANDS = "olt-fiberhome-tl1 4"
_WAN = "olt-fiberhome-tl1 5"
_WIFI = "olt-fiberhome-tl1 6"
_WHOLE_OLT = 150.0
"""Seconds for an answer about a whole OLT, which takes up to 120 s."""
_ONE_WRITE = 60.0
_SETTLE = 10.0
"""Seconds after which an effect that is not to be seen is absent. FiberHome tells no number, and none is at stake:
the system itself refuses a second authorisation or deletion, and a WAN is always wiped before it is set again."""

DEVICES = Tl1Verb("devices", "LST-DEVICE:::{ctag}::;", Effect.READ, OBSERVED, _COMMANDS)
WAITING = Tl1Verb("waiting", "LST-UNREGONU:::{ctag}::;", Effect.READ, OBSERVED, _COMMANDS, timeout=_WHOLE_OLT)
WAITING_OF_OLT = Tl1Verb(
    "waiting_of_olt",
    "LST-UNREGONU::OLTID={olt}[,PONID={pon}]:{ctag}::;",
    Effect.READ,
    OBSERVED,
    _COMMANDS,
    timeout=_WHOLE_OLT,
)
ONUS = Tl1Verb(
    "onus",
    "LST-ONU::OLTID={olt}[,PONID={pon}][,ONUIDTYPE=MAC,ONUID={serial}]:{ctag}::;",
    Effect.READ,
    OBSERVED,
    _COMMANDS,
    timeout=_WHOLE_OLT,
)
STATES = Tl1Verb(
    "states",
    "LST-ONUSTATE::OLTID={olt}[,PONID={pon}][,ONUIDTYPE=MAC,ONUID={serial}]:{ctag}::;",
    Effect.READ,
    OBSERVED,
    _COMMANDS,
    timeout=_WHOLE_OLT,
)
ANYWHERE = Tl1Verb(
    "anywhere", "QUERY-ONUINFO::ONUIDTYPE=MAC,ONUID={serial}:{ctag}::;", Effect.READ, OBSERVED, _COMMANDS
)
OPTICS = Tl1Verb("optics", f"LST-OMDDM::{_ONU}:{{ctag}}::;", Effect.READ, OBSERVED, _COMMANDS)
WANS = Tl1Verb("wans", f"LST-ONUWANSERVICECFG::{_ONU}:{{ctag}}::;", Effect.READ, OBSERVED, _COMMANDS)
PORT_VLANS = Tl1Verb("port_vlans", f"LST-PORTVLAN::{_LAN_PORT}:{{ctag}}::;", Effect.READ, OBSERVED, _COMMANDS)

ADD_ONU = Tl1Verb(
    "add_onu",
    f"ADD-ONU::{_PON}:{{ctag}}::AUTHTYPE=MAC,ONUID={{serial}}[,ONUNO={{number:number}}][,NAME={{name:text,64}}]"
    "[,DESC={description:text,64}],ONUTYPE={type:text,64};",
    Effect.WRITE,
    OBSERVED,
    _COMMANDS,
    settle=_SETTLE,
    timeout=_ONE_WRITE,
)
DELETE_ONU = Tl1Verb(
    "delete_onu",
    f"DEL-ONU::{_PON}:{{ctag}}::ONUIDTYPE=MAC,ONUID={{serial}};",
    Effect.WRITE,
    OBSERVED,
    _COMMANDS,
    settle=_SETTLE,
    timeout=_ONE_WRITE,
)
SWAP_SERIAL = Tl1Verb(
    "swap_serial",
    f"CFG-ONU::{_ONU}:{{ctag}}::AUTHTYPE=MAC,AUTHINFO={{new}};",
    Effect.WRITE,
    OBSERVED,
    _COMMANDS,
    settle=_SETTLE,
    timeout=_ONE_WRITE,
)
RENAME = Tl1Verb(
    "rename",
    f"CFG-ONUNAMEANDDESC::{_ONU}:{{ctag}}::ONUNAME={{name:text,64}}[,ONUDESC={{description:text,64}}];",
    Effect.REPEATABLE,
    OBSERVED,
    _COMMANDS,
    timeout=_ONE_WRITE,
)
LAN_VLAN = Tl1Verb(
    "lan_vlan",
    f"CFG-LANPORTVLAN::{_LAN_PORT}:{{ctag}}::CVLAN={{vlan:number}},CCOS=0;",
    Effect.WRITE,
    OBSERVED,
    _COMMANDS,
    settle=_SETTLE,
    timeout=_ONE_WRITE,
)
DELETE_LAN_VLAN = Tl1Verb(
    "delete_lan_vlan",
    f"DEL-LANPORTVLAN::{_LAN_PORT}:{{ctag}}::CVLAN={{vlan:number}};",
    Effect.WRITE,
    OBSERVED,
    _COMMANDS,
    settle=_SETTLE,
    timeout=_ONE_WRITE,
)
SPEED = Tl1Verb(
    "speed",
    f"CFG-ONUBW::{_ONU}:{{ctag}}::UPBW={{upload:text,64}}[,DOWNBW={{download:text,64}}];",
    Effect.REPEATABLE,
    OBSERVED,
    _COMMANDS,
    timeout=_ONE_WRITE,
)
RESET = Tl1Verb("reset", f"RESET-ONU::{_ONU}:{{ctag}}::RESETTYPE=0;", Effect.WRITE, OBSERVED, _COMMANDS)

WIPE_WANS = Tl1Verb(
    "wipe_wans",
    f"SET-WANSERVICE::{_ONU}:{{ctag}}::STATUS=2;",
    Effect.WRITE,
    OBSERVED,
    _WAN,
    settle=_SETTLE,
    timeout=_ONE_WRITE,
)


def _wan(name: str, of_mode: str) -> Tl1Verb:
    """The message that sets one WAN of internet on one port, or on one radio."""
    line = (
        f"SET-WANSERVICE::{_ONU}:{{ctag}}::STATUS=1,MODE=2,{of_mode},QINQSTATE=0[,UPORT={{lan:number}}]"
        "[,SSID={ssid:number}];"
    )
    return Tl1Verb(name, line, Effect.WRITE, OBSERVED, _WAN, settle=_SETTLE, timeout=_ONE_WRITE)


_ROUTED = "CONNTYPE=2,COS=0,VLAN={vlan:number},QOS=2,NAT=1"
WAN_PPPOE = _wan(
    "wan_pppoe",
    f"{_ROUTED},IPMODE=3,PPPOEPROXY=2,PPPOEUSER={{username:private,64}},PPPOEPASSWD={{password:secret,64}},PPPOENAME=,"
    "PPPOEMODE=1",
)
WAN_DHCP = _wan("wan_dhcp", f"{_ROUTED},IPMODE=1")
WAN_STATIC = _wan(
    "wan_static",
    f"{_ROUTED},IPMODE=2,WANIP={{address}},WANMASK={{netmask}},WANGATEWAY={{gateway}}[,MASTERDNS={{first_dns}}]"
    "[,SLAVEDNS={second_dns}]",
)
WAN_BRIDGE = _wan("wan_bridge", "CONNTYPE=1,COS=0,VLAN={vlan:number},QOS=2")
WAN_OF_MODE: Final = {
    ConnectionMode.BRIDGE: WAN_BRIDGE,
    ConnectionMode.PPPOE: WAN_PPPOE,
    ConnectionMode.DHCP: WAN_DHCP,
    ConnectionMode.STATIC_IP: WAN_STATIC,
}
HIGHEST_VLAN: Final = 4085

WIFI_HYPHENATED = Tl1Verb(
    "wifi_hyphenated",
    f"CFG-WIFISERVICE::{_ONU}:{{ctag}}::ENABLE=enable,WILESS-AREA=5,WILESS-CHANNEL=0,WILESS-STANDARD={{standard}},"
    "WORKING-FREQUENCY={frequency},FREQUENCY-BANDWIDTH={width},SSID=1,SSID-ENABLE=1,SSID-NAME={ssid:text,32},"
    "AUTH-MODE=WPA2PSK,ENCRYP-TYPE=AES,PRESHARED-KEY={key:text,63};",
    Effect.REPEATABLE,
    OBSERVED,
    _WIFI,
    timeout=_ONE_WRITE,
)
WIFI_PLAIN = Tl1Verb(
    "wifi_plain",
    f"CFG-WIFISERVICE::{_ONU}:{{ctag}}::ENABLE=enable,WILESSAREA=5,WILESSCHANNEL=0,WILESSSTANDARD={{standard}},"
    "WORKINGFREQUENCY={frequency},FREQUENCYBANDWIDTH={width},SSID=1,SSIDENABLE=1,SSIDNAME={ssid:text,32},"
    "AUTHMODE=WPA2PSK,ENCRYPTYPE=AES,PRESHAREDKEY={key:text,63};",
    Effect.REPEATABLE,
    OBSERVED,
    _WIFI,
    timeout=_ONE_WRITE,
)

STATE_WORDS = Vocabulary(
    "states",
    {
        "UP": OperState.ONLINE,
        "Online": OperState.ONLINE,
        "Working": OperState.ONLINE,
        "DOWN": OperState.OFFLINE,
        "Offline": OperState.OFFLINE,
    },
    unknown=OperState.UNKNOWN,
)
ADDRESS_WORDS = Vocabulary(
    "address_words",
    {
        "1": ConnectionMode.DHCP,
        "DHCP": ConnectionMode.DHCP,
        "2": ConnectionMode.STATIC_IP,
        "static": ConnectionMode.STATIC_IP,
        "3": ConnectionMode.PPPOE,
        "PPPoE": ConnectionMode.PPPOE,
    },
    unknown=ConnectionMode.UNKNOWN,
)
BRIDGE_WORDS: Final = frozenset({"1", "bridge"})
ROUTE_WORDS: Final = frozenset({"2", "route"})

DIALECT = Tl1Dialect(
    log_in="LOGIN:::{ctag}::UN={username:private},PWD={password:secret};",
    log_out="LOGOUT:::{ctag}::;",
    keep_alive="SHAKEHAND:::{ctag}::;",
    codes={
        "IRNE": Meaning.NOT_THERE,
        "IANE": Meaning.NOT_THERE,
        "IMP": Meaning.BAD_ARGUMENT,
        "IIPF": Meaning.BAD_ARGUMENT,
        "IIPE": Meaning.BAD_ARGUMENT,
        "DDNS": Meaning.UNKNOWN_COMMAND,
        "SENS": Meaning.UNKNOWN_COMMAND,
        "DDB": Meaning.BUSY,
        "TUB": Meaning.BUSY,
        "TUT": Meaning.BUSY,
        "TTMB": Meaning.BUSY,
    },
    told={
        r"\balready exists?\b": Meaning.ALREADY_THERE,
        r"\bobject not exist\b": Meaning.NOT_THERE,
        r"\bONU not registered\b": Meaning.OFFLINE,
    },
)
EMS_EXCEPTION: Final = "EEEH"
"""Worth asking once more, where asking twice does no harm."""
WRONG_KEYS: Final = ("IIPF", "IMP")
"""How a system that spells the keys of Wi-Fi the other way refuses them."""

WIRE = WireBook(
    commands=(
        DEVICES,
        WAITING,
        WAITING_OF_OLT,
        ONUS,
        STATES,
        ANYWHERE,
        OPTICS,
        WANS,
        PORT_VLANS,
        ADD_ONU,
        DELETE_ONU,
        SWAP_SERIAL,
        RENAME,
        LAN_VLAN,
        DELETE_LAN_VLAN,
        SPEED,
        RESET,
        WIPE_WANS,
        WAN_PPPOE,
        WAN_DHCP,
        WAN_STATIC,
        WAN_BRIDGE,
        WIFI_HYPHENATED,
        WIFI_PLAIN,
    ),
    vocabularies=(STATE_WORDS, ADDRESS_WORDS),
)
