"""Two embedded platforms, a contract with a service on each, and everything that can go wrong in between."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from isp_integrations import mvno, sva
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.lifecycle.progress import MemoryProgress, ProgressStore
from isp_integrations.clients.lifecycle.runner import AsyncLifecycleRunner, LifecycleRunner
from isp_integrations.core.erp.lifecycle.kinds import AnyService
from isp_integrations.core.erp.lifecycle.lines import LineService
from isp_integrations.core.erp.lifecycle.plan import ContractSnapshot, Plan, plan
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.erp.lifecycle.sva_users import SvaService
from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    ProductType,
    SvaPackage,
)
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.mvno.models import LineStatus, MvnoLine
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.plugins.sva.assumed.directory import DEFAULT_PACKAGES, Directory, Member
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from isp_integrations.sandbox.faults import Fault, FaultScript
from isp_integrations.sandbox.in_process import InProcessSender
from isp_integrations.transports.journal import Journal, MemoryJournal
from isp_integrations.transports.sending import OutgoingRequest

TODAY = date(2026, 1, 15)
NUMBER = Msisdn.parse("11961234501")
CPF = Cpf.parse("52998224725")
BOOKS = SvaPackage(code="LIVROS", name="Livros digitais")
ITEM = ContractItem(product_id="50", type=ProductType.SVA, integration_id="sva", sva_package=BOOKS)
CUSTOMER = Customer(id="10", legal_name="Fulana Exemplo da Silva", tax_id=CPF, mobile_phone=NUMBER)
ACCESS = {
    "served": AccessStatus.ACTIVE,
    "blocked": AccessStatus.BLOCKED_AUTOMATIC,
    "ended": AccessStatus.DEACTIVATED,
}
CREATE, BLOCK_USER = "POST v1/users", "POST v1/users/1/block"
BLOCK_LINE, UNBLOCK_LINE = "POST atendimento/bloqueio", "POST atendimento/desbloqueio"


def contract(level: str, **changes: Any) -> Contract:
    """Contract 100 of customer 10, with an SVA product."""
    status = ContractStatus.INACTIVE if level == "ended" else ContractStatus.ACTIVE
    made = Contract(id="100", customer_id="10", status=status, access=ACCESS[level], items=(ITEM,))
    return attrs.evolve(made, **changes)


def line(status: LineStatus = LineStatus.ACTIVE, integration_id: str = "mvno") -> LineService:
    """The contract's line, as the host has it."""
    made = MvnoLine(id="7", msisdn=NUMBER, status=status)
    return LineService(id="7", integration_id=integration_id, line=made)


def user(status: SvaUserStatus = SvaUserStatus.ACTIVE, integration_id: str = "sva") -> SvaService:
    """The contract's SVA user, as the host has it."""
    made = SvaUser(id="8", contract_id="100", package=BOOKS, cpf=CPF, username=CPF.value, status=status)
    return SvaService(id="8", integration_id=integration_id, product_id="50", user=made)


def snapshot(level: str, *services: AnyService, **changes: Any) -> ContractSnapshot:
    """The contract with these services."""
    made = ContractSnapshot(contract=contract(level), customer=CUSTOMER, services=services)
    return attrs.evolve(made, **changes)


def planned(level: str, *services: AnyService, policy: LifecyclePolicy | None = None, **changes: Any) -> Plan:
    """The contract's plan."""
    return plan(snapshot(level, *services, **changes), today=TODAY, policy=policy)


class Killed(KeyboardInterrupt):
    """The process ends here."""


