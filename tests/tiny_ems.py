"""A management system that exists nowhere, spoken to in TL1: dialect, commands, platform and stateful fake."""

from collections.abc import Mapping

from isp_integrations.core.cli import Meaning
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.fake_tl1 import FakeTl1, Tl1Request, completed, denied, table
from isp_integrations.core.platform import ConnectionTest, CredentialField, Platform, operation
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.core.tl1 import Tl1Dialect, Tl1Verb, obeyed
from isp_integrations.core.wire import WireBook

LIST = Tl1Verb("list_onus", "LST-ONU::OLTID={olt}:{ctag}::;", Effect.READ, OBSERVED, "tiny 1")
ADD = Tl1Verb(
    "add_onu",
    "ADD-ONU::OLTID={olt},PONID={pon}:{ctag}::AUTHTYPE=MAC,ONUID={serial}[,NAME={name:text,30}][,PWD={key:secret}];",
    Effect.WRITE,
    OBSERVED,
    "tiny 1",
)
DELETE = Tl1Verb("del_onu", "DEL-ONU::OLTID={olt}:{ctag}::ONUID={serial};", Effect.WRITE, OBSERVED, "tiny 1")

DIALECT = Tl1Dialect(
    log_in="LOGIN:::{ctag}::UN={username},PWD={password:secret};",
    log_out="LOGOUT:::{ctag}::;",
    keep_alive="SHAKEHAND:::{ctag}::;",
    codes={"IRNE": Meaning.NOT_THERE, "DDB": Meaning.BUSY},
    told={"already exist": Meaning.ALREADY_THERE},
)


class EmsSpec(Platform):
    """The family of the tiny EMS."""

    family = "tiny"


class TinyEms(EmsSpec):
    """The tiny EMS."""

    key = "tiny_ems"
    title = "Tiny EMS"
    schemes = ("tl1",)
    dialect = DIALECT
    wire = WireBook(commands=(LIST, ADD, DELETE))
    credential_fields = (
        CredentialField(name="username", label="Usuário", secret=False),
        CredentialField(name="password", label="Senha"),
    )

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        return EmsFake()

    @operation(uses=(LIST,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from obeyed(DIALECT, self.command(LIST, olt="10.0.0.1"))


class EmsFake:
    """The system's state, shared by all its connections."""

    credentials: Mapping[str, str] = {"username": "erp", "password": "s3nha"}
    schemes: tuple[str, ...] = ("tl1",)

    def __init__(self) -> None:
        self.onus: dict[str, str] = {}
        self.busy = 0
        self.per_block = 50
        self.banner = ""
        self.connections: list[EmsConnection] = []

    def terminal(self, scheme: str) -> "EmsConnection":
        self.connections.append(EmsConnection(self))
        return self.connections[-1]


class EmsConnection(FakeTl1):
    """One connection."""

    def __init__(self, ems: EmsFake) -> None:
        super().__init__()
        self.ems = ems
        self.banner = ems.banner
        self.known = False

    def run(self, asked: Tl1Request) -> str:
        if asked.verb == "LOGIN":
            wanted = self.ems.credentials
            self.known = (asked.payload.get("UN"), asked.payload.get("PWD")) == (
                wanted["username"],
                wanted["password"],
            )
            return completed(asked.ctag) if self.known else denied(asked.ctag, "IIPE", "error")
        if not self.known:
            return denied(asked.ctag, "SEOF", "log in first")
        if self.ems.busy:
            self.ems.busy -= 1
            return denied(asked.ctag, "DDB", "device is busy")
        serial = asked.payload.get("ONUID", "")
        match asked.verb:
            case "LST-ONU":
                rows = [(serial, name) for serial, name in self.ems.onus.items()]
                return table(asked.ctag, "List of ONU", ("MAC", "NAME"), rows, per_block=self.ems.per_block)
            case "ADD-ONU" if serial in self.ems.onus:
                return denied(asked.ctag, "IIPE", "Resource already exist", "object exist")
            case "ADD-ONU":
                self.ems.onus[serial] = asked.payload.get("NAME", "--")
                return completed(asked.ctag)
            case "DEL-ONU":
                return (
                    completed(asked.ctag) if self.ems.onus.pop(serial, None) else denied(asked.ctag, "IRNE", "none")
                )
            case "SHAKEHAND" | "LOGOUT":
                return completed(asked.ctag)
            case _:
                return denied(asked.ctag, "SENS", "EMS may not support this operation")
