"""What a mobile platform may implement. One request in, one exchange out; lists also take an opaque cursor."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Platform, first_result
from isp_integrations.core.rules import Family


class MvnoSpec(Platform):
    """The family's contract. Limits finer than "implemented or not" are the attributes below.

    Attributes:
        blocks: scopes that a block may have, by reason.
        keeps_emergency_calls: whether a DEBT block is known to keep emergency calls; `None` when nobody knows.
        tells_block_reasons: whether the platform keeps the reasons of blocks apart.
        schedules_blocks: whether a block may start on a later day.
        suspends_billing: scopes whose block can be asked for with or without billing.
        port_in_inside_activation: whether `activate_line` itself takes a port-in. Where it does not, the operation
            activates first and asks for the port-in as a second step.
        port_in_needs_donor: whether a port-in must name the donor operator (MVNO-PORT-3).
        port_in_takes_other_holder: whether the donor's holder may be another person (MVNO-PORT-2).
        port_in_cancel_always: whether a port-in may be cancelled after two business days (MVNO-PORT-6).
        keeps_contract: whether the platform itself keeps the host's contract of a line (MVNO-TRANSFER-5).
        picks_esim: whether a swap or an activation may leave the choice of an eSIM to the platform.
        iccid_luhn: whether this platform's ICCIDs carry their check digit.
        iccid_prefix: the prefix its ICCIDs are expected to have; another one is only told.
        holder_fields: what the platform needs of a new holder besides name and tax id (names of `Customer`).
    """

    family: ClassVar[str] = "mvno"
    blocks: ClassVar[Mapping[m.BlockReason, frozenset[m.BlockScope]]] = {}
    keeps_emergency_calls: ClassVar[bool | None] = None
    tells_block_reasons: ClassVar[bool] = True
    schedules_blocks: ClassVar[bool] = False
    suspends_billing: ClassVar[frozenset[m.BlockScope]] = frozenset()
    port_in_inside_activation: ClassVar[bool] = False
    port_in_needs_donor: ClassVar[bool] = False
    port_in_takes_other_holder: ClassVar[bool] = False
    port_in_cancel_always: ClassVar[bool] = False
    keeps_contract: ClassVar[bool] = False
    picks_esim: ClassVar[bool] = False
    iccid_luhn: ClassVar[bool] = True
    iccid_prefix: ClassVar[str] = "8955"
    holder_fields: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def activation_conditions(cls, request: r.ActivateLine) -> tuple[tuple[str, Family, str], ...]:
        """Conditions of this platform that an activation breaks: `(name, family, pt-BR message)` (MVNO-LINE-9)."""
        return ()

    @classmethod
    def transfer_conditions(cls, request: r.TransferOwnership) -> tuple[tuple[str, Family, str], ...]:
        """Conditions of this platform that a transfer breaks: `(name, family, pt-BR message)` (MVNO-TRANSFER-15)."""
        return ()

    @first_result
    def list_plans(self, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]: ...
    @first_result
    def list_sim_cards(self, request: r.ListSimCards, cursor: str | None) -> Exchange[Page[m.SimCard]]: ...
    @first_result
    def list_free_numbers(self, request: r.ListFreeNumbers, cursor: str | None) -> Exchange[Page[m.FreeNumber]]: ...
    @first_result
    def find_sim(self, request: r.FindSim) -> Exchange[m.SimLookup]: ...
    @first_result
    def check_document(self, request: r.CheckDocument) -> Exchange[m.DocumentCheck]: ...
    @first_result
    def register_subscriber(self, request: r.RegisterSubscriber) -> Exchange[m.Subscriber]: ...
    @first_result
    def get_subscriber(self, request: r.GetSubscriber) -> Exchange[m.Subscriber]: ...
    @first_result
    def list_subscribers(self, request: r.ListSubscribers, cursor: str | None) -> Exchange[Page[m.Subscriber]]: ...
    @first_result
    def activate_line(self, request: r.ActivateLine) -> Exchange[m.Activation]: ...
    @first_result
    def get_activation(self, request: r.GetActivation) -> Exchange[m.Activation]: ...
    @first_result
    def get_line(self, request: r.GetLine) -> Exchange[m.MvnoLine]: ...
    @first_result
    def list_lines(self, request: r.ListLines, cursor: str | None) -> Exchange[Page[m.MvnoLine]]: ...
    @first_result
    def block_line(self, request: r.BlockLine) -> Exchange[m.MvnoLine]: ...
    @first_result
    def unblock_line(self, request: r.UnblockLine) -> Exchange[m.MvnoLine]: ...
    @first_result
    def cancel_line(self, request: r.CancelLine) -> Exchange[m.MvnoLine]: ...
    @first_result
    def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]: ...
    @first_result
    def swap_sim(self, request: r.SwapSim) -> Exchange[m.MvnoLine]: ...
    @first_result
    def get_balance(self, request: r.GetBalance) -> Exchange[m.Balance]: ...
    @first_result
    def list_usage(self, request: r.ListUsage, cursor: str | None) -> Exchange[Page[m.UsageRecord]]: ...
    @first_result
    def list_top_ups(self, request: r.ListTopUps, cursor: str | None) -> Exchange[Page[m.TopUp]]: ...
    @first_result
    def top_up(self, request: r.TopUpLine) -> Exchange[m.TopUp]: ...
    @first_result
    def request_portability(self, request: r.RequestPortability) -> Exchange[m.Portability]: ...
    @first_result
    def get_portability(self, request: r.GetPortability) -> Exchange[m.Portability]: ...
    @first_result
    def cancel_portability(self, request: r.CancelPortability) -> Exchange[m.Portability]: ...
    @first_result
    def list_donor_operators(
        self, request: r.ListDonorOperators, cursor: str | None
    ) -> Exchange[Page[m.DonorOperator]]: ...
    @first_result
    def transfer_ownership(self, request: r.TransferOwnership) -> Exchange[m.MvnoLine]: ...
    @first_result
    def get_reseller_balance(self, request: r.GetResellerBalance) -> Exchange[Decimal]: ...
    @first_result
    def parse_webhook(self, request: r.ParseWebhook) -> Exchange[tuple[m.WebhookNotice, ...]]: ...
