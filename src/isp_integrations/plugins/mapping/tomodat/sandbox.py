"""A stateful fake of Tomodat on a generated city: the calls and forms of the contract file.

Every failure comes with status 200, a `message` and `status: 0`; what a creation answers is not public, here it is
the customer. Coordinates come as text.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any, Final

import attrs

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mapping.distance import distance_m
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mapping.city import City, CityBox, build_city
from isp_integrations.plugins.mapping.tomodat import wire as w

CREDENTIALS: Final = {"token": "tomodat-token-do-sandbox"}
WIDEST_M: Final = 3000.0
"""The range that stands here for the one that is left out, which is not public."""
_FIRST_BOX, _FIRST_CLIENT, _FIRST_SPLITTER = 301, 70001, 800
_FOLDER = ({"id": 1, "name": "Brasil"}, {"id": 2, "name": "Cidade Exemplo"})


class Refused(Exception):
    """The platform says no."""


@attrs.define(kw_only=True)
class Client:
    """A customer, connected to a splitter of a box or to nothing."""

    id: int
    name: str = attrs.field(repr=False)
    point: GeoPoint | None = attrs.field(repr=False)
    box: int | None = None
    splitter: int | None = None


@attrs.define(kw_only=True)
class FakeSplitter:
    """A splitter; `closed` outputs work for nobody."""

    id: int
    name: str
    total: int
    closed: int


@attrs.define(kw_only=True)
class Box:
    """An access point: a service box, or a splice box without splitters."""

    id: int
    name: str
    category: int
    point: GeoPoint | None
    splitters: list[FakeSplitter] = attrs.field(factory=list)


class TomodatSandbox:
    """Tomodat's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Attributes:
        loses_ports: whether a customer of a full box is created and left unconnected, and not refused.
    """

    def __init__(self, *, city: City | None = None) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.boxes: dict[int, Box] = {}
        self.clients: dict[int, Client] = {}
        self.loses_ports = False
        self._revoked = False
        self._taken: Counter[int | None] = Counter()
        self._people, self._splitters = count(_FIRST_CLIENT), count(_FIRST_SPLITTER)
        built = city or _usual_city()
        for number, box in enumerate(built.boxes, start=_FIRST_BOX):
            self._build(number, box)
        splice = _FIRST_BOX + len(self.boxes)
        self.boxes[splice] = Box(id=splice, name="CEO-001", category=w.SPLICE_BOX, point=built.centre)

    # --- state ---

    def _build(self, number: int, box: CityBox) -> None:
        self.boxes[number] = made = Box(id=number, name=box.name, category=w.SERVICE_BOX, point=box.point)
        for splitter in box.splitters:
            closed = sum(port.blocked for port in splitter.ports)
            added = FakeSplitter(
                id=next(self._splitters), name=splitter.name, total=len(splitter.ports), closed=closed
            )
            made.splitters.append(added)
            for resident in (port.resident for port in splitter.ports if port.resident):
                name = f"{resident.name} [{resident.code}]"
                self.add_client(name, resident.point, box=number, splitter=added.id)

    def add_client(self, name: str, point: GeoPoint | None, **on: int | None) -> Client:
        """A new customer."""
        made = Client(id=next(self._people), name=name, point=point, **on)
        self.clients[made.id] = made
        self._taken[made.splitter] += 1
        return made

    def remove_client(self, client_id: int) -> None:
        """Take a customer off the map."""
        self._taken[self.clients.pop(client_id).splitter] -= 1

    def free_ports(self, box_id: int) -> int:
        """How many customers a box can still take."""
        return sum(self._free_of(splitter) for splitter in self.boxes[box_id].splitters)

    def _free_of(self, splitter: FakeSplitter) -> int:
        return max(0, splitter.total - splitter.closed - self._taken[splitter.id])

    def expire_tokens(self) -> None:
        """Refuse the token from now on, as when somebody revoked it."""
        self._revoked = True

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        if self._revoked or request.headers.get("authorization") != CREDENTIALS["token"]:
            return _answer({"message": "Token inválido.", "status": w.FAILED[0]})
        _, found, path = request.path.partition(w.API_PATH)
        for method, pattern, answer in self._routes():
            match = re.fullmatch(pattern, path) if found and method == request.method else None
            if match is not None:
                return self._tried(answer, request, match)
        return _answer({"message": "Rota não encontrada.", "status": w.FAILED[0]}, 404)

    def _tried(self, answer: Callable[..., Any], request: FakeRequest, match: re.Match[str]) -> HttpAnswer:
        try:
            body = (json.loads(request.body),) if request.body else ()
            return _answer(answer(*body, *match.groups()))
        except Refused as refused:
            return _answer({"message": str(refused), "status": w.FAILED[0]})
        except (ValueError, KeyError, TypeError, AttributeError):
            return _answer({"message": "Dados inválidos.", "status": w.FAILED[0]})

    def _routes(self) -> Iterable[tuple[str, str, Callable[..., Any]]]:
        number = r"(-?[0-9.]{1,30})"
        yield "GET", f"access_points/{number}/{number}/{number}", self._around
        yield "GET", "access_points/list_path", self._paths
        yield "GET", f"access_points/get_connections/{number}", self._connections
        yield "GET", f"clients/viability/{number}/{number}(?:/{number})?", self._viability
        yield "POST", "clients/auto_connect/", self._auto_connect
        yield "GET", "clients/", lambda: [_as_client(client) for client in self.clients.values()]
        yield "GET", f"clients/{number}", lambda client: _as_client(self._client(client))
        yield "DELETE", f"clients/{number}", self._remove

    # --- looking ---

    def _near(self, lat: str, lng: str, metres: str | None) -> Iterable[tuple[Box, float]]:
        place, reach = GeoPoint(lat=float(lat), lng=float(lng)), float(metres or WIDEST_M)
        for box in self.boxes.values():
            away = distance_m(place, box.point) if box.point else None
            if away is not None and away <= reach:
                yield box, away

    def _around(self, lat: str, lng: str, metres: str) -> list[Any]:
        return [{**self._as_box(box), "distance": away} for box, away in self._near(lat, lng, metres)]

    def _paths(self) -> list[Any]:
        return [{**self._as_box(box), "tree": list(_FOLDER)} for box in self.boxes.values()]

    def _viability(self, lat: str, lng: str, metres: str | None) -> list[Any]:
        return [
            {**self._as_box(box), "distance": away, "splitters": [self._as_splitter(one) for one in box.splitters]}
            for box, away in self._near(lat, lng, metres)
        ]

    def _connections(self, box_id: str) -> list[Any]:
        return [
            {"id": n, "splitter_id": client.splitter, "client_id": client.id, "side": 1, "direction": 1,
             "fusions_in": [], "fusions_out": []}
            for n, client in enumerate(self.clients.values(), start=1)
            if client.box == int(box_id)
        ]  # fmt: skip

    def _as_splitter(self, splitter: FakeSplitter) -> dict[str, Any]:
        free = self._free_of(splitter)
        last = splitter.total - splitter.closed
        ports = list(range(last - free + 1, last + 1))
        counts = {"total_ports": splitter.total, "free_ports_number": free}
        return {"name": splitter.name, **counts, "free_ports": ports}

    def _as_box(self, box: Box) -> dict[str, Any]:
        total = sum(one.total for one in box.splitters)
        return {
            "id": box.id,
            "name": box.name,
            "category": box.category,
            "dot": {"lat": repr(box.point.lat), "lng": repr(box.point.lng)} if box.point else {"lat": "", "lng": ""},
            "percentage_free": 100 * self.free_ports(box.id) // total if total else 0,
            "access_point_type": {"id": box.category, "name": "CTO" if box.category == w.SERVICE_BOX else "CEO"},
        }

    def _client(self, client_id: str) -> Client:
        client = self.clients.get(int(client_id))
        if client is None:
            raise Refused("Cliente não encontrado.")
        return client

    # --- changing ---

    def _auto_connect(self, body: Mapping[str, Any]) -> Any:
        box = self.boxes.get(int(body["cto_id"]))
        if box is None:
            raise Refused("CTO não encontrada.")
        point = GeoPoint(lat=float(body["lat"]), lng=float(body["lng"]))
        free = next((one for one in box.splitters if self._free_of(one)), None)
        if free is None and not self.loses_ports:
            raise Refused("A CTO não tem porta livre.")
        on = {"box": box.id, "splitter": free.id} if free else {}
        return _as_client(self.add_client(str(body["name"]), point, **on))

    def _remove(self, client_id: str) -> Any:
        self.remove_client(self._client(client_id).id)
        return {}


@cache
def _usual_city() -> City:
    return build_city()


def _as_client(client: Client) -> dict[str, Any]:
    return {"id": client.id, "name": client.name, "ap_id_connected": client.box}


def _answer(content: Any, status: int = 200) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json; charset=utf-8"}, body=body)
