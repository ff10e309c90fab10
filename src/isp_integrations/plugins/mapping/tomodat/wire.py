"""Tomodat's wire, as third parties' clients were seen to use it; the vendor's reference could not be read.

Sources are rows of the contract file ("tomodat feasibility"). A failure comes with status 200 as an object that holds
`message` and, for a bad token, `status: 0`. Coordinates are declared as numbers and arrive as text.
"""

from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import Endpoint, Wire, WireBook, wire_model

API_PATH: Final = "tomodat/api/"
SERVICE_BOX: Final = 5
SPLICE_BOX: Final = 4
FAILED: Final = (0, "0")
"""`status` of a failure, a number as it was seen."""


def _seen(key: str, row: str) -> Wire:
    return Wire(key, OBSERVED, f"tomodat {row}")


def _assumed(key: str, row: str) -> Wire:
    return Wire(key, ASSUMED, f"tomodat {row}")


@wire_model
class Complaint:
    """A failure, whatever its status."""

    message: Annotated[str, _seen("message", "failure")]
    status: Annotated[Any, _seen("status", "failure")] = None


@wire_model
class Dot:
    lat: Annotated[str | None, _seen("lat", "boxes in radius")] = None
    lng: Annotated[str | None, _seen("lng", "boxes in radius")] = None


@wire_model
class PointType:
    name: Annotated[str | None, _seen("name", "boxes in radius")] = None


@wire_model
class Splitter:
    total_ports: Annotated[int, _seen("total_ports", "feasibility")]
    free_ports: Annotated[int, _seen("free_ports_number", "feasibility")]


@wire_model
class AccessPoint:
    """A box. Its splitters are told where feasibility is asked for, and nowhere else."""

    id: Annotated[str, _seen("id", "boxes in radius")]
    name: Annotated[str | None, _seen("name", "boxes in radius")] = None
    category: Annotated[int | None, _seen("category", "boxes in radius")] = None
    dot: Annotated[Dot | None, _seen("dot", "boxes in radius")] = None
    kind: Annotated[PointType | None, _seen("access_point_type", "boxes in radius")] = None
    distance: Annotated[str | None, _seen("distance", "boxes in radius")] = None
    splitters: Annotated[list[Splitter] | None, _seen("splitters", "feasibility")] = None


@wire_model
class Client:
    """A customer, who is on a box or on none. That he is told with `id` and `name` is assumed: both are sent."""

    id: Annotated[str, _assumed("id", "list")]
    name: Annotated[str, _assumed("name", "list")]
    box_id: Annotated[str | None, _seen("ap_id_connected", "list")] = None


@wire_model
class NewClient:
    name: Annotated[str, _seen("name", "create and connect")]
    lat: Annotated[str, _seen("lat", "create and connect")]
    lng: Annotated[str, _seen("lng", "create and connect")]
    box_id: Annotated[str, _seen("cto_id", "create and connect")]


MODELS = (Complaint, Dot, PointType, Splitter, AccessPoint, Client, NewClient)


def _observed(
    name: str,
    call: str,
    row: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    method, path = call.split(" ")
    source = f"tomodat {row}"
    return Endpoint(name, method, f"{API_PATH}{path}", effect, OBSERVED, source, body=body, answer=answer)


VIABILITY = _observed("viability", "GET clients/viability/{lat}/{lng}/{range}", "feasibility", answer=AccessPoint)
BOXES = _observed("boxes", "GET access_points/list_path", "boxes with path", answer=AccessPoint)
CLIENTS = _observed("clients", "GET clients/", "list", answer=Client)
CONNECT = _observed("connect", "POST clients/auto_connect/", "create and connect", Effect.WRITE, body=NewClient)
REMOVE = _observed("remove", "DELETE clients/{id}", "remove", Effect.WRITE)

ENDPOINTS = (VIABILITY, BOXES, CLIENTS, CONNECT, REMOVE)

BOOK = WireBook(endpoints=ENDPOINTS, models=MODELS)
