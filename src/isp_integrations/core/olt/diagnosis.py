"""What an ONU's status comes to, in one word and one sentence for whoever answers the customer's call."""

from decimal import Decimal

import attrs

from isp_integrations.core.olt.models import Diagnosis, DownCause, OnuStatus, OperState, Verdict
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class OpticalLimits(Value):
    """Power that a customer's ONU may receive, in dBm; the defaults are those of class B+ optics (ITU-T G.984.2).

    Attributes:
        weakest: below it the link does not hold (the receiver's sensitivity).
        weak: below it the link holds with little to spare.
        strongest: above it the receiver is overloaded.
    """

    weakest: Decimal = Decimal(-27)
    weak: Decimal = Decimal(-25)
    strongest: Decimal = Decimal(-8)


_SENTENCES = {
    Verdict.GOOD: "ONU no ar, com sinal óptico bom.",
    Verdict.WEAK_SIGNAL: "ONU no ar, com sinal óptico fraco: agende uma revisão da fibra.",
    Verdict.BAD_SIGNAL: "ONU no ar, com sinal óptico abaixo do limite: a conexão pode cair a qualquer momento.",
    Verdict.STRONG_SIGNAL: "ONU no ar, com sinal óptico forte demais: falta atenuação.",
    Verdict.NO_LIGHT: "ONU sem luz: provável rompimento ou desconexão da fibra.",
    Verdict.NO_POWER: "ONU sem energia: peça ao cliente que confira a tomada e a fonte.",
    Verdict.DISABLED: "ONU desativada de propósito.",
    Verdict.OFFLINE: "ONU fora do ar, por motivo que o equipamento não informa.",
    Verdict.UNKNOWN: "O estado da ONU não pôde ser entendido.",
}
_ON_AIR_UNMEASURED = "ONU no ar; o equipamento não informa o sinal óptico."
_DOWN_SINCE_RESTART = "ONU fora do ar desde um reinício: espere uns minutos e confira de novo."


def diagnose(status: OnuStatus, limits: OpticalLimits | None = None) -> Diagnosis:
    """The verdict on a status; a level that is not told spoils nothing."""
    verdict = _verdict(status, limits or OpticalLimits())
    return Diagnosis(status=status, verdict=verdict, message=_sentence(status, verdict))


def _sentence(status: OnuStatus, verdict: Verdict) -> str:
    if verdict is Verdict.GOOD and status.optical.onu_rx_dbm is None:
        return _ON_AIR_UNMEASURED
    if verdict is Verdict.OFFLINE and status.last_down_cause is DownCause.RESTARTED:
        return _DOWN_SINCE_RESTART
    if verdict is Verdict.OFFLINE and status.raw_down_cause:
        return f"ONU fora do ar; o equipamento informa: {status.raw_down_cause}."
    return _SENTENCES[verdict]


def _verdict(status: OnuStatus, limits: OpticalLimits) -> Verdict:
    if status.enabled is False:
        return Verdict.DISABLED
    if status.oper_state is OperState.ONLINE:
        return _of_light(status.optical.onu_rx_dbm, limits)
    if status.oper_state is OperState.UNKNOWN:
        return Verdict.UNKNOWN
    if status.oper_state is OperState.LOS or status.last_down_cause is DownCause.NO_LIGHT:
        return Verdict.NO_LIGHT
    if status.last_down_cause is DownCause.NO_POWER:
        return Verdict.NO_POWER
    if status.last_down_cause is DownCause.DISABLED:
        return Verdict.DISABLED
    return Verdict.OFFLINE


def _of_light(received: Decimal | None, limits: OpticalLimits) -> Verdict:
    if received is None:
        return Verdict.GOOD
    if received > limits.strongest:
        return Verdict.STRONG_SIGNAL
    if received < limits.weakest:
        return Verdict.BAD_SIGNAL
    return Verdict.WEAK_SIGNAL if received < limits.weak else Verdict.GOOD
