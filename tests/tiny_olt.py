"""A whole vendor in one file: dialect, commands, platform and stateful fake of an OLT that exists nowhere."""

from collections.abc import Mapping
from typing import ClassVar

from isp_integrations.core.cli import Command, Dialect, Failure, Meaning, Mode, Reply, typed
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.fake_shell import FakeShell, Question
from isp_integrations.core.platform import ConnectionTest, CredentialField, Platform, operation
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.core.wire import WireBook

USER = Mode("user", r"(?P<host>[\w-]+)>")
ENABLE = Mode("enable", r"(?P<host>[\w-]+)#", enter="enable", parent=USER, leave="disable")
CONFIG = Mode("config", r"(?P<host>[\w-]+)\(config\)#", enter="config", parent=ENABLE)
PON = Mode("pon", r"(?P<host>[\w-]+)\(pon-\d+\)#", enter="pon {pon:number}", parent=CONFIG)

VERSION_ANYWHERE = Command("version", "show version", Effect.READ, OBSERVED, "tiny 1", anywhere=True)
SHOW = Command("show_onus", "show onus", Effect.READ, OBSERVED, "tiny 1")
VERSION = Command("version", "show version[ {module}]", Effect.READ, OBSERVED, "tiny 1")
ADD = Command(
    "onu_add",
    'onu add {serial}[ login {login:private}][ desc "{description:text,20}"]',
    Effect.WRITE,
    OBSERVED,
    "tiny 2",
    mode=PON,
    success=r"success: 1",
    settle=2.0,
    example="Number of ONTs that can be added: 1, success: 1",
)
SECRET = Command(
    "onu_password", "onu password {serial} {password:secret}", Effect.WRITE, OBSERVED, "tiny 2", mode=PON
)
DELETE = Command(
    "onu_delete",
    "onu delete {serial}",
    Effect.WRITE,
    OBSERVED,
    "tiny 2",
    mode=PON,
    confirms=(Reply(r"\(y/n\)\[n\]:", "y"),),
)
DELETE_BLINDLY = Command("onu_delete", "onu delete {serial}", Effect.WRITE, OBSERVED, "tiny 2", mode=PON)
SAVE = Command("save", "save", Effect.REPEATABLE, OBSERVED, "tiny 3", timeout=60.0)

DIALECT = Dialect(
    base=ENABLE,
    log_in=(Reply(r"Username:", "{username}"), Reply(r"Password:", "{password}")),
    refused=(r"% Login failed\.",),
    prepare=("alarms off",),
    home="return",
    log_out=("quit",),
    always=(Reply(r"---- More ----", " ", enter=False),),
    questions=(r"\(y/n\)\[[yn]\]:",),
    noise=(r"^  ! \d+\[.*?^--- END *$\n?",),
    remarks=(r"It will take several minutes\.",),
    failures=(
        Failure(r"Failure: SN already exists", Meaning.ALREADY_THERE),
        Failure(r"Failure: no such ONU", Meaning.NOT_THERE),
        Failure(r"Failure: System is busy.*", Meaning.BUSY),
        Failure(r"% Unknown command", Meaning.UNKNOWN_COMMAND),
    ),
    failure=r"Failure:|% ",
)


class TinySpec(Platform):
    """The family of the tiny OLT."""

    family = "tiny"


class TinyOlt(TinySpec):
    """The tiny OLT."""

    key = "tiny_olt"
    title = "Tiny OLT"
    schemes = ("ssh", "telnet")
    dialect = DIALECT
    wire = WireBook(commands=(SHOW, VERSION, ADD, SECRET, DELETE, SAVE))
    credential_fields = (
        CredentialField(name="username", label="Usuário", secret=False),
        CredentialField(name="password", label="Senha"),
    )

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        return TinyFake()

    @operation(uses=(VERSION,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from typed(DIALECT, self.command(VERSION))


class TinyFake:
    """The OLT's state, shared by all its sessions.

    Attributes:
        onus: description by serial.
        busy: how many commands are still answered that the system is busy.
        commits: every line that changed something, in order.
        open_shells: the sessions that were opened, in order.
    """

    credentials: Mapping[str, str] = {"username": "operador", "password": "s3nh@?"}
    schemes: tuple[str, ...] = ("ssh", "telnet")

    def __init__(self) -> None:
        self.onus: dict[str, str] = {}
        self.busy = 0
        self.commits: list[str] = []
        self.shells: list[TinyShell] = []
        self.host = "OLT-1"
        self.page = 0
        self.echo = True

    def terminal(self, scheme: str) -> "TinyShell":
        self.shells.append(TinyShell(self, scheme))
        return self.shells[-1]

    @property
    def lines(self) -> list[str]:
        """What all sessions ran, session by session."""
        return [line for shell in self.shells for line in shell.lines]


class TinyShell(FakeShell):
    """One session."""

    pager: ClassVar[str] = "---- More ----"
    erase: ClassVar[str] = "\x1b[14D              \x1b[14D"
    banner: ClassVar[str] = "Welcome.\n\n"

    def __init__(self, olt: TinyFake, scheme: str) -> None:
        super().__init__(olt.credentials, scheme)
        self.olt = olt
        self.page = olt.page
        self.echo = olt.echo
        self.context: list[str] = []

    def prompt(self) -> str:
        host = self.olt.host
        match self.context:
            case []:
                return f"{host}>"
            case ["enable"]:
                return f"{host}#"
            case ["enable", "config"]:
                return f"{host}(config)#"
            case _:
                return f"{host}(pon-{self.context[2]})#"

    def run(self, line: str) -> str | Question:  # noqa: C901, PLR0912  a table of what may be typed
        words = line.split()
        if self.olt.busy:
            self.olt.busy -= 1
            return "Failure: System is busy, please retry after a while"
        match words:
            case ["enable"] | ["config"]:
                self.context.append(words[0])
            case ["pon", number]:
                self.context.append(number)
            case ["quit"] if len(self.context) < 2:
                self.closed = True
            case ["quit"]:
                self.context.pop()
            case ["return"]:
                self.context = ["enable"]
            case ["alarms", "off"] | ["onu", "password", _, _]:
                self._note(line)
            case ["show", "version", *_]:
                return "Tiny OLT V1"
            case ["show", "onus"]:
                return "\n".join(f"{serial}  {text}" for serial, text in self.olt.onus.items())
            case ["save"]:
                return "It will take several minutes."
            case ["onu", "add", serial, *_] if len(self.context) > 2:
                return self._add(serial, line)
            case ["onu", "delete", serial] if len(self.context) > 2:
                return Question(
                    "Are you sure to delete? (y/n)[n]:", lambda answer: self._delete(serial, answer, line)
                )
            case _:
                return "             ^\n% Unknown command"
        return ""

    def _add(self, serial: str, line: str) -> str:
        if serial in self.olt.onus:
            return "Failure: SN already exists"
        self._note(line)
        self.olt.onus[serial] = line.partition('desc "')[2].rstrip('"')
        return "  Number of ONTs that can be added: 1, success: 1\n  PortID :3, ONTID :7"

    def _delete(self, serial: str, answer: str, line: str) -> str:
        if answer != "y":
            return ""
        if serial not in self.olt.onus:
            return "Failure: no such ONU"
        self._note(line)
        del self.olt.onus[serial]
        return ""

    def _note(self, line: str) -> None:
        self.olt.commits.append(line)
