"""Changes to an ONU that works, as named steps: its names, and its connection."""

import attrs

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.requests import EditOnu
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.core.rules import Family
from isp_integrations.plugins.olt.fiberhome import reads
from isp_integrations.plugins.olt.fiberhome import wire as w
from isp_integrations.plugins.olt.fiberhome.wans import Connection


def edit_steps(ems: OltSpec, request: EditOnu, seen: m.Onu) -> tuple[NamedStep, ...]:
    """What the request asks for, given the ONU as the system shows it.

    Raises:
        ProviderRejected: it cannot be done. Nothing was changed.
    """
    named = request.name is not None or request.description is not None
    names = (_renaming(ems, request, seen),) if named else ()
    if request.connection is None:
        return names
    bands = request.template.options.get("bands", "") if request.template else ""
    connection = Connection(ems, seen, request.connection, kind=seen.model, bands=bands)
    return (*names, *connection.steps())


def _renaming(ems: OltSpec, request: EditOnu, seen: m.Onu) -> NamedStep:
    if "" in (request.name, request.description):
        told = "O sistema não apaga o nome nem a descrição de uma ONU: informe outros."
        raise reads.refused_by_us("empty_name", Family.UNSUPPORTED_OPERATION, told)
    name = request.name or seen.name
    description = request.description or seen.description
    if not name:
        told = "A ONU não tem nome, e a descrição só é trocada junto com ele: informe os dois."
        raise reads.refused_by_us("name", Family.PRECONDITION_FAILED, told)
    asked = attrs.evolve(seen, name=name, description=description)
    values = {"name": name, "description": description or None}
    ems.command(w.RENAME, **reads.target(ems, seen), **values)

    def look() -> Exchange[bool]:
        now = yield from reads.demand(ems, seen)
        return (now.name, now.description) == (asked.name, asked.description)

    return NamedStep(name="names", look=look, apply=lambda: reads.order(ems, w.RENAME, seen, **values), verify=True)
