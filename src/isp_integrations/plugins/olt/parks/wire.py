"""Parks Fiberlink's command line: modes, commands, sentences.

Nothing is documented publicly: what is here was seen in one provider's client and in two command cheat-sheets. Nobody
recorded the prompts of the configuration modes, how they are left, or the words of an ONU's status: those below are
assumptions, and any other word of status is unknown.
"""

from typing import Final

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt.models import OperState
from isp_integrations.core.wire import Vocabulary, WireBook

_HOST = r"(?P<host>[^\W_][^\s>#()]*)"
ENABLE = Mode("enable", rf"{_HOST}#", leave="exit")
CONFIG = Mode("config", rf"{_HOST}\(config\)#", enter="configure terminal", parent=ENABLE, leave="exit")
PON = Mode("pon", rf"{_HOST}\(config-[^()]+\)#", enter="interface gpon{pon}", parent=CONFIG, leave="exit")

_ONU: Final = "onu {serial}"
_PPPOE: Final = f"{_ONU} iphost 1 pppoe"

BLACKLIST = Command("blacklist", "show gpon blacklist", Effect.READ, OBSERVED, "olt-others 4")
SUMMARY = Command(
    "summary", "show gpon onu {serial} summary", Effect.READ, OBSERVED, "olt-others 4", timeout=60.0, anywhere=True
)
ONU_ADD = Command("onu_add", "onu add serial-number {serial}", Effect.WRITE, OBSERVED, "olt-others 4", mode=PON)
ALIAS = Command("alias", f"{_ONU} alias {{alias:private}}", Effect.REPEATABLE, OBSERVED, "olt-others 4", mode=PON)
FLOW_PROFILE = Command(
    "flow_profile", f"{_ONU} flow-profile {{flow}}", Effect.REPEATABLE, OBSERVED, "olt-others 4", mode=PON
)
UNI_VLAN = Command(
    "uni_vlan", f"{_ONU} vlan {{vlan_profile}} uni-port 1", Effect.REPEATABLE, OBSERVED, "olt-others 4", mode=PON
)
PPPOE_AUTH = Command("pppoe_auth", f"{_PPPOE} auth auto", Effect.REPEATABLE, OBSERVED, "olt-others 4", mode=PON)
PPPOE_TRIGGER = Command(
    "pppoe_trigger",
    f"{_PPPOE} contrigger alwayson idletimer 0",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 4",
    mode=PON,
)
PPPOE_NAT = Command("pppoe_nat", f"{_PPPOE} nat enable", Effect.REPEATABLE, OBSERVED, "olt-others 4", mode=PON)
PPPOE_LOGIN = Command(
    "pppoe_login",
    f"{_PPPOE} username {{username:private,64}} password {{password:secret,64}}",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 4",
    mode=PON,
)
IPHOST_VLAN = Command(
    "iphost_vlan",
    f"{_ONU} vlan-translation-profile {{vlan_profile}} iphost 1",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 4",
    mode=PON,
)
NO_FEC = Command("no_fec", f"{_ONU} upstream-fec disabled", Effect.REPEATABLE, OBSERVED, "olt-others 4", mode=PON)
SAVE = Command(
    "save",
    "copy r s",
    Effect.REPEATABLE,
    OBSERVED,
    "olt-others 4",
    success=r"Configuration saved",
    timeout=120.0,
    example="Configuration saved.",
)

STATES = Vocabulary(
    "states",
    {
        "online": OperState.ONLINE,
        "active": OperState.ONLINE,
        "offline": OperState.OFFLINE,
        "inactive": OperState.OFFLINE,
        "los": OperState.LOS,
    },
    unknown=OperState.UNKNOWN,
)

DIALECT = Dialect(
    base=ENABLE,
    log_in=(Reply(r"(?:login|user ?name):", "{username}"), Reply(r"password:", "{password}")),
    prepare=("terminal length 0",),
    log_out=("exit",),
    always=(Reply(r"--More--", " ", enter=False),),
    failures=(
        Failure(r"% Unknown command.*", Meaning.UNKNOWN_COMMAND),
        Failure(r"% Serial already exists.*", Meaning.ALREADY_THERE),
        Failure(r"(?:% )?[\w ]*not found\.?", Meaning.NOT_THERE),
    ),
    failure=r"%",
)

WIRE = WireBook(
    commands=(
        BLACKLIST,
        SUMMARY,
        ONU_ADD,
        ALIAS,
        FLOW_PROFILE,
        UNI_VLAN,
        PPPOE_AUTH,
        PPPOE_TRIGGER,
        PPPOE_NAT,
        PPPOE_LOGIN,
        IPHOST_VLAN,
        NO_FEC,
        SAVE,
    ),
    vocabularies=(STATES,),
)
