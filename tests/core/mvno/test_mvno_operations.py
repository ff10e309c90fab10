"""What operations do around a platform: support first, rules before any step, events beside the result."""

from datetime import date
from typing import Any

import attrs
import pytest

import mvno_makers as make
from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.errors import (
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import operations
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account, operation
from isp_integrations.core.session import Session
from isp_integrations.core.wire import WireBook
from mvno_on_paper import (
    MOVE,
    Paper,
    PaperActivating,
    PaperGuessingPlans,
    PaperWithPlans,
    Told,
    carry,
    fresh,
    names,
    seen,
    transfer,
)

OTHER_PLAN = make.contract(items=(attrs.evolve(make.MOBILE_ITEM, platform_plan_code="P9"),))


def test_a_transfer_sends_the_new_holder_and_tells_what_the_host_persists() -> None:
    done, told = transfer(Paper())
    assert [step.what for step in told] == ["transfer_ownership"]
    assert told[0].request.new_holder == make.HOLDER
    assert names(done) == ["LineContractChanged", "LineHolderUpdated", "BillingOwnerChanged"]
    assert done.value.kind is m.TransferKind.OWNERSHIP_CHANGE
    assert (done.value.line.contract_id, done.value.line.customer_id) == ("200", "20")


def test_mvno_transfer_5_a_move_within_one_customer_calls_nobody() -> None:
    own = make.contract(customer_id="10")
    done, told = transfer(Paper(), new_contract=own, new_holder=attrs.evolve(make.HOLDER, id="10"))
    assert told == []
    assert names(done) == ["LineContractChanged", "BillingOwnerChanged"]
    assert not done.value.platform_called


def test_mvno_transfer_5_no_holder_data_leaves_for_a_move_within_one_customer() -> None:
    class Keeping(Paper):
        keeps_contract = True

    own = make.contract(customer_id="10")
    done, told = transfer(Keeping(), new_contract=own, new_holder=attrs.evolve(make.HOLDER, id="10"))
    assert told[0].request.new_holder is None
    assert told[0].request.kind is m.TransferKind.CONTRACT_CHANGE
    assert done.value.platform_called


def test_mvno_transfer_5_a_move_that_only_changes_the_plan_calls_for_the_plan_alone() -> None:
    own = attrs.evolve(OTHER_PLAN, customer_id="10")
    done, told = transfer(PaperWithPlans(), new_contract=own, new_holder=attrs.evolve(make.HOLDER, id="10"))
    assert [step.what for step in told] == ["change_plan"]
    assert names(done) == ["LineContractChanged", "LinePlanChanged", "BillingOwnerChanged"]


@pytest.mark.parametrize(
    "changed",
    [{"status": m.LineStatus.BLOCKED_TOTAL}, {"msisdn": make.OTHER_NUMBER}, {"iccid": make.OTHER_ICCID}],
    ids=["status", "number", "sim"],
)
def test_mvno_transfer_12_a_line_that_comes_back_changed_is_no_success(changed: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        transfer(Paper(transfer_ownership=seen(**changed)))


def test_mvno_transfer_14_the_plan_follows_the_holder() -> None:
    done, told = transfer(PaperWithPlans(), new_contract=OTHER_PLAN)
    assert [step.what for step in told] == ["transfer_ownership", "change_plan"]
    assert names(done) == ["LineContractChanged", "LineHolderUpdated", "LinePlanChanged", "BillingOwnerChanged"]
    assert done.value.line.plan_code == "P9"


def test_mvno_transfer_14_a_refused_plan_leaves_the_transfer_standing() -> None:
    refused = ProviderRejected(message="plano indisponível", words="plano indisponível")
    done, _ = transfer(PaperWithPlans(change_plan=refused), new_contract=OTHER_PLAN)
    assert names(done) == ["LineContractChanged", "LineHolderUpdated", "LinePlanReviewNeeded", "BillingOwnerChanged"]
    assert done.events[2].why == "plano indisponível"
    assert not done.value.plan_changed


def test_mvno_transfer_14_a_platform_without_plan_change_needs_a_review() -> None:
    done, told = transfer(Paper(), new_contract=OTHER_PLAN)
    assert [step.what for step in told] == ["transfer_ownership"]
    assert "LinePlanReviewNeeded" in names(done)


def test_mvno_transfer_14_a_lost_plan_change_is_an_unknown_outcome() -> None:
    with pytest.raises(OutcomeUnknown):
        transfer(PaperWithPlans(change_plan=OutcomeUnknown(message="?")), new_contract=OTHER_PLAN)


def test_core_2_an_assumed_second_step_is_refused_before_the_first_one() -> None:
    platform = PaperGuessingPlans()
    with pytest.raises(UnverifiedWire):
        transfer(platform, new_contract=OTHER_PLAN)


def test_core_2_support_is_answered_alone_before_the_rules() -> None:
    class Nothing(MvnoSpec):
        key = "nothing"
        title = "Nada"
        wire = WireBook(endpoints=())

    with pytest.raises(UnsupportedOperation):
        transfer(Nothing(Account()), line=make.line(status=m.LineStatus.CANCELLED), new_contract=make.CONTRACT)


def test_core_11_every_broken_rule_is_in_one_error_and_nothing_is_asked() -> None:
    with pytest.raises(RuleViolation) as caught:
        transfer(Paper(), line=make.line(status=m.LineStatus.BLOCKED_TOTAL), new_contract=make.contract(items=()))
    assert make.rule_ids(caught.value.violations) == ["MVNO-TRANSFER-1", "MVNO-TRANSFER-9"]


def test_mvno_transfer_8_a_transfer_without_target_is_refused() -> None:
    with pytest.raises(RuleViolation) as caught:
        transfer(Paper(), new_contract=None)
    assert make.rule_ids(caught.value.violations) == ["MVNO-TRANSFER-8"]


def test_a_line_that_does_not_say_whose_it_is_needs_its_contract() -> None:
    with pytest.raises(InvalidRecord, match="current_contract"):
        transfer(Paper(), line=seen())


def test_a_line_just_read_from_the_platform_is_transferred_by_its_current_contract() -> None:
    old = make.contract(id="100", customer_id="10")
    done, _ = transfer(Paper(), line=seen(), current_contract=old)
    assert done.value.kind is m.TransferKind.OWNERSHIP_CHANGE
    assert done.events[0].old_contract_id == "100"


def test_warnings_come_back_beside_the_result_and_stop_nothing() -> None:
    done, told = carry(
        Paper(), operations.block_line, line=make.LINE, scope=m.BlockScope.TOTAL, reason=m.BlockReason.DEBT
    )
    assert [w.code for w in done.warnings] == ["mvno.emergency_calls_unknown"]
    assert [step.what for step in told] == ["block_line"]
    assert names(done) == ["LineStatusChanged"]


def test_a_block_that_the_line_does_not_show_is_no_success() -> None:
    with pytest.raises(UnexpectedAnswer, match="status"):
        carry(
            Paper(block_line=seen()),
            operations.block_line,
            line=make.LINE,
            scope=m.BlockScope.TOTAL,
            reason=m.BlockReason.DEBT,
        )


def test_refreshing_keeps_the_host_s_ids_and_takes_the_platform_s_state() -> None:
    done, _ = carry(Paper(get_line=seen(status=m.LineStatus.CANCELLED)), operations.refresh_line, line=make.LINE)
    assert (done.value.id, done.value.contract_id, done.value.status) == ("7", "100", m.LineStatus.CANCELLED)
    assert names(done) == ["LineStatusChanged"]


def test_core_10_an_observation_outside_the_path_is_taken_and_told() -> None:
    cancelled = make.line(status=m.LineStatus.CANCELLED)
    done, _ = carry(Paper(), operations.refresh_line, line=cancelled)
    assert done.value.status is m.LineStatus.ACTIVE
    assert names(done) == ["LineStatusChanged", "UnexpectedTransition"]


@pytest.mark.parametrize(
    ("given", "rule"),
    [({"msisdn": "1196123"}, "MVNO-LINE-2"), ({"iccid": "89"}, "MVNO-LINE-1"), ({}, "MVNO-LINE-2")],
)
def test_a_look_up_with_a_bad_identifier_is_refused_by_its_rule(given: dict[str, str], rule: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        carry(Paper(), operations.get_line, **given)
    assert caught.value.violations[0].rule_id == rule


CUSTOMER = Customer(id="20", legal_name="Fulana Exemplo", tax_id=make.HOLDER.tax_id)
PORT_IN = r.PortIn(number=Msisdn.parse("11987654321"))


def activate(platform: MvnoSpec, **changes: Any) -> tuple[Done[m.Activation], list[Told]]:
    given: dict[str, Any] = {"customer": CUSTOMER, "plan_code": "P4", "area_code": "11", "iccid": make.ICCID}
    return carry(platform, operations.activate_line, **{**given, **changes})


def test_an_activation_with_port_in_asks_for_it_once_the_number_is_known() -> None:
    done, told = activate(PaperActivating(), port_in=PORT_IN)
    assert [step.what for step in told] == ["activate_line", "get_activation", "request_portability"]
    assert told[0].request.port_in is None, "this platform takes the port-in only afterwards"
    assert names(done) == ["LineActivationRequested", "LineStatusChanged", "PortabilityRequested"]
    assert done.value.line.temporary_number == make.NUMBER


def test_a_port_in_refused_after_the_activation_leaves_the_activation_standing() -> None:
    refused = ProviderRejected(message="numero vago", words="numero vago")
    done, _ = activate(PaperActivating(request_portability=refused), port_in=PORT_IN)
    assert names(done) == ["LineActivationRequested", "LineStatusChanged", "PortabilityRequestDue"]
    assert done.events[-1].why == "numero vago"
    assert done.value.line.msisdn == make.NUMBER


def test_a_line_in_port_in_is_looked_up_by_its_temporary_number() -> None:
    port = m.Portability(number=make.OTHER_NUMBER, status=m.PortabilityStatus.PENDING)
    line = make.line(msisdn=make.OTHER_NUMBER, temporary_number=make.NUMBER, portability=port)
    _, told = carry(Paper(), operations.refresh_line, line=line)
    assert told[0].request.msisdn == make.NUMBER


def test_an_activation_whose_number_stays_away_says_that_the_port_in_is_still_due() -> None:
    slow = PaperActivating(get_activation=m.Activation(line=fresh(None)))
    done, told = activate(slow, port_in=PORT_IN)
    assert told[-1].what == "get_activation"
    assert names(done) == ["LineActivationRequested", "PortabilityRequestDue"]


def test_a_platform_that_ports_inside_the_activation_gets_it_in_one_call() -> None:
    class AtOnce(PaperActivating):
        port_in_inside_activation = True

    done, told = activate(AtOnce(), port_in=PORT_IN)
    assert [step.what for step in told] == ["activate_line"]
    assert told[0].request.port_in == PORT_IN
    assert names(done) == ["LineActivationRequested", "PortabilityRequested"]


def test_a_port_in_that_the_platform_cannot_do_is_refused_before_the_activation() -> None:
    class NoPortIn(Paper):
        @operation(uses=(MOVE,))
        def activate_line(self, request: r.ActivateLine) -> Exchange[m.Activation]:
            return (yield from self._answer("activate_line", request))

    with pytest.raises(UnsupportedOperation, match="request_portability"):
        activate(NoPortIn(), port_in=PORT_IN)


def test_the_newest_record_per_number_is_picked_by_its_activation_day() -> None:

    old, new = (seen(activated_on=day) for day in (date(2024, 1, 1), date(2025, 1, 1)))
    other = seen(msisdn=make.OTHER_NUMBER, iccid=Iccid.parse("8955060000000000020"))
    assert operations.latest([new, old, other, seen(msisdn=None)]) == {make.NUMBER: new, make.OTHER_NUMBER: other}


class PaperRegistering(Paper):
    """One where customers are registered by themselves."""

    @operation(uses=(MOVE,))
    def register_subscriber(self, request: r.RegisterSubscriber) -> Exchange[m.Subscriber]:
        return (yield from self._answer("register_subscriber", request))


@pytest.mark.parametrize(
    ("customer", "password", "field"),
    [
        (attrs.evolve(make.HOLDER, legal_name="Fulana\nExemplo"), None, "legal_name"),
        (make.HOLDER, "senha\x00", "password"),
    ],
)
def test_a_customer_with_control_signs_is_registered_nowhere_core_12(
    customer: Customer, password: str | None, field: str
) -> None:
    session = Session(PaperRegistering())
    with pytest.raises(RuleViolation) as refused:
        next(operations.register_subscriber(session, customer=customer, password=password))
    (found,) = refused.value.violations
    assert (found.rule_id, found.code, found.context) == ("CORE-12", "mvno.text_invalid", {"field": field})
    step = next(operations.register_subscriber(session, customer=make.HOLDER, password="senha-exemplo"))
    assert step.label == "register_subscriber"
