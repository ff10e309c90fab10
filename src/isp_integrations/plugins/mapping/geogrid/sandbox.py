"""A stateful fake of GeoGrid v3 on a generated city: the calls, envelopes and refusals of the contract file.

Totals and distances come as text, as they were seen. Which status a refusal has is not public: here 422, and 401 for
the key. Reserved ports are there as on a real map, where a person reserves them on the screen: no call here does.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any, Final

import attrs

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mapping.distance import distance_m
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mapping.city import City, CityBox, Stage, build_city
from isp_integrations.plugins.mapping.geogrid import wire as w

CREDENTIALS: Final = {"chave": "0123456789abcdef0123456789abcdef"}
CABLE_TYPES: Final = (71, 72)
_FIRST_ITEM, _FIRST_PORT, _FIRST_CUSTOMER = 1001, 50001, 9001
_CREATED, _REFUSED = 201, 422
Query = Mapping[str, str]


class Refused(Exception):
    """The platform says no, in a sentence about a field."""

    def __init__(self, field: str, sentence: str, status: int = _REFUSED) -> None:
        super().__init__(sentence)
        self.field = field
        self.status = status


@attrs.define(kw_only=True)
class Customer:
    """Somebody who is registered, on a port or on none."""

    id: int
    code: str | None
    name: str = attrs.field(repr=False)
    fields: dict[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.define(kw_only=True)
class FakePort:
    """A port; one with a customer who is not `served` is reserved for him."""

    id: int
    number: int
    blocked: bool = False
    customer: int | None = None
    served: bool = False
    service: dict[str, Any] = attrs.field(factory=dict, repr=False)

    @property
    def free(self) -> bool:
        """Whether nobody is on it and it works."""
        return self.customer is None and not self.blocked


@attrs.define(kw_only=True)
class Terminal:
    """A service box; one in project is only seen by who asks for projects."""

    id: int
    label: str
    point: GeoPoint | None
    in_project: bool
    ports: list[FakePort] = attrs.field(factory=list)


class GeoGridSandbox:
    """GeoGrid's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it."""

    def __init__(self, *, city: City | None = None) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.customers: dict[int, Customer] = {}
        self.terminals: dict[int, Terminal] = {}
        self._revoked = False
        self._ports, self._people = count(_FIRST_PORT), count(_FIRST_CUSTOMER)
        for number, box in enumerate((city or _usual_city()).boxes, start=_FIRST_ITEM):
            self.terminals[number] = self._built(number, box)

    # --- state ---

    def _built(self, number: int, box: CityBox) -> Terminal:
        made = Terminal(id=number, label=box.name, point=box.point, in_project=box.stage is Stage.PROJECT)
        for port in (one for splitter in box.splitters for one in splitter.ports):
            added = FakePort(id=next(self._ports), number=len(made.ports) + 1, blocked=port.blocked)
            if port.resident is not None:
                added.customer = self.register(port.resident.code, port.resident.name).id
                added.served = port.resident.served
            made.ports.append(added)
        return made

    def register(self, code: str | None, name: str, **fields: Any) -> Customer:
        """A new customer."""
        made = Customer(id=next(self._people), code=code, name=name, fields=fields)
        self.customers[made.id] = made
        return made

    def reserve(self, port_id: int, customer_id: int) -> None:
        """What a person does on GeoGrid's own screen."""
        port = self.port(port_id)
        port.customer, port.served = customer_id, False

    def port(self, port_id: int) -> FakePort:
        """One port of any box."""
        found = (port for box in self.terminals.values() for port in box.ports if port.id == port_id)
        port = next(found, None)
        if port is None:
            raise Refused("idPorta", "Porta não encontrada.")
        return port

    def expire_tokens(self) -> None:
        """Refuse the key from now on, as when somebody revoked it."""
        self._revoked = True

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        if self._revoked or request.headers.get(w.KEY_HEADER) != CREDENTIALS["chave"]:
            return _answer(401, {"api-key": "Chave de acesso inválida."})
        _, found, path = request.path.partition(w.API_PATH)
        for method, pattern, answer in self._routes():
            match = re.fullmatch(pattern, path) if found and method == request.method else None
            if match is not None:
                return self._tried(answer, request, match)
        return _answer(404, {"rota": "Recurso não encontrado."})

    def _tried(self, answer: "Route", request: FakeRequest, match: re.Match[str]) -> HttpAnswer:
        try:
            body = json.loads(request.body) if request.body else {}
            return answer(request.query, body, *map(int, match.groups()))
        except Refused as refused:
            return _answer(refused.status, {refused.field: str(refused)})
        except (ValueError, KeyError, TypeError, AttributeError):
            return _answer(_REFUSED, {"dados": "Dados inválidos."})

    def _routes(self) -> Iterable[tuple[str, str, "Route"]]:
        number = r"(\d{1,18})"
        yield "GET", "viabilidade/raio", self._near
        yield "GET", f"viabilidade/{number}/portas", self._free_ports
        yield "GET", f"equipamentos/itemRede/{number}/portas", self._item_ports
        yield "GET", "itensRede", self._items
        yield "POST", "clientes", self._new_customer
        yield "PUT", f"clientes/{number}", self._changed_customer
        yield "POST", "integracao/atender", self._serve
        yield "DELETE", f"integracao/atender/{number}/{number}", self._stop_serving

    # --- looking ---

    def _near(self, query: Query, _: Any) -> HttpAnswer:
        place = GeoPoint(lat=float(query["latitude"]), lng=float(query["longitude"]))
        shown = [box for box in self.terminals.values() if not box.in_project or query.get("modoProjeto[]") == "S"]
        away = [(distance_m(place, box.point), box) for box in shown if box.point is not None]
        near = sorted((one for one in away if one[0] <= float(query["raio"])), key=lambda one: one[0])
        return _listing(query, [_as_reached(box, metres) for metres, box in near])

    def _free_ports(self, query: Query, _: Any, item: int) -> HttpAnswer:
        wanted = query.get("disponivel")
        ports = [(port, "S" if port.free else "N") for port in self._terminal(item).ports]
        rows = [{"dados": _as_port(port), "disponivel": free} for port, free in ports if wanted in {None, free}]
        return _listing(query, rows)

    def _item_ports(self, query: Query, _: Any, item: int) -> HttpAnswer:
        """Reserved ports show nobody: their customer is not served yet."""
        ports = [one for one in self._terminal(item).ports if not (one.free and query.get("disponivel") == "N")]
        rows = [{"dados": _as_port(port), "cliente": self._shown(port)} for port in ports]
        return _listing(query, [{"portas": rows}])

    def _shown(self, port: FakePort) -> dict[str, Any] | None:
        if port.customer is None or not port.served:
            return None
        return {"id": port.customer, "nome": self.customers[port.customer].name}

    def _items(self, query: Query, _: Any) -> HttpAnswer:
        boxes = self.terminals.values() if query.get("item[]") == "terminal" else ()
        return _listing(query, [{"dados": _as_item(box)} for box in boxes])

    def _terminal(self, item: int) -> Terminal:
        if item not in self.terminals:
            raise Refused("idItemRede", "Item de rede não encontrado.", status=404)
        return self.terminals[item]

    # --- changing ---

    def _new_customer(self, _: Query, body: Any) -> HttpAnswer:
        fields = dict(body["dados"])
        code, name = fields.pop(w.INTEGRATION_CODE, None), fields.pop("nome")
        self._refuse_taken_code(code, None)
        return _answer(_CREATED, {"dados": {"id": self.register(code, str(name), **fields).id}})

    def _changed_customer(self, _: Query, body: Any, customer_id: int) -> HttpAnswer:
        customer = self._customer(customer_id)
        fields = dict(body["dados"])
        code = fields.pop(w.INTEGRATION_CODE, customer.code)
        self._refuse_taken_code(code, customer_id)
        customer.code, customer.name = code, fields.pop("nome", customer.name)
        customer.fields.update(fields)
        return _answer(200, {"dados": {"id": customer_id}})

    def _refuse_taken_code(self, code: str | None, customer_id: int | None) -> None:
        others = (one.code for one in self.customers.values() if one.id != customer_id)
        if code is not None and code in others:
            raise Refused(w.INTEGRATION_CODE, "O código de integração informado já está cadastrado.")

    def _customer(self, customer_id: int) -> Customer:
        if customer_id not in self.customers:
            raise Refused("idCliente", "Cliente não encontrado.")
        return self.customers[customer_id]

    def _serve(self, _: Query, body: Any) -> HttpAnswer:
        port, customer = self.port(body["idPorta"]), self._customer(body["idCliente"])
        if body["idCaboTipo"] not in CABLE_TYPES:
            raise Refused("idCaboTipo", "Tipo de cabo não encontrado.")
        if port.blocked or port.served or port.customer not in {None, customer.id}:
            raise Refused("idPorta", "A porta não está disponível.")
        service = {key: body.get(key) for key in ("local", "pontos", "idCaboTipo")}
        port.customer, port.served, port.service = customer.id, True, service
        return _answer(200, {})

    def _stop_serving(self, _: Query, __: Any, port_id: int, customer_id: int) -> HttpAnswer:
        port = self.port(port_id)
        if port.customer != customer_id:
            raise Refused("idCliente", "O cliente não está nesta porta.")
        if not port.served:
            raise Refused(w.ONLY_RESERVED, "A porta está reservada e não pode ser removida por atendimento.")
        port.customer, port.served, port.service = None, False, {}
        return _answer(200, {})


