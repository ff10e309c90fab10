"""The command line of Intelbras' 8820i and 8820plus: one prompt, lines that say what they did, sentences.

Nothing is documented publicly in a form that could be read: what is here was seen in public clients, with captured
answers. The sentences of refusal nobody recorded; whatever is not the sentence of success is no success.
"""

from isp_integrations.core.cli import Command, Dialect, Mode, Reply
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import DownCause, OperState
from isp_integrations.core.wire import Vocabulary, WireBook

SHELL = Mode("shell", r"(?P<host>[^\W_][^\s>]*)>", leave="exit")

ONU_SHOW = Command("onu_show", "onu show[ gpon {pon:number}]", Effect.READ, OBSERVED, "olt-others 5.1", timeout=60.0)
ONU_STATUS = Command(
    "onu_status",
    "onu status gpon {pon:number} onu {onu:number} details",
    Effect.READ,
    OBSERVED,
    "olt-others 5.1",
    timeout=60.0,
)
ONU_SET = Command(
    "onu_set",
    "onu set gpon {pon:number} onu {onu:number} serial-number {serial} meprof {profile}",
    Effect.WRITE,
    OBSERVED,
    "olt-others 5.1",
    success=r"^ *Onu \d+ successfully enabled with serial number\b",
    example="Onu 1 successfully enabled with serial number ITBSC0FFEE01",
)
DESCRIBE = Command(
    "describe",
    "onu description add gpon {pon:number} onu {onu:number} text {description:private}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 5.1",
    success=r"^ *Command executed successfully",
    example="Command executed successfully",
)
_ADDED = r"^ *Adding bridge\b.*\bOk *$"
_EXAMPLE = "Adding bridge gpon 1 onu 1 vlan 100 ........................ Ok"
BRIDGE_ETH = Command(
    "bridge_eth",
    "bridge add gpon {pon:number} onu {onu:number} downlink vlan {vlan:number} tagged eth 1",
    Effect.WRITE,
    OBSERVED,
    "olt-others 5.1",
    success=_ADDED,
    example=_EXAMPLE,
)
BRIDGE_ROUTER = Command(
    "bridge_router",
    "bridge add gpon {pon:number} onu {onu:number} downlink vlan {vlan:number} tagged router",
    Effect.WRITE,
    OBSERVED,
    "olt-others 5.1",
    success=_ADDED,
    example=_EXAMPLE,
)

STATES = Vocabulary("states", {"Active": OperState.ONLINE, "Inactive": OperState.OFFLINE}, unknown=OperState.UNKNOWN)
"""Of the column "OperStatus". ASSUMED: the contract file has the column and not its words, a public client's."""
DOWN_CAUSES = Vocabulary(
    "down_causes", {"DGI": DownCause.NO_POWER, "LOSI": DownCause.NO_LIGHT}, unknown=DownCause.UNKNOWN
)
"""Of the column "GPON ONU Status". ASSUMED likewise; read as alarms of G.984.3, dying gasp and loss of signal."""

DIALECT = Dialect(
    base=SHELL,
    log_in=(Reply(r"login:", "{username}"), Reply(r"password:", "{password}")),
    log_out=("exit",),
)

WIRE = WireBook(
    commands=(ONU_SHOW, ONU_STATUS, ONU_SET, DESCRIBE, BRIDGE_ETH, BRIDGE_ROUTER),
    vocabularies=(STATES, DOWN_CAUSES),
)
