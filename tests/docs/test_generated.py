"""What pages say of the code is what the code says."""

import re
from pathlib import Path

import pytest
from docs_tools import rules
from docs_tools.blocks import GENERATORS, ROOT, pages, refreshed

import isp_integrations as isp
from docs.pages import name_of
from isp_integrations import mvno
from isp_integrations.core.errors import IspError
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.machines import LINE, PORTABILITY
from isp_integrations.core.platform import spec_names
from isp_integrations.core.registry import platforms
from mvno_makers import LIMITS, contract, line, transfer

DOCS = ROOT / "docs"
CODE = re.compile(r'"((?:mvno|contract)\.[a-z_]+(?:\.[a-z_]+)*)"')


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_page_s_generated_blocks_are_up_to_date(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text == refreshed(text), "run `make docs`"


def test_every_generator_has_its_place_in_a_page() -> None:
    placed = {name for page in pages() for name in re.findall(r"<!-- gerado: ([\w-]+) -->", page.read_text("utf-8"))}
    assert placed == set(GENERATORS)


def test_every_code_that_the_source_spells_is_in_the_rules_page() -> None:
    page = (DOCS / "regras.md").read_text("utf-8")
    sources = [path for room in ("core", "plugins") for path in (rules.PACKAGE / room).rglob("*.py")]
    spelt = {code for source in sources for code in CODE.findall(source.read_text("utf-8"))}
    assert len(spelt) > 30
    assert {code for code in spelt - {PORTABILITY.name} if f"`{code}`" not in page} == set()


def test_violations_that_really_happen_read_as_their_rows_say() -> None:
    found = transfer(
        line=line(status=mvno.LineStatus.CANCELLED, is_ported=True),
        new_contract=contract(
            status=mvno.ContractStatus.UNKNOWN, access=mvno.AccessStatus.UNKNOWN, customer_id="x", items=()
        ),
        limits=LIMITS,
    )
    rows = {(row.rule_id, row.code): row for row in rules.rows()}
    assert len(found) >= 5
    for violation in found:
        row = rows[violation.rule_id, violation.code]
        pattern = ".*".join(re.escape(part) for part in row.message.split("…"))
        assert re.fullmatch(pattern, violation.message)
        assert row.family == violation.family.value
        assert row.severity.startswith({"error": "erro", "warning": "aviso"}[violation.severity.value])


def test_a_rule_that_may_be_softened_says_so() -> None:
    (row,) = [row for row in rules.rows() if row.code == "mvno.mobile_product_missing"]
    assert "política" in row.severity


def test_every_public_error_is_in_the_errors_page() -> None:
    page = (DOCS / "erros.md").read_text("utf-8")
    kinds = [kind for name in dir(isp) if isinstance(kind := getattr(isp, name), type)]
    errors = [kind.__name__ for kind in kinds if issubclass(kind, IspError)]
    assert len(errors) > 15
    assert [name for name in errors if f"| `{name}` |" not in page] == []


def test_every_operation_and_platform_is_in_the_platforms_page() -> None:
    page = (DOCS / "platforms.md").read_text("utf-8")
    assert [name for name in spec_names(MvnoSpec) if f"| `{name}` |" not in page] == []
    assert [each.key for each in platforms() if each.key not in page] == []


def test_every_public_name_is_in_the_reference() -> None:
    reference = "".join(path.read_text("utf-8") for path in (DOCS / "reference").glob("*.md"))
    modules = {"events", "rules"}
    names = {*dir(isp), *dir(mvno)} - modules
    assert {name for name in names if not re.search(rf"^::: .*\.{name}$", reference, re.MULTILINE)} == set()


@pytest.mark.parametrize("machine", [LINE, PORTABILITY], ids=lambda machine: str(machine.name))
def test_every_command_observation_and_status_of_a_machine_is_in_its_page(machine: object) -> None:
    page = (DOCS / "maquinas-de-estado.md").read_text("utf-8")
    assert machine in (LINE, PORTABILITY)
    drawn = LINE if machine is LINE else PORTABILITY
    assert [name for name in (*drawn.commands, *drawn.observations) if f"`{name}`" not in page] == []
    assert [word for word in drawn.words.values() if word not in page] == []
