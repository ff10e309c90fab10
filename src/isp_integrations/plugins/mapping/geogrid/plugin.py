"""GeoGrid, API v3, as far as third parties' clients were seen to use it: looking, activating, and releasing a port.

Everything that stands on the wire is in :mod:`.wire`. GeoGrid tells reserved from served, but how a reservation is
made or cancelled over the API nobody has shown: both are left out, and a port that a person reserved on GeoGrid's own
screen can be activated. `remote_ref` is GeoGrid's id of the customer, who is registered there by his activation.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs

from isp_integrations.core.erp.models import Address, Customer
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    ProviderError,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cnpj
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import refusals
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.points import read_metres, read_point
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Account, ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import number_or_text
from isp_integrations.core.rules import Family, Source, Violation
from isp_integrations.core.sandbox import Fake
from isp_integrations.core.text import without_personal_data
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.mapping.geogrid import wire as w

M = TypeVar("M")

TITLE = "GeoGrid"
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]{1,8000}")
_PAGE = re.compile(r"[1-9][0-9]{0,8}")
_KEY_REFUSED = frozenset({401, 403})
_NOT_FOUND, _REFUSED = 404, 400
_ACCEPTED = range(200, 300)
_UNNAMED = "sigla/"
"""Begins the id of a structure that the platform gave a label and no id: it can be shown, and not be asked about."""

_PORT_NEEDED = Violation(
    rule_id="PORT-1",
    code="map.port_required",
    family=Family.PRECONDITION_FAILED,
    message="Informe a porta: a GeoGrid só ativa e libera a que for indicada.",
    context={"field": "port_id"},
)
_CUSTOMER_NEEDED = Violation(
    rule_id="PORT-6",
    code="map.customer_required",
    family=Family.PRECONDITION_FAILED,
    message="Informe o cliente, que a GeoGrid cadastra na ativação, ou o id dele em remote_ref.",
    context={"field": "customer"},
)
_REF_NEEDED = Violation(
    rule_id="PORT-13",
    code="map.remote_ref_required",
    family=Family.PRECONDITION_FAILED,
    message="Informe em remote_ref o id do cliente na GeoGrid.",
    context={"field": "remote_ref"},
)
_CODE_TAKEN = Violation(
    rule_id="PORT-3",
    code="map.platform.customer_exists",
    family=Family.CONFLICT,
    message="A GeoGrid já tem um cliente com este código. Informe o id dele em remote_ref.",
    context={"field": "remote_ref"},
    source=Source.PLATFORM,
)
_ONLY_RESERVED = Violation(
    rule_id="PORT-13",
    code="map.platform.only_reserved",
    family=Family.CONFLICT,
    message="Na GeoGrid esta porta está só reservada; a reserva se cancela na tela dela.",
    source=Source.PLATFORM,
)
_ANOTHERS = Violation(
    rule_id="PORT-13",
    code="map.platform.port_of_another",
    family=Family.CONFLICT,
    message="Na GeoGrid esta porta está com outro cliente. Confira port_id e remote_ref da reserva.",
    context={"field": "remote_ref"},
    source=Source.PLATFORM,
)
_MEANT: Mapping[str, Violation] = {w.INTEGRATION_CODE: _CODE_TAKEN, w.ONLY_RESERVED: _ONLY_RESERVED}
"""What a refusal under a field's name amounts to."""


