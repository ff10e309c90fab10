"""Nokia ISAM's command line and TL1 (7360 FX, 7362, 7302): commands, sentences, state words.

Every line is absolute, and those that configure say how things shall be. Queries are asked for XML, whose elements
were seen. Prompts, lines and the two sentences of refusal were seen in public clients; nothing is documented publicly
by the vendor. Nobody recorded the questions of the log-in, other refusals, or the words of `oper-status`: those below
are assumptions, and any other word is an unknown state.

TL1 is spoken to on a port of its own. Its messages were seen without a tag, and its answers with the one that they
answer; ours have one. Of its log-in the two questions for user and password were seen, of the one before them only
that it asks which login; no code of refusal was.
"""

from typing import Final, NamedTuple

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply
from isp_integrations.core.evidence import ASSUMED, OBSERVED, Evidence
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import OperState, WifiBand
from isp_integrations.core.tl1 import Tl1Dialect, Tl1Verb
from isp_integrations.core.wire import Vocabulary, WireBook

TL1: Final = "tl1"
"""The name of the TL1 agent's address."""
_SOURCE = "olt-others 2.1"
_TL1_SOURCE = "olt-others 2.2"

SHELL = Mode("shell", r"\*?(?:typ|leg):(?P<host>[^\s>#*]+)>[^\s#]*#\*?", leave="logout")

WAITING = Command("waiting", "show pon unprovision-onu xml", Effect.READ, OBSERVED, _SOURCE, timeout=120.0)
STATUS = Command("status", "show equipment ont status {kind} xml", Effect.READ, OBSERVED, _SOURCE, timeout=180.0)
OPTICS = Command("optics", "show equipment ont optics {ont} detail xml", Effect.READ, OBSERVED, _SOURCE)

