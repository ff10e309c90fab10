"""Machine 5.4 explored on every SVA sandbox: contract events, manual actions, faults and hands in the panel, in any
order."""

from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import initialize

from isp_integrations.clients.sva import SvaClient
from isp_integrations.core.sva.models import CreateSvaUser, SvaUserStatus
from isp_integrations.plugins.sva.playhub.sandbox import PlayHubSandbox
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from isp_integrations.plugins.sva.watch_tv.sandbox import Ticket, WatchTvSandbox
from isp_integrations.sandbox.faults import Fault, FaultScript
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.sva import sandbox
from sva_life import NOON, WITHHELD, SvaLife
from sva_makers import CPF, new, product
from sva_seed import BASIC, ONE

EMAIL = "fulana@example.invalid"
EXPLORED = settings(
    max_examples=30,
    stateful_step_count=12,
    deadline=None,  # a step opens a client, which takes as long as the machine is busy
    suppress_health_check=[HealthCheck.too_slow],
)


class SaberMaisLife(SvaLife):
    platform: ClassVar[str] = "saber_mais"

    def __init__(self) -> None:
        super().__init__()
        self.fake = SaberMaisSandbox()

    def shown(self) -> SvaUserStatus:
        found = self.fake.directory.named(CPF.value)
        return SvaUserStatus.REMOVED if found is None else SvaUserStatus(found.status)

    def set_by_hand(self, status: SvaUserStatus) -> None:
        member = self.fake.directory.named(CPF.value)
        if status is SvaUserStatus.REMOVED:
            self.fake.directory.delete(member.id)
        else:
            member.status = status


class PlayHubLife(SvaLife):
    """It cannot block, and keeps a customer for ever: whoever has no subscription is deactivated or removed."""

    platform: ClassVar[str] = "playhub"
    blocks: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.fake = PlayHubSandbox()

    def form(self) -> CreateSvaUser:
        return new(product=product(package=ONE), password="vida-Senha-0001")

    def shown(self) -> SvaUserStatus:
        customer = self.fake.customers.get(CPF.value)
        if customer is None:
            return SvaUserStatus.REMOVED
        return SvaUserStatus.ACTIVE if ONE.code in customer.subscriptions else SvaUserStatus.DEACTIVATED

    def agrees(self) -> bool:
        without = {SvaUserStatus.REMOVED, SvaUserStatus.DEACTIVATED}
        return super().agrees() or {self.shown(), self.user.status} <= without

    def set_by_hand(self, status: SvaUserStatus) -> None:
        if status is not SvaUserStatus.ACTIVE:
            self.fake.customers[CPF.value].subscriptions.pop(ONE.code, None)
        elif ONE.code not in self.fake.customers[CPF.value].subscriptions:
            self.fake.subscribe(CPF.value, ONE.code)


class Drawer:
    """A token store."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}

    def load(self, key: str) -> str | None:
        return self.tokens.get(key)

    def save(self, key: str, token: str) -> None:
        self.tokens[key] = token


class WatchTvLife(SvaLife):
    """It shows a blocked user and a deactivated one alike; one authorisation serves every client that is opened."""

    platform: ClassVar[str] = "watch_tv"

    def __init__(self) -> None:
        super().__init__()
        self.fake: Any = WatchTvSandbox()
        self.store = Drawer()

    @initialize()
    def created(self) -> None:
        with self.opened() as client:
            client.begin_authorization(correlation="vida-correlacao-0001")
            client.complete_authorization(code=self.fake.deliveries[-1].code)
        super().created()

    def opened(self, *faults: Fault) -> SvaClient:
        script = FaultScript(*faults)
        kept: dict[str, Any] = {"token_store": self.store, "account_id": "loja-1"}
        return sandbox(self.platform, fake=self.fake, script=script, clock=JumpingClock(NOON), **kept)

    def form(self) -> CreateSvaUser:
        return new(product=product(package=BASIC))

    def _ticket(self) -> Ticket | None:
        found = [ticket for ticket in self.fake.tickets.values() if ticket.email == EMAIL]
        assert len(found) <= 1, "sold twice"
        return found[0] if found else None

    def shown(self) -> SvaUserStatus:
        ticket = self._ticket()
        if ticket is None:
            return SvaUserStatus.REMOVED
        return SvaUserStatus.ACTIVE if ticket.running else SvaUserStatus.BLOCKED

    def agrees(self) -> bool:
        return super().agrees() or {self.shown(), self.user.status} <= WITHHELD

    def set_by_hand(self, status: SvaUserStatus) -> None:
        ticket = self._ticket()
        assert ticket is not None
        if status is SvaUserStatus.REMOVED:
            del self.fake.tickets[ticket.id]
        else:
            ticket.running = status is SvaUserStatus.ACTIVE


TestSaberMaisLife = SaberMaisLife.TestCase
TestSaberMaisLife.settings = EXPLORED
TestPlayHubLife = PlayHubLife.TestCase
TestPlayHubLife.settings = EXPLORED
TestWatchTvLife = WatchTvLife.TestCase
TestWatchTvLife.settings = EXPLORED
