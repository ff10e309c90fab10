"""OZmap's wire, API v2: the vendor's SDK and integrator's guide, and what third parties were seen to read.

Sources are sections of the contract file ("ozmap 7.1"). Lists come in one envelope and take filters as JSON in the
query. Ids are 24 hexadecimal digits. There is no reservation on the wire: it is a property (the dwelling) with a
client who is not `implanted` yet. How errors look, and how long a write takes to show, is not public.
"""

from decimal import Decimal
from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, DOCUMENTED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import Endpoint, Wire, WireBook, wire_model

API_PATH: Final = "api/v2/"
BEARER: Final = "Bearer"
YES: Final = "sim"
API_LOG_IN: Final = {"type": "API"}
OK: Final = 0
"""`status` of a client who is fine (ozmap 6.4)."""
PAGE_SIZE: Final = 100
"""What the vendor's SDK asks for; the server's maximum is not public (ozmap 3)."""


def _told(key: str, section: str) -> Wire:
    return Wire(key, DOCUMENTED, f"ozmap {section}")


def _seen(key: str, section: str) -> Wire:
    return Wire(key, OBSERVED, f"ozmap {section}")


# --- envelopes --------------------------------------------------------------------------------------------------


@wire_model
class Listing:
    """One page of any list; rows stay raw until each is read."""

    total: Annotated[int, _told("total", "3")]
    count: Annotated[int, _told("count", "3")]
    start: Annotated[int, _told("start", "3")]
    rows: Annotated[list[Any], _told("rows", "3")]
    has_next: Annotated[bool | None, _told("hasNextPage", "3")] = None


@wire_model
class Complaint:
    """A refusal as third parties try to read it; the real form is unknown."""

    message: Annotated[str | None, _seen("message", "4")] = None
    error: Annotated[str | None, _seen("error", "4")] = None


@wire_model
class LogIn:
    login: Annotated[str, _told("login", "2")]
    password: Annotated[str, _told("password", "2")]


@wire_model
class LoggedIn:
    authorization: Annotated[str, _told("authorization", "2")]


# --- feasibility and structures ---------------------------------------------------------------------------------


@wire_model
class Verdict:
    """The platform's own word; the lists beside it have no public names and are never read."""

    viable: Annotated[bool | None, _seen("viable", "7.1")] = None


@wire_model
class Box:
    """`lat` and `lng` stand beside `coords` in answers."""

    id: Annotated[str, _told("id", "6.1")]
    name: Annotated[str | None, _told("name", "6.2")] = None
    project: Annotated[str | None, _told("project", "6.2")] = None
    box_type: Annotated[str | None, _told("boxType", "6.2")] = None
    coords: Annotated[list[Decimal] | None, _told("coords", "6.2")] = None
    lat: Annotated[Decimal | None, _told("lat", "6.1")] = None
    lng: Annotated[Decimal | None, _told("lng", "6.1")] = None
    draft: Annotated[bool | None, _told("draft", "6.2")] = None
    implanted: Annotated[bool | None, _told("implanted", "6.2")] = None
    certified: Annotated[bool | None, _told("certified", "6.2")] = None


@wire_model
class Connectables:
    """For each output of a splitter the fibre in it, `None` while it is free."""

    output: Annotated[list[str | None], _told("output", "6.6")]


@wire_model
class SplitterPort:
    blocked: Annotated[bool, _told("blocked", "6.6")]


@wire_model
class Splitter:
    id: Annotated[str, _told("id", "6.1")]
    parent: Annotated[str, _told("parent", "6.6")]
    connectables: Annotated[Connectables, _told("connectables", "6.6")]
    ports: Annotated[list[SplitterPort], _told("ports", "6.6")]
    name: Annotated[str | None, _told("name", "6.6")] = None


@wire_model
class CableType:
    id: Annotated[str, _told("id", "6.1")]
    code: Annotated[str, _told("code", "6.7")]
    fiber_number: Annotated[int | None, _told("fiberNumber", "6.7")] = None


# --- customers --------------------------------------------------------------------------------------------------


@wire_model
class Client:
    id: Annotated[str, _told("id", "6.1")]
    code: Annotated[str | None, _told("code", "6.4")] = None
    name: Annotated[str | None, _told("name", "6.4")] = None
    implanted: Annotated[bool | None, _told("implanted", "6.4")] = None


@wire_model
class Connection:
    """`id` is the splitter's."""

    id: Annotated[str | None, _told("id", "6.3")] = None
    name: Annotated[str | None, _told("name", "6.3")] = None
    port: Annotated[int | None, _told("port", "6.3")] = None


@wire_model
class Property:
    """`client` is an object where the list is by the client's code, an id elsewhere, and may be nobody."""

    id: Annotated[str, _told("id", "6.1")]
    box: Annotated[str | None, _told("box", "6.3")] = None
    client: Annotated[Any, _told("client", "6.3")] = None
    drop: Annotated[str | None, _told("drop", "6.3")] = None
    coords: Annotated[list[Decimal] | None, _told("coords", "6.3")] = None
    connections: Annotated[list[Connection] | None, _told("connections", "6.3")] = None


