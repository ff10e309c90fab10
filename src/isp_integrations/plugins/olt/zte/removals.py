"""An ONU's way out of an OLT: one line takes its service ports and everything else with it."""

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.plugins.olt.zte import orders, reads, tables
from isp_integrations.plugins.olt.zte import wire as w


class Removal:
    """The removal of one ONU from wherever it is authorised.

    Args:
        prefix: how the step's name begins, in tasks that also bring an ONU in.
        new_pon: the PON that the same ONU goes to; there it is not in the way.
    """

    def __init__(
        self,
        olt: OltSpec,
        spelling: tables.Spelling,
        serial: OnuSerial,
        *,
        prefix: str = "",
        new_pon: str | None = None,
    ) -> None:
        self._olt = olt
        self._spelling = spelling
        self._serial = serial
        self._prefix = prefix
        self._new_pon = new_pon
        self._found: tables.Place | None = None

    def step(self) -> NamedStep:
        """The only one."""
        return NamedStep(
            name=f"{self._prefix}authorisation",
            look=self._is_gone,
            apply=self._delete,
            settle=self._olt.wire.settle(w.ONU_DELETE),
            verify=True,
        )

    def _is_gone(self) -> Exchange[bool]:
        place = yield from reads.find(self._olt, self._serial)
        self._found = place
        return place is None or place.pon == self._new_pon

    def _delete(self) -> Exchange[None]:
        if self._found is not None:
            order = orders.Order(command=w.ONU_DELETE, values={"number": self._found.number})
            yield from orders.type_at(self._olt, self._spelling, self._found, order)
