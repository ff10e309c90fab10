"""A platform that says yes and shows something else: another line, or not what was ordered. It is never a success."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

import attrs
import pytest

import mvno_makers as make
from isp_integrations.core.done import Done
from isp_integrations.core.errors import (
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    RateLimited,
    RuleViolation,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect, Exchange, Refused
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import operations
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.events import LinePlanReviewNeeded
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import operation
from isp_integrations.core.session import Session
from mvno_on_paper import MOVE, PLAN, READ, Paper, PaperActivating, Told, carry, fresh, names, seen, transfer

OTHER_HOLDER = Cpf.parse("11144477735")
TODAY = date(2026, 1, 15)
NINE = make.contract(items=(attrs.evolve(make.MOBILE_ITEM, platform_plan_code="P9"),))
NAMED_PLANS = Page(items=(m.MobilePlan(code="P4", name="4 GB"), m.MobilePlan(code="P9", name="9 GB")))


class Obeying(Paper):
    """One that does all that a line can be ordered to, and shows it."""

    blocks: ClassVar[Any] = {reason: frozenset(m.BlockScope) for reason in m.BlockReason}
    schedules_blocks = True
    picks_esim = True

    @operation(uses=(MOVE,))
    def unblock_line(self, request: r.UnblockLine) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("unblock_line", request, seen()))

    @operation(uses=(MOVE,))
    def cancel_line(self, request: r.CancelLine) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("cancel_line", request, seen(status=m.LineStatus.CANCELLED)))

    @operation(uses=(PLAN,))
    def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("change_plan", request, seen(plan_code=request.plan_code)))

    @operation(uses=(MOVE,))
    def swap_sim(self, request: r.SwapSim) -> Exchange[m.MvnoLine]:
        return (yield from self._answer("swap_sim", request, seen(iccid=request.new_iccid)))

    @operation(uses=(MOVE,))
    def top_up(self, request: r.TopUpLine) -> Exchange[m.TopUp]:
        return (yield from self._answer("top_up", request, m.TopUp()))

    @operation(uses=(MOVE,))
    def register_subscriber(self, request: r.RegisterSubscriber) -> Exchange[m.Subscriber]:
        return (yield from self._answer("register_subscriber", request, m.Subscriber()))

    @operation(uses=(READ,))
    def get_subscriber(self, request: r.GetSubscriber) -> Exchange[m.Subscriber]:
        return (yield from self._answer("get_subscriber", request, m.Subscriber(tax_id=request.tax_id)))

    @operation(uses=(READ,))
    def list_plans(self, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:
        return (yield from self._answer("list_plans", request, NAMED_PLANS))


def order(line: m.MvnoLine, **answers: Any) -> Callable[..., Done[m.MvnoLine]]:
    """Carries an operation on `line`, on a platform that answers so."""

    def ask(operation: Callable[..., Exchange[Any]], **arguments: Any) -> Any:
        return carry(Obeying(**answers), operation, line=line, **arguments)[0]

    return ask


BLOCK = {"scope": m.BlockScope.TOTAL, "reason": m.BlockReason.DEBT}
ORDERS: list[tuple[str, Callable[..., Exchange[Any]], dict[str, Any], dict[str, Any]]] = [
    ("get_line", operations.refresh_line, {}, {}),
    ("block_line", operations.block_line, BLOCK, {"status": m.LineStatus.BLOCKED_TOTAL}),
    ("unblock_line", operations.unblock_line, {}, {}),
    ("cancel_line", operations.cancel_line, {}, {"status": m.LineStatus.CANCELLED}),
    ("change_plan", operations.change_plan, {"plan_code": "P9"}, {"plan_code": "P9"}),
    ("swap_sim", operations.swap_sim, {"new_iccid": make.OTHER_ICCID}, {"iccid": make.OTHER_ICCID}),
]


@pytest.mark.parametrize(("hook", "ask", "arguments", "shown"), ORDERS, ids=[row[0] for row in ORDERS])
def test_what_comes_back_about_another_number_is_no_success(
    hook: str, ask: Callable[..., Exchange[Any]], arguments: dict[str, Any], shown: dict[str, Any]
) -> None:
    other = seen(**{**shown, "msisdn": make.OTHER_NUMBER})
    with pytest.raises(UnexpectedAnswer) as caught:
        order(make.LINE, **{hook: other})(ask, **arguments)
    assert caught.value.paths == ("msisdn",)
    assert make.OTHER_NUMBER.national not in str(caught.value)
    order(make.LINE, **{hook: seen(**shown)})(ask, **arguments)


@pytest.mark.parametrize(
    ("asked", "path"), [({"msisdn": make.OTHER_NUMBER}, "msisdn"), ({"iccid": make.OTHER_ICCID}, "iccid")]
)
def test_a_looked_up_line_is_the_one_that_was_asked_for(asked: dict[str, Any], path: str) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        carry(Paper(), operations.get_line, **asked)
    assert caught.value.paths == (path,)


def test_a_line_whose_sim_was_swapped_elsewhere_is_observed() -> None:
    done = order(make.LINE, get_line=seen(iccid=make.OTHER_ICCID))(operations.refresh_line)
    assert done.value.iccid == make.OTHER_ICCID


def test_a_customer_registered_under_another_document_is_no_success() -> None:
    other = Obeying(register_subscriber=m.Subscriber(tax_id=OTHER_HOLDER))
    with pytest.raises(UnexpectedAnswer, match="tax_id"):
        carry(other, operations.register_subscriber, customer=make.HOLDER)
    silent, _ = carry(Obeying(), operations.register_subscriber, customer=make.HOLDER)
    assert silent.value == m.Subscriber()
    with pytest.raises(UnexpectedAnswer, match="tax_id"):
        carry(
            Obeying(get_subscriber=m.Subscriber(tax_id=OTHER_HOLDER)), operations.get_subscriber, tax_id="52998224725"
        )


def activate(**answers: Any) -> Any:
    port_in = r.PortIn(number=Msisdn.parse("11987654321"))
    given = {"customer": make.HOLDER, "plan_code": "P4", "area_code": "11", "iccid": make.ICCID, "port_in": port_in}
    return carry(PaperActivating(**answers), operations.activate_line, **given)


@pytest.mark.parametrize("hook", ["activate_line", "get_activation"])
def test_the_activation_of_another_sim_is_not_taken_for_ours(hook: str) -> None:
    other = m.Activation(line=attrs.evolve(fresh(make.OTHER_NUMBER), iccid=make.OTHER_ICCID))
    with pytest.raises(UnexpectedAnswer) as caught:
        activate(**{hook: other})
    assert caught.value.paths == ("iccid",)
    with pytest.raises(UnexpectedAnswer):
        carry(PaperActivating(get_activation=other), operations.get_activation, iccid=make.ICCID)


def test_mvno_port_4_an_activation_with_port_in_minds_the_host_s_open_portabilities() -> None:
    number = Msisdn.parse("11987654321")
    is_open = m.Portability(number=number, status=m.PortabilityStatus.PENDING)
    with pytest.raises(RuleViolation) as caught:
        carry(
            PaperActivating(),
            operations.activate_line,
            customer=make.HOLDER,
            plan_code="P4",
            area_code="11",
            iccid=make.ICCID,
            port_in=r.PortIn(number=number),
            portabilities=(is_open,),
        )
    assert make.rule_ids(caught.value.violations) == ["MVNO-PORT-4"]


def test_a_port_in_of_another_number_is_no_success() -> None:
    other = PaperActivating(request_portability=m.Portability(number=make.OTHER_NUMBER))
    port_in = r.PortIn(number=Msisdn.parse("11987654321"))
    with pytest.raises(UnexpectedAnswer) as caught:
        carry(other, operations.request_portability, line=make.LINE, customer=make.HOLDER, port_in=port_in)
    assert caught.value.paths == ("number",)


# --- as ordered -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "status", "as_ordered"),
    [
        (m.BlockScope.TOTAL, m.LineStatus.BLOCKED_PARTIAL, False),
        (m.BlockScope.TOTAL, m.LineStatus.BLOCKED_TOTAL, True),
        (m.BlockScope.TOTAL, m.LineStatus.BLOCKED_LOSS, True),
        (m.BlockScope.TOTAL, m.LineStatus.UNKNOWN, True),
        (m.BlockScope.PARTIAL, m.LineStatus.BLOCKED_PARTIAL, True),
        (m.BlockScope.PARTIAL, m.LineStatus.BLOCKED_TOTAL, True),
        (m.BlockScope.PARTIAL, m.LineStatus.ACTIVE, False),
    ],
)
def test_a_total_block_that_shows_as_partial_is_no_success(
    scope: m.BlockScope, status: m.LineStatus, *, as_ordered: bool
) -> None:
    carried = order(make.LINE, block_line=seen(status=status))
    arguments = {"scope": scope, "reason": m.BlockReason.CUSTOMER}
    if as_ordered:
        assert carried(operations.block_line, **arguments).value.status is status
    else:
        with pytest.raises(UnexpectedAnswer, match="status"):
            carried(operations.block_line, **arguments)


@pytest.mark.parametrize("day", [date(2026, 1, 1), TODAY])
def test_a_block_from_a_day_gone_by_or_today_must_show(day: date) -> None:
    with pytest.raises(UnexpectedAnswer, match="status"):
        order(make.LINE, block_line=seen())(operations.block_line, **BLOCK, starts_on=day)


def test_a_block_for_a_later_day_need_not_show_yet() -> None:
    done = order(make.LINE, block_line=seen())(operations.block_line, **BLOCK, starts_on=date(2026, 1, 16))
    assert done.value.status is m.LineStatus.ACTIVE


@pytest.mark.parametrize(
    ("wanted", "shown", "as_ordered"),
    [
        (make.OTHER_ICCID, make.ICCID, False),
        (make.OTHER_ICCID, None, True),
        (None, make.ICCID, False),
        (None, make.OTHER_ICCID, True),
        (None, None, True),
    ],
)
def test_a_swap_after_which_the_line_shows_another_sim_is_no_success(
    wanted: Any, shown: Any, *, as_ordered: bool
) -> None:
    carried = order(make.LINE, swap_sim=seen(iccid=shown))
    if as_ordered:
        assert names(carried(operations.swap_sim, new_iccid=wanted)) == ["LineSimSwapped"]
    else:
        with pytest.raises(UnexpectedAnswer) as caught:
            carried(operations.swap_sim, new_iccid=wanted)
        assert caught.value.paths == ("iccid",)


def test_a_swapped_line_that_shows_no_number_is_known_by_its_new_sim() -> None:
    shown = seen(msisdn=None, iccid=make.OTHER_ICCID)
    done = order(make.LINE, swap_sim=shown)(operations.swap_sim, new_iccid=make.OTHER_ICCID)
    assert done.value.iccid == make.OTHER_ICCID


@pytest.mark.parametrize(
    "shown",
    [{"plan_code": "P4"}, {"plan_code": None, "plan_name": "4 gb"}],
    ids=["by its code", "by its name"],
)
def test_a_plan_change_after_which_the_line_shows_the_old_plan_is_no_success(shown: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        order(make.LINE, change_plan=seen(**shown))(operations.change_plan, plan_code="P9")
    assert caught.value.paths == ("plan_code",)


@pytest.mark.parametrize("plan_name", [None, "9 GB", "Plano sem nome conhecido"])
def test_a_changed_plan_is_the_ordered_one_also_where_the_line_shows_no_code(plan_name: str | None) -> None:
    shown = seen(plan_code=None, plan_name=plan_name)
    done = order(make.LINE, change_plan=shown)(operations.change_plan, plan_code="P9")
    assert done.value.plan_code == "P9"
    assert (done.events[0].old_plan_code, done.events[0].new_plan_code) == ("P4", "P9")


def test_a_catalogue_that_cannot_be_read_leaves_the_plan_change_in_doubt() -> None:
    shown = seen(plan_code=None, plan_name="9 GB")
    carried = order(make.LINE, change_plan=shown, list_plans=Unavailable(message="fora do ar"))
    with pytest.raises(Unavailable):
        carried(operations.change_plan, plan_code="P9")


# --- a transfer -------------------------------------------------------------------------------------------------


def test_a_transfer_after_which_the_line_shows_another_holder_is_no_success() -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        transfer(Paper(transfer_ownership=seen(holder_tax_id=OTHER_HOLDER)))
    assert caught.value.paths == ("holder_tax_id",)
    done, _ = transfer(Paper(transfer_ownership=seen(holder_tax_id=make.HOLDER.tax_id)))
    assert "LineHolderUpdated" in names(done)


def test_a_line_without_known_number_is_transferred_by_its_sim() -> None:
    done, _ = transfer(Paper(), line=make.line(msisdn=None))
    assert done.value.line.msisdn == make.NUMBER


class Written(Told):
    """A step that changes something."""

    effect = Effect.WRITE


class Watched(Obeying):
    """One whose plan change is a real write, followed by a reading that is refused."""

    @operation(uses=(PLAN,))
    def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
        yield from Told("look", request)
        yield from Written("plan", request)
        if refused := self.answers.get("plan"):
            raise refused
        yield from Told("read back", request)
        raise RateLimited(message="devagar")


def test_mvno_transfer_14_a_plan_whose_read_back_is_refused_is_not_told_as_refused() -> None:
    with pytest.raises(OutcomeUnknown, match="devagar"):
        transfer(Watched(), new_contract=NINE)


def test_mvno_transfer_14_a_plan_whose_catalogue_is_refused_afterwards_is_not_told_as_refused() -> None:
    class Named(Watched):
        @operation(uses=(PLAN,))
        def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
            yield from Written("plan", request)
            return seen(plan_code=None, plan_name="9 GB")

    with pytest.raises(OutcomeUnknown, match="devagar"):
        transfer(Named(list_plans=RateLimited(message="devagar")), new_contract=NINE)


def test_mvno_transfer_14_a_plan_refused_by_the_write_itself_needs_a_review() -> None:
    done, told = transfer(Watched(plan=ProviderRejected(message="indisponível")), new_contract=NINE)
    assert [step.what for step in told] == ["transfer_ownership", "look", "plan"]
    assert not done.value.plan_changed
    assert isinstance(done.events[2], LinePlanReviewNeeded)


def test_mvno_transfer_14_a_plan_change_told_as_refused_stays_refused_whatever_is_read_afterwards() -> None:
    class Telling(Watched):
        @operation(uses=(PLAN,))
        def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
            refused = ProviderRejected(message="indisponível")
            yield from Written("plan", request)
            yield from Refused(error=refused)
            yield from Told("why", request)
            raise refused

    done, _ = transfer(Telling(), new_contract=NINE)
    assert done.events[2].why == "indisponível"


def test_mvno_transfer_14_a_failure_thrown_at_the_plan_change_reaches_the_plugin() -> None:
    class Saving(Watched):
        @operation(uses=(PLAN,))
        def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
            try:
                yield Written("plan", request)
            except OutcomeUnknown:
                yield from Told("look", request)
            return seen(plan_code=request.plan_code)

    exchange = operations.transfer_ownership(
        Session(Saving()), line=make.LINE, new_contract=NINE, new_holder=make.HOLDER
    )
    assert [next(exchange).label, exchange.send(None).label] == ["transfer_ownership", "plan"]
    assert exchange.throw(OutcomeUnknown(message="?")).label == "look"
    with pytest.raises(StopIteration) as end:
        exchange.send(None)
    assert end.value.value.value.plan_changed


def test_mvno_transfer_14_a_line_that_shows_its_plan_by_name_alone_is_put_on_the_contract_s() -> None:
    shown = seen(plan_code=None, plan_name="4 GB")
    platform = Obeying(transfer_ownership=shown, change_plan=seen(plan_code=None, plan_name="9 GB"))
    done, told = transfer(platform, line=make.line(plan_code=None), new_contract=NINE)
    assert [step.what for step in told] == ["transfer_ownership", "list_plans", "change_plan", "list_plans"]
    assert done.value.plan_changed
    assert done.value.line.plan_code == "P9"


def test_mvno_transfer_14_a_line_that_shows_the_contract_s_plan_by_name_keeps_it() -> None:
    platform = Obeying(transfer_ownership=seen(plan_code=None, plan_name="9 GB"))
    done, told = transfer(platform, line=make.line(plan_code=None), new_contract=NINE)
    assert [step.what for step in told] == ["transfer_ownership", "list_plans"]
    assert names(done) == ["LineContractChanged", "LineHolderUpdated", "BillingOwnerChanged"]
    assert done.value.line.plan_code == "P9"


@pytest.mark.parametrize("platform", [Obeying, Paper], ids=["no such name", "no catalogue"])
def test_mvno_transfer_14_a_line_of_no_known_plan_needs_a_review(platform: type[Paper]) -> None:
    shown = seen(plan_code=None, plan_name="Plano sem nome conhecido")
    done, told = transfer(platform(transfer_ownership=shown), line=make.line(plan_code=None), new_contract=NINE)
    assert "change_plan" not in [step.what for step in told]
    assert names(done) == ["LineContractChanged", "LineHolderUpdated", "LinePlanReviewNeeded", "BillingOwnerChanged"]
    assert done.events[2].wanted_plan_code == "P9"


def test_mvno_transfer_5_a_line_that_only_the_host_has_calls_nobody_about_its_plan() -> None:
    own = attrs.evolve(NINE, customer_id="10")
    line = make.line(plan_code=None, plan_name="4 GB", on_platform=False)
    done, told = transfer(Obeying(), line=line, new_contract=own, new_holder=attrs.evolve(make.HOLDER, id="10"))
    assert told == []
    assert names(done) == ["LineContractChanged", "LinePlanReviewNeeded", "BillingOwnerChanged"]


# --- texts ------------------------------------------------------------------------------------------------------

HALF_A_SIGN = "\ud83d"
PLAN_ORDERS: list[tuple[Callable[..., Exchange[Any]], dict[str, Any]]] = [
    (operations.change_plan, {"line": make.LINE}),
    (operations.top_up, {"line": make.LINE}),
    (operations.activate_line, {"customer": make.HOLDER, "area_code": "11", "iccid": make.ICCID}),
]


class Everything(Obeying, PaperActivating):
    """All that takes a plan."""


@pytest.mark.parametrize(("ask", "arguments"), PLAN_ORDERS)
@pytest.mark.parametrize("code", ["3\n", HALF_A_SIGN])
def test_core_12_a_plan_code_with_control_signs_is_sent_nowhere(
    ask: Callable[..., Exchange[Any]], arguments: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        carry(Everything(), ask, plan_code=code, **arguments)
    (found,) = caught.value.violations
    assert (found.rule_id, found.context) == ("CORE-12", {"field": "plan_code"})


@pytest.mark.parametrize(("ask", "arguments"), PLAN_ORDERS)
@pytest.mark.parametrize("code", [None, 5, "", "  "])
def test_a_plan_code_that_is_no_text_is_refused_by_name(
    ask: Callable[..., Exchange[Any]], arguments: dict[str, Any], code: Any
) -> None:
    with pytest.raises(InvalidRecord, match="plan_code"):
        carry(Everything(), ask, plan_code=code, **arguments)


def test_core_12_a_swap_reason_with_control_signs_is_sent_nowhere() -> None:
    with pytest.raises(RuleViolation) as caught:
        order(make.LINE)(operations.swap_sim, new_iccid=make.OTHER_ICCID, reason=HALF_A_SIGN)
    assert [found.context for found in caught.value.violations] == [{"field": "reason"}]
