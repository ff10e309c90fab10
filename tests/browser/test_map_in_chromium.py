"""The feasibility map in a real Chromium: what is where, mouse, touch and keyboard, and no stranger's code."""

from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest
from docs_tools.chromium import BrowserError, Page

from isp_integrations import mapping
from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.mapping.html_map import feasibility_html, notebook_html
from isp_integrations.core.mapping.models import Feasibility, NetworkStructure

HOME = GeoPoint(lat=-27.0995, lng=-48.6003)
ATTACK = "document.documentElement.dataset.attacked = 1"
HOSTILE = (
    f"</script><script>{ATTACK}</script>",
    f'"><img src=x onerror="{ATTACK}">',
    f"' onpointerenter='{ATTACK}' onfocus='{ATTACK}' autofocus='",
    f"<svg onload='{ATTACK}'><title></title></svg><style>*{{display:none}}</style>",
    "<a href='https://example.invalid/'>CTO</a><iframe src='https://example.invalid/'></iframe>",
    f"{{{{constructor.constructor('{ATTACK}')()}}}}",
)
TURNED = "CTO\u202e-100\u2066"
WHAT_IS_THERE = "[...document.querySelectorAll('*')].map((each) => each.tagName).sort().join(' ')"


@pytest.fixture(scope="module")
def found() -> Feasibility:
    """What the sandbox answers: fourteen structures, two of them full."""
    with mapping.sandbox("ozmap") as client:
        return client.check_feasibility(point=HOME, radius_m=250).value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mapa.html"


def show(page: Page, file: Path, document: str) -> None:
    file.write_text(document, "utf-8")
    page.open(file)


