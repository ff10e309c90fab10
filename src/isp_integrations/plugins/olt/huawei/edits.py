"""Changes to an ONU that works, as named steps: its description, its VLAN, the data of its connection."""

from collections.abc import Iterator

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.requests import EditOnu
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.core.rules import Family
from isp_integrations.plugins.olt.huawei import orders, reads, tables
from isp_integrations.plugins.olt.huawei import wire as w


class Edit:
    """What is to be changed of one ONU, given what the OLT shows of it.

    Raises:
        ProviderRejected: what is asked cannot be done without guessing. Nothing was sent.
    """

    def __init__(
        self, olt: OltSpec, request: EditOnu, info: tables.OntInfo, rows: tuple[tables.ServicePortRow, ...]
    ) -> None:
        self._olt = olt
        self._serial = request.onu.serial
        self._info = info
        self._row = rows[0] if rows else None
        self._template = request.template
        self._connection = request.connection
        self._description = request.description if request.description is not None else request.name
        self._vlan = _one_vlan(request.connection, rows)
        if self._description == "":
            told = "A OLT não apaga a descrição de uma ONU: informe outra."
            raise orders.refused_by_us("empty_description", Family.UNSUPPORTED_OPERATION, told)

    def steps(self) -> Iterator[NamedStep]:
        """Those that the request asks for, in order."""
        if self._description is not None:
            yield NamedStep(name="description", look=self._is_described, apply=self._describe, verify=True)
        if self._connection is None:
            return
        if self._vlan is not None and (self._row is None or self._row.vlan != self._vlan):
            yield from self._other_vlan()
        if self._connection.mode is not m.ConnectionMode.BRIDGE:
            options = self._template.options if self._template else {}
            line = orders.wan_line(self._connection, self._vlan, options.get("ip_index"))
            yield NamedStep(name="wan", apply=lambda: self._type(line))
        elif self._vlan is not None:
            native = orders.Line(command=w.NATIVE_VLAN, values={"vlan": self._vlan})
            yield NamedStep(name="native_vlan", apply=lambda: self._type(native))

    def _is_described(self) -> Exchange[bool]:
        info = yield from reads.demand(self._olt, self._serial)
        return info.text("Description") == self._description

    def _describe(self) -> Exchange[None]:
        yield from self._type(orders.Line(command=w.ONT_DESCRIBE, values={"description": self._description}))

    def _other_vlan(self) -> Iterator[NamedStep]:
        if self._row is not None:
            yield NamedStep(
                name="old_service_port",
                look=self._has_no_other_vlan,
                apply=self._remove_service_port,
                undo=self._restore_service_port,
                settle=self._olt.wire.settle(w.SERVICE_PORTS_REMOVE),
                verify=True,
            )
        yield NamedStep(
            name="service_port",
            look=self._has_vlan,
            apply=self._add_service_port,
            settle=self._olt.wire.settle(w.SERVICE_PORT_ADD),
            verify=True,
        )

    def _vlans(self) -> Exchange[set[int]]:
        rows = yield from reads.service_ports(self._olt, self._info.place, self._info.number)
        return {row.vlan for row in rows}

    def _has_no_other_vlan(self) -> Exchange[bool]:
        return (yield from self._vlans()) <= {self._vlan}

    def _has_vlan(self) -> Exchange[bool]:
        return self._vlan in (yield from self._vlans())

    def _remove_service_port(self) -> Exchange[None]:
        yield from orders.remove(self._olt, w.SERVICE_PORTS_REMOVE, self._info.place, self._info.number)

    def _restore_service_port(self) -> Exchange[None]:
        """Give the ONU back the service that it had, where the new one was refused."""
        if (row := self._row) is not None:
            line = orders.service_port_line(
                vlan=row.vlan,
                gem=row.gem,
                user_vlan=row.user_vlan or row.vlan,
                upload=row.inbound,
                download=row.outbound,
            )
            yield from orders.add_service_port(self._olt, line, self._info.place, self._info.number)

    def _add_service_port(self) -> Exchange[None]:
        template, row = self._template, self._row
        user_vlan = (template.user_vlan if template else None) or self._vlan
        gem = template.gem_port if template else None
        if gem is None:
            gem = row.gem if row else orders.gem_of(self._info, user_vlan)
        speeds = (row.inbound, row.outbound) if row else (None, None)
        line = orders.service_port_line(
            vlan=self._vlan, gem=gem, user_vlan=user_vlan, upload=speeds[0], download=speeds[1]
        )
        yield from orders.add_service_port(self._olt, line, self._info.place, self._info.number)

    def _type(self, line: orders.Line) -> Exchange[None]:
        yield from orders.type_at(self._olt, line, self._info.place, self._info.number)


def _one_vlan(connection: m.ConnectionConfig | None, rows: tuple[tables.ServicePortRow, ...]) -> int | None:
    """The VLAN that the ONU is to have: the one asked for, or the one that it has."""
    if connection is None:
        return None
    vlans = {row.vlan for row in rows}
    several = len(rows) > 1 and vlans != {connection.vlan}
    if several or (connection.vlan is None and not vlans and connection.mode is not m.ConnectionMode.BRIDGE):
        told = "A OLT não diz qual serviço desta ONU é o da conexão: mude a VLAN dela no equipamento."
        raise orders.refused_by_us("services", Family.PRECONDITION_FAILED, told)
    return connection.vlan if connection.vlan is not None else next(iter(vlans), None)
