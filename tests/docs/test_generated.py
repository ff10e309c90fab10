"""What pages say of the code is what the code says."""

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from docs_tools import rules
from docs_tools.blocks import FACES, GENERATORS, ROOT, pages, refreshed
from docs_tools.machines import MACHINES

import isp_integrations as isp
from docs.pages import name_of
from isp_integrations import mvno
from isp_integrations.core.erp.contract_machine import CONTRACT, WORDS
from isp_integrations.core.errors import IspError
from isp_integrations.core.platform import spec_names
from isp_integrations.core.registry import FAMILIES, load, platforms
from mvno_makers import LIMITS, contract, line, transfer

DOCS = ROOT / "docs"
GROUPS = "mvno|contract|sva|onu|map|voip|transfer|plan|combo|radius|elite"
CODE = re.compile(rf'code="((?:{GROUPS})\.[a-z_]+(?:\.[a-z_]+)*)"')


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
    assert len(spelt) > 60
    assert {code for code in spelt if f"`{code}`" not in page} == set()


def test_violations_that_really_happen_read_as_their_rows_say() -> None:
    found = transfer(
        line=line(status=mvno.LineStatus.CANCELLED, is_ported=True),
        new_contract=contract(
            status=mvno.ContractStatus.UNKNOWN, access=mvno.AccessStatus.UNKNOWN, customer_id="x", items=()
        ),
        limits=LIMITS,
    )
    rows = {(row.rule_id, row.code): row for row in rules.rows("mvno")}
    assert len(found) >= 5
    for violation in found:
        row = rows[violation.rule_id, violation.code]
        pattern = ".*".join(re.escape(part) for part in row.message.split("…"))
        assert re.fullmatch(pattern, violation.message)
        assert row.family == violation.family.value
        assert row.severity.startswith({"error": "erro", "warning": "aviso"}[violation.severity.value])


def test_a_rule_that_may_be_softened_says_so() -> None:
    (row,) = [row for row in rules.rows("mvno") if row.code == "mvno.mobile_product_missing"]
    assert "política" in row.severity


def test_every_public_error_is_in_the_errors_page() -> None:
    page = (DOCS / "erros.md").read_text("utf-8")
    kinds = [kind for name in dir(isp) if isinstance(kind := getattr(isp, name), type)]
    errors = [kind.__name__ for kind in kinds if issubclass(kind, IspError)]
    assert len(errors) > 15
    assert [name for name in errors if f"| `{name}` |" not in page] == []


def test_every_operation_and_platform_is_in_the_platforms_page() -> None:
    page = (DOCS / "platforms.md").read_text("utf-8")
    hooks = {name for each in platforms() if each.wire_known for name in spec_names(load(each.family, each.key))}
    assert [name for name in sorted(hooks) if f"| `{name}` |" not in page] == []
    assert [each.key for each in platforms() if each.key not in page] == []


@pytest.mark.parametrize("readme", ["README.md", "README.pt-BR.md"])
def test_a_readme_lists_every_platform_of_every_family(readme: str) -> None:
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \| ([^|]+) \|$", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    listed = {family: len(names.split(", ")) for family, names in rows if family in FAMILIES}
    installed = Counter(each.family for each in platforms() if each.wire_known)
    assert listed == installed


@pytest.mark.parametrize("face", ["", *FACES])
def test_every_public_name_is_in_the_reference(face: str) -> None:
    reference = "".join(path.read_text("utf-8") for path in (DOCS / "reference").glob("*.md"))
    names = {*dir(import_module(f"isp_integrations.{face}".rstrip(".")))} - {"events", "rules"}
    assert {name for name in names if not re.search(rf"^::: .*\.{name}$", reference, re.MULTILINE)} == set()


@pytest.mark.parametrize("machine", MACHINES)
def test_every_command_observation_and_status_of_a_machine_is_in_its_page(machine: str) -> None:
    page = (DOCS / "maquinas-de-estado.md").read_text("utf-8")
    drawn = MACHINES[machine]
    assert [name for name in (*drawn.commands, *drawn.observations) if f"`{name}`" not in page] == []
    assert [word for word in drawn.words.values() if word not in page] == []


def test_every_event_of_a_contract_is_in_its_page() -> None:
    page = (DOCS / "maquinas-de-estado.md").read_text("utf-8")
    assert [kind for kind in CONTRACT if f"| `{kind}` | {WORDS[kind]} |" not in page] == []
