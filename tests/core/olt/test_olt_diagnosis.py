"""One word and one sentence for whoever answers the customer's call."""

from decimal import Decimal

import attrs
import pytest

from isp_integrations.core.olt.diagnosis import OpticalLimits, diagnose
from isp_integrations.core.olt.models import DownCause, OnuStatus, OperState, OpticalLevels, Verdict

ON, OFF, LOS, UNKNOWN = OperState.ONLINE, OperState.OFFLINE, OperState.LOS, OperState.UNKNOWN


def status(
    state: OperState, dbm: str | None = None, cause: DownCause | None = None, enabled: bool | None = None
) -> OnuStatus:
    level = None if dbm is None else Decimal(dbm)
    return OnuStatus(
        oper_state=state, optical=OpticalLevels(onu_rx_dbm=level), last_down_cause=cause, enabled=enabled
    )


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (status(ON, "-19.4"), Verdict.GOOD),
        (status(ON, "-25"), Verdict.GOOD),
        (status(ON, "-25.01"), Verdict.WEAK_SIGNAL),
        (status(ON, "-27"), Verdict.WEAK_SIGNAL),
        (status(ON, "-27.01"), Verdict.BAD_SIGNAL),
        (status(ON, "-8"), Verdict.GOOD),
        (status(ON, "-7.99"), Verdict.STRONG_SIGNAL),
        (status(ON), Verdict.GOOD),
        (status(ON, "-19", DownCause.NO_POWER), Verdict.GOOD),
        (status(LOS), Verdict.NO_LIGHT),
        (status(LOS, None, DownCause.NO_POWER), Verdict.NO_LIGHT),
        (status(OFF, None, DownCause.NO_LIGHT), Verdict.NO_LIGHT),
        (status(OFF, None, DownCause.NO_POWER), Verdict.NO_POWER),
        (status(OFF, None, DownCause.DISABLED), Verdict.DISABLED),
        (status(OFF, None, DownCause.UNKNOWN), Verdict.OFFLINE),
        (status(OFF), Verdict.OFFLINE),
        (status(UNKNOWN, "-19"), Verdict.UNKNOWN),
        (status(ON, "-19", enabled=False), Verdict.DISABLED),
        (status(UNKNOWN, enabled=False), Verdict.DISABLED),
    ],
)
def test_a_status_comes_to_one_verdict(seen: OnuStatus, verdict: Verdict) -> None:
    found = diagnose(seen)
    assert (found.verdict, found.status) == (verdict, seen)
    assert found.message.endswith(".")


def test_the_network_s_own_limits_count() -> None:
    strict = OpticalLimits(weakest=Decimal(-20), weak=Decimal(-18), strongest=Decimal(-10))
    assert diagnose(status(ON, "-19"), strict).verdict is Verdict.WEAK_SIGNAL
    assert diagnose(status(ON, "-9"), strict).verdict is Verdict.STRONG_SIGNAL


def test_an_onu_on_the_air_whose_light_is_not_told_is_said_to_be_so() -> None:
    assert "não informa" in diagnose(status(ON)).message
    assert "não informa o sinal" not in diagnose(status(ON, "-19")).message


def test_what_the_equipment_says_of_the_fall_is_said_to_whoever_answers() -> None:
    untold = status(OFF, None, DownCause.UNKNOWN)
    assert "não informa" in diagnose(untold).message
    told = diagnose(attrs.evolve(untold, raw_down_cause="ONT is too hot"))
    assert (told.verdict, told.message) == (Verdict.OFFLINE, "ONU fora do ar; o equipamento informa: ONT is too hot.")
    restarted = attrs.evolve(untold, last_down_cause=DownCause.RESTARTED, raw_down_cause="ONT is reset")
    assert diagnose(restarted).message == "ONU fora do ar desde um reinício: espere uns minutos e confira de novo."
