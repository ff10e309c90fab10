"""The feasibility map as a document: what it says, where it puts things, and that a name is only ever text."""

import re
from html.parser import HTMLParser
from math import nan
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest

import mapping_makers as make
from isp_integrations import mapping
from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.mapping.distance import distance_m
from isp_integrations.core.mapping.html_map import feasibility_html
from isp_integrations.core.mapping.map_drawing import CIRCLE, SIDE, Spot, drawing, spots
from isp_integrations.core.mapping.map_texts import clean, clipped, details, metres, ports
from isp_integrations.core.mapping.models import Feasibility, NetworkStructure, Origin, StructureStage

HOSTILE = (
    "</script><script>attacked()</script>",
    '"><img src=x onerror=attacked()>',
    "' onload='attacked()",
    "<svg><title></title><script>attacked()</script></svg>",
    "&lt;b&gt;&amp;",
    "]]><!--",
)
METRE = 1 / 111_195.08
"""Degrees of latitude."""


def box(number: int, *, north: float = 0.0, east: float = 0.0, **changes: Any) -> NetworkStructure:
    """A structure so many metres from home."""
    point = GeoPoint(lat=make.HOME.lat + north * METRE, lng=make.HOME.lng + east * METRE / 0.890213)
    made = NetworkStructure(
        id=f"box-{number}",
        name=f"CTO-{number:03d}",
        point=point,
        free_ports=4,
        total_ports=16,
        distance_m=distance_m(make.HOME, point),
        distance_by=Origin.LOCAL,
    )
    return attrs.evolve(made, **changes)


def result(*structures: NetworkStructure, **changes: Any) -> Feasibility:
    """A result of 150 m with these structures, with changes."""
    return attrs.evolve(Feasibility(point=make.HOME, radius_m=150, structures=structures), **changes)


class Outline(HTMLParser):
    """The tags, attributes and text of a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def drawn(feasibility: Feasibility) -> ET.Element:
    return ET.fromstring(drawing(feasibility, spots(feasibility)))  # noqa: S314  our own drawing


def classes(feasibility: Feasibility) -> list[str]:
    """The classes of the marks, nearest first."""
    marks = [one.get("class", "") for one in drawn(feasibility).iter("g") if "spot" in one.get("class", "")]
    return marks[::-1]


def said(feasibility: Feasibility, **options: str) -> str:
    """The document's text with single spaces."""
    return " ".join(" ".join(Outline(feasibility_html(feasibility, **options)).text).split())


# --- where things are ---


def test_north_is_up_east_is_right_and_the_radius_is_the_circle() -> None:
    (north, east) = spots(result(box(1, north=150), box(2, east=75)))
    assert (north.x, north.y) == pytest.approx((SIDE / 2, SIDE / 2 - CIRCLE), abs=0.5)
    assert (east.x, east.y) == pytest.approx((SIDE / 2 + CIRCLE / 2, SIDE / 2), abs=0.5)


def test_the_180th_meridian_is_no_edge() -> None:
    there = NetworkStructure(id="1", point=GeoPoint(lat=0.0, lng=-179.9995))
    (spot,) = spots(Feasibility(point=GeoPoint(lat=0.0, lng=179.9995), radius_m=150, structures=(there,)))
    assert spot.x - SIDE / 2 == pytest.approx(111.2 * CIRCLE / 150, abs=0.5)


@pytest.mark.parametrize(
    "point",
    [GeoPoint(lat=0.0, lng=0.0), GeoPoint(lat=nan, lng=nan), make.SWAPPED, None],
    ids=["far", "no-number", "swapped", "none"],
)
def test_what_the_square_does_not_reach_is_listed_and_not_drawn(point: GeoPoint | None) -> None:
    strange = result(box(1, point=point), box(2, north=10))
    assert [spot.key for spot in spots(strange)] == [1]
    assert said(strange).count("fora do desenho") == 1


@pytest.mark.parametrize("radius", [0, -1, nan, float("inf")])
def test_a_radius_that_is_none_makes_no_map(radius: float) -> None:
    with pytest.raises(InvalidRecord, match=r"^radius_m: "):
        feasibility_html(result(radius_m=radius))


def test_two_at_one_place_stand_side_by_side() -> None:
    one, two = spots(result(box(1, north=50), box(2, north=50)))
    assert (one.stacked, two.stacked) == (0, 1)
    assert one.covered()[0] < two.covered()[0]


@pytest.mark.parametrize("radius", [1, 7, 150, 999, 3000])
def test_the_scale_bar_is_as_long_as_it_says(radius: float) -> None:
    drawing_of = drawing(result(radius_m=radius), ())
    (told, end) = re.findall(r'data-metres="([\d.e-]+)"><path d="M16 694V704H([\d.]+)V694"', drawing_of)[0]
    assert float(told) * CIRCLE / radius == pytest.approx(float(end) - 16, abs=0.1)
    assert SIDE / 16 < float(end) - 16 <= SIDE / 4
    assert re.fullmatch(r"[125]0*|0\.[125]", told)


