"""An ONU's way out of an OLT, as named steps: service ports first, for an ONT that has one left is not deleted."""

from isp_integrations.core.cli import Command
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.plugins.olt.huawei import orders, reads, tables
from isp_integrations.plugins.olt.huawei import wire as w


class Removal:
    """The removal of one ONU from wherever it is authorised.

    Args:
        prefix: how the steps' names begin, in tasks that also bring an ONU in.
        new_place: the PON that the same ONU goes to; there it is not in the way.
    """

    def __init__(
        self, olt: OltSpec, serial: OnuSerial, *, prefix: str = "", new_place: tables.Place | None = None
    ) -> None:
        self._olt = olt
        self._serial = serial
        self._prefix = prefix
        self._new_place = new_place
        self._found: tables.OntInfo | None = None

    def steps(self) -> tuple[NamedStep, ...]:
        """Both of them, in order."""
        return (
            NamedStep(
                name=f"{self._prefix}service_ports",
                look=self._has_no_service_ports,
                apply=lambda: self._remove(w.SERVICE_PORTS_REMOVE),
                settle=self._olt.wire.settle(w.SERVICE_PORTS_REMOVE),
            ),
            NamedStep(
                name=f"{self._prefix}authorisation",
                look=self._is_gone,
                apply=lambda: self._remove(w.ONT_DELETE),
                settle=self._olt.wire.settle(w.ONT_DELETE),
                verify=True,
            ),
        )

    def _is_gone(self) -> Exchange[bool]:
        info = yield from reads.find(self._olt, self._serial)
        if info is None or info.place == self._new_place:
            return True
        self._found = info
        return False

    def _has_no_service_ports(self) -> Exchange[bool]:
        if (yield from self._is_gone()) or self._found is None:
            return True
        return not (yield from reads.service_ports(self._olt, self._found.place, self._found.number))

    def _remove(self, command: Command) -> Exchange[None]:
        if self._found is not None:
            yield from orders.remove(self._olt, command, self._found.place, self._found.number)
