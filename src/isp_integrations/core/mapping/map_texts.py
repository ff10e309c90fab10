"""What the feasibility map says, pt-BR, and how a stranger's text gets into it."""

import re
from html import escape

from isp_integrations.core.mapping.models import Feasibility, NetworkStructure, Origin, StructureStage

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Signs that show nothing: controls, marks that turn the direction of what follows, halves of a sign."""

_KILOMETRE = 1000
_VERDICTS = {
    True: "Há viabilidade, segundo a plataforma.",
    False: "Não há viabilidade, segundo a plataforma.",
    None: "A plataforma não diz se há viabilidade.",
}
_ORIGINS = {
    Origin.PLATFORM: "A lista de estruturas é da própria plataforma.",
    Origin.LOCAL: "A lista foi montada com as estruturas cadastradas na plataforma, e pode diferir do veredito dela.",
}
_STAGES = {
    StructureStage.IN_PROJECT: "em projeto",
    StructureStage.NOT_IMPLANTED: "não implantada",
    StructureStage.IMPLANTED: "implantada",
    StructureStage.CERTIFIED: "certificada",
}
_MEASURED = {Origin.LOCAL: "em linha reta", Origin.PLATFORM: "medida pela plataforma"}


def clean(text: str) -> str:
    """`text` as HTML text or attribute: every sign of markup escaped, and signs that show nothing made visible."""
    return escape(_UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text))


def clipped(text: str, signs: int) -> str:
    """`text` cut to so many signs, the last one dots where anything is missing."""
    return text if len(text) <= signs else f"{text[: signs - 1]}…"


def metres(distance: float | None) -> str:
    """A distance for people: `87 m`, `1,25 km`."""
    if distance is None or not distance >= 0:
        return "distância não informada"
    if distance < 1:
        return f"{distance:.2g} m".replace(".", ",")
    if round(distance) < _KILOMETRE:
        return f"{distance:.0f} m"
    return f"{round(distance / _KILOMETRE, 2):g} km".replace(".", ",")


def ports(structure: NetworkStructure) -> str:
    """The free ports of a structure."""
    free, total = structure.free_ports, structure.total_ports
    if free is None:
        return "portas livres não informadas"
    if free < 1:
        return "lotada" if total is None else f"lotada ({_counted(total, 'porta', 'portas')})"
    if total is None:
        return _counted(free, "porta livre", "portas livres")
    return f"{free} de {_counted(total, 'porta livre', 'portas livres')}"


def details(structure: NetworkStructure) -> tuple[str, ...]:
    """What is told of a structure besides its name: distance, ports and stage."""
    how = _MEASURED.get(structure.distance_by) if structure.distance_by else None
    told = (
        f"{metres(structure.distance_m)}{f' {how}' if how else ''}",
        ports(structure),
        _STAGES.get(structure.stage),
    )
    return tuple(part for part in told if part)


def verdict(feasibility: Feasibility) -> str:
    """The platform's own verdict."""
    return _VERDICTS[feasibility.viable]


def summary(feasibility: Feasibility) -> str:
    """How many structures there are, and how many of them have a free port."""
    within = metres(feasibility.radius_m)
    if not feasibility.structures:
        return f"Nenhuma estrutura em {within}."
    found = _counted(len(feasibility.structures), "estrutura", "estruturas")
    return f"{found} em {within}, {len(feasibility.with_free_ports)} com porta livre."


def origin(feasibility: Feasibility) -> str:
    """Who put the list together."""
    return _ORIGINS[feasibility.listed_by]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
