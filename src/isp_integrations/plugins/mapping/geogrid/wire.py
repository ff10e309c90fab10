"""GeoGrid's wire, API v3, as third parties' clients were seen to use it; the vendor's manual is not public.

Sources are rows of the contract file ("geogrid activate"). Lists come in one envelope, their totals as text; flags
are "S" and "N". How a reservation is made or given back over this version is not known, so neither is here.
"""

from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mapping.models import PortStatus
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, WireBook, wire_model

API_PATH: Final = "api/v3/"
KEY_HEADER: Final = "api-key"
PAGE_SIZE: Final = 500
"""The largest page that was seen asked for (geogrid envelope)."""
TERMINALS: Final = {"item[]": "terminal"}
"""Service boxes; racks, poles and other items have types of their own."""
FREE_ONLY: Final = {"disponivel": "S"}
TAKEN_ONLY: Final = {"disponivel": "N"}
INTEGRATION_CODE: Final = "codigoIntegracao"
ONLY_RESERVED: Final = "portaReservada"


def _seen(key: str, row: str) -> Wire:
    return Wire(key, OBSERVED, f"geogrid {row}")


def _assumed(key: str, row: str) -> Wire:
    return Wire(key, ASSUMED, f"geogrid {row}")


# --- looking ----------------------------------------------------------------------------------------------------


@wire_model
class Listing:
    """One page of any list; records stay raw until each is read."""

    records: Annotated[list[Any], _seen("registros", "envelope")]
    total: Annotated[int | None, _seen("totalRegistros", "envelope")] = None


@wire_model
class Reach:
    """One item near a point. Which key names the item in the other calls nobody has shown; `id` is assumed."""

    label: Annotated[str, _seen("sigla", "feasibility")]
    id: Annotated[str | None, _assumed("id", "feasibility")] = None
    kind: Annotated[Any, _seen("item", "feasibility")] = None
    distance: Annotated[str | None, _seen("distancia", "feasibility")] = None
    free_ports: Annotated[int | None, _seen("portasLivres", "feasibility")] = None
    ports: Annotated[int | None, _seen("portas", "feasibility")] = None
    lat: Annotated[str | None, _seen("latitude", "feasibility")] = None
    lng: Annotated[str | None, _seen("longitude", "feasibility")] = None


@wire_model
class ItemFields:
    """What stands in an item's `dados` was not shown; the keys are those of other answers."""

    id: Annotated[str, _assumed("id", "list items")]
    label: Annotated[str | None, _assumed("sigla", "list items")] = None
    lat: Annotated[str | None, _assumed("latitude", "list items")] = None
    lng: Annotated[str | None, _assumed("longitude", "list items")] = None


@wire_model
class Item:
    fields: Annotated[ItemFields, _seen("dados", "list items")]


@wire_model
class PortFields:
    id: Annotated[str, _seen("id", "free ports of an item")]
    number: Annotated[int, _seen("porta", "free ports of an item")]


@wire_model
class FreePort:
    fields: Annotated[PortFields, _seen("dados", "free ports of an item")]
    free: Annotated[str | None, _seen("disponivel", "free ports of an item")] = None


@wire_model
class PortCustomer:
    id: Annotated[str, _seen("id", "all ports with customers")]
    name: Annotated[str | None, _seen("nome", "all ports with customers")] = None


@wire_model
class ItemPort:
    """`cliente` is nobody in ways that were not shown: left out, null or empty."""

    fields: Annotated[PortFields, _seen("dados", "all ports with customers")]
    customer: Annotated[Any, _seen("cliente", "all ports with customers")] = None


@wire_model
class ItemPorts:
    ports: Annotated[list[ItemPort], _seen("portas", "all ports with customers")]


FREE: Final = Vocabulary("disponivel", {"S": PortStatus.AVAILABLE}, unknown=PortStatus.UNKNOWN)

# --- changing ---------------------------------------------------------------------------------------------------


@wire_model
class CustomerFields:
    """The host's key of the customer is the integration code, which no two customers share."""

    name: Annotated[str, _seen("nome", "create customer")]
    code: Annotated[str, _seen(INTEGRATION_CODE, "create customer")]
    tax_id: Annotated[str | None, _seen("cpfCnpj", "create customer")] = None
    kind: Annotated[str | None, _seen("tipo", "create customer")] = None
    mobile: Annotated[str | None, _seen("celular", "create customer")] = None
    postal_code: Annotated[str | None, _seen("cep", "create customer")] = None
    street: Annotated[str | None, _seen("endereco", "create customer")] = None
    district: Annotated[str | None, _seen("bairro", "create customer")] = None
    city: Annotated[str | None, _seen("cidade", "create customer")] = None
    state: Annotated[str | None, _seen("estado", "create customer")] = None


@wire_model
class NewCustomer:
    fields: Annotated[CustomerFields, _seen("dados", "create customer")]


@wire_model
class CreatedFields:
    id: Annotated[str, _seen("id", "create customer")]


@wire_model
class CreatedCustomer:
    fields: Annotated[CreatedFields, _seen("dados", "create customer")]


@wire_model
class Place:
    lat: Annotated[float, _seen("latitude", "activate")]
    lng: Annotated[float, _seen("longitude", "activate")]


@wire_model
class Service:
    """The drop's path is not known to a host: it is sent empty."""

    port: Annotated[int | str, _seen("idPorta", "activate")]
    customer: Annotated[int | str, _seen("idCliente", "activate")]
    cable_type: Annotated[int | str, _seen("idCaboTipo", "activate")]
    path: Annotated[list[Place], _seen("pontos", "activate")]
    place: Annotated[Place | None, _seen("local", "activate")] = None


MODELS = (
    Listing, Reach, ItemFields, Item, PortFields, FreePort, PortCustomer, ItemPort, ItemPorts, CustomerFields,
    NewCustomer, CreatedFields, CreatedCustomer, Place, Service,
)  # fmt: skip

# --- endpoints --------------------------------------------------------------------------------------------------


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
    source = f"geogrid {row}"
    return Endpoint(name, method, f"{API_PATH}{path}", effect, OBSERVED, source, body=body, answer=answer)


REACH = _observed("reach", "GET viabilidade/raio", "feasibility", answer=Reach)
FREE_PORTS = _observed("free_ports", "GET viabilidade/{item}/portas", "free ports of an item", answer=FreePort)
ITEM_PORTS = _observed(
    "item_ports", "GET equipamentos/itemRede/{item}/portas", "all ports with customers", answer=ItemPorts
)
ITEMS = _observed("items", "GET itensRede", "list items", answer=Item)
A_PAGE = Endpoint(
    "a_page", "GET", f"{API_PATH}itensRede", Effect.READ, OBSERVED, "geogrid list items", answer=Listing
)
"""The same list, asked for one record that is not read: it proves the key."""
CREATE_CUSTOMER = _observed(
    "create_customer", "POST clientes", "create customer", Effect.WRITE, body=NewCustomer, answer=CreatedCustomer
)
SERVE = _observed("serve", "POST integracao/atender", "activate", Effect.WRITE, body=Service)
STOP_SERVING = _observed("stop_serving", "DELETE integracao/atender/{port}/{customer}", "cancel", Effect.WRITE)

ENDPOINTS = (REACH, FREE_PORTS, ITEM_PORTS, ITEMS, A_PAGE, CREATE_CUSTOMER, SERVE, STOP_SERVING)

BOOK = WireBook(endpoints=ENDPOINTS, models=MODELS, vocabularies=(FREE,))
