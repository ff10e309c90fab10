"""Whether what a platform told is of the line or the SIM that it was asked about, for plugins that read it."""

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.models import MvnoLine, PortabilityStatus


def refuse_other_number(asked: Msisdn, seen: MvnoLine, at: str) -> None:
    """Raise `UnexpectedAnswer` for a line that shows numbers, and not the `asked` one; `at` is their path.

    A line is also known by its temporary number and by the one that is ported onto it. One that waits for its port-in
    may show no number of its own, and one whose port-in completed may still be asked for by the temporary number.
    """
    port = seen.portability
    own = {seen.msisdn, seen.temporary_number} - {None}
    ported = port is not None and asked == port.number
    renumbered = port is not None and port.status is PortabilityStatus.COMPLETED and seen.msisdn == port.number
    if own and asked not in own and not ported and not renumbered:
        raise UnexpectedAnswer(message=f"A resposta é de outra linha, segundo {at}.", paths=(at,))


def refuse_other_sim(asked: Iccid, seen: Iccid | None, at: str) -> None:
    """Raise `UnexpectedAnswer` where the SIM that is shown `at` that path is not the `asked` one."""
    if seen is not None and seen != asked:
        raise UnexpectedAnswer(message=f"A resposta é de outro chip, segundo {at}.", paths=(at,))
