"""What proves that an answer is about our line, and that an order whose answer was lost was carried out."""

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, RateLimited, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.models import LineStatus, MvnoLine, Portability, PortabilityStatus
from isp_integrations.core.mvno.proofs import bring_about, newly_requested, same_line, sim_swapped
from isp_integrations.core.mvno.requests import GetLine
from isp_integrations.core.readback import Undecided

OLD, NEW, THIRD = (Iccid(f"895500000000000{n:04d}") for n in (1, 2, 3))
NUMBER = Msisdn.parse("11961234501")
BEFORE = MvnoLine(status=LineStatus.ACTIVE, iccid=OLD, is_esim=False)


def now_on(iccid: Iccid | None, *, esim: bool = False) -> MvnoLine:
    return attrs.evolve(BEFORE, iccid=iccid, is_esim=esim)


def test_a_swap_is_proven_by_the_wanted_sim_or_by_another_esim() -> None:
    assert sim_swapped(BEFORE, now_on(NEW), NEW)
    assert sim_swapped(BEFORE, now_on(NEW, esim=True), None)
    assert not sim_swapped(BEFORE, now_on(OLD), NEW)
    assert not sim_swapped(BEFORE, now_on(OLD), None)


@pytest.mark.parametrize(
    ("now", "wanted"), [(now_on(None), NEW), (now_on(None), None), (now_on(THIRD), NEW), (now_on(THIRD), None)]
)
def test_a_sim_that_is_not_shown_or_not_expected_decides_nothing(now: MvnoLine, wanted: Iccid | None) -> None:
    with pytest.raises(Undecided):
        sim_swapped(BEFORE, now, wanted)


def test_only_a_request_that_was_not_there_before_is_new() -> None:
    asked = Portability(number=NUMBER, ticket_number="2")
    assert newly_requested(Portability(), asked, NUMBER)
    assert newly_requested(Portability(number=NUMBER, ticket_number="1"), asked, NUMBER)
    assert not newly_requested(asked, asked, NUMBER)
    assert not newly_requested(Portability(), Portability(), NUMBER)
    assert not newly_requested(Portability(), attrs.evolve(asked, number=OTHER), NUMBER)


OTHER = Msisdn.parse("11961234502")
LINE = MvnoLine(status=LineStatus.ACTIVE, msisdn=NUMBER, iccid=OLD)
PORTING = attrs.evolve(
    LINE,
    msisdn=OTHER,
    temporary_number=NUMBER,
    portability=Portability(number=OTHER, status=PortabilityStatus.PENDING),
)


def shown(**said: Any) -> MvnoLine:
    return MvnoLine(status=LineStatus.ACTIVE, **said)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        (LINE, LINE),
        (LINE, shown(msisdn=Msisdn.parse("+55 (11) 96123-4501"))),
        (LINE, shown(msisdn=NUMBER, iccid=NEW)),
        (LINE, shown(iccid=OLD)),
        (LINE, shown()),
        (LINE, shown(msisdn=OTHER, temporary_number=NUMBER)),
        (LINE, shown(msisdn=OTHER, portability=Portability(number=NUMBER))),
        (PORTING, shown(msisdn=NUMBER)),
        (PORTING, shown(msisdn=OTHER)),
        (attrs.evolve(LINE, portability=Portability(number=OTHER)), shown(msisdn=OTHER)),
        (GetLine(msisdn=NUMBER), shown(msisdn=NUMBER, iccid=NEW)),
        (GetLine(iccid=OLD), shown(msisdn=OTHER, iccid=OLD)),
    ],
)
def test_a_line_is_known_by_any_of_its_numbers_or_else_by_its_sim(asked: MvnoLine | GetLine, seen: MvnoLine) -> None:
    same_line(asked, seen)


@pytest.mark.parametrize(
    ("asked", "seen", "path"),
    [
        (LINE, shown(msisdn=OTHER, iccid=OLD), "msisdn"),
        (LINE, shown(msisdn=OTHER), "msisdn"),
        (LINE, shown(iccid=NEW), "iccid"),
        (GetLine(msisdn=NUMBER), shown(msisdn=OTHER), "msisdn"),
        (GetLine(iccid=OLD), shown(msisdn=NUMBER, iccid=NEW), "iccid"),
    ],
)
def test_an_answer_about_another_line_is_refused_without_its_values(
    asked: MvnoLine | GetLine, seen: MvnoLine, path: str
) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        same_line(asked, seen)
    assert caught.value.paths == (path,)
    assert not {OTHER.national, NEW.value} & set(str(caught.value).split())


class Lines:
    """A platform whose `get_line` answers one thing after the other."""

    def __init__(self, *answers: MvnoLine | Exception) -> None:
        self._answers: Iterator[MvnoLine | Exception] = iter(answers)

    def get_line(self, request: GetLine) -> Exchange[MvnoLine]:
        yield from ()
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def brought_about(
    *answers: MvnoLine | Exception, order: Exception | None = None, asked: GetLine | None = None
) -> Any:
    """What becomes of an order to cancel a line, and how often it was sent."""
    sent = []

    def ordered() -> Exchange[None]:
        yield from ()
        sent.append(order)
        if order is not None:
            raise order

    def reached(line: MvnoLine) -> Exchange[bool]:
        yield from ()
        return line.status is LineStatus.CANCELLED

    platform: Any = Lines(*answers)
    exchange = bring_about(platform, ordered, asked or GetLine(msisdn=NUMBER), reached, settle=60)
    try:
        while True:
            exchange.send(None)
    except StopIteration as end:
        return end.value, len(sent)


CANCELLED = attrs.evolve(LINE, status=LineStatus.CANCELLED)


def test_a_refused_read_back_of_an_accepted_order_is_looked_up_and_the_order_not_sent_again() -> None:
    assert brought_about(RateLimited(message="devagar"), CANCELLED) == (CANCELLED, 1)
    with pytest.raises(OutcomeUnknown) as caught:
        brought_about(RateLimited(message="devagar"), RateLimited(message="devagar"))
    assert "RateLimited" in caught.value.explanation


def test_a_refused_order_stays_a_refusal() -> None:
    with pytest.raises(ProviderRejected, match="não pode"):
        brought_about(order=ProviderRejected(message="não pode"))


def test_another_line_that_is_not_there_yet_does_not_prove_that_a_lost_order_was_not_carried_out() -> None:
    stranger = attrs.evolve(LINE, msisdn=OTHER)
    with pytest.raises(OutcomeUnknown) as caught:
        brought_about(stranger, stranger, order=OutcomeUnknown(message="?"))
    assert "UnexpectedAnswer" in caught.value.explanation


def test_a_look_up_by_sim_knows_the_line_whatever_its_number_is_by_now() -> None:
    ported = attrs.evolve(CANCELLED, msisdn=OTHER)
    asked = GetLine(msisdn=NUMBER, iccid=OLD)
    assert brought_about(ported, order=OutcomeUnknown(message="?"), asked=asked) == (ported, 1)
