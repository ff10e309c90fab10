"""A feasibility result as a page to look at: one HTML file that asks nothing of any other address (MAP-VIA-8).

Every text of it is escaped, and its content policy lets nothing run but its own script and nothing be fetched, so
that a structure's name is text whatever is in it. Without scripts the page still tells everything.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from isp_integrations.core.mapping import map_texts as texts
from isp_integrations.core.mapping.map_drawing import Supply, drawing, mark, spots, supply
from isp_integrations.core.mapping.models import Feasibility, NetworkStructure

_LEGEND = (
    (Supply.FREE, "8", "3 ou mais portas livres (o número)"),
    (Supply.FEW, "2", "1 ou 2 portas livres"),
    (Supply.FULL, "×", "lotada"),
    (Supply.UNKNOWN, "?", "portas não informadas"),
)
_NOTEBOOK_HEIGHT = 760


def feasibility_html(feasibility: Feasibility, *, title: str = "Viabilidade") -> str:
    """A whole HTML document, for a file or a response: the customer, the radius and every structure, pt-BR.

    Structures are marked by their free ports, in colours and shapes, with their distances; those without coordinates
    are listed apart. It works with mouse, touch and keyboard, in light and dark, and needs no network. It says where
    things are from the customer, not where the customer is; what `title` says of him is the host's choice.

    Args:
        title: the heading, the address for example.

    Raises:
        InvalidRecord: the radius is no number of metres.
    """
    placed = spots(feasibility)
    script, style = _part("page.js"), _part("page.css")
    policy = (
        f"default-src 'none'; script-src {_fingerprint(script)}; style-src {_fingerprint(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_part("page.html")).substitute(
        policy=policy,
        style=style,
        script=script,
        title=texts.clean(title),
        verdict=texts.verdict(feasibility),
        summary=texts.summary(feasibility),
        origin=texts.origin(feasibility),
        drawing=drawing(feasibility, placed),
        legend="\n".join(_legend_row(*row) for row in _LEGEND),
        structures=_list(feasibility.structures, drawn=frozenset(spot.key for spot in placed)),
        unplaced=_unplaced(feasibility.unplaced),
    )


def notebook_html(feasibility: Feasibility) -> str:
    """The page in a frame of its own, so that neither its styles nor its script touch the notebook around it."""
    page = escape(feasibility_html(feasibility))
    return (
        f'<iframe title="Mapa de viabilidade" sandbox="allow-scripts" width="100%" height="{_NOTEBOOK_HEIGHT}" '
        f'frameborder="0" srcdoc="{page}"></iframe>'
    )


@cache
def _part(name: str) -> str:
    return files(__package__).joinpath("map_page", name).read_text("utf-8")


def _fingerprint(text: str) -> str:
    """How a content policy names the one script or style that it lets in."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _legend_row(kind: Supply, count: str, says: str) -> str:
    drawn = f'<svg class="{kind}" viewBox="-17 -17 34 34" aria-hidden="true">{mark(kind, count)}</svg>'
    return f"<li>{drawn}{says}</li>"


def _list(structures: tuple[NetworkStructure, ...], *, drawn: frozenset[int]) -> str:
    """The structures as a group of radio buttons: one stop of the Tab key, and arrows within."""
    rows = "\n".join(
        f'<li><label class="{supply(one)}"><input type="radio" name="structure" value="{key}"> '
        f"{_said(one, '' if key in drawn else 'fora do desenho')}</label></li>"
        for key, one in enumerate(structures)
    )
    return f'<ul class="structures" role="radiogroup" aria-labelledby="list">\n{rows}\n</ul>'


def _said(structure: NetworkStructure, *more: str) -> str:
    name = f'<span class="name"><bdi>{texts.clean(structure.name or structure.id)}</bdi></span>'
    told = (f"<span><bdi>{texts.clean(part)}</bdi></span>" for part in (*texts.details(structure), *more) if part)
    return " ".join((name, *told))


def _unplaced(structures: tuple[NetworkStructure, ...]) -> str:
    if not structures:
        return ""
    rows = "\n".join(
        f"<li><bdi>{texts.clean(one.name or one.id)}</bdi>: {texts.clean(texts.ports(one))}</li>"
        for one in structures
    )
    return f'<h2>Sem coordenadas na plataforma</h2>\n<ul class="unplaced">\n{rows}\n</ul>'