def middle(page: Page, selector: str) -> tuple[float, float]:
    """Where the middle of an element is on the screen."""
    x, y = page.run(
        f"(() => {{ const box = document.querySelector({selector!r}).getBoundingClientRect();"
        " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )
    return float(x), float(y)


def shape(key: int) -> str:
    return f".spot[data-key='{key}'] .shape"


def words(page: Page, selector: str) -> str:
    """An element's text, as it is shown where the element is no drawing."""
    element = f"document.querySelector({selector!r})"
    return " ".join(str(page.run(f"{element}.innerText ?? {element}.textContent")).split())


def renamed(found: Feasibility, names: Sequence[str]) -> Feasibility:
    """The result with a stranger's names, the last of them for a structure without coordinates."""
    structures = [attrs.evolve(one, name=name) for one, name in zip(found.structures, names, strict=False)]
    lost = NetworkStructure(id="lost", name=names[-1])
    return attrs.evolve(found, structures=tuple(structures), unplaced=(lost,))


# --- what is where ---


def test_nothing_is_asked_of_any_other_address_and_the_browser_complains_of_nothing(
    page: Page, file: Path, found: Feasibility
) -> None:
    show(page, file, feasibility_html(found))
    page.click(*middle(page, "[data-zoom='2']"))
    page.click(*middle(page, shape(0)))
    assert page.requested() == [file.as_uri()]
    assert page.complaints() == []


def test_every_structure_is_drawn_as_far_from_the_customer_as_it_is(
    page: Page, file: Path, found: Feasibility
) -> None:
    show(page, file, feasibility_html(found))
    home, edge = (
        middle(page, ".home .mark"),
        page.run("document.querySelector('.radius').getBoundingClientRect().width"),
    )
    for key, structure in enumerate(found.structures):
        x, y = middle(page, f".spot[data-key='{key}'] .count")
        pixels = ((x - home[0]) ** 2 + (y - home[1]) ** 2) ** 0.5
        assert structure.distance_m == pytest.approx(pixels / (edge / 2) * 250, abs=6)


def test_every_mark_is_on_top_where_it_stands_and_in_the_picture(page: Page, file: Path, found: Feasibility) -> None:
    show(page, file, feasibility_html(found))
    for key, structure in enumerate(found.structures):
        x, y = middle(page, shape(key))
        on_top = page.run(f"document.elementFromPoint({x}, {y}).closest('.spot').dataset.key")
        assert on_top == str(key), structure.name
    assert page.picture().startswith(b"\x89PNG")


@pytest.mark.parametrize("dark", [False, True])
def test_colours_differ_by_supply_and_words_stand_out_in_light_and_dark(
    page: Page, file: Path, found: Feasibility, dark: bool
) -> None:
    free = dict(enumerate((None, 0, 1, 9)))
    sorts = tuple(attrs.evolve(found.structures[key], free_ports=number) for key, number in free.items())
    page.dark(on=dark)
    show(page, file, feasibility_html(attrs.evolve(found, structures=sorts)))
    colours = [page.run(f"getComputedStyle(document.querySelector({shape(key)!r})).fill") for key in free]
    assert len(set(colours)) == len(free)
    paper = page.run("getComputedStyle(document.body).backgroundColor")
    assert (brightness(paper) < 0.1) is dark
    for colour in colours:
        on = page.run("getComputedStyle(document.querySelector('.spot .count')).fill")
        assert contrast(on, colour) >= 4.5
        assert contrast(paper, colour) >= 3
    assert contrast(page.run("getComputedStyle(document.body).color"), paper) >= 7


def brightness(colour: str) -> float:
    """Relative luminance of `rgb(r, g, b)`, as WCAG defines it."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_it_fits_the_screen_and_marks_are_large_enough_to_touch(
    page: Page, file: Path, found: Feasibility, width: int
) -> None:
    page.size(width, 800)
    show(page, file, feasibility_html(found, title="Rua " + "Exemplo" * 20))
    assert page.run("document.documentElement.scrollWidth") <= width
    assert page.run(f"document.querySelector({shape(0)!r}).getBoundingClientRect().width") >= 20


@pytest.mark.parametrize("width", [620, 1030, 1400])
def test_labels_are_whole_and_cover_nothing(page: Page, file: Path, found: Feasibility, width: int) -> None:
    page.size(width, 1200)
    show(page, file, feasibility_html(found))
    shown = "[...document.querySelectorAll('.map, .spot .label:not(.crowded), .spot .shape')]"
    (frame, *boxes) = page.run(f"{shown}.map((one) => one.getBoundingClientRect().toJSON())")
    labels = [box for box in boxes if box["width"] > 60]
    assert len(labels) >= 10
    assert [one for one in labels if one["left"] < frame["left"] or one["right"] > frame["right"]] == []
    assert [(one, other) for one in labels for other in boxes if other is not one and overlap(one, other)] == []


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    across = one["left"] < other["right"] and other["left"] < one["right"]
    return across and one["top"] < other["bottom"] and other["top"] < one["bottom"]


# --- mouse, touch, keyboard ---


def test_pointing_at_a_mark_tells_of_it_and_leaving_takes_it_back(page: Page, file: Path, found: Feasibility) -> None:
    show(page, file, feasibility_html(found))
    hint = words(page, ".card")
    page.point_at(*middle(page, shape(3)))
    assert words(page, ".card").startswith(f"{found.structures[3].name} 112 m em linha reta")
    assert page.run("document.querySelectorAll('.pointed').length") == 1
    page.point_at(5, 5)
    assert page.run("document.querySelectorAll('.pointed').length") == 0
    assert "setas" in hint


@pytest.mark.parametrize("way", ["click", "tap"])
def test_a_click_or_a_tap_on_a_mark_chooses_it_in_the_list_and_shows_the_way(
    page: Page, file: Path, found: Feasibility, way: str
) -> None:
    page.size(1200, 900, touch=way == "tap")
    show(page, file, feasibility_html(found))
    assert page.run("getComputedStyle(document.querySelector('.way')).display") == "none"
    getattr(page, way)(*middle(page, shape(4)))
    assert page.run("document.querySelector('input:checked').value") == "4"
    assert page.run("document.querySelector('.chosen').dataset.key") == "4"
    assert page.run("getComputedStyle(document.querySelector('.way')).display") != "none"
    assert words(page, ".card").endswith("lotada (16 portas) certificada")


def test_the_keyboard_reaches_every_structure_with_one_stop_and_arrows(
    page: Page, file: Path, found: Feasibility
) -> None:
    show(page, file, feasibility_html(found))
    page.press("Tab")
    assert page.run("document.activeElement.dataset.zoom") == "2"
    page.press("Tab")
    visited = []
    for _ in found.structures:
        page.press("ArrowDown")
        visited.append(words(page, ".structures label:has(:checked) .name"))
        assert page.run("document.querySelector('.chosen').dataset.key") == page.run("document.activeElement.value")
    assert visited == [one.name for one in (*found.structures[1:], found.structures[0])]
    assert page.run("getComputedStyle(document.activeElement.parentNode).outlineStyle") == "solid"


def test_looking_closer_keeps_the_chosen_one_in_view_and_the_bar_true(
    page: Page, file: Path, found: Feasibility
) -> None:
    show(page, file, feasibility_html(found))
    assert page.run("document.querySelector(\"[data-zoom='0.5']\").disabled") is True
    page.click(*middle(page, shape(13)))
    size = page.run(f"document.querySelector({shape(13)!r}).getBoundingClientRect().width")
    assert words(page, ".scale") == "100 m"
    page.click(*middle(page, "[data-zoom='2']"))
    page.click(*middle(page, "[data-zoom='2']"))
    assert words(page, ".scale") == "25 m"
    frame, there = page.run(BOXES.replace("KEY", "13"))
    assert frame["left"] < there["left"] < there["right"] < frame["right"]
    assert frame["top"] < there["top"] < there["bottom"] < frame["bottom"]
    assert page.run(f"document.querySelector({shape(13)!r}).getBoundingClientRect().width") == pytest.approx(
        size, abs=1
    )
    for _ in range(2):
        page.click(*middle(page, "[data-zoom='2']"))
    assert page.run("document.querySelector(\"[data-zoom='2']\").disabled") is True
    assert words(page, ".scale") == "6,25 m"


BOXES = (
    "['.map', \".spot[data-key='KEY'] .shape\"].map((one) => document.querySelector(one).getBoundingClientRect())"
    ".map(({ left, right, top, bottom }) => ({ left, right, top, bottom }))"
)


def test_without_scripts_the_page_tells_everything_but_what_needs_them(
    page: Page, file: Path, found: Feasibility
) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    show(page, file, feasibility_html(found))
    page.command("Emulation.setScriptExecutionDisabled", value=False)
    told = words(page, "body")
    assert [one.name for one in found.structures if one.name not in told] == []
    assert "Aproximar" not in told


# --- a stranger's text ---


@pytest.mark.parametrize("policy", [True, False], ids=["with-policy", "escaping-alone"])
def test_no_markup_of_a_name_is_ever_more_than_text(page: Page, file: Path, found: Feasibility, policy: bool) -> None:
    page.command("Page.setBypassCSP", enabled=not policy)
    plain = renamed(found, ["CTO"] * len(HOSTILE))
    show(page, file, feasibility_html(plain, title="Rua"))
    usual = page.run(WHAT_IS_THERE)
    show(page, file, feasibility_html(renamed(found, HOSTILE), title=HOSTILE[0]))
    for key in range(len(HOSTILE)):
        page.click(*middle(page, shape(key)))
        page.press("Tab")
    assert page.run("document.documentElement.dataset.attacked") is None
    assert page.run("document.querySelector('.card').querySelectorAll('*').length") > 0
    assert page.run("document.querySelector('.card img, .card script, .card iframe, .card a')") is None
    assert page.requested() == [file.as_uri()]
    names = page.run("[...document.querySelectorAll('.structures .name')].map((each) => each.textContent)")
    assert names == list(HOSTILE)
    page.open(file)
    assert page.run(WHAT_IS_THERE) == usual


def test_an_attack_that_got_through_would_be_noticed(page: Page, file: Path, found: Feasibility) -> None:
    page.command("Page.setBypassCSP", enabled=True)
    document = feasibility_html(found, title="TITLE")
    show(page, file, document.replace("TITLE", HOSTILE[1]))
    page.run("new Promise((resolve) => setTimeout(resolve, 50))")
    assert page.run("document.documentElement.dataset.attacked") == "1"


def test_the_policy_stops_what_escaping_might_let_through(page: Page, file: Path, found: Feasibility) -> None:
    document = feasibility_html(found, title="TITLE")
    outside = "<img src='https://example.invalid/pixel'>"
    show(page, file, document.replace("TITLE", HOSTILE[0] + HOSTILE[1] + outside))
    page.run("new Promise((resolve) => setTimeout(resolve, 50))")
    assert page.run("document.documentElement.dataset.attacked") is None
    assert page.complaints() != []


def test_marks_that_turn_the_direction_of_text_turn_nothing(page: Page, file: Path, found: Feasibility) -> None:
    show(page, file, feasibility_html(renamed(found, [TURNED, "שלום 12", "CTO"])))
    assert words(page, ".structures li:nth-child(1) label").startswith("CTO\ufffd-100\ufffd 63 m em linha reta")
    name, distance = page.run(
        "[...document.querySelectorAll('.structures li:nth-child(2) span')].slice(0, 2)"
        ".map((part) => part.getBoundingClientRect().left)"
    )
    assert name < distance


# --- a notebook ---


def test_in_a_notebook_neither_styles_nor_scripts_touch_what_is_around_it(
    page: Page, file: Path, found: Feasibility
) -> None:
    notebook = "<!doctype html><h1 style='font-size: 50px'>Caderno</h1><ul class='legend'><li>a</li></ul>"
    show(page, file, notebook + notebook_html(renamed(found, HOSTILE)))
    assert page.run("getComputedStyle(document.querySelector('h1')).fontSize") == "50px"
    assert page.run("getComputedStyle(document.querySelector('.legend')).display") == "block"
    assert page.run("document.querySelector('iframe').contentDocument") is None
    assert page.run("document.documentElement.dataset.attacked") is None
    frame = page.frame()
    assert frame.run("document.querySelectorAll('.spot').length") == len(HOSTILE)
    assert frame.run("document.querySelector('.tools').hidden") is False
    assert frame.run("document.documentElement.dataset.attacked") is None


def test_a_script_that_throws_is_no_answer(page: Page) -> None:
    with pytest.raises(BrowserError):
        page.run("nothing.there")