def test_the_circles_tell_their_distance() -> None:
    assert {"250 m", "500 m"} <= set(drawn(result(radius_m=500)).itertext())


# --- marks and labels ---


@pytest.mark.parametrize(
    ("free", "kind", "count"),
    [
        (None, "unknown", "?"),
        (0, "full", "×"),
        (1, "few", "1"),
        (2, "few", "2"),
        (3, "free", "3"),
        (128, "free", "128"),
    ],
)
def test_a_mark_tells_the_free_ports_by_colour_shape_and_number(free: int | None, kind: str, count: str) -> None:
    one = result(box(1, north=50, free_ports=free))
    assert classes(one) == [f"spot {kind}"]
    assert count in drawn(one).itertext()


def test_every_sort_of_mark_has_a_shape_of_its_own_and_a_row_in_the_legend() -> None:
    free = (None, 0, 1, 3)
    shapes = {
        (shape.tag, shape.get("d"))
        for number in free
        for shape in drawn(result(box(1, north=50, free_ports=number))).iter()
        if shape.get("class") == "shape"
    }
    assert len(shapes) == len(free)
    told = said(result())
    assert [word for word in ("3 ou mais", "1 ou 2", "lotada", "não informadas") if word not in told] == []


def test_labels_cover_no_mark_and_no_other_label() -> None:
    placed = spots(result(*(box(n, north=30 * (n // 7) - 90, east=30 * (n % 7) - 90) for n in range(49))))
    shown = drawing(result(), placed)
    sides = re.findall(r'data-key="(\d+)".*?class="label (\w+)"', shown)
    by_key = {spot.key: spot for spot in placed}
    taken = [by_key[int(key)].label_boxes()[_side(by_key[int(key)], side)] for key, side in sides]
    assert len(taken) > 5
    everything = [*taken, *(spot.covered() for spot in placed)]
    clashes = [
        (one, other)
        for place, one in enumerate(taken)
        for other in everything[place + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert clashes == []
    assert all(min(each) >= 0 and max(each) <= SIDE for each in taken)


def _side(spot: Spot, name: str) -> Any:
    return next(side for side in spot.label_boxes() if side == name)


def test_the_nearest_gets_its_label_first() -> None:
    crowd = drawing(result(), spots(result(*(box(n, north=20, east=8 * n) for n in range(6)))))
    labelled = re.findall(r'data-key="(\d+)".*?class="label \w+"', crowd)
    assert "0" in labelled
    assert 0 < len(labelled) < 6


def test_very_many_marks_are_small_and_without_labels() -> None:
    many = result(*(box(n, north=n - 120) for n in range(240)))
    shown = drawing(many, spots(many))
    assert 'class="ground dense" data-size="0.500"' in shown
    assert shown.count("crowded") == 240
    assert 'class="ground" data-size="1.000"' in drawing(result(), spots(result(box(1, north=5))))


# --- what it says ---


@pytest.mark.parametrize(
    ("distance", "text"),
    [
        (0.0, "0 m"),
        (0.5, "0,5 m"),
        (87.4, "87 m"),
        (999.4, "999 m"),
        (999.6, "1 km"),
        (1254.0, "1,25 km"),
        (3000.0, "3 km"),
        (None, "distância não informada"),
        (nan, "distância não informada"),
        (-1.0, "distância não informada"),
    ],
)
def test_distances_read_as_people_write_them(distance: float | None, text: str) -> None:
    assert metres(distance) == text


@pytest.mark.parametrize(
    ("free", "total", "text"),
    [
        (None, 16, "portas livres não informadas"),
        (0, None, "lotada"),
        (0, 16, "lotada (16 portas)"),
        (0, 1, "lotada (1 porta)"),
        (1, None, "1 porta livre"),
        (3, None, "3 portas livres"),
        (3, 16, "3 de 16 portas livres"),
    ],
)
def test_ports_are_told_as_far_as_they_are_known(free: int | None, total: int | None, text: str) -> None:
    assert ports(box(1, free_ports=free, total_ports=total)) == text


def test_who_measured_the_distance_is_told() -> None:
    assert details(box(1, north=50, distance_m=50.0))[0] == "50 m em linha reta"
    assert details(box(1, distance_m=70.0, distance_by=Origin.PLATFORM))[0] == "70 m medida pela plataforma"
    assert details(box(1, distance_m=70.0, distance_by=None))[0] == "70 m"


def test_the_stage_is_told_where_it_is_known() -> None:
    assert details(box(1, stage=StructureStage.NOT_IMPLANTED))[-1] == "não implantada"
    assert details(box(1, stage=StructureStage.UNKNOWN))[-1] == "4 de 16 portas livres"


@pytest.mark.parametrize(
    ("viable", "sentence"),
    [
        (True, "Há viabilidade, segundo a plataforma."),
        (False, "Não há viabilidade, segundo a plataforma."),
        (None, "A plataforma não diz se há viabilidade."),
    ],
)
def test_the_verdict_is_the_platform_s(viable: bool | None, sentence: str) -> None:
    assert sentence in said(result(viable=viable))


def test_a_list_made_here_says_so() -> None:
    assert "pode diferir do veredito" in said(result(listed_by=Origin.LOCAL))
    assert "da própria plataforma" in said(result(listed_by=Origin.PLATFORM))


def test_map_via_5_full_structures_are_counted_and_listed_too() -> None:
    told = said(result(box(1, north=5), box(2, north=9, free_ports=0)))
    assert "2 estruturas em 150 m, 1 com porta livre." in told
    assert "CTO-002 9 m em linha reta lotada (16 portas)" in told


def test_map_via_6_an_empty_result_is_a_map_too() -> None:
    told = said(result())
    assert "Nenhuma estrutura em 150 m." in told
    assert "Cliente" in told


def test_a_structure_without_coordinates_is_listed_apart() -> None:
    told = said(result(unplaced=(NetworkStructure(id="9", name="CTO-<9>"),)))
    assert "Sem coordenadas na plataforma CTO-<9> : portas livres não informadas" in told
    assert "Sem coordenadas" not in said(result())


def test_a_structure_without_a_name_goes_by_its_id() -> None:
    assert "box-1 0 m" in said(result(box(1, name="")))


def test_the_page_does_not_tell_where_on_earth_it_is() -> None:
    page = feasibility_html(result(box(1, north=50)))
    assert [digits for digits in ("27.1", "27,1", "48.6", "48,6") if digits in page] == []


# --- hostile text ---


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_adds_no_element_and_no_attribute_and_is_shown_as_it_is(name: str) -> None:
    usual = Outline(feasibility_html(result(box(1, north=50), unplaced=(box(2, point=None),))))
    hostile = Outline(
        feasibility_html(
            result(box(1, north=50, name=name, kind=name), unplaced=(box(2, point=None, name=name),)), title=name
        )
    )
    assert hostile.tags == usual.tags
    assert [key for key, _ in hostile.attributes] == [key for key, _ in usual.attributes]
    assert hostile.text.count(name) >= 4


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x85", "\u202e", "\u2066", "\u200f", "\ud800", "\ufeff", "\n"])
def test_a_sign_that_shows_nothing_is_shown_as_one_that_cannot(sign: str) -> None:
    assert clean(f"CTO{sign}1") == "CTO\ufffd1"
    page = feasibility_html(result(box(1, north=50, name=f"CTO{sign}1")), title=f"Rua{sign}")
    assert page.encode().count("CTO\ufffd1".encode()) == 3


def test_other_scripts_are_left_alone() -> None:
    assert clean("שלום عُمان João 北") == "שלום عُمان João 北"


def test_a_long_name_is_cut_on_the_map_and_whole_in_the_list() -> None:
    name = "Caixa " * 30
    assert clipped("abcdef", 4) == "abc…"
    assert clipped("abcd", 4) == "abcd"
    told = said(result(box(1, north=50, name=name)))
    assert "Caixa Caixa Caixa… · 50 m" in told.replace("Caixa Caixa Caixa …", "Caixa Caixa Caixa…")
    assert " ".join(name.split()) in told


# --- the document ---


def test_nothing_may_be_fetched_and_only_the_page_s_own_script_may_run() -> None:
    page = feasibility_html(result())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; "
        r"base-uri 'none'; form-action 'none'",
        policy,
    )
    assert not re.search(r"https?:|src=|href=|@import|url\(", page)


def test_the_language_and_the_title_are_there() -> None:
    page = feasibility_html(result(), title="Rua Exemplo, 10")
    assert '<html lang="pt-BR">' in page
    assert page.count("Rua Exemplo, 10") == 2
    assert "$" not in re.sub(r"<script>.*</script>", "", page, flags=re.DOTALL)


def test_a_notebook_shows_the_same_page_in_a_frame_of_its_own() -> None:
    found = result(box(1, north=50, name='"><b>'), viable=True)
    frame = Outline(found._repr_html_())
    assert frame.tags == ["iframe"]
    settings = dict(frame.attributes)
    assert settings["sandbox"] == "allow-scripts"
    assert settings["srcdoc"] == feasibility_html(found)


def test_a_host_finds_it_in_the_family_s_namespace() -> None:
    assert mapping.feasibility_html is feasibility_html
