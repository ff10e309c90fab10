"""OZmap: feasibility by the platform's verdict, and reservations as properties whose client is not served yet.

Everything that stands on the wire is in :mod:`.wire`. A property is created on a port and read back: the platform
may have made it without a port, and then it is removed again. A client's code may match no property, one or many.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from isp_integrations.core.erp.models import Address
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    ProviderError,
    ProviderRejected,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import refusals
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.matching import held_for
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Account, ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.sandbox import Fake
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.mapping.ozmap import wire as w
from isp_integrations.plugins.mapping.ozmap.reading import Held, held_of, ports_of, structure_of

M = TypeVar("M")
Filter = dict[str, Any]

TITLE = "OZmap"
_ID = re.compile(r"[0-9a-f]{24}")
_PORT_ID = re.compile(r"([0-9a-f]{24})/([1-9][0-9]{0,3})")
_ABOUT_THE_ROUTE = re.compile(r"\b(cannot (get|delete|post|patch|put)|route|rota|endpoint)\b", re.IGNORECASE)
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,8000}[\x21-\x7e])?")
_PAGE = re.compile(r"[1-9][0-9]{0,8}")
_PARENTS_AT_ONCE = 50
"""Ids in one filter: the query stays below two thousand signs."""
_UNAUTHORIZED, _NOT_FOUND = 401, 404
_NOT_GIVEN = frozenset({409, 422})
"""How a taken port is refused, as far as third parties were seen to expect it (ozmap 4)."""
_ACCEPTED = range(200, 300)
_REFUSED = 400


class OzMap(MappingSpec):
    """OZmap, one host per ISP: an API key, or a log-in."""

    key = "ozmap"
    title = TITLE
    logs_in = True
    credential_fields = (
        CredentialField(name="chave", label="Chave de API (ou usuário e senha)", required=False),
        CredentialField(name="usuario", label="Usuário", secret=False, required=False),
        CredentialField(name="senha", label="Senha", required=False),
        CredentialField(
            name="esquema",
            label="Palavra antes da chave no cabeçalho (vazio para nenhuma)",
            secret=False,
            required=False,
            choices=(w.BEARER,),
        ),
        CredentialField(
            name="forcar",
            label="Pedir ao OZmap que ignore limites do projeto (force)",
            secret=False,
            required=False,
            choices=(w.YES,),
        ),
    )
    wire = w.BOOK

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        given = {name: account.credentials.get(name, "") for name in ("chave", "usuario", "senha")}
        problems = []
        if not given["chave"] and not (given["usuario"] and given["senha"]):
            problems.append("credentials: informe chave, ou usuario e senha")
        if given["chave"] and not _HEADER_VALUE.fullmatch(given["chave"]):
            problems.append("credentials.chave: não cabe em um cabeçalho")
        if problems:
            raise InvalidRecord(problems=tuple(problems))

    @classmethod
    def sandbox(cls) -> Fake:
        """A new stateful fake, with a generated city."""
        from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox  # noqa: PLC0415  rarely wanted

        return OzMapSandbox()

    # --- address and log-in ---

    @classmethod
    def api_address(cls, address: str) -> str:
        """The tenant's address, given with or without the path of the API (ozmap 1)."""
        return address.removesuffix(w.API_PATH)

    def log_in(self) -> Exchange[str]:
        """The account's key, which does not expire, or a token for user and password (ozmap 2)."""
        credentials = self.account.credentials
        if key := credentials.get("chave"):
            return key
        body = w.LogIn(login=credentials["usuario"], password=credentials["senha"])
        answer = yield from self.call(w.LOG_IN, query=w.API_LOG_IN, body=body, authenticated=False)
        try:
            token = self.wire.read(w.LoggedIn, self._accepted(answer)).authorization
        except AuthenticationFailed:
            raise
        except ProviderRejected as refused:
            raise AuthenticationFailed(message=refused.message, words=refused.words) from None
        if not _HEADER_VALUE.fullmatch(token):
            raise UnexpectedAnswer(message="O token recebido não cabe em um cabeçalho.", paths=("$.authorization",))
        return token

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the key as it is; some bases want a word before it (ozmap 2)."""
        scheme = self.account.credentials.get("esquema")
        value = f"{scheme} {token}" if scheme else token
        return attrs.evolve(request, headers=(*request.headers, ("Authorization", value)))

    def token_refused(self, answer: HttpAnswer) -> bool:
        """A 401; a 403 is a project that the user does not see."""
        return answer.status == _UNAUTHORIZED

    def repeats_after_renewal(self, request: HttpRequest) -> bool:
        """As the vendor's own SDK does with every call that met a 401."""
        return True

    @operation(uses=(w.AUTHENTICATED, w.CABLE_TYPES))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by the platform's own check of the key, whose body is not public, and by a list."""
        self._refuse((yield from self.call(w.AUTHENTICATED)))
        yield from self._page(w.CABLE_TYPES, w.CableType, (), None)

    # --- looking ---

    @operation(uses=(w.VIABILITY, w.BOXES, w.SPLITTERS))
    def check_feasibility(self, request: r.CheckFeasibility) -> Exchange[m.Survey]:
        """The platform's verdict, beside a list put together from its boxes and service splitters.

        Boxes that are only in project are left out: they are not for sale. The verdict may rest on settings of the
        tenant, such as counting a port without a sale as free, so the two can disagree.
        """
        point, radius = request.point, f"{request.radius_m:g}"
        asked = {"lat": repr(point.lat), "lng": repr(point.lng), "radius": radius}
        verdict = yield from self._ask(w.VIABILITY, w.Verdict, query=asked)
        near = {"lat": point.lat, "lng": point.lng, "radius": request.radius_m}
        filters = [_filter("coords", "near", value=near), _filter("draft", "=", value=False)]
        boxes = yield from self._all(w.BOXES, w.Box, filters)
        splitters = yield from self._service_splitters([box.id for box in boxes])
        return m.Survey(
            viable=verdict.viable,
            structures=tuple(structure_of(box, splitters.get(box.id, [])) for box in boxes),
            listed_by=m.Origin.LOCAL,
        )

    @operation(uses=(w.BOXES,))
    def list_structures(self, request: r.ListStructures, cursor: str | None) -> Exchange[Page[m.NetworkStructure]]:
        """One page of boxes, without counting their ports. The cursor is the page's number.

        A box that is removed while the pages are read can make another one be skipped.
        """
        boxes, following = yield from self._page(w.BOXES, w.Box, (), cursor)
        return Page(items=tuple(structure_of(box, None) for box in boxes), cursor=following)

    @operation(uses=(w.SPLITTERS,))
    def list_ports(self, request: r.ListPorts, cursor: str | None) -> Exchange[Page[m.Port]]:
        """Every output of the box's service splitters. A taken one is IN_USE: the splitter does not tell whether it
        is reserved."""
        self._demand_id(request.structure_id)
        splitters = yield from self._service_splitters([request.structure_id])
        found = splitters.get(request.structure_id, [])
        return Page(items=tuple(port for splitter in found for port in ports_of(splitter)))

    @operation(uses=(w.CABLE_TYPES,))
    def list_cable_types(self, request: r.ListCableTypes, cursor: str | None) -> Exchange[Page[m.CableType]]:
        """One page of every cable type: nothing tells those of drops apart."""
        types, following = yield from self._page(w.CABLE_TYPES, w.CableType, (), cursor)
        items = tuple(m.CableType(id=one.id, name=one.code, fibers=one.fiber_number) for one in types)
        return Page(items=items, cursor=following)

    @operation(uses=(w.BY_CODE,))
    def find_customer_port(self, request: r.FindCustomerPort) -> Exchange[tuple[m.CustomerPort, ...]]:
        """Every property of a client with that code."""
        return tuple(held.port for held in (yield from self._by_code(request.code)))

    @operation(uses=(w.WAITING_CLIENTS, w.PROPERTIES))
    def list_reservations(self, request: r.ListReservations, cursor: str | None) -> Exchange[Page[m.CustomerPort]]:
        """One page of clients who are not implanted, with their properties; a client without one holds nothing."""
        waiting = [_filter("implanted", "=", value=False)]
        clients, following = yield from self._page(w.WAITING_CLIENTS, w.Client, waiting, cursor)
        if any(client.implanted is not False for client in clients):
            raise UnexpectedAnswer(message="Vieram clientes que não são reservas.", paths=("$.rows.implanted",))
        known = {client.id: client for client in clients}
        items: list[m.CustomerPort] = []
        for some in _chunks(list(known)):
            for found in (yield from self._all(w.PROPERTIES, w.Property, [_filter("client", "in", value=some)])):
                client = known.get(found.client) if isinstance(found.client, str) else None
                if client is None:
                    raise UnexpectedAnswer(message="Veio a propriedade de outro cliente.", paths=("$.rows.client",))
                items.append(held_of(found, client).port)
        return Page(items=tuple(items), cursor=following)

    # --- changing ---

    @operation(uses=(w.BY_CODE, w.BOX, w.SPLITTERS, w.REMOVE_PROPERTY, w.CREATE_PROPERTY))
    def reserve_port(self, request: r.ReservePort) -> Exchange[m.CustomerPort]:
        """Create the property on the port and read it back; one that got none, or another, is removed, and refused.

        A code that the map has already is refused before anything is sent. A lost answer is looked up by the code.
        """
        wanted = request.reservation
        if (yield from self._by_code(wanted.code)):
            raise refusals.code_taken(TITLE)
        box = yield from self._box(wanted.structure_id)
        yield from self._refuse_unless_free(box.id, wanted.port_id)
        body = self._new_property(request, box)

        def send() -> Exchange[str]:
            answer = yield from self.call(w.CREATE_PROPERTY, body=body)
            return self.wire.read(w.Created, self._given(answer)).id

        def look() -> Exchange[str | None]:
            found = yield from self._by_code(wanted.code)
            if len(found) > 1:
                raise Undecided("O código tem mais de uma propriedade no mapa, e antes da ordem não tinha nenhuma.")
            return found[0].port.remote_ref if found else None

        made = yield from write_once(send, look, settle=self.wire.settle(w.CREATE_PROPERTY))
        held = next((one for one in (yield from self._by_code(wanted.code)) if one.port.remote_ref == made), None)
        if held is None:
            raise UnexpectedAnswer(message="A propriedade criada não aparece pelo código do cliente.", paths=("$",))
        elsewhere = held.port.structure_id != box.id or wanted.port_id not in {None, held.port.port_id}
        if held.port.port_id is None or elsewhere:
            yield from self._remove(held.port)
            raise refusals.port_not_free(TITLE)
        return held.port

    @operation(uses=(w.BY_CODE, w.SET_CABLE, w.CABLE, w.IMPLANT_CLIENT))
    def activate_port(self, request: r.ActivatePort) -> Exchange[m.PortActivation]:
        """Mark the client as served; then set the drop's cable as well as can be, and read both back.

        Once the client is marked the activation stands: what fails after it is shown by a later look.
        """
        held = yield from self._demand(request.reservation)
        if held.port.port_id is None:
            raise refusals.not_on_map(TITLE)
        served = w.Implanted(implanted=True)
        self._refuse((yield from self.call(w.IMPLANT_CLIENT, path={"id": held.client_id}, body=served)))
        applied = yield from self._set_cable(held.drop_id, request.cable_type_id)
        try:
            now = held_for(request.reservation, (yield from self.find_customer_port(_code(request.reservation))))
        except ProviderError:
            now = None
        return m.PortActivation(port=now or held.port, cable_applied=applied)

    @operation(uses=(w.BY_CODE, w.REMOVE_PROPERTY))
    def cancel_reservation(self, request: r.CancelReservation) -> Exchange[None]:
        """Remove the property, which removes its client and frees the port; a client who is served is left alone."""
        held = yield from self._find(request.reservation)
        if held is None:
            return
        if held.port.status is not m.PortStatus.RESERVED:
            raise refusals.already_served(TITLE)
        yield from self._remove(held.port)

    @operation(uses=(w.BY_CODE, w.REMOVE_PROPERTY))
    def release_port(self, request: r.ReleasePort) -> Exchange[None]:
        """Remove the property of a client who was served; client and drop go with it."""
        held = yield from self._find(request.reservation)
        if held is not None:
            yield from self._remove(held.port)

    @operation(uses=(w.BY_CODE, w.SPLITTERS, w.MOVE_PROPERTY))
    def change_port(self, request: r.ChangePort) -> Exchange[m.CustomerPort]:
        """Move the property, client and all, in one call, and read it back; one that lost its port is put back."""
        before = (yield from self._demand(request.reservation)).port
        self._demand_id(request.structure_id)
        yield from self._refuse_unless_free(request.structure_id, request.port_id)
        body = self._moved(request.structure_id, request.port_id)
        asked = attrs.evolve(request.reservation, remote_ref=before.remote_ref)

        def send() -> Exchange[m.CustomerPort]:
            self._given((yield from self.call(w.MOVE_PROPERTY, path={"id": before.remote_ref}, body=body)))
            return (yield from self._after_move(asked))

        def look() -> Exchange[m.CustomerPort | None]:
            now = (yield from self._demand(asked)).port
            return None if now.port_id == before.port_id else now

        now = yield from write_once(send, look, settle=self.wire.settle(w.MOVE_PROPERTY))
        if now.structure_id == request.structure_id and now.port_id in _wanted(request, before, now):
            return now
        if _place(now) != _place(before):
            yield from self._put_back(asked, before)
        raise refusals.port_not_free(TITLE)

    # --- steps ---

    def _set_cable(self, drop_id: str | None, cable_type_id: str) -> Exchange[bool]:
        """Whether the drop shows the cable type after it was asked for; a property without a drop shows none."""
        if drop_id is None:
            return False
        path = {"id": drop_id}
        try:
            body = w.UsedCable(cable_type=cable_type_id, implanted=True)
            yield from self.call(w.SET_CABLE, path=path, body=body)
            return (yield from self._ask(w.CABLE, w.Cable, path=path)).cable_type == cable_type_id
        except ProviderError:
            return False

    def _remove(self, held: m.CustomerPort) -> Exchange[None]:
        """Remove a property and see that it is gone."""
        answer = yield from self.call(w.REMOVE_PROPERTY, path={"id": held.remote_ref})
        if not self._is_absence(answer):
            self._refuse(answer)
        if any(left.port.remote_ref == held.remote_ref for left in (yield from self._by_code(held.code))):
            raise UnexpectedAnswer(message="O OZmap aceitou a ordem e ainda mostra a propriedade.", paths=("$",))

    def _put_back(self, asked: m.PortReservation, before: m.CustomerPort) -> Exchange[None]:
        """Move a customer back to the port that he was on; what the map shows then counts, whatever it answered."""
        if before.structure_id is not None and before.port_id is not None:
            back = self._moved(before.structure_id, before.port_id)
            yield from self.call(w.MOVE_PROPERTY, path={"id": before.remote_ref}, body=back)
            if _place((yield from self._after_move(asked))) == _place(before):
                return
        raise UnexpectedAnswer(
            message="O OZmap tirou o cliente de onde estava e não o pôs na porta pedida: confira no mapa.",
            paths=("$.connections",),
        )

    def _after_move(self, asked: m.PortReservation) -> Exchange[m.CustomerPort]:
        """What the map shows after a move that was sent; a failing look does not mean that the move was refused."""
        try:
            return (yield from self._demand(asked)).port
        except ProviderRejected as refused:
            raise UnexpectedAnswer(
                message=f"A troca de porta foi enviada, e a conferência falhou: {refused.message}", paths=("$",)
            ) from None

    def _box(self, structure_id: str) -> Exchange[w.Box]:
        self._demand_id(structure_id)
        answer = yield from self.call(w.BOX, path={"id": structure_id})
        if self._is_absence(answer):
            raise refusals.structure_unknown(TITLE)
        return self.wire.read(w.Box, self._accepted(answer))

    def _refuse_unless_free(self, structure_id: str, port_id: str | None) -> Exchange[None]:
        """Refuse before anything is sent what can be seen to be taken; a race is refused by the platform."""
        ports = (yield from self.list_ports(r.ListPorts(structure_id=structure_id), None)).items
        if not any(port.status is m.PortStatus.AVAILABLE and port_id in {None, port.id} for port in ports):
            raise refusals.port_not_free(TITLE)

    def _service_splitters(self, boxes: Sequence[str]) -> Exchange[Mapping[str, list[w.Splitter]]]:
        found: dict[str, list[w.Splitter]] = {}
        for some in _chunks(boxes):
            filters = [_filter("parent", "in", value=some), _filter("isDrop", "=", value=True)]
            for splitter in (yield from self._all(w.SPLITTERS, w.Splitter, filters)):
                found.setdefault(splitter.parent, []).append(splitter)
        return found

    def _by_code(self, code: str) -> Exchange[tuple[Held, ...]]:
        """What stands under a code. An unknown one is an empty list or a 404: which of the two is not public."""
        answer = yield from self.call(w.BY_CODE, path={"code": code})
        if self._is_absence(answer):
            return ()
        rows = self._accepted(answer)
        if not isinstance(rows, list):
            raise UnexpectedAnswer(message="A resposta não é uma lista.", paths=("$",))
        return tuple(self._with_client(row, f"$[{place}]") for place, row in enumerate(rows))

    def _with_client(self, row: object, at: str) -> Held:
        found = self.wire.read(w.Property, row, at)
        return held_of(found, self.wire.read(w.Client, found.client, f"{at}.client"))

    def _find(self, reservation: m.PortReservation) -> Exchange[Held | None]:
        found = yield from self._by_code(reservation.code)
        port = held_for(reservation, [held.port for held in found])
        return next((held for held in found if held.port is port), None)

    def _demand(self, reservation: m.PortReservation) -> Exchange[Held]:
        found = yield from self._find(reservation)
        if found is None:
            raise refusals.not_on_map(TITLE)
        return found

    def _demand_id(self, structure_id: str) -> None:
        if not _ID.fullmatch(structure_id):
            raise refusals.structure_unknown(TITLE)

    # --- ours to theirs ---

    def _new_property(self, request: r.ReservePort, box: w.Box) -> dict[str, Any]:
        reservation, customer = request.reservation, request.customer
        address = request.address or customer.address or Address()
        client = w.NewClient(code=reservation.code, name=customer.legal_name, implanted=False, status=w.OK)
        connector, port = _splitter_port(reservation.port_id)
        body = w.NewProperty(
            box=box.id,
            client=client,
            force=self._forces,
            project=box.project,
            address=_one_line(address),
            lat=address.point.lat if address.point else None,
            lng=address.point.lng if address.point else None,
            auto_connect=None if connector else True,
            connector=connector,
            port=port,
        )
        return self._without_nothing(body)

    def _moved(self, structure_id: str, port_id: str | None) -> dict[str, Any]:
        connector, port = _splitter_port(port_id)
        auto = None if connector else True
        body = w.MovedProperty(
            box=structure_id, force=self._forces, auto_connect=auto, connector=connector, port=port
        )
        return self._without_nothing(body)

    def _without_nothing(self, body: object) -> dict[str, Any]:
        return {key: value for key, value in self.wire.plain(body).items() if value is not None}

    @property
    def _forces(self) -> bool:
        return self.account.credentials.get("forcar") == w.YES

    # --- asking ---

    def _all(self, endpoint: Endpoint, model: type[M], filters: Sequence[Filter]) -> Exchange[list[M]]:
        items: list[M] = []
        number, start = 1, -1
        while True:
            page = yield from self._listing(endpoint, filters, number)
            if page.start <= start:
                raise UnexpectedAnswer(message="O OZmap repetiu a mesma página, segundo $.start.", paths=("$.start",))
            items += self._rows(model, page)
            if not _has_more(page):
                return items
            number, start = number + 1, page.start

    def _page(
        self, endpoint: Endpoint, model: type[M], filters: Sequence[Filter], cursor: str | None
    ) -> Exchange[tuple[list[M], str | None]]:
        """One page, and the cursor of the next one."""
        if cursor is not None and not _PAGE.fullmatch(cursor):
            raise InvalidRecord(problems=("cursor: deve ser o número de uma página",))
        asked = int(cursor or 1)
        page = yield from self._listing(endpoint, filters, asked)
        return self._rows(model, page), str(asked + 1) if _has_more(page) else None

    def _listing(self, endpoint: Endpoint, filters: Sequence[Filter], number: int) -> Exchange[w.Listing]:
        query = {"page": str(number), "limit": str(w.PAGE_SIZE)}
        if filters:
            query["filter"] = json.dumps(filters, separators=(",", ":"))
        page = yield from self._ask(endpoint, w.Listing, query=query)
        if (number == 1) != (page.start == 0) or (page.rows and page.start >= page.total):
            raise UnexpectedAnswer(message="A resposta é de outra página, segundo $.start.", paths=("$.start",))
        return page

    def _rows(self, model: type[M], page: w.Listing) -> list[M]:
        return [self.wire.read(model, row, f"$.rows[{place}]") for place, row in enumerate(page.rows)]

    def _ask(
        self,
        endpoint: Endpoint,
        model: type[M],
        *,
        query: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
    ) -> Exchange[M]:
        answer = yield from self.call(endpoint, query=query, path=path)
        return self.wire.read(model, self._accepted(answer))

    def _accepted(self, answer: HttpAnswer) -> Any:
        """The JSON of an accepted answer."""
        self._refuse(answer)
        return answer.json()

    def _given(self, answer: HttpAnswer) -> Any:
        """The JSON of an accepted order of a port, if there is any; what refuses one is a port that is not free."""
        if answer.status in _NOT_GIVEN:
            refused = self._refusal(answer)
            refused.violation = refusals.port_not_free(TITLE).violation
            raise refused
        self._refuse(answer)
        return answer.json() if answer.body else None

    def _refuse(self, answer: HttpAnswer) -> None:
        if answer.status in _ACCEPTED:
            return
        if answer.status < _REFUSED:
            raise UnexpectedAnswer(message=f"Resposta HTTP {answer.status} que não se conhece.", paths=("$",))
        raise self._refusal(answer)

    def _refusal(self, answer: HttpAnswer) -> ProviderRejected:
        """What a refusal says, as third parties try to read it: its form is not public (ozmap 4)."""
        words = self.quotable(self._words(answer))
        kind = AuthenticationFailed if answer.status == _UNAUTHORIZED else ProviderRejected
        message = f"O OZmap recusou o pedido: {words}" if words else f"O OZmap recusou o pedido ({answer.status})."
        return kind(message=message, words=words, code=str(answer.status))

    def _is_absence(self, answer: HttpAnswer) -> bool:
        """Whether a 404 says that the record is not there: the platform's own, and not about the call's address."""
        words = self._words(answer) if answer.status == _NOT_FOUND else ""
        return bool(words) and not _ABOUT_THE_ROUTE.search(words)

    def _words(self, answer: HttpAnswer) -> str:
        try:
            told = self.wire.read(w.Complaint, answer.json())
        except UnexpectedAnswer:
            return ""
        return told.message or told.error or ""


