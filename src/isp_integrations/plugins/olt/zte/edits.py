"""Changes to an ONU that works, as named steps: its names, the data of its connection."""

import re
from collections.abc import Iterator

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.requests import EditOnu
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.core.readback import Undecided
from isp_integrations.core.rules import Family
from isp_integrations.plugins.olt.zte import orders, reads, tables
from isp_integrations.plugins.olt.zte.services import MAKER

_SERVICE_VLAN = re.compile(r"service-port 1 .*\bvlan (\d+)")


class Edit:
    """What is to be changed of one ONU.

    Raises:
        ProviderRejected: what is asked cannot be done without guessing. Nothing was sent.
    """

    def __init__(self, olt: OltSpec, spelling: tables.Spelling, place: tables.Place, request: EditOnu) -> None:
        self._olt = olt
        self._spelling = spelling
        self._place = place
        self._request = request
        if "" in {request.name, request.description}:
            told = "A OLT não apaga nome nem descrição de uma ONU: informe outro texto."
            raise orders.refused_by_us("empty_text", Family.UNSUPPORTED_OPERATION, told)
        if request.connection is not None:
            self._refuse_connection(request.connection)

    def refuse_other_vlan(self) -> Exchange[None]:
        """Raise where another VLAN is asked for than the service port has: how one is changed is not known."""
        connection = self._request.connection
        if connection is None or connection.vlan is None:
            return
        titan = self._spelling is tables.Spelling.TITAN
        interface = self._place.vport if titan else self._spelling.onu(self._place)
        try:
            lines = yield from reads.running(self._olt, interface)
        except Undecided:
            lines = ()
        if connection.vlan not in {int(found[1]) for line in lines if (found := _SERVICE_VLAN.fullmatch(line))}:
            told = "A OLT não mostra esta VLAN no serviço da ONU: para trocá-la, exclua e provisione de novo."
            raise orders.refused_by_us("vlan_change", Family.UNSUPPORTED_OPERATION, told)

    def steps(self) -> Iterator[NamedStep]:
        """Those that the request asks for, in order."""
        names = orders.name_orders(self._request.name or "", self._request.description or "")
        if names:
            yield NamedStep(name="names", apply=lambda: self._type(*names))
        connection = self._request.connection
        if connection is not None and connection.mode is not m.ConnectionMode.BRIDGE:
            wan = orders.wan_order(connection, self._options, self._spelling)
            yield NamedStep(name="wan", apply=lambda: self._type(wan))

    @property
    def _options(self) -> dict[str, str]:
        return dict(self._request.template.options) if self._request.template else {}

    def _refuse_connection(self, connection: m.ConnectionConfig) -> None:
        if connection.mode is m.ConnectionMode.BRIDGE:
            return
        if self._request.onu.serial.vendor != MAKER:
            told = "Só ONUs ZTE recebem a conexão por esta OLT."
            raise orders.refused_by_us("onu_maker", Family.UNSUPPORTED_OPERATION, told)
        if not self._options.get("vlan_profile"):
            told = "Informe o modelo de provisionamento com options.vlan_profile."
            raise orders.refused_by_us("template", Family.VALIDATION_FAILED, told)

    def _type(self, *lines: orders.Order) -> Exchange[None]:
        yield from orders.type_at(self._olt, self._spelling, self._place, *lines)
