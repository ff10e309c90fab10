"""V-SOL's command line (V1600G): modes, commands, sentences.

Nothing is documented publicly: what is here was seen in one third-party client that works on a live V1600G1. Nobody
recorded how the OLT words its refusals, nor how it asks for a user: `failure` and the log-in below are assumptions,
and any answer to a change that is not empty counts as unknown, never as success.
"""

from typing import Final

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import DownCause, OperState
from isp_integrations.core.wire import Vocabulary, WireBook

_HOST = r"(?P<host>[^\W_][^\s>#()]*)"
USER = Mode("user", rf"{_HOST}>")
ENABLE = Mode(
    "enable",
    rf"{_HOST}#",
    enter="enable",
    parent=USER,
    leave="exit",
    confirms=(Reply(r"password:", "{enable_password}"),),
)
CONFIG = Mode("config", rf"{_HOST}\(config\)#", enter="configure terminal", parent=ENABLE, leave="exit")
PON = Mode("pon", rf"{_HOST}\(config-[^()]+\)#", enter="interface gpon {pon}", parent=CONFIG, leave="exit")

_ONU: Final = "onu {onu:number}"

WAITING = Command("waiting", "show onu auto-find", Effect.READ, OBSERVED, "olt-others 3", mode=PON)
ONUS = Command("onus", "show onu info", Effect.READ, OBSERVED, "olt-others 3", mode=PON)
STATES = Command("states", "show onu state", Effect.READ, OBSERVED, "olt-others 3", mode=PON)
ONU_ADD = Command(
    "onu_add",
    "onu add {onu:number} profile {profile} sn {serial}",
    Effect.WRITE,
    OBSERVED,
    "olt-others 3",
    mode=PON,
)
DESCRIBE = Command(
    "describe", f"{_ONU} desc {{description:private}}", Effect.REPEATABLE, OBSERVED, "olt-others 3", mode=PON
)
TCONT = Command(
    "tcont", f"{_ONU} tcont 1 name {{tcont}} dba {{dba}}", Effect.REPEATABLE, OBSERVED, "olt-others 3", mode=PON
)
GEM_PORT = Command(
    "gem_port",
    f"{_ONU} gemport 1 tcont 1 gemport_name {{tcont}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 3",
    mode=PON,
)
TRAFFIC_LIMIT = Command(
    "traffic_limit",
    f"{_ONU} gemport 1 traffic-limit upstream {{upload}} downstream {{download}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 3",
    mode=PON,
)
SERVICE = Command(
    "service",
    f"{_ONU} service {{service}} gemport 1 vlan {{vlan:number}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 3",
    mode=PON,
)
SERVICE_PORT = Command(
    "service_port",
    f"{_ONU} service-port 1 gemport 1 uservlan {{user_vlan:number}} vlan {{vlan:number}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 3",
    mode=PON,
)
PORT_VLAN = Command(
    "port_vlan", f"{_ONU} portvlan veip 1 mode transparent", Effect.REPEATABLE, OBSERVED, "olt-others 3", mode=PON
)
ONU_REMOVE = Command("onu_remove", f"no {_ONU}", Effect.WRITE, OBSERVED, "olt-others 3", mode=PON)

PHASES = Vocabulary(
    "phases",
    {
        "working": OperState.ONLINE,
        "offline": OperState.OFFLINE,
        "dyinggasp": OperState.OFFLINE,
        "los": OperState.LOS,
        "syncmib": OperState.OFFLINE,
    },
    unknown=OperState.UNKNOWN,
)
DOWN_CAUSES = Vocabulary(
    "down_causes", {"dyinggasp": DownCause.NO_POWER, "los": DownCause.NO_LIGHT}, unknown=DownCause.UNKNOWN
)

DIALECT = Dialect(
    base=ENABLE,
    log_in=(Reply(r"(?:login|user ?name):", "{username}"), Reply(r"password:", "{password}")),
    prepare=("terminal length 0",),
    home="end",
    log_out=("exit",),
    always=(Reply(r"--More--", " ", enter=False),),
    failures=(Failure(r"No related information to show.*", Meaning.NOT_THERE),),
    failure=r"%|Error",
)

WIRE = WireBook(
    commands=(
        WAITING,
        ONUS,
        STATES,
        ONU_ADD,
        DESCRIBE,
        TCONT,
        GEM_PORT,
        TRAFFIC_LIMIT,
        SERVICE,
        SERVICE_PORT,
        PORT_VLAN,
        ONU_REMOVE,
    ),
    vocabularies=(PHASES, DOWN_CAUSES),
)