def _has_more(page: w.Listing) -> bool:
    """Whether a page follows. An empty page is the last: the list shrank while it was read."""
    more = page.start + page.count < page.total if page.has_next is None else page.has_next
    return more and bool(page.rows)


def _place(port: m.CustomerPort) -> tuple[str | None, str | None]:
    return port.structure_id, port.port_id


def _wanted(request: r.ChangePort, before: m.CustomerPort, now: m.CustomerPort) -> set[str | None]:
    """Where a moved customer may be: on the chosen port, or on any other one than before."""
    if request.port_id is not None:
        return {request.port_id}
    return {now.port_id} - {None, before.port_id}


def _splitter_port(port_id: str | None) -> tuple[str | None, int | None]:
    found = _PORT_ID.fullmatch(port_id or "")
    return (found[1], int(found[2])) if found else (None, None)


def _one_line(address: Address) -> str | None:
    street = ", ".join(part for part in (address.street, address.number, address.complement) if part)
    return " - ".join(part for part in (street, address.district, address.city, address.state) if part) or None


def _filter(name: str, operator: str, *, value: Any) -> Filter:
    return {"property": name, "operator": operator, "value": value}


def _chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _PARENTS_AT_ONCE):
        yield list(ids[start : start + _PARENTS_AT_ONCE])


def _code(reservation: m.PortReservation) -> r.FindCustomerPort:
    return r.FindCustomerPort(code=reservation.code)
