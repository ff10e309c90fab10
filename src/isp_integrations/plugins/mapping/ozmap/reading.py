"""OZmap's records as the family's: boxes, ports, and what a property with its client is."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import attrs

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping.points import point_of
from isp_integrations.plugins.mapping.ozmap import wire as w

_STAGES = {
    (True, False, False): m.StructureStage.IN_PROJECT,
    (False, False, False): m.StructureStage.NOT_IMPLANTED,
    (False, True, False): m.StructureStage.IMPLANTED,
    (False, True, True): m.StructureStage.CERTIFIED,
}
_STATUSES = {True: m.PortStatus.IN_USE, False: m.PortStatus.RESERVED, None: m.PortStatus.UNKNOWN}


@attrs.frozen(kw_only=True)
class Held:
    """One property with its client: what the family sees of it, and what the wire needs to change it."""

    port: m.CustomerPort
    client_id: str
    drop_id: str | None


def structure_of(box: w.Box, splitters: Iterable[w.Splitter] | None) -> m.NetworkStructure:
    ports = None if splitters is None else [port for splitter in splitters for port in ports_of(splitter)]
    flags = (bool(box.draft), bool(box.implanted), bool(box.certified))
    return m.NetworkStructure(
        id=box.id,
        name=box.name or "",
        point=_point(box.coords) or _point([box.lng, box.lat]),
        kind=box.box_type,
        stage=_STAGES.get(flags, m.StructureStage.UNKNOWN),
        total_ports=None if ports is None else len(ports),
        free_ports=None if ports is None else sum(port.status is m.PortStatus.AVAILABLE for port in ports),
    )


def ports_of(splitter: w.Splitter) -> Iterator[m.Port]:
    for place, fiber in enumerate(splitter.connectables.output):
        blocked = splitter.ports[place].blocked if place < len(splitter.ports) else None
        yield m.Port(
            id=f"{splitter.id}/{place + 1}",
            structure_id=splitter.parent,
            number=place + 1,
            splitter=splitter.name,
            status=_port_status(fiber, blocked),
        )


def _port_status(fiber: str | None, blocked: bool | None) -> m.PortStatus:
    if fiber is not None:
        return m.PortStatus.IN_USE
    if blocked is None:
        return m.PortStatus.UNKNOWN
    return m.PortStatus.BLOCKED if blocked else m.PortStatus.AVAILABLE


def held_of(found: w.Property, client: w.Client) -> Held:
    connection = next((one for one in found.connections or [] if one.id and one.port), None)
    port = m.CustomerPort(
        code=client.code or "",
        status=_STATUSES[client.implanted],
        structure_id=found.box,
        port_id=f"{connection.id}/{connection.port}" if connection else None,
        port_number=connection.port if connection else None,
        splitter=connection.name if connection else None,
        remote_ref=found.id,
        customer_name=client.name,
        point=_point(found.coords),
    )
    return Held(port=port, client_id=client.id, drop_id=found.drop)


def _point(coords: Sequence[Decimal | None] | None) -> GeoPoint | None:
    """A point of `[lng, lat]`; `None` for what is none on Earth."""
    lng, lat = coords if coords and len(coords) == 2 else (None, None)  # noqa: PLR2004  a pair
    return point_of(lat, lng)