class GeoGrid(MappingSpec):
    """GeoGrid, one host and path per account: an API key."""

    key = "geogrid"
    title = TITLE
    credential_fields = (CredentialField(name="chave", label="Chave de API (api-key)"),)
    wire = w.BOOK

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        if not _HEADER_VALUE.fullmatch(account.credentials["chave"]):
            raise InvalidRecord(problems=("credentials.chave: não cabe em um cabeçalho",))

    @classmethod
    def sandbox(cls) -> Fake:
        """A new stateful fake, with a generated city."""
        from isp_integrations.plugins.mapping.geogrid.sandbox import GeoGridSandbox  # noqa: PLC0415  rarely wanted

        return GeoGridSandbox()

    # --- address and key ---

    @classmethod
    def api_address(cls, address: str) -> str:
        """The account's address, as its panel has it or with the path of the API behind."""
        return address.removesuffix(w.API_PATH)

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the key in a header of its own."""
        key = (w.KEY_HEADER, self.account.credentials["chave"])
        return attrs.evolve(request, headers=(*request.headers, key))

    @operation(uses=(w.A_PAGE,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by the first page of service boxes, unread."""
        answer = yield from self.call(w.A_PAGE, query=w.TERMINALS | _page(1))
        self.wire.read(w.Listing, self._accepted(answer))

    # --- looking ---

    @operation(uses=(w.REACH,))
    def check_feasibility(self, request: r.CheckFeasibility) -> Exchange[m.Survey]:
        """The platform's own list of what it reaches; it gives no verdict. What tells no ports serves nobody."""
        where = {"latitude": repr(request.point.lat), "longitude": repr(request.point.lng)}
        found = yield from self._all(w.REACH, w.Reach, query={**where, "raio": f"{request.radius_m:g}"})
        serving = (one for one in found if (one.ports, one.free_ports) != (None, None))
        return m.Survey(structures=tuple(map(_reached, serving)))

    @operation(uses=(w.ITEMS,))
    def list_structures(self, request: r.ListStructures, cursor: str | None) -> Exchange[Page[m.NetworkStructure]]:
        """One page of service boxes, without counting their ports. The cursor is the page's number."""
        if cursor is not None and not _PAGE.fullmatch(cursor):
            raise InvalidRecord(problems=("cursor: deve ser o número de uma página",))
        number = int(cursor or 1)
        page = yield from self._page(w.ITEMS, {}, w.TERMINALS, number)
        items = tuple(_listed(one.fields) for one in self._read_each(w.Item, page.records))
        more = bool(items) and number * w.PAGE_SIZE < (page.total or 0)
        return Page(items=items, cursor=str(number + 1) if more else None)

    @operation(uses=(w.FREE_PORTS, w.ITEM_PORTS))
    def list_ports(self, request: r.ListPorts, cursor: str | None) -> Exchange[Page[m.Port]]:
        """The item's free ports, and those with a customer (IN_USE); any other, reserved or broken, is UNKNOWN."""
        self._demand_item(request.structure_id)
        path = {"item": request.structure_id}
        free = yield from self._all(w.FREE_PORTS, w.FreePort, path=path, query=w.FREE_ONLY)
        ports = {one.fields.id: self._free(one, request.structure_id) for one in free}
        for one in (yield from self._taken(request.structure_id)):
            ports.setdefault(one.fields.id, self._port(one, request.structure_id))
        return Page(items=tuple(sorted(ports.values(), key=lambda port: (port.number, port.id))))

    # --- changing ---

    @operation(uses=(w.FREE_PORTS, w.ITEM_PORTS, w.CREATE_CUSTOMER, w.SERVE))
    def activate_port(self, request: r.ActivatePort) -> Exchange[m.PortActivation]:
        """Register the customer, unless his id is known, and serve him on the port; a look shows whether he is.

        Raises:
            RuleViolation: no port is named, or neither a customer nor his id.
            ProviderRejected: the port is taken, the code is somebody's, or the platform refused; a customer who was
                registered before that stays, and the message gives his id.
        """
        reservation = request.reservation
        if reservation.port_id is None:
            raise RuleViolation(violations=(_PORT_NEEDED,))
        if reservation.remote_ref is None and request.customer is None:
            raise RuleViolation(violations=(_CUSTOMER_NEEDED,))
        held = yield from self._held_by(reservation)
        if held is not None:
            return m.PortActivation(port=held)
        yield from self._refuse_if_taken(reservation.structure_id, reservation.port_id)
        known = reservation.remote_ref
        customer_id = known or (yield from self._register(reservation.code, request.customer))
        served = attrs.evolve(reservation, remote_ref=customer_id)
        return (yield from self._served(served, request, registered=known is None))

    @operation(uses=(w.ITEM_PORTS, w.STOP_SERVING))
    def release_port(self, request: r.ReleasePort) -> Exchange[None]:
        """Take the customer off the reservation's port; he stays registered. A port with nobody on it is free.

        Raises:
            RuleViolation: the port is not named, or the customer's id.
            ProviderRejected: somebody else is on the port.
        """
        reservation = request.reservation
        port_id, customer_id = reservation.port_id, reservation.remote_ref
        if port_id is None or customer_id is None:
            needed = ((_PORT_NEEDED, port_id), (_REF_NEEDED, customer_id))
            raise RuleViolation(violations=tuple(violation for violation, given in needed if given is None))
        held = yield from self._on_port(reservation.structure_id, port_id)
        if held is None:
            return
        if held.remote_ref != customer_id:
            raise ProviderRejected(message=_ANOTHERS.message, violation=_ANOTHERS)
        path = {"port": port_id, "customer": customer_id}

        def look() -> Exchange[bool | None]:
            return None if (yield from self._held_by(reservation)) is not None else True

        def send() -> Exchange[bool]:
            self._refuse((yield from self.call(w.STOP_SERVING, path=path)))
            if not (yield from look()):
                raise UnexpectedAnswer(message="A GeoGrid aceitou a ordem e ainda mostra o cliente.", paths=("$",))
            return True

        yield from write_once(send, look, settle=self.wire.settle(w.STOP_SERVING))

    # --- steps ---

    def _register(self, code: str, customer: Customer | None) -> Exchange[str]:
        """The id of a customer who is registered under the host's code, which nobody else may have."""
        body = w.NewCustomer(fields=_customer_fields(code, customer or Customer(id="")))

        def send() -> Exchange[str]:
            answer = yield from self.call(w.CREATE_CUSTOMER, body=self._without_nothing(body))
            return self.wire.read(w.CreatedCustomer, self._accepted(answer)).fields.id

        def look() -> Exchange[str | None]:
            yield from ()
            raise Undecided("A GeoGrid não busca por código: veja na tela dela o id do cliente e use remote_ref.")

        return (yield from write_once(send, look, settle=None))

    def _served(
        self, reservation: m.PortReservation, request: r.ActivatePort, *, registered: bool
    ) -> Exchange[m.PortActivation]:
        structure_id, customer_id = reservation.structure_id, reservation.remote_ref or ""
        body = self._without_nothing(_service(reservation, request))
        waiting = m.CustomerPort(
            code=reservation.code,
            status=m.PortStatus.RESERVED,
            structure_id=structure_id,
            port_id=reservation.port_id,
            remote_ref=customer_id,
        )

        def look() -> Exchange[m.CustomerPort | None]:
            return (yield from self._held_by(reservation))

        def send() -> Exchange[m.CustomerPort]:
            answer = yield from self.call(w.SERVE, body=body)
            try:
                self._refuse(answer)
            except ProviderRejected as refused:
                raise _telling(refused, customer_id) if registered else refused from None
            try:
                return (yield from look()) or waiting
            except ProviderError:
                return waiting

        held = yield from write_once(send, look, settle=self.wire.settle(w.SERVE))
        return m.PortActivation(port=attrs.evolve(held, code=reservation.code))

    def _refuse_if_taken(self, structure_id: str, port_id: str) -> Exchange[None]:
        """Refuse before anything is sent what can be seen to be somebody's, or not to exist."""
        page = yield from self.list_ports(r.ListPorts(structure_id=structure_id), None)
        port = next((one for one in page.items if one.id == port_id), None)
        if port is None or port.status is m.PortStatus.IN_USE:
            raise refusals.port_not_free(TITLE)

    def _held_by(self, reservation: m.PortReservation) -> Exchange[m.CustomerPort | None]:
        """The reservation's port with its customer on it; he may be on other ports of the item as well."""
        if reservation.port_id is None or reservation.remote_ref is None:
            return None
        held = yield from self._on_port(reservation.structure_id, reservation.port_id)
        return held if held is not None and held.remote_ref == reservation.remote_ref else None

    def _on_port(self, structure_id: str, port_id: str) -> Exchange[m.CustomerPort | None]:
        """A port of an item with whoever is on it."""
        self._demand_item(structure_id)
        for one in (yield from self._taken(structure_id)):
            customer = self._customer(one) if one.fields.id == port_id else None
            if customer is not None:
                return m.CustomerPort(
                    code="",
                    status=m.PortStatus.IN_USE,
                    structure_id=structure_id,
                    port_id=one.fields.id,
                    port_number=one.fields.number,
                    remote_ref=customer.id,
                    customer_name=customer.name,
                )
        return None

    def _taken(self, structure_id: str) -> Exchange[list[w.ItemPort]]:
        path = {"item": structure_id}
        found = yield from self._all(w.ITEM_PORTS, w.ItemPorts, path=path, query=w.TAKEN_ONLY)
        return [port for item in found for port in item.ports]

    # --- theirs to ours ---

    def _free(self, one: w.FreePort, structure_id: str) -> m.Port:
        return m.Port(
            id=one.fields.id,
            structure_id=structure_id,
            number=one.fields.number,
            status=self.wire.word(w.FREE, one.free),
            raw_status=one.free,
        )

    def _port(self, one: w.ItemPort, structure_id: str) -> m.Port:
        taken = self._customer(one) is not None
        status = m.PortStatus.IN_USE if taken else m.PortStatus.UNKNOWN
        return m.Port(id=one.fields.id, structure_id=structure_id, number=one.fields.number, status=status)

    def _customer(self, one: w.ItemPort) -> w.PortCustomer | None:
        return self.wire.read(w.PortCustomer, one.customer, "$.registros.portas.cliente") if one.customer else None

    def _demand_item(self, structure_id: str) -> None:
        if not _ID.fullmatch(structure_id):
            raise refusals.structure_unknown(TITLE)

    # --- asking ---

    def _all(
        self, endpoint: Endpoint, model: type[M], *, query: Mapping[str, str], path: Mapping[str, str] | None = None
    ) -> Exchange[list[M]]:
        """Every record of a list, page by page; a list that shows a page twice is not understood."""
        read: list[list[Any]] = []
        while True:
            page = yield from self._page(endpoint, path or {}, query, len(read) + 1)
            if page.records and page.records in read:
                raise UnexpectedAnswer(message="A GeoGrid repetiu a mesma página.", paths=("$.registros",))
            read.append(page.records)
            if not page.records or sum(map(len, read)) >= (page.total or 0):
                return self._read_each(model, [record for records in read for record in records])

    def _page(
        self, endpoint: Endpoint, path: Mapping[str, str], query: Mapping[str, str], number: int
    ) -> Exchange[w.Listing]:
        answer = yield from self.call(endpoint, path=path, query={**query, **_page(number)})
        if path and answer.status == _NOT_FOUND:
            raise refusals.structure_unknown(TITLE)
        return self.wire.read(w.Listing, self._accepted(answer))

    def _read_each(self, model: type[M], records: Sequence[object]) -> list[M]:
        return [self.wire.read(model, one, f"$.registros[{place}]") for place, one in enumerate(records)]

    def _without_nothing(self, body: object) -> dict[str, Any]:
        return _filled(self.wire.plain(body))

    def _accepted(self, answer: HttpAnswer) -> Any:
        """The JSON of an accepted answer."""
        self._refuse(answer)
        return answer.json()

    def _refuse(self, answer: HttpAnswer) -> None:
        if answer.status in _ACCEPTED:
            return
        if answer.status < _REFUSED:
            raise UnexpectedAnswer(message=f"Resposta HTTP {answer.status} que não se conhece.", paths=("$",))
        raise _refusal(answer)


