"""Looking at the map: feasibility, structures, ports, cables, and what it holds for customers."""

from collections.abc import Callable, Collection

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Address, GeoPoint, Integration
from isp_integrations.core.errors import RuleViolation, refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping import rules
from isp_integrations.core.mapping.distance import StructureIndex
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.matching import unknown_to_host
from isp_integrations.core.mapping.operations.state import limits_of
from isp_integrations.core.paging import Page
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session

Geocoder = Callable[[Address], GeoPoint | None]
DEFAULT_RADIUS_M = 150
"""Metres (MAP-VIA-2)."""


def check_feasibility(
    session: Session,
    *,
    point: GeoPoint | None = None,
    address: Address | None = None,
    geocode: Geocoder | None = None,
    radius_m: float = DEFAULT_RADIUS_M,
    branch_id: str | None = None,
    settings: m.MappingSettings | None = None,
    integrations: Collection[Integration] | None = None,
) -> Exchange[Done[m.Feasibility]]:
    """What can serve an address (viabilidade): the platform's verdict, and the structures near it by distance.

    Full structures are listed too, and an empty list is an answer. The library geocodes nothing.

    Args:
        point: where to look; the address's own point otherwise.
        geocode: the host's function from an address to a point, called at once and only for an address without
            one. It blocks: an async host awaits its own geocoder and passes `point`.
        radius_m: metres, straight line, 1 to 3,000; always sent.
        settings: says whether a branch is required (MAP-VIA-7).
        integrations: the host's integrations, for MAP-PRE-1.

    Raises:
        RuleViolation: MAP-PRE-1, MAP-VIA-1, -3, -4, -7.
    """
    session.require(MappingSpec.check_feasibility)

    def broken(where: GeoPoint | None) -> tuple[Violation, ...]:
        return (
            *rules.check_integration(platform=session.platform.key, integrations=integrations),
            *rules.check_feasibility(
                limits=limits_of(session),
                point=where,
                radius_m=radius_m,
                address=address,
                geocodable=geocode is not None,
                branch_id=branch_id,
                settings=settings,
            ),
        )

    refuse_errors(broken(point))
    where = _place(point, address, geocode)
    warnings = refuse_errors(broken(where))
    request = r.CheckFeasibility(point=where, radius_m=radius_m, branch_id=branch_id)
    survey = yield from session.exchange(MappingSpec.check_feasibility, request)
    return Done(value=_ordered(survey, where, radius_m), warnings=warnings)


def _place(point: GeoPoint | None, address: Address | None, geocode: Geocoder | None) -> GeoPoint:
    """Where to look; a geocoder that finds nothing leaves the address without a place (MAP-VIA-1)."""
    found = point or (address.point if address else None)
    if found is None and address is not None and geocode is not None:
        found = geocode(address)
    if found is None:
        raise RuleViolation(violations=(rules.ADDRESS_REQUIRED,))
    return found


def _ordered(survey: m.Survey, point: GeoPoint, radius_m: float) -> m.Feasibility:
    """The survey by distance: the platform's own where it measured, ours elsewhere."""
    measured = [one for one in survey.structures if one.distance_m is not None]
    index = StructureIndex(one for one in survey.structures if one.distance_m is None)
    ours = [
        attrs.evolve(one, distance_m=metres, distance_by=m.Origin.LOCAL)
        for one, metres in index.within(point, radius_m)
    ]
    return m.Feasibility(
        point=point,
        radius_m=radius_m,
        viable=survey.viable,
        structures=tuple(sorted([*measured, *ours], key=lambda one: (one.distance_m or 0.0, one.id))),
        unplaced=index.unplaced,
        listed_by=survey.listed_by,
    )


def list_structures(session: Session, cursor: str | None) -> Exchange[Page[m.NetworkStructure]]:
    """Every structure that may hold customers; `mapping.StructureIndex` searches them for many addresses at once.

    Their ports are counted only where the platform's own list does.
    """
    return (yield from session.page(MappingSpec.list_structures, r.ListStructures(), cursor))


def list_ports(session: Session, cursor: str | None, *, structure_id: str) -> Exchange[Page[m.Port]]:
    """The ports of one structure, whatever their state; a reservation names one by its `id`."""
    return (yield from session.page(MappingSpec.list_ports, r.ListPorts(structure_id=structure_id), cursor))


def list_cable_types(session: Session, cursor: str | None) -> Exchange[Page[m.CableType]]:
    """The drop cables that the platform offers, whose `id` an activation names."""
    return (yield from session.page(MappingSpec.list_cable_types, r.ListCableTypes(), cursor))


def find_customer_port(session: Session, *, code: str) -> Exchange[tuple[m.CustomerPort, ...]]:
    """What the map holds under one of the host's codes: nothing, one port, or several.

    Raises:
        RuleViolation: PORT-2, the code is none.
    """
    session.require(MappingSpec.find_customer_port)
    refuse_errors(rules.check_code(code))
    return (yield from session.exchange(MappingSpec.find_customer_port, r.FindCustomerPort(code=code)))


def list_reservations(session: Session, cursor: str | None) -> Exchange[Page[m.CustomerPort]]:
    """Everything that the map holds for customers who are not served yet, whoever put it there."""
    return (yield from session.page(MappingSpec.list_reservations, r.ListReservations(), cursor))


def list_orphans(
    session: Session, cursor: str | None, *, known: Collection[m.PortReservation]
) -> Exchange[Page[m.CustomerPort]]:
    """Reservations on the map that the host does not know, or let go on its side alone (PORT-8).

    Args:
        known: every reservation of the host.
    """
    page = yield from session.page(MappingSpec.list_reservations, r.ListReservations(), cursor)
    return Page(items=unknown_to_host(page.items, known), cursor=page.cursor)