ONT_ADD = Command(
    "ont_add",
    'configure equipment ont interface {ont} sw-ver-pland auto[ desc1 "{name:text,64}"]'
    '[ desc2 "{description:text,64}"]'
    " sernum {sernum} subslocid WILDCARD fec-up disable optics-hist enable sw-dnload-version auto voip-allowed veip"
    " pland-cfgfile1 auto dnload-cfgfile1 auto[ plnd-var {variant}]",
    Effect.WRITE,
    OBSERVED,
    _SOURCE,
)
ONT_UP = Command(
    "ont_up", "configure equipment ont interface {ont} admin-state up", Effect.REPEATABLE, OBSERVED, _SOURCE
)
ONT_DOWN = Command(
    "ont_down", "configure equipment ont interface {ont} admin-state down", Effect.REPEATABLE, OBSERVED, _SOURCE
)
ONT_DELETE = Command("ont_delete", "configure equipment ont no interface {ont}", Effect.WRITE, OBSERVED, _SOURCE)
CARD = Command(
    "card",
    "configure equipment ont slot {ont}/{slot:number} planned-card-type {card} plndnumdataports 1"
    " plndnumvoiceports 0 admin-state up",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
QUEUE = Command(
    "queue",
    "configure qos interface {ont}/{slot:number}/1 upstream-queue 0 bandwidth-profile name:{upload}",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
PORT_UP = Command(
    "port_up",
    "configure interface port uni:{ont}/{slot:number}/1 admin-up",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
MAC_LIMIT = Command(
    "mac_limit",
    "configure bridge port {ont}/{slot:number}/1 max-unicast-mac 4",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
PORT_VLAN = Command(
    "port_vlan",
    "configure bridge port {ont}/{slot:number}/1 vlan-id {vlan:number}[ tag {tag}]",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
PORT_PVID = Command(
    "port_pvid",
    "configure bridge port {ont}/{slot:number}/1 pvid {vlan:number}",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
SAVE = Command("save", "admin save", Effect.REPEATABLE, OBSERVED, _SOURCE, timeout=300.0)

RESTART = Tl1Verb("restart", "INIT-SYS::ONT-{ont}:{ctag}::6;", Effect.WRITE, OBSERVED, _TL1_SOURCE, base=TL1)
FREE_SLOT = Tl1Verb(
    "free_slot",
    "DLT-HGUTR069-SPARAM::HGUTR069SPARAM-{ont}-{slot:number}:{ctag};",
    Effect.REPEATABLE,
    OBSERVED,
    _TL1_SOURCE,
    base=TL1,
)


class Parameter(NamedTuple):
    """A TR-069 parameter of a gateway: its slot on the OLT, which whoever operates it chooses and keeps, and the
    message that sets it while that slot is free."""

    slot: int
    message: Tl1Verb


def _parameter(name: str, slot: int, path: str, kind: str, mark: Evidence = OBSERVED) -> Parameter:
    line = (
        f"ENT-HGUTR069-SPARAM::HGUTR069SPARAM-{{ont}}-{slot}:{{ctag}}:::"
        f"PARAMNAME=InternetGatewayDevice.{path},PARAMVALUE={{value:{kind}}};"
    )
    return Parameter(slot, Tl1Verb(name, line, Effect.WRITE, mark, _TL1_SOURCE, base=TL1))


_WAN = "WANDevice.1.WANConnectionDevice.1"
"""The beginning of the path is left out where it was seen (olt-others 2.2): it is taken from acs-genieacs 8, and so
the messages that have it are assumed."""
_LAN = "LANDevice.1.WLANConfiguration"
WAN_VLAN = _parameter("wan_vlan", 1, f"{_WAN}.X_CT-COM_WANGponLinkConfig.VLANIDMark", "number", ASSUMED)
WAN_USERNAME = _parameter("wan_username", 2, f"{_WAN}.WANPPPConnection.1.Username", "private,64", ASSUMED)
WAN_PASSWORD = _parameter("wan_password", 3, f"{_WAN}.WANPPPConnection.1.Password", "secret,64", ASSUMED)
SSIDS: Final = {
    WifiBand.GHZ_24: _parameter("ssid_24", 6, f"{_LAN}.1.SSID", "private,32"),
    WifiBand.GHZ_5: _parameter("ssid_5", 8, f"{_LAN}.5.SSID", "private,32"),
}
WIFI_KEYS: Final = {
    WifiBand.GHZ_24: _parameter("wifi_key_24", 7, f"{_LAN}.1.PreSharedKey.1.PreSharedKey", "secret,63"),
    WifiBand.GHZ_5: _parameter("wifi_key_5", 9, f"{_LAN}.5.PreSharedKey.1.PreSharedKey", "secret,63"),
}

STATES = Vocabulary("states", {"up": OperState.ONLINE, "down": OperState.OFFLINE}, unknown=OperState.UNKNOWN)

DIALECT = Dialect(
    base=SHELL,
    log_in=(Reply(r"login:", "{username}"), Reply(r"password:", "{password}")),
    refused=(r"^Login incorrect\b",),
    prepare=("environment mode batch", "exit all"),
    log_out=("logout",),
    always=(Reply(r"Press <space>\(page\)/<enter>\(line\)/q\(quit\) to continue\.\.\.", " ", enter=False),),
    failures=(Failure(r"invalid token\b.*", Meaning.UNKNOWN_COMMAND),),
    failure=r"Internal processing error\b|Error\b|invalid token\b",
)
_SILENCE = "INH-MSG-ALL::ALL:{ctag}::;"
TL1_DIALECT = Tl1Dialect(
    dialogue=Dialect(
        base=Mode("tl1", "<"),
        log_in=(
            Reply(r"\blogin\b.*[:?]", "T"),
            Reply(r"Enter Username\s*:", "{username}"),
            Reply(r"Enter Password\s*:", "{password}"),
        ),
        refused=(r"^M\s+\S+\s+DENY\b", r"^Login incorrect\b"),
    ),
    prepare=(_SILENCE,),
    log_out="LOGOFF;",
    keep_alive=_SILENCE,
)

WIRE = WireBook(
    commands=(
        WAITING,
        STATUS,
        OPTICS,
        ONT_ADD,
        ONT_UP,
        ONT_DOWN,
        ONT_DELETE,
        CARD,
        QUEUE,
        PORT_UP,
        MAC_LIMIT,
        PORT_VLAN,
        PORT_PVID,
        SAVE,
        RESTART,
        FREE_SLOT,
        *(each.message for each in (WAN_VLAN, WAN_USERNAME, WAN_PASSWORD, *SSIDS.values(), *WIFI_KEYS.values())),
    ),
    vocabularies=(STATES,),
)