def _refusal(answer: HttpAnswer) -> ProviderRejected:
    """What a refusal says: an object of sentences, each under the field that it is about."""
    try:
        told = answer.json()
    except UnexpectedAnswer:
        told = None
    sentences = {key: text for key, text in told.items() if isinstance(text, str)} if isinstance(told, dict) else {}
    words = without_personal_data(" ".join(sentences.values()))
    kind = AuthenticationFailed if answer.status in _KEY_REFUSED else ProviderRejected
    message = f"A GeoGrid recusou o pedido: {words}" if words else f"A GeoGrid recusou o pedido ({answer.status})."
    meant = next((_MEANT[key] for key in sentences if key in _MEANT), None)
    return kind(message=meant.message if meant else message, words=words, code=str(answer.status), violation=meant)


def _telling(refused: ProviderRejected, customer_id: str) -> ProviderRejected:
    """A refusal after the customer was registered: with his id the activation can be asked for again."""
    told = f"{refused.message} O cliente ficou cadastrado na GeoGrid: use remote_ref {customer_id}."
    kind = type(refused)
    return kind(message=told, words=refused.words, code=refused.code, violation=refused.violation)


def _page(number: int) -> dict[str, str]:
    return {"pagina": str(number), "registrosPorPagina": str(w.PAGE_SIZE)}


