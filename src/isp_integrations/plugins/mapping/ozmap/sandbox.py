"""A stateful fake of OZmap on a generated city: the paths, envelopes and filters of the contract file.

Records are plain JSON, as on the wire, in one table per resource. How errors look is not public: here `{"message"}`
with 422, as third parties expect. The lists beside `viable` stand under keys that say they are provisional.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any, Final
from urllib.parse import unquote

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mapping.distance import distance_m
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mapping.city import City, CityBox, CityPort, Resident, Stage, build_city
from isp_integrations.plugins.mapping.ozmap import wire as w
from isp_integrations.plugins.mapping.ozmap.filters import Refused, as_point, matches, page_of

Record = dict[str, Any]

CREDENTIALS: Final = {"usuario": "integracao", "senha": "senha-do-sandbox"}
API_KEY: Final = "chave-de-api-do-sandbox"
DEFAULT_RADIUS_M: Final = 150
CABLE_TYPES: Final = ("Drop 1 FO", "Drop 1 FO reforçado", "Cabo 12 FO")
_CREATED, _EMPTY = 201, 204
_FIXED: Final = {"createdAt": "2026-01-10T11:31:49.518Z", "updatedAt": "2026-01-10T11:31:49.518Z"}
_STATES = {
    Stage.PROJECT: {"draft": True, "implanted": False, "certified": False},
    Stage.BUILT: {"draft": False, "implanted": True, "certified": False},
    Stage.CERTIFIED: {"draft": False, "implanted": True, "certified": True},
}
_READ_ONLY = frozenset({"id", "connections", "drop"})
_RESOURCES: Final = (
    "projects", "boxes", "box-types", "splitters", "cables", "cable-types", "fibers", "properties", "ftth-clients",
    "poles", "prospects",
)  # fmt: skip
_RESOURCE_AND_ID = 2
_NO_PORT = "Não há porta livre na caixa."


class OzMapSandbox:
    """OZmap's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Attributes:
        tables: the records of each resource, by id.
        loses_ports: whether a property is created without a port where the wanted one is taken, and not refused.
        slow_looks: how many looks by code still show a fresh activation as not done.
    """

    def __init__(self, *, city: City | None = None) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.tables: dict[str, dict[str, Record]] = {name: {} for name in _RESOURCES}
        self.loses_ports = False
        self.slow_looks = 0
        self._looks_left: dict[str, int] = {}
        self._numbers = count(1)
        self._tokens: set[str] = set()
        if city is None:
            built = _built()
            self.tables = {name: {key: dict(one) for key, one in built[name].items()} for name in _RESOURCES}
            self._numbers = count(1 + sum(map(len, built.values())))
        else:
            self._build(city)

    # --- state ---

    def _add(self, table: str, **fields: Any) -> Record:
        number = next(self._numbers)
        record = {"id": f"{number:024x}", **fields, **_FIXED}
        self.tables[table][record["id"]] = record
        return record

    def _build(self, city: City) -> None:
        types = [
            self._add("cable-types", code=name, fiberNumber=12 if "12" in name else 1, looseNumber=1)
            for name in CABLE_TYPES
        ]
        project = self._add(
            "projects",
            name="Cidade Exemplo",
            drop={"maxSize": 200, "defaults": {"cableType": types[0]["id"]}},
            **_place(city.centre),
        )
        kind = self._add("box-types", code="CTO", prefix="CTO")
        for box in city.boxes:
            self._build_box(box, project, kind)

    def _build_box(self, box: CityBox, project: Record, kind: Record) -> None:
        pole = self._add("poles", name=f"P-{box.number + 1:03d}", project=project["id"], **_place(box.point))
        made = self._add(
            "boxes",
            name=box.name,
            project=project["id"],
            boxType=kind["id"],
            pole=pole["id"],
            **_STATES[box.stage],
            **_place(box.point),
        )
        for splitter in box.splitters:
            outputs = len(splitter.ports)
            added = self._add(
                "splitters",
                name=splitter.name,
                parent=made["id"],
                project=project["id"],
                isDrop=True,
                implanted=made["implanted"],
                ratio={"input": 1, "output": outputs},
                connectables={"input": [None], "output": [None] * outputs},
                ports=[{"blocked": port.blocked, "tags": []} for port in splitter.ports],
            )
            for port in splitter.ports:
                self._settle(port, made, added)

    def _settle(self, port: CityPort, box: Record, splitter: Record) -> None:
        if port.resident is not None:
            resident: Resident = port.resident
            client = {"code": resident.code, "name": resident.name, "implanted": resident.served}
            dwelling = {"address": resident.address, **_place(resident.point)}
            made = self._new_property(box, client, dwelling)
            self._connect(made, splitter, port.number)

    def _new_property(self, box: Record, client: Mapping[str, Any], dwelling: Mapping[str, Any]) -> Record:
        owner = self._add(
            "ftth-clients",
            kind="ftth",
            code=client["code"],
            name=client.get("name", ""),
            implanted=client.get("implanted", False),
            certified=False,
            status=client.get("status", 0),
            tags=[],
        )
        return self._add(
            "properties",
            kind="Property",
            project=box["project"],
            box=box["id"],
            client=owner["id"],
            drop=None,
            connections=[],
            **dwelling,
        )

    def _connect(self, dwelling: Record, splitter: Record, port: int) -> None:
        """Draw a drop from the splitter's port to the property, with the project's usual cable."""
        project = self.tables["projects"][dwelling["project"]]
        drop = self._add(
            "cables",
            kind="Drop",
            cableType=project["drop"]["defaults"]["cableType"],
            boxA=splitter["parent"],
            boxB=dwelling["id"],
            implanted=False,
            fiberNumber=1,
        )
        fiber = self._add("fibers", kind="Fiber", parent=drop["id"], fiberNumber=1, isDrop=True)
        self._put(splitter["id"], port, fiber["id"])
        connection = {"id": splitter["id"], "name": splitter["name"], "kind": "Splitter", "port": port}
        dwelling.update(
            box=splitter["parent"],
            drop=drop["id"],
            connections=[{**connection, "implanted": False, "fiber": fiber["id"]}],
        )

    def _put(self, splitter_id: str, port: int, fiber_id: str | None) -> None:
        """Put a fibre into a port, or take it out. What a record is made of is replaced and never changed."""
        splitter = self.tables["splitters"][splitter_id]
        outputs = list(splitter["connectables"]["output"])
        outputs[port - 1] = fiber_id
        splitter["connectables"] = {**splitter["connectables"], "output": outputs}

    def _disconnect(self, dwelling: Record) -> None:
        for connection in dwelling["connections"]:
            self._put(connection["id"], connection["port"], None)
            self.tables["fibers"].pop(connection["fiber"], None)
        self.tables["cables"].pop(dwelling["drop"], None)
        dwelling.update(drop=None, connections=[])

    def _drop_splitters(self, box_id: str) -> Iterable[Record]:
        return (s for s in self.tables["splitters"].values() if s["parent"] == box_id and s["isDrop"])

    def free_ports(self, box_id: str) -> list[tuple[Record, int]]:
        """The free ports of a box, in order: splitter and number."""
        return [
            (splitter, place + 1)
            for splitter in self._drop_splitters(box_id)
            for place, fiber in enumerate(splitter["connectables"]["output"])
            if fiber is None and not splitter["ports"][place]["blocked"]
        ]

    def expire_tokens(self) -> None:
        """Refuse every token given out so far; the API key stays."""
        self._tokens.clear()

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        parts = [unquote(part) for part in request.path.removeprefix(w.API_PATH).split("/")]
        if not request.path.startswith(w.API_PATH):
            return _answer(404, {"message": "Not found"})
        try:
            body = json.loads(request.body) if request.body else {}
            if parts == ["users", "login"]:
                return self._log_in(body)
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if given != API_KEY and given not in self._tokens:
                return _answer(401, {"message": "Unauthorized"})
            return self._route(request, parts, body)
        except Refused as refused:
            return _answer(refused.status, {"message": str(refused)})
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            return _answer(422, {"message": "Invalid request"})

    def _log_in(self, body: Record) -> HttpAnswer:
        if (body.get("login"), body.get("password")) != (CREDENTIALS["usuario"], CREDENTIALS["senha"]):
            return _answer(401, {"message": "Unauthorized"})
        token = f"token-{next(self._numbers)}"
        self._tokens.add(token)
        return _answer(200, {"authorization": token, "username": CREDENTIALS["usuario"]})

    def _route(self, request: FakeRequest, parts: list[str], body: Record) -> HttpAnswer:
        special = self._specials().get((request.method, *parts[:-1]) if len(parts) > 1 else (request.method, *parts))
        if special is not None:
            return special(request, parts, body)
        table = self.tables.get(parts[0])
        if table is None or len(parts) > _RESOURCE_AND_ID:
            raise Refused("Not found", status=404)
        if len(parts) == 1:
            return self._collection(request, parts[0], body)
        record = table.get(parts[1])
        if record is None:
            raise Refused("Not found", status=404)
        return self._record(request.method, parts[0], record, body)

    def _specials(self) -> Mapping[tuple[str, ...], Callable[[FakeRequest, list[str], Record], HttpAnswer]]:
        """By method and path, the last segment left out where there are several."""
        return {
            ("GET", "authenticated"): lambda *_: _answer(200, {"authenticated": True}),
            ("GET", "ftth-viability"): self._viability,
            ("GET", "properties", "client"): self._by_code,
            ("POST", "ftth-clients"): self._batch_update,
        }

    def _collection(self, request: FakeRequest, name: str, body: Record) -> HttpAnswer:
        if request.method == "GET":
            return _answer(200, page_of(self.tables[name].values(), request, body))
        if (request.method, name) == ("POST", "properties"):
            return _answer(_CREATED, self._create_property(body))
        if (request.method, name) == ("POST", "prospects"):
            return _answer(_CREATED, self._add("prospects", **body))
        raise Refused("Method not allowed", status=405)

    def _record(self, method: str, name: str, record: Record, body: Record) -> HttpAnswer:
        if method == "GET":
            return _answer(200, record)
        if method == "DELETE":
            self._delete(name, record)
            return _answer(_EMPTY, None)
        if method != "PATCH":
            raise Refused("Method not allowed", status=405)
        if "external_id" in body and body["external_id"] == record.get("external_id"):
            raise Refused("external_id already in use")
        if name == "properties":
            self._move(record, body)
        if name == "ftth-clients" and body.get("implanted") and not record["implanted"]:
            self._looks_left[record["id"]] = self.slow_looks
        if "cableType" in body and body["cableType"] not in self.tables["cable-types"]:
            raise Refused("Unknown cable type")
        moves = {"auto_connect", "force", "connector", "port", "box", "client"} if name == "properties" else set()
        record.update({key: value for key, value in body.items() if key not in _READ_ONLY | moves})
        return _answer(_EMPTY, None)

    def _delete(self, name: str, record: Record) -> None:
        if name == "properties":
            self._disconnect(record)
            self.tables["ftth-clients"].pop(record["client"], None)
        if name == "ftth-clients":
            for dwelling in self.tables["properties"].values():
                if dwelling["client"] == record["id"]:
                    dwelling["client"] = None
        del self.tables[name][record["id"]]

    # --- the flows ---

    def _viability(self, request: FakeRequest, parts: list[str], _: Record) -> HttpAnswer:
        if parts[1] != "radius":
            raise Refused("Not found", status=404)
        place = GeoPoint(lat=float(request.query["lat"]), lng=float(request.query["lng"]))
        radius = float(request.query.get("radius", DEFAULT_RADIUS_M))
        near = [
            box
            for box in self.tables["boxes"].values()
            if box["coords"] and not box["draft"] and distance_m(place, as_point(box["coords"])) <= radius
        ]
        able = [{"id": box["id"]} for box in near if self.free_ports(box["id"])]
        unable = [{"id": box["id"]} for box in near if not self.free_ports(box["id"])]
        lists = {"provisional_viable": able, "provisional_not_viable": unable}
        return _answer(200, {"viable": bool(able), **lists})

    def _by_code(self, _: FakeRequest, parts: list[str], __: Record) -> HttpAnswer:
        clients = {c["id"]: c for c in self.tables["ftth-clients"].values() if c["code"] == parts[2]}
        found = [p for p in self.tables["properties"].values() if p["client"] in clients]
        return _answer(200, [{**p, "client": self._as_shown(clients[p["client"]])} for p in found])

    def _as_shown(self, client: Record) -> Record:
        """The client, for some looks still as he was before his activation."""
        left = self._looks_left.get(client["id"], 0)
        if not left:
            return client
        self._looks_left[client["id"]] = left - 1
        return {**client, "implanted": False}

    def _batch_update(self, _: FakeRequest, parts: list[str], body: Record) -> HttpAnswer:
        if parts[1] != "batch-update" or set(body["update"]) - {"certified", "implanted", "status"}:
            raise Refused("Invalid update")
        for client in self.tables["ftth-clients"].values():
            if matches(client, body["filter"]):
                client.update(body["update"])
        return _answer(_EMPTY, None)

    def _create_property(self, body: Record) -> Record:
        box = self.tables["boxes"].get(body["box"])
        if box is None:
            raise Refused("Unknown box")
        wanted = self._wanted_port(box["id"], body)
        dwelling = {"address": body.get("address"), **_place(_point_of(body))}
        made = self._new_property(box, body["client"], dwelling)
        if wanted is not None:
            self._connect(made, *wanted)
        return made

    def _move(self, dwelling: Record, body: Record) -> None:
        if "client" in body:
            dwelling["client"] = body["client"]
        if "box" in body or "connector" in body:
            wanted = self._wanted_port(str(body.get("box") or dwelling["box"]), body)
            self._disconnect(dwelling)
            if wanted is not None:
                self._connect(dwelling, *wanted)

    def _wanted_port(self, box_id: str, body: Record) -> tuple[Record, int] | None:
        free = self.free_ports(box_id)
        if "connector" in body:
            free = [(s, port) for s, port in free if (s["id"], port) == (body["connector"], body["port"])]
        elif not body.get("auto_connect"):
            return None
        if not free and not self.loses_ports:
            raise Refused(_NO_PORT)
        return free[0] if free else None


@cache
def _built() -> dict[str, dict[str, Record]]:
    """The records of the usual city, which every new fake begins with a copy of."""
    return OzMapSandbox(city=build_city()).tables


def _place(point: GeoPoint | None) -> Record:
    if point is None:
        return {"coords": None, "lat": None, "lng": None}
    return {"coords": [point.lng, point.lat], "lat": point.lat, "lng": point.lng}


def _point_of(body: Record) -> GeoPoint | None:
    if body.get("coords"):
        return as_point(body["coords"])
    return GeoPoint(lat=body["lat"], lng=body["lng"]) if "lat" in body else None


def _answer(status: int, content: Any) -> HttpAnswer:
    if status == _EMPTY:
        return HttpAnswer(status=status)
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json; charset=utf-8"}, body=body)
