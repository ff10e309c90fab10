"""OZmap's fake as a real client of the platform meets it: not only what our plugin asks."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mapping.ozmap.sandbox import API_KEY, CREDENTIALS, OzMapSandbox


@pytest.fixture
def fake() -> OzMapSandbox:
    return OzMapSandbox()


def ask(
    fake: OzMapSandbox, method: str, path: str, body: Any = None, *, key: str = API_KEY, **query: str
) -> tuple[int, Any]:
    """Status and JSON of one call."""
    target = f"/api/v2/{path}" + (f"?{urlencode(query)}" if query else "")
    content = b"" if body is None else json.dumps(body).encode()
    answer = fake.handle(FakeRequest.of(method, target, {"Authorization": key}, content))
    return answer.status, json.loads(answer.body) if answer.body else None


def rows(fake: OzMapSandbox, path: str, *filters: Any, **query: str) -> list[Any]:
    status, page = ask(fake, "GET", path, filter=json.dumps(filters), **query)
    assert status == 200
    found: list[Any] = page["rows"]
    return found


def rule(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"property": name, "operator": operator, "value": value}


def free_box(fake: OzMapSandbox) -> dict[str, Any]:
    return next(box for key, box in fake.tables["boxes"].items() if len(fake.free_ports(key)) == 7)


def create(fake: OzMapSandbox, **fields: Any) -> tuple[int, Any]:
    client = {"code": "contrato-1|x", "name": "Fulana Exemplo", "implanted": False}
    return ask(fake, "POST", "properties", {"box": free_box(fake)["id"], "client": client, **fields})


@pytest.mark.parametrize("key", ["", "other", "Bearer other"])
def test_a_key_is_needed(fake: OzMapSandbox, key: str) -> None:
    assert ask(fake, "GET", "authenticated", key=key)[0] == 401


@pytest.mark.parametrize("key", [API_KEY, f"Bearer {API_KEY}"])
def test_a_key_may_stand_behind_bearer(fake: OzMapSandbox, key: str) -> None:
    assert ask(fake, "GET", "authenticated", key=key)[0] == 200


def test_a_log_in_gives_a_token_until_it_expires(fake: OzMapSandbox) -> None:
    given = {"login": CREDENTIALS["usuario"], "password": CREDENTIALS["senha"]}
    _, answer = ask(fake, "POST", "users/login", given, type="API")
    token = answer["authorization"]
    assert ask(fake, "GET", "authenticated", key=token)[0] == 200
    fake.expire_tokens()
    assert ask(fake, "GET", "authenticated", key=token)[0] == 401
    assert ask(fake, "POST", "users/login", {**given, "password": "x"})[0] == 401


def test_a_page_tells_where_it_stands(fake: OzMapSandbox) -> None:
    _, page = ask(fake, "GET", "boxes", page="2", limit="50")
    assert (page["total"], page["count"], page["start"], page["limit"]) == (240, 50, 50, 50)
    assert (page["hasNextPage"], page["nextUrl"]) == (True, "/api/v2/boxes?page=3&limit=50")
    _, last = ask(fake, "GET", "boxes", page="3", limit="100")
    assert (last["count"], last["hasNextPage"], "nextUrl" in last) == (40, False, False)
    assert ask(fake, "GET", "boxes", limit="-1")[1]["count"] == 240


@pytest.mark.parametrize("operator", ["=", "eq"])
def test_filters_are_taken_from_the_query_and_from_the_body_of_a_get(fake: OzMapSandbox, operator: str) -> None:
    wanted = [rule("name", operator, "CTO-010")]
    assert [box["name"] for box in rows(fake, "boxes", *wanted)] == ["CTO-010"]
    assert ask(fake, "GET", "boxes", {"filter": wanted})[1]["rows"][0]["name"] == "CTO-010"


@pytest.mark.parametrize(
    ("operator", "value", "count"),
    [("!=", "CTO-001", 239), ("like", "cto-00", 9), ("in", ["CTO-001", "x"], 1), ("notin", ["CTO-001"], 239),
     ("<", "CTO-003", 2), ("<=", "CTO-003", 3), (">", "CTO-238", 2), (">=", "CTO-238", 3)],
)  # fmt: skip
def test_every_operator_of_names_works(fake: OzMapSandbox, operator: str, value: Any, count: int) -> None:
    assert ask(fake, "GET", "boxes", filter=json.dumps([rule("name", operator, value)]))[1]["total"] == count


def test_a_nested_list_of_filters_is_an_or(fake: OzMapSandbox) -> None:
    either = [rule("name", "=", "CTO-001"), rule("name", "=", "CTO-002")]
    assert len(rows(fake, "boxes", either)) == 2
    assert rows(fake, "boxes", *either) == []


def test_exists_finds_the_box_that_has_no_place(fake: OzMapSandbox) -> None:
    assert [box["name"] for box in rows(fake, "boxes", rule("coords", "exists", False))] == ["CTO-008"]


@pytest.mark.parametrize(
    "point",
    [{"lat": -27.1, "lng": -48.6}, {"latitude": -27.1, "longitude": -48.6}, {"coords": [-48.6, -27.1]},
     {"coordinates": [-48.6, -27.1]}],
)  # fmt: skip
def test_near_takes_every_way_to_write_a_point_and_sorts(fake: OzMapSandbox, point: dict[str, Any]) -> None:
    found = rows(fake, "poles", rule("coords", "near", {**point, "radius": 100}), limit="1", select="name")
    assert found == [{"id": found[0]["id"], "name": "P-131"}]


def test_rows_are_sorted_as_asked(fake: OzMapSandbox) -> None:
    first = rows(fake, "boxes", sort=json.dumps([{"property": "name", "direction": -1}]))[0]
    assert first["name"] == "CTO-240"


def test_a_dotted_property_and_an_unknown_operator(fake: OzMapSandbox) -> None:
    assert len(rows(fake, "splitters", rule("ratio.output", "=", 8))) == 100
    assert ask(fake, "GET", "boxes", filter=json.dumps([rule("name", "smells", "x")]))[0] == 422


def test_the_verdict_takes_the_tenant_s_radius_where_none_is_sent(fake: OzMapSandbox) -> None:
    _, verdict = ask(fake, "GET", "ftth-viability/radius", lat="-27.1", lng="-48.6")
    assert verdict["viable"] is True
    assert len(verdict["provisional_viable"]) + len(verdict["provisional_not_viable"]) == 3
    assert ask(fake, "GET", "ftth-viability/radius", lat="0", lng="0")[1]["viable"] is False
    assert ask(fake, "GET", "ftth-viability/poles", lat="0", lng="0")[0] == 404
    assert ask(fake, "GET", "ftth-viability/radius", lat="x", lng="0")[0] == 422


def test_a_property_is_connected_to_the_first_free_port(fake: OzMapSandbox) -> None:
    splitter, port = fake.free_ports(free_box(fake)["id"])[0]
    status, made = create(fake, auto_connect=True)
    assert status == 201
    assert [(one["id"], one["port"]) for one in made["connections"]] == [(splitter["id"], port)]
    fiber = fake.tables["splitters"][splitter["id"]]["connectables"]["output"][port - 1]
    cable = ask(fake, "GET", f"cables/{ask(fake, 'GET', f'fibers/{fiber}')[1]['parent']}")[1]
    assert (cable["kind"], cable["boxB"]) == ("Drop", made["id"])


def test_a_property_may_be_in_a_box_and_on_no_port(fake: OzMapSandbox) -> None:
    status, made = create(fake, auto_connect=False)
    assert (status, made["connections"], made["drop"]) == (201, [], None)


def test_a_taken_port_is_refused_with_a_message(fake: OzMapSandbox) -> None:
    splitter, port = fake.free_ports(free_box(fake)["id"])[0]
    box = splitter["parent"]
    assert create(fake, box=box, connector=splitter["id"], port=port)[0] == 201
    status, said = create(fake, box=box, connector=splitter["id"], port=port)
    assert (status, set(said)) == (422, {"message"})


def test_a_code_with_a_bar_is_found_by_its_quoted_segment(fake: OzMapSandbox) -> None:
    create(fake, auto_connect=True)
    _, found = ask(fake, "GET", "properties/client/contrato-1%7Cx")
    assert [one["client"]["code"] for one in found] == ["contrato-1|x"]
    assert ask(fake, "GET", "properties/client/nobody") == (200, [])


def test_removing_a_property_removes_its_client_and_frees_the_port(fake: OzMapSandbox) -> None:
    free = fake.free_ports(free_box(fake)["id"])
    _, made = create(fake, auto_connect=True)
    assert ask(fake, "DELETE", f"properties/{made['id']}") == (204, None)
    assert ask(fake, "GET", f"ftth-clients/{made['client']}")[0] == 404
    assert [port for _, port in fake.free_ports(free[0][0]["parent"])] == [port for _, port in free]
    assert ask(fake, "DELETE", f"properties/{made['id']}")[0] == 404


def test_removing_the_client_alone_leaves_the_property_on_its_port(fake: OzMapSandbox) -> None:
    _, made = create(fake, auto_connect=True)
    ask(fake, "DELETE", f"ftth-clients/{made['client']}")
    _, left = ask(fake, "GET", f"properties/{made['id']}")
    assert (left["client"], len(left["connections"])) == (None, 1)


def test_many_clients_are_served_at_once_and_only_what_may_be_changed_is(fake: OzMapSandbox) -> None:
    _, made = create(fake, auto_connect=True)
    ours = [rule("code", "=", "contrato-1|x")]
    update = {"filter": ours, "update": {"implanted": True}}
    assert ask(fake, "POST", "ftth-clients/batch-update", update)[0] == 204
    assert fake.tables["ftth-clients"][made["client"]]["implanted"] is True
    assert ask(fake, "POST", "ftth-clients/batch-update", {"filter": ours, "update": {"name": "x"}})[0] == 422


def test_an_external_id_that_is_sent_again_unchanged_fails(fake: OzMapSandbox) -> None:
    box = free_box(fake)["id"]
    assert ask(fake, "PATCH", f"boxes/{box}", {"external_id": "7"})[0] == 204
    assert ask(fake, "PATCH", f"boxes/{box}", {"external_id": "7"})[0] == 422


def test_a_prospect_is_a_lead_that_holds_no_port(fake: OzMapSandbox) -> None:
    status, made = ask(fake, "POST", "prospects", {"name": "Fulana Exemplo", "viable": False})
    assert (status, made["viable"]) == (201, False)
    assert ask(fake, "GET", f"prospects/{made['id']}")[1] == made


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "nothing", 404), ("GET", "boxes/x", 404), ("GET", "boxes/x/y", 404), ("PUT", "boxes", 405),
     ("POST", "boxes", 405)],
)  # fmt: skip
def test_what_does_not_exist_is_said_not_to(fake: OzMapSandbox, method: str, path: str, status: int) -> None:
    assert ask(fake, method, path)[0] == status


def test_another_version_of_the_api_does_not_exist(fake: OzMapSandbox) -> None:
    assert fake.handle(FakeRequest.of("GET", "/api/v1/boxes", {"Authorization": API_KEY}, b"")).status == 404


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"{}", b'{"box": 1}', b"\xff"])
def test_a_body_that_makes_no_sense_is_refused(fake: OzMapSandbox, body: bytes) -> None:
    request = FakeRequest.of("POST", "/api/v2/properties", {"Authorization": API_KEY}, body)
    before = json.dumps(fake.tables)
    assert fake.handle(request).status == 422
    assert json.dumps(fake.tables) == before


def test_every_fake_begins_with_the_same_city_and_none_sees_another_s_changes(fake: OzMapSandbox) -> None:
    before = json.dumps(OzMapSandbox().tables)
    create(fake, auto_connect=True)
    box = free_box(fake)["id"]
    ask(fake, "PATCH", f"boxes/{box}", {"name": "x"})
    assert json.dumps(OzMapSandbox().tables) == before