def _reached(one: w.Reach) -> m.NetworkStructure:
    metres = read_metres(one.distance)
    return m.NetworkStructure(
        id=one.id or f"{_UNNAMED}{one.label}",
        name=one.label,
        point=read_point(one.lat, one.lng),
        kind=one.kind if isinstance(one.kind, str) else None,
        total_ports=one.ports,
        free_ports=one.free_ports,
        distance_m=metres,
        distance_by=None if metres is None else m.Origin.PLATFORM,
    )


def _listed(one: w.ItemFields) -> m.NetworkStructure:
    return m.NetworkStructure(
        id=one.id, name=one.label or "", point=read_point(one.lat, one.lng), kind=w.TERMINALS["item[]"]
    )


def _customer_fields(code: str, customer: Customer) -> w.CustomerFields:
    address, tax_id, phone = customer.address or Address(), customer.tax_id, customer.mobile_phone
    street = ", ".join(part for part in (address.street, address.number, address.complement) if part)
    return w.CustomerFields(
        name=customer.legal_name,
        code=code,
        tax_id=tax_id.value if tax_id else None,
        kind=("J" if isinstance(tax_id, Cnpj) else "F") if tax_id else None,
        mobile=phone.national if phone else None,
        postal_code=address.postal_code.value if address.postal_code else None,
        street=street or None,
        district=address.district or None,
        city=address.city or None,
        state=address.state or None,
    )


def _service(reservation: m.PortReservation, request: r.ActivatePort) -> w.Service:
    address = request.customer.address if request.customer else None
    point = address.point if address else None
    return w.Service(
        port=number_or_text(reservation.port_id or ""),
        customer=number_or_text(reservation.remote_ref or ""),
        cable_type=number_or_text(request.cable_type_id),
        path=[],
        place=w.Place(lat=point.lat, lng=point.lng) if point else None,
    )


def _filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what is nothing, its inner objects included."""
    return {
        key: _filled(value) if isinstance(value, dict) else value for key, value in body.items() if value is not None
    }
