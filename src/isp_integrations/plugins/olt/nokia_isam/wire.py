"""Nokia ISAM's command line (7360 FX, 7362, 7302): commands, sentences, state words.

Every line is absolute, and those that configure say how things shall be. Queries are asked for XML, whose elements
were seen. Prompts, lines and the two sentences of refusal were seen in public clients; nothing is documented publicly
by the vendor. Nobody recorded the questions of the log-in, other refusals, or the words of `oper-status`: those below
are assumptions, and any other word is an unknown state.
"""

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import OperState
from isp_integrations.core.wire import Vocabulary, WireBook

_SOURCE = "olt-others 2.1"

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
    "configure equipment ont slot {ont}/1 planned-card-type ethernet plndnumdataports 1 plndnumvoiceports 0"
    " admin-state up",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
QUEUE = Command(
    "queue",
    "configure qos interface {ont}/1/1 upstream-queue 0 bandwidth-profile name:{upload}",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
PORT_UP = Command("port_up", "configure interface port uni:{ont}/1/1 admin-up", Effect.REPEATABLE, OBSERVED, _SOURCE)
MAC_LIMIT = Command(
    "mac_limit", "configure bridge port {ont}/1/1 max-unicast-mac 4", Effect.REPEATABLE, OBSERVED, _SOURCE
)
PORT_VLAN = Command(
    "port_vlan",
    "configure bridge port {ont}/1/1 vlan-id {vlan:number}[ tag {tag}]",
    Effect.REPEATABLE,
    OBSERVED,
    _SOURCE,
)
PORT_PVID = Command(
    "port_pvid", "configure bridge port {ont}/1/1 pvid {vlan:number}", Effect.REPEATABLE, OBSERVED, _SOURCE
)
SAVE = Command("save", "admin save", Effect.REPEATABLE, OBSERVED, _SOURCE, timeout=300.0)

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
    ),
    vocabularies=(STATES,),
)
