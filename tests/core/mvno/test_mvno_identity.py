"""What is taken for the line or SIM that was asked about, and what for another one."""

import pytest

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.identity import refuse_other_number, refuse_other_sim
from isp_integrations.core.mvno.models import LineStatus, MvnoLine, Portability, PortabilityStatus

ASKED, OTHER, PORTED = (Msisdn.parse(f"1196123450{n}") for n in (1, 2, 3))
SIM, OTHER_SIM = (Iccid(f"895500000000000{n:04d}") for n in (1, 2))
PENDING = Portability(number=PORTED, status=PortabilityStatus.PENDING)
DONE = Portability(number=PORTED, status=PortabilityStatus.COMPLETED)


def line(number: Msisdn | None, temporary: Msisdn | None = None, portability: Portability | None = None) -> MvnoLine:
    return MvnoLine(status=LineStatus.ACTIVE, msisdn=number, temporary_number=temporary, portability=portability)


@pytest.mark.parametrize(
    "seen",
    [
        line(Msisdn.parse("+55 (11) 96123-4501")),
        line(PORTED, temporary=ASKED, portability=PENDING),
        line(OTHER, portability=Portability(number=ASKED, status=PortabilityStatus.PENDING)),
        line(PORTED, portability=DONE),
        line(None),
    ],
)
def test_a_line_is_known_by_each_of_its_numbers_and_by_none_before_it_has_one(seen: MvnoLine) -> None:
    refuse_other_number(ASKED, seen, "$.linha")


@pytest.mark.parametrize(
    "seen",
    [
        line(OTHER),
        line(None, temporary=OTHER),
        line(OTHER, portability=DONE),
        line(PORTED, portability=PENDING),
        line(OTHER, portability=Portability(status=PortabilityStatus.COMPLETED)),
    ],
)
def test_a_line_of_other_numbers_is_refused_by_path_and_without_a_value(seen: MvnoLine) -> None:
    with pytest.raises(UnexpectedAnswer) as refused:
        refuse_other_number(ASKED, seen, "$.linha")
    assert (str(refused.value), refused.value.paths) == (
        "A resposta é de outra linha, segundo $.linha.",
        ("$.linha",),
    )


def test_only_another_sim_that_is_shown_is_refused() -> None:
    refuse_other_sim(SIM, SIM, "$.iccid")
    refuse_other_sim(SIM, None, "$.iccid")
    with pytest.raises(UnexpectedAnswer) as refused:
        refuse_other_sim(SIM, OTHER_SIM, "$.iccid")
    assert (str(refused.value), refused.value.paths) == ("A resposta é de outro chip, segundo $.iccid.", ("$.iccid",))
