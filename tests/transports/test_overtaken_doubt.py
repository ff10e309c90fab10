"""A write in doubt that another change was to make up for, and could not, is in doubt as before."""

from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, Unavailable
from isp_integrations.core.exchange import Effect, Exchange, Step
from isp_integrations.transports.conductor import Conductor, Order

ORDER = Order(id="1", operation="test", platform="tiny", arguments=dict)


@attrs.frozen
class Telegram(Step[str]):
    """A change."""

    text: str
    effect: Effect = Effect.WRITE

    @property
    def label(self) -> str:
        return self.text

    def identity(self) -> Any:
        return self.text


def made_up_for() -> Exchange[str]:
    """A first write, a second one that may be lost, and a third that makes up for it."""
    yield from Telegram("first")
    try:
        return (yield from Telegram("second"))
    except OutcomeUnknown as lost:
        try:
            return (yield from Telegram("third"))
        except Unavailable:
            raise lost from None


def conducted(*answers: str | Exception) -> str:
    """What the exchange comes to when its steps are answered so, one after another."""
    conductor = Conductor(made_up_for(), ORDER)
    step = conductor.start()
    for answer in answers:
        assert step is not None
        conductor.before(step)
        conductor.leaving(step)
        step = conductor.failed(step, answer) if isinstance(answer, Exception) else conductor.answered(step, answer)
    return conductor.result


def test_it_is_told_by_its_own_name_when_the_change_after_it_never_left() -> None:
    with pytest.raises(OutcomeUnknown) as lost:
        conducted("done", OutcomeUnknown(message="lost"), Unavailable(message="no way"))
    assert (lost.value.applied, lost.value.pending) == (("first",), "second")


def test_the_change_after_it_is_the_one_in_doubt_when_that_is_lost_as_well() -> None:
    with pytest.raises(OutcomeUnknown) as lost:
        conducted("done", OutcomeUnknown(message="lost"), OutcomeUnknown(message="lost too"))
    assert (lost.value.applied, lost.value.pending) == (("first", "second"), "third")


def test_a_refusal_of_the_change_after_it_is_a_definite_answer() -> None:
    with pytest.raises(ProviderRejected) as refused:
        conducted("done", OutcomeUnknown(message="lost"), ProviderRejected(message="no"))
    assert (refused.value.applied, refused.value.pending) == (("first", "second"), None)


def test_nothing_is_in_doubt_when_the_change_after_it_was_obeyed() -> None:
    assert conducted("done", OutcomeUnknown(message="lost"), "made up for") == "made up for"
