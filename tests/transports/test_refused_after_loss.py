"""A change that was lost, sent again and then refused may have been done the first time: it proves nothing."""

import asyncio
from typing import Any

import pytest

from isp_integrations import mvno
from isp_integrations.core.errors import AuthenticationFailed, IspError, OutcomeUnknown, ProviderRejected
from isp_integrations.core.exchange import Effect, Exchange, refused
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.transports.conductor import Conductor, Order, read_entries
from isp_integrations.transports.retry import RetryPolicy

NUMBER = "11961234501"
BLOCK = "POST atendimento/bloqueio"
LOST = Fault(kind=FaultKind.CLOSE_AFTER, on=BLOCK)
NEVER_SEEN = Fault(kind=FaultKind.REFUSE, on=BLOCK)
BLOCKING: dict[str, Any] = {"scope": mvno.BlockScope.TOTAL, "reason": mvno.BlockReason.DEBT}


def told(status: int) -> Fault:
    """A refusal; that of a token, of the renewed one as well."""
    return Fault(kind=FaultKind.STATUS, on=BLOCK, status=status, times=2 if status in {401, 403} else 1)


def block(script: FaultScript, *, is_async: bool) -> IspError:
    """What blocking the line comes to."""

    async def give_order() -> None:
        async with mvno.sandbox_async("contel", script=script) as client:
            await client.block_line(line=await client.get_line(msisdn=NUMBER), **BLOCKING)

    if is_async:
        with pytest.raises(IspError) as failed:
            asyncio.run(give_order())
        return failed.value
    with mvno.sandbox("contel", script=script) as client:
        line = client.get_line(msisdn=NUMBER)
        with pytest.raises(IspError) as failed:
            client.block_line(line=line, **BLOCKING)
    return failed.value


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_a_repetition_that_is_refused_after_a_lost_attempt_leaves_the_outcome_unknown(
    status: int, is_async: bool
) -> None:
    unknown = block(FaultScript(LOST, told(status)), is_async=is_async)
    assert isinstance(unknown, OutcomeUnknown)
    assert (unknown.applied, unknown.pending) == ((), "block")
    assert unknown.resume_token


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_repetition_that_is_refused_after_one_that_never_left_is_definite(is_async: bool) -> None:
    assert type(block(FaultScript(NEVER_SEEN, told(403)), is_async=is_async)) is AuthenticationFailed


def test_an_order_that_is_refused_when_it_is_resumed_can_still_be_resumed() -> None:
    script = FaultScript()
    with mvno.sandbox("contel", script=script, retry=RetryPolicy(enabled=False)) as client:
        line = client.get_line(msisdn=NUMBER)
        script.add(LOST)
        with pytest.raises(OutcomeUnknown) as lost:
            client.block_line(line=line, **BLOCKING)
        script.add(told(403))
        with pytest.raises(OutcomeUnknown) as again:
            client.resume(lost.value.resume_token or "")
        assert client.resume(again.value.resume_token or "").value.status is mvno.LineStatus.BLOCKED_TOTAL
        assert client.unfinished() == ()


ORDER = Order(id="1", operation="test", platform="tiny", arguments=dict)
SENT_TWICE = HttpAnswer(status=409, after_loss=True)


def looks_why() -> Exchange[None]:
    """A change whose refusal is told after a look."""
    step = HttpRequest(name="block", method="POST", path="block", effect=Effect.REPEATABLE)
    answer = yield from step
    try:
        if answer.status == SENT_TWICE.status:
            yield from refused(step, ProviderRejected(message="não"))
    except ProviderRejected:
        yield from HttpRequest(name="look", method="GET", path="look")
        raise


def carry(conductor: Conductor[None], answers: dict[str, HttpAnswer]) -> None:
    step = conductor.start()
    while step is not None:
        conductor.before(step)
        conductor.leaving(step)
        step = conductor.answered(step, answers[step.label])


def test_the_journal_remembers_that_the_refused_change_had_been_lost_before() -> None:
    first = Conductor(looks_why(), ORDER)
    with pytest.raises(OutcomeUnknown):
        carry(first, {"block": SENT_TWICE, "look": HttpAnswer(status=200)})
    _, records = read_entries(first.outbox)
    resumed = Conductor(looks_why(), ORDER, replay=records, journaling=True)
    with pytest.raises(OutcomeUnknown):
        carry(resumed, {"look": HttpAnswer(status=200)})


def test_how_an_answer_came_is_no_part_of_what_it_says() -> None:
    assert HttpAnswer(status=409) == SENT_TWICE
    assert "loss" not in repr(SENT_TWICE)