class Bomb:
    """Goes off once, at the tick of that number; ticks are told by name in `past`."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.past: list[str] = []

    def tick(self, name: str) -> None:
        self.past.append(name)
        if len(self.past) - 1 == self.at:
            raise Killed(name)


class BombedSender:
    """An embedded platform whose caller may die just before or just after a request reached it."""

    def __init__(self, fake: Any, script: FaultScript, bomb: Bomb) -> None:
        self._inner = InProcessSender(fake, script)
        self._bomb = bomb

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        self._bomb.tick("before sending")
        answer = self._inner.send(request)
        self._bomb.tick("after sending")
        return answer

    def close(self) -> None:
        pass


class BombedStore(MemoryProgress):
    """A store whose process may die just before or just after an entry is written."""

    bomb: Bomb

    def record(self, run: str, contract_id: str, action_id: str, entry: str) -> None:
        self.bomb.tick("before recording")
        super().record(run, contract_id, action_id, entry)
        self.bomb.tick("after recording")

    def forget(self, run: str) -> None:
        self.bomb.tick("before forgetting")
        super().forget(run)


class World:
    """The platforms, which outlive every process; `runner` is a new process.

    Attributes:
        journal: of every client; a durable one's stand-in.
    """

    def __init__(self, *, subscribed: bool = True, blocked: bool = False, store: ProgressStore | None = None) -> None:
        self.contel = ContelSandbox(lines=())
        self.contel.seed_line(
            msisdn=NUMBER.national,
            iccid="8955060000000000012",
            holder_name="Fulana Exemplo",
            holder_tax_id=CPF.value,
            blocked=blocked,
        )
        status = SvaUserStatus.BLOCKED if blocked else SvaUserStatus.ACTIVE
        member = Member(id="1", username=CPF.value, tax_id=CPF.value, package=DEFAULT_PACKAGES[0], status=status)
        self.directory = Directory(members=(member,) if subscribed else ())
        self.saber = SaberMaisSandbox(self.directory)
        self.scripts = {"mvno": FaultScript(), "sva": FaultScript()}
        self.store = store or MemoryProgress()
        self.journal: Journal = MemoryJournal()

    def fail(self, account: str, *faults: Fault) -> None:
        """Script faults of one platform."""
        self.scripts[account].add(*faults)

    def clients(self, bomb: Bomb | None = None) -> dict[str, Client]:
        """New clients of both accounts."""
        options: dict[str, Any] = {"journal": self.journal}
        made: dict[str, Client] = {}
        for account, fake, opener, platform in (
            ("mvno", self.contel, mvno.sandbox, "contel"),
            ("sva", self.saber, sva.sandbox, "saber_mais"),
        ):
            transport = {"transport": BombedSender(fake, self.scripts[account], bomb)} if bomb else {}
            opened: Callable[..., Client] = opener
            made[account] = opened(platform, fake=fake, script=self.scripts[account], **options, **transport)
        return made

    def runner(self, bomb: Bomb | None = None, without: str = "") -> LifecycleRunner:
        """A new process."""
        if isinstance(self.store, BombedStore):
            self.store.bomb = bomb or Bomb()
        clients = {name: client for name, client in self.clients(bomb).items() if name != without}
        return LifecycleRunner(clients, store=self.store)

    def async_runner(self) -> AsyncLifecycleRunner:
        """A new process of an async host."""
        clients: Mapping[str, AsyncClient] = {
            "mvno": mvno.sandbox_async("contel", fake=self.contel, script=self.scripts["mvno"], journal=self.journal),
            "sva": sva.sandbox_async("saber_mais", fake=self.saber, script=self.scripts["sva"], journal=self.journal),
        }
        return AsyncLifecycleRunner(clients, store=self.store)

    @property
    def line_status(self) -> LineStatus:
        """The line as the platform has it."""
        (found,) = self.contel.network.lines
        status: LineStatus = found.status
        return status

    @property
    def user_status(self) -> SvaUserStatus | None:
        """The user as the platform has it."""
        found = self.directory.named(CPF.value)
        return found.status if found else None

    def count(self, call: str) -> int:
        """How often "METHOD path" reached a platform."""
        served = (f"{method} {path}" for script in self.scripts.values() for method, path in script.served)
        return sum(each == call for each in served)

    @property
    def calls(self) -> int:
        """How many requests reached the platforms."""
        return sum(len(script.served) for script in self.scripts.values())