@wire_model
class Created:
    id: Annotated[str, _told("id", "8")]


@wire_model
class NewClient:
    code: Annotated[str, _told("code", "6.4")]
    name: Annotated[str, _told("name", "6.4")]
    implanted: Annotated[bool, _told("implanted", "6.4")]
    status: Annotated[int, _told("status", "6.4")]


@wire_model
class NewProperty:
    """With `auto_connect` on the first free port of the box, with `connector` and `port` on that one."""

    box: Annotated[str, _told("box", "8")]
    client: Annotated[NewClient, _told("client", "8")]
    force: Annotated[bool, _told("force", "8")]
    project: Annotated[str | None, _told("project", "8")] = None
    address: Annotated[str | None, _told("address", "8")] = None
    lat: Annotated[float | None, _told("lat", "8")] = None
    lng: Annotated[float | None, _told("lng", "8")] = None
    auto_connect: Annotated[bool | None, _told("auto_connect", "8")] = None
    connector: Annotated[str | None, _told("connector", "8")] = None
    port: Annotated[int | None, _told("port", "8")] = None


@wire_model
class MovedProperty:
    box: Annotated[str, _told("box", "6.3")]
    force: Annotated[bool, _told("force", "6.3")]
    auto_connect: Annotated[bool | None, _told("auto_connect", "6.3")] = None
    connector: Annotated[str | None, _told("connector", "6.3")] = None
    port: Annotated[int | None, _told("port", "6.3")] = None


@wire_model
class Implanted:
    implanted: Annotated[bool, _told("implanted", "9")]


@wire_model
class Cable:
    cable_type: Annotated[str | None, _told("cableType", "6.7")] = None


@wire_model
class UsedCable:
    cable_type: Annotated[str, _told("cableType", "6.7")]
    implanted: Annotated[bool, _told("implanted", "6.7")]


MODELS = (
    Listing, Complaint, LogIn, LoggedIn, Verdict, Box, Connectables, SplitterPort, Splitter, CableType, Client,
    Connection, Property, Created, NewClient, NewProperty, MovedProperty, Implanted, Cable, UsedCable,
)  # fmt: skip

# --- endpoints --------------------------------------------------------------------------------------------------


def _documented(
    name: str,
    call: str,
    section: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    method, path = call.split(" ")
    return Endpoint(
        name, method, f"{API_PATH}{path}", effect, DOCUMENTED, f"ozmap {section}", body=body, answer=answer
    )


_WRITE, _REPEATABLE = Effect.WRITE, Effect.REPEATABLE

LOG_IN = _documented("log_in", "POST users/login", "2", body=LogIn, answer=LoggedIn)
AUTHENTICATED = _documented("authenticated", "GET authenticated", "2")
VIABILITY = _documented("viability", "GET ftth-viability/radius", "7.1", answer=Verdict)
BOXES = _documented("boxes", "GET boxes", "6", answer=Listing)
BOX = _documented("box", "GET boxes/{id}", "6", answer=Box)
SPLITTERS = _documented("splitters", "GET splitters", "6", answer=Listing)
CABLE_TYPES = _documented("cable_types", "GET cable-types", "6", answer=Listing)
BY_CODE = _documented("by_code", "GET properties/client/{code}", "12")
PROPERTIES = _documented("properties", "GET properties", "6", answer=Listing)
CREATE_PROPERTY = _documented("create_property", "POST properties", "8", _WRITE, body=NewProperty, answer=Created)
MOVE_PROPERTY = _documented("move_property", "PATCH properties/{id}", "9", _WRITE, body=MovedProperty)
REMOVE_PROPERTY = _documented("remove_property", "DELETE properties/{id}", "10", _REPEATABLE)
WAITING_CLIENTS = Endpoint(
    "waiting_clients", "GET", f"{API_PATH}ftth-clients", Effect.READ, ASSUMED, "ozmap 12", answer=Listing
)
"""The list is documented, and so are filters; that this one works on `implanted` is inferred. Answers are checked."""
IMPLANT_CLIENT = _documented("implant_client", "PATCH ftth-clients/{id}", "9", _REPEATABLE, body=Implanted)
CABLE = _documented("cable", "GET cables/{id}", "6", answer=Cable)
SET_CABLE = _documented("set_cable", "PATCH cables/{id}", "9", _REPEATABLE, body=UsedCable)
"""Documented for cables, and a drop is one; that it works on drops nobody outside has shown: it is read back."""

ENDPOINTS = (
    LOG_IN, AUTHENTICATED, VIABILITY, BOXES, BOX, SPLITTERS, CABLE_TYPES, BY_CODE, PROPERTIES, CREATE_PROPERTY,
    MOVE_PROPERTY, REMOVE_PROPERTY, WAITING_CLIENTS, IMPLANT_CLIENT, CABLE, SET_CABLE,
)  # fmt: skip

BOOK = WireBook(endpoints=ENDPOINTS, models=MODELS)