Route = Callable[..., HttpAnswer]


@cache
def _usual_city() -> City:
    return build_city()


def _as_reached(box: Terminal, metres: float) -> dict[str, Any]:
    return {
        "id": box.id,
        "item": "terminal",
        "sigla": box.label,
        "distancia": f"{metres:.2f}",
        "portas": len(box.ports),
        "portasLivres": sum(port.free for port in box.ports),
        **_place(box.point),
    }


def _as_item(box: Terminal) -> dict[str, Any]:
    return {"id": box.id, "item": "terminal", "sigla": box.label, **_place(box.point)}


def _as_port(port: FakePort) -> dict[str, Any]:
    return {"id": port.id, "porta": port.number}


def _place(point: GeoPoint | None) -> dict[str, str | None]:
    return {"latitude": repr(point.lat) if point else None, "longitude": repr(point.lng) if point else None}


def _listing(query: Query, records: list[dict[str, Any]]) -> HttpAnswer:
    """The page that was asked for, and how many records there are, as text."""
    number, size = int(query.get("pagina", 1)), int(query.get("registrosPorPagina", 10))
    start = (number - 1) * size
    return _answer(200, {"registros": records[start : start + size], "totalRegistros": str(len(records))})


def _answer(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json; charset=utf-8"}, body=body)
