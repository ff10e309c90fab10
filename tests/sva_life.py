"""The life of one SVA user on a platform's sandbox, as a hypothesis state machine that any platform can run.

After any sequence of contract changes, manual actions, deletions, new creations, faults and hands in the platform's
own panel, one mirror call leaves the platform in the state that machine 5.4 says, or the host was told that it is not
known. A creation whose outcome is unknown is resumed, for a mirror has no user to look for.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from isp_integrations.clients.sva import SvaClient
from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.errors import OutcomeUnknown, ProviderError, RuleViolation, UnsupportedOperation
from isp_integrations.core.sva.models import CreateSvaUser, SvaUser, SvaUserStatus
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.sva import sandbox
from sva_makers import contract, new

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
ENDED = {ContractStatus.INACTIVE, ContractStatus.DEFAULTED, ContractStatus.WITHDRAWN}
SERVED = {AccessStatus.ACTIVE, AccessStatus.PAYMENT_OVERDUE}
BLOCKED = {AccessStatus.BLOCKED_MANUAL, AccessStatus.BLOCKED_AUTOMATIC, AccessStatus.SUSPENDED_BY_CUSTOMER}
PAIRS = st.one_of(
    st.tuples(st.just(ContractStatus.ACTIVE), st.sampled_from(AccessStatus)),
    st.tuples(st.sampled_from(ContractStatus), st.sampled_from(AccessStatus)),
)
LONGEST_FAULT = 4
FAULTS = st.builds(
    Fault,
    kind=st.sampled_from(
        [FaultKind.CLOSE_BEFORE, FaultKind.CLOSE_AFTER, FaultKind.HTML, FaultKind.TRUNCATED, FaultKind.STATUS]
    ),
    on=st.sampled_from(["*", "POST *", "GET *"]),
    times=st.integers(1, LONGEST_FAULT),
    applied=st.booleans(),
)
PANEL = st.sampled_from(
    [SvaUserStatus.ACTIVE, SvaUserStatus.BLOCKED, SvaUserStatus.DEACTIVATED, SvaUserStatus.REMOVED]
)
WITHHELD = {SvaUserStatus.BLOCKED, SvaUserStatus.DEACTIVATED}
there = precondition(lambda self: self.user.status is not SvaUserStatus.REMOVED)
gone = precondition(lambda self: self.user.status is SvaUserStatus.REMOVED)


class SvaLife(RuleBasedStateMachine):
    """The host's side: its record of the user, its contract, and what it asks.

    A platform's test names the platform and says how its fake shows and changes a user's status.

    Attributes:
        blocks: whether the platform can; where not, a contract's block is refused and changes nothing.
    """

    platform: ClassVar[str]
    blocks: ClassVar[bool] = True
    fake: Any
    user: SvaUser
    contract: Contract

    def form(self) -> CreateSvaUser:
        """The form of the user; its contract is replaced by the present one."""
        return new()

    def shown(self) -> SvaUserStatus:
        """The user's status on the platform, past any interface; REMOVED where it has none."""
        raise NotImplementedError

    def agrees(self) -> bool:
        """Whether the platform shows what the host has."""
        return self.shown() is self.user.status

    def set_by_hand(self, status: SvaUserStatus) -> None:
        """Somebody changes the user, who is there, in the platform's own panel."""
        raise NotImplementedError

    def opened(self, *faults: Fault) -> SvaClient:
        return sandbox(self.platform, fake=self.fake, script=FaultScript(*faults), clock=JumpingClock(NOON))

    @initialize()
    def created(self) -> None:
        self.contract = contract()
        self.user = attrs.evolve(self.opened().create_user(new=self._wanted()).value, id="7")

    # --- what happens ---

    @rule(pair=PAIRS)
    def the_contract_changes(self, pair: tuple[ContractStatus, AccessStatus]) -> None:
        before = self.user
        self.contract = attrs.evolve(self.contract, status=pair[0], access=pair[1], cancel_on=None)
        self._mirror()
        if before.status is SvaUserStatus.DEACTIVATED:  # sticky, whoever did it
            assert self.user == before

    @rule(days=st.integers(-1, 1))
    def a_cancellation_is_dated(self, days: int) -> None:
        self.contract = attrs.evolve(self.contract, cancel_on=NOON.date() + timedelta(days=days))
        self._mirror()

    @rule(pair=PAIRS, fault=FAULTS)
    def the_contract_changes_and_the_mirror_fails(
        self, pair: tuple[ContractStatus, AccessStatus], fault: Fault
    ) -> None:
        self.contract = attrs.evolve(self.contract, status=pair[0], access=pair[1], cancel_on=None)
        self._try(lambda client: client.mirror_user(user=self.user, contract=self.contract), fault)

    @there
    @rule(status=PANEL)
    def somebody_changes_it_in_the_panel(self, status: SvaUserStatus) -> None:
        self.set_by_hand(status)
        self._mirror()

    @there
    @rule()
    def desativar(self) -> None:
        was_by_contract = self.user.status is SvaUserStatus.DEACTIVATED and not self.user.deactivated_manually
        self.user = self.opened().deactivate_user(user=self.user).value
        assert self.user.deactivated_manually is not was_by_contract

    @there
    @rule(fault=FAULTS)
    def desativar_fails(self, fault: Fault) -> None:
        self._try(lambda client: client.deactivate_user(user=self.user), fault)

    @there
    @rule()
    def ativar(self) -> None:
        refused = self.contract.status in {*ENDED, ContractStatus.UNKNOWN} or self._cancelled()
        if refused:
            with pytest.raises(RuleViolation, match="SVA-ACT-1"):
                self.opened().activate_user(user=self.user, contract=self.contract)
        else:
            self.user = self.opened().activate_user(user=self.user, contract=self.contract).value
            assert self.user.status is SvaUserStatus.ACTIVE
        self._mirror()

    @there
    @rule(fault=FAULTS)
    def ativar_fails(self, fault: Fault) -> None:
        self._try(lambda client: client.activate_user(user=self.user, contract=self.contract), fault)

    @there
    @rule()
    def excluir(self) -> None:
        self.user = self.opened().delete_user(user=self.user).value
        assert self.user.status is SvaUserStatus.REMOVED

    @there
    @rule(fault=FAULTS)
    def excluir_fails(self, fault: Fault) -> None:
        self._try(lambda client: client.delete_user(user=self.user), fault)

    @gone
    @rule()
    def criar_de_novo(self) -> None:
        try:
            self.user = attrs.evolve(self.opened().create_user(new=self._wanted()).value, id="7")
        except RuleViolation:
            assert self.contract.status is not ContractStatus.ACTIVE or self._cancelled()
        self._mirror()

    @gone
    @rule(fault=FAULTS)
    def criar_de_novo_fails(self, fault: Fault) -> None:
        with self.opened(fault) as client:
            try:
                made = client.create_user(new=self._wanted()).value
            except OutcomeUnknown as lost:
                made = self._resumed(client, lost)
            except (RuleViolation, ProviderError):
                made = self.user
        self.user = attrs.evolve(made, id="7")
        assert self.agrees()
        self._mirror()

    # --- what is so afterwards ---

    @invariant()
    def the_platform_s_state_is_the_model_s(self) -> None:
        if not hasattr(self, "user"):
            return
        assert self.agrees()
        if self.user.status is SvaUserStatus.REMOVED:
            return
        level = self._level()
        if level == "ended":
            assert self.user.status is SvaUserStatus.DEACTIVATED
        elif level == "blocked" and self.blocks:
            assert self.user.status in WITHHELD
        elif level in {"served", "blocked"}:
            assert self.user.status in {SvaUserStatus.ACTIVE, SvaUserStatus.DEACTIVATED}

    # --- how ---

    def _mirror(self) -> None:
        refused = False
        try:
            self.user = self.opened().mirror_user(user=self.user, contract=self.contract).value
        except UnsupportedOperation:
            refused = True
            assert not self.blocks
            assert self._level() == "blocked"
        if refused or self._level() is None:  # nothing was done: what the panel shows is observed alone
            self.user = self.opened().refresh_user(user=self.user).value

    def _try(self, order: Any, fault: Fault) -> None:
        """An order under a fault: done, or told as not done or unknown; then one mirror mends it."""
        with self.opened(fault) as client:
            try:
                self.user = order(client).value
            except OutcomeUnknown:
                pass
            except (RuleViolation, ProviderError, UnsupportedOperation):
                untouched = self.agrees()
                assert untouched
        self._mirror()

    def _resumed(self, client: SvaClient, lost: OutcomeUnknown) -> SvaUser:
        """The user that a lost creation made; the one that is gone, where nobody can tell that it made one."""
        for _ in range(LONGEST_FAULT):
            try:
                made: SvaUser = client.resume(lost.resume_token or "").value
            except OutcomeUnknown as again:
                lost = again
            else:
                return made
        return self.user

    def _wanted(self) -> CreateSvaUser:
        return attrs.evolve(self.form(), contract=self.contract)

    def _cancelled(self) -> bool:
        cancellable = self.contract.status in {ContractStatus.ACTIVE, ContractStatus.PRE_CONTRACT}
        return cancellable and self.contract.cancel_on is not None and self.contract.cancel_on <= NOON.date()

    def _level(self) -> str | None:
        if self.contract.status in ENDED or self._cancelled():
            return "ended"
        if self.contract.status is not ContractStatus.ACTIVE:
            return None
        if self.contract.access in SERVED:
            return "served"
        return "blocked" if self.contract.access in BLOCKED else None
