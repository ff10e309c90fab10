"""Every rule id of 6.3, typed here from the domain reference, has a test named after it."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
LISTED = [
    "SVA-INT-1", "SVA-INT-2", "SVA-INT-3", "SVA-INT-4", "SVA-INT-5", "SVA-INT-6",
    "SVA-PROD-1", "SVA-PROD-2", "SVA-PROD-3", "SVA-PROD-4",
    "SVA-USER-1", "SVA-USER-2", "SVA-USER-3", "SVA-USER-3b", "SVA-USER-4", "SVA-USER-5", "SVA-USER-6", "SVA-USER-7",
    "SVA-USER-8", "SVA-USER-9", "SVA-USER-10", "SVA-USER-11", "SVA-USER-12",
    "SVA-ACT-1", "SVA-ACT-2",
    "SVA-SYNC-1", "SVA-SYNC-2", "SVA-SYNC-3", "SVA-SYNC-4", "SVA-SYNC-5", "SVA-SYNC-6",
    "SVA-DEL-1",
]  # fmt: skip
NAMES = "\n".join(
    name
    for folder in ("core/sva", "plugins/sva/saber_mais")
    for path in sorted((TESTS / folder).glob("test_*.py"))
    for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("rule_id", LISTED)
def test_a_rule_has_a_test_named_after_it(rule_id: str) -> None:
    word = rule_id.lower().replace("-", "_")
    assert re.search(rf"^test_{word}_[a-z]", NAMES, re.MULTILINE)
