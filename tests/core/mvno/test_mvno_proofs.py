"""What proves a swap or a port-in whose answer was lost."""

import attrs
import pytest

from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.models import LineStatus, MvnoLine, Portability
from isp_integrations.core.mvno.proofs import newly_requested, sim_swapped
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
