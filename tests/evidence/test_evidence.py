"""No mark in the code is higher than what the contract files claim."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from isp_integrations.core.evidence import Evidence
from isp_integrations.core.platform import Platform
from isp_integrations.core.registry import describe, load
from isp_integrations.core.wire import Endpoint
from isp_integrations.core.wire_models import wire_fields

CLAIMS = [tomllib.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("*.toml"))]
STRENGTH = {"documented": 2, "observed": 1, "inferred": 0, "unknown": 0, "assumed": 0}

pytestmark = pytest.mark.parametrize("claims", CLAIMS, ids=lambda claims: str(claims["platform"]))


def plugin_of(claims: dict[str, Any]) -> type[Platform]:
    return load(claims["family"], claims["platform"])


def call_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def source_of(claims: dict[str, Any], section: object) -> str:
    """How the code names a section; platforms of the same software share their source."""
    return f"{claims.get('source', claims['platform'])} {section}"


def claimed_of(claims: dict[str, Any], endpoint: Endpoint) -> str:
    """The mark that the contract file gives the call, "unknown" for one that it does not have."""
    marks = {claim["call"]: claim["mark"] for claim in claims["endpoints"]}
    return str(claims["uses"].get(endpoint.name, marks.get(call_of(endpoint), "unknown")))


def is_higher(mark: Evidence, claimed: str) -> bool:
    return STRENGTH[mark.value] > STRENGTH[claimed]


def test_an_operation_s_mark_is_no_higher_than_the_claim(claims: dict[str, Any]) -> None:
    described = describe(claims["platform"], family=claims["family"])
    assert {operation.name for operation in described.operations} == set(claims["operations"])
    higher = {
        operation.name: operation.evidence.value
        for operation in described.operations
        if operation.evidence and is_higher(operation.evidence, claims["operations"][operation.name])
    }
    assert higher == {}


def test_what_was_seen_is_offered_and_not_called_assumed(claims: dict[str, Any]) -> None:
    described = describe(claims["platform"], family=claims["family"])
    marks = {operation.name: operation.evidence for operation in described.operations}
    lower = claims.get("lower", {})
    seen = {name: mark for name, mark in claims["operations"].items() if STRENGTH[mark] and name not in lower}
    assert {name: mark and mark.value for name, mark in marks.items() if name in seen} == seen


def test_a_mark_that_is_lower_than_the_claim_says_why(claims: dict[str, Any]) -> None:
    operations = plugin_of(claims).operations
    for name, why in claims.get("lower", {}).items():
        assert why
        assert STRENGTH[operations[name].evidence.value] < STRENGTH[claims["operations"][name]]


def test_an_endpoint_s_mark_is_no_higher_than_the_claim(claims: dict[str, Any]) -> None:
    higher = {
        endpoint.name: endpoint.evidence.value
        for endpoint in plugin_of(claims).wire.endpoints.values()
        if is_higher(endpoint.evidence, claimed_of(claims, endpoint))
    }
    assert higher == {}


def test_an_endpoint_names_the_section_that_knows_it(claims: dict[str, Any]) -> None:
    sections = {claim["call"]: claim["section"] for claim in claims["endpoints"]}
    told = {
        endpoint.name: endpoint.source
        for endpoint in plugin_of(claims).wire.endpoints.values()
        if endpoint.evidence is not Evidence.ASSUMED
        and endpoint.source != source_of(claims, sections.get(call_of(endpoint)))
    }
    assert told == {}


def test_a_field_s_mark_is_no_higher_than_the_call_it_belongs_to(claims: dict[str, Any]) -> None:
    sections = {claim["section"] for claim in claims["endpoints"] if STRENGTH[claim["mark"]]}
    sections |= set(claims.get("envelopes", ["3"]))
    higher = [
        f"{name}.{field}"
        for name, model in plugin_of(claims).wire.models.items()
        for field, mark in wire_fields(model).items()
        if mark.evidence is not Evidence.ASSUMED
        and mark.source not in {source_of(claims, section) for section in sections}
    ]
    assert higher == []


def test_nothing_is_called_documented_where_no_claim_is(claims: dict[str, Any]) -> None:
    claimed = {claim["mark"] for claim in claims["endpoints"]}
    marks = {endpoint.evidence.value for endpoint in plugin_of(claims).wire.endpoints.values()}
    assert "documented" in claimed or "documented" not in marks


def test_the_address_is_the_one_that_was_seen(claims: dict[str, Any]) -> None:
    assert plugin_of(claims).base_url == claims["base_url"].get("value")
