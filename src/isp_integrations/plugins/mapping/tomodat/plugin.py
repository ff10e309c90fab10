"""Tomodat, as far as third parties' clients were seen to use it: a customer is created and connected in one step.

Everything that stands on the wire is in :mod:`.wire`. There is no reservation and no choice of a port: "reserving" is
creating the customer, who is served from then on as far as the map knows, and activating sends nothing. The map has
no field for the host's code; it stands in brackets at the end of the customer's name, and is looked for there.
"""

import re
from typing import Any, TypeVar

import attrs

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import refusals
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.matching import held_for
from isp_integrations.core.mapping.points import read_metres, read_point
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Account, ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sandbox import Fake
from isp_integrations.core.text import fold
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.mapping.tomodat import wire as w

M = TypeVar("M")

TITLE = "Tomodat"
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,8000}[\x21-\x7e])?")
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_BRACKETS = frozenset("[]")
_ABOUT_THE_TOKEN = re.compile(r"token|autentica|autoriza|unauthor|login")
_KEY_REFUSED = frozenset({401, 403})
_ACCEPTED = range(200, 300)
_REFUSED = 400
_NOWHERE = {"lat": "0", "lng": "0", "range": "1"}
"""A metre around a point of the ocean: the smallest list there is."""

_POINT_NEEDED = Violation(
    rule_id="PORT-2",
    code="map.point_required",
    family=Family.PRECONDITION_FAILED,
    message="A Tomodat só cadastra clientes com coordenadas: informe o ponto do endereço.",
    context={"field": "address"},
)
_CODE_UNFIT = Violation(
    rule_id="PORT-2",
    code="map.code_invalid",
    family=Family.VALIDATION_FAILED,
    message="Na Tomodat o código fica entre colchetes no nome do cliente, e não pode ter colchetes.",
    context={"field": "code"},
)


class Tomodat(MappingSpec):
    """Tomodat, on one of the vendor's nodes: an access token."""

    key = "tomodat"
    title = TITLE
    chooses_port = False
    reserves_as_served = True
    tells_port = False
    credential_fields = (CredentialField(name="token", label="Token de acesso"),)
    wire = w.BOOK

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        if not _HEADER_VALUE.fullmatch(account.credentials["token"]):
            raise InvalidRecord(problems=("credentials.token: não cabe em um cabeçalho",))

    @classmethod
    def sandbox(cls) -> Fake:
        """A new stateful fake, with a generated city."""
        from isp_integrations.plugins.mapping.tomodat.sandbox import TomodatSandbox  # noqa: PLC0415  rarely wanted

        return TomodatSandbox()

    # --- address and token ---

    @classmethod
    def api_address(cls, address: str) -> str:
        """The node's address, with or without the path of the API behind."""
        return address.removesuffix(w.API_PATH)

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the token as it is, without a word before it."""
        given = ("Authorization", self.account.credentials["token"])
        return attrs.evolve(request, headers=(*request.headers, given))

    @operation(uses=(w.VIABILITY,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by a search where nothing is."""
        yield from self._list(w.VIABILITY, w.AccessPoint, path=_NOWHERE)

    # --- looking ---

    @operation(uses=(w.VIABILITY,))
    def check_feasibility(self, request: r.CheckFeasibility) -> Exchange[m.Survey]:
        """The platform's own list, without splice boxes; it gives no verdict."""
        point = request.point
        path = {"lat": repr(point.lat), "lng": repr(point.lng), "range": f"{request.radius_m:g}"}
        boxes = yield from self._list(w.VIABILITY, w.AccessPoint, path=path)
        return m.Survey(structures=tuple(_structure(box) for box in boxes if box.category != w.SPLICE_BOX))

    @operation(uses=(w.BOXES,))
    def list_structures(self, request: r.ListStructures, cursor: str | None) -> Exchange[Page[m.NetworkStructure]]:
        """Every service box, on one page; their ports are not counted."""
        boxes = yield from self._list(w.BOXES, w.AccessPoint)
        return Page(items=tuple(_structure(box) for box in boxes if box.category == w.SERVICE_BOX))

    @operation(uses=(w.CLIENTS,))
    def find_customer_port(self, request: r.FindCustomerPort) -> Exchange[tuple[m.CustomerPort, ...]]:
        """Every customer with that code in his name, found by reading them all."""
        return tuple((yield from self._by_code(request.code)))

    # --- changing ---

    @operation(uses=(w.CLIENTS, w.REMOVE, w.CONNECT))
    def reserve_port(self, request: r.ReservePort) -> Exchange[m.CustomerPort]:
        """Create the customer on the box and read him back; one who is on no box is removed again, and refused.

        The form of an accepted answer is not known: what counts is what the list of customers then shows.

        Raises:
            RuleViolation: the address has no coordinates, or the code has brackets.
        """
        body, wanted = _new_client(request), request.reservation
        if not _ID.fullmatch(wanted.structure_id):
            raise refusals.structure_unknown(TITLE)
        if (yield from self._by_code(wanted.code)):
            raise refusals.code_taken(TITLE)

        def look() -> Exchange[m.CustomerPort | None]:
            found = yield from self._by_code(wanted.code)
            if len(found) > 1:
                raise Undecided("O código está em mais de um cliente no mapa, e antes da ordem não estava em nenhum.")
            return found[0] if found else None

        def send() -> Exchange[m.CustomerPort]:
            answer = yield from self.call(w.CONNECT, body=body)
            if refused := self._refusal(answer):
                if not isinstance(refused, AuthenticationFailed):
                    refused.violation = refusals.port_not_free(TITLE).violation
                raise refused
            return (yield from self._demand(wanted.code))

        held = yield from write_once(send, look, settle=self.wire.settle(w.CONNECT))
        if held.structure_id != wanted.structure_id:
            yield from self._remove(held)
            raise refusals.port_not_free(TITLE)
        return held

    @operation(uses=(w.CLIENTS,))
    def activate_port(self, request: r.ActivatePort) -> Exchange[m.PortActivation]:
        """Nothing is sent: the map has served the customer since his reservation. One who is not there is refused."""
        held = yield from self._find(request.reservation)
        if held is None or held.structure_id is None:
            raise refusals.not_on_map(TITLE)
        return m.PortActivation(port=held)

    @operation(uses=(w.CLIENTS, w.REMOVE))
    def cancel_reservation(self, request: r.CancelReservation) -> Exchange[None]:
        """Remove the customer. The map cannot tell whether he was active: the host's own record decides."""
        yield from self._let_go(request.reservation)

    @operation(uses=(w.CLIENTS, w.REMOVE))
    def release_port(self, request: r.ReleasePort) -> Exchange[None]:
        """Remove the customer."""
        yield from self._let_go(request.reservation)

    # --- steps ---

    def _let_go(self, reservation: m.PortReservation) -> Exchange[None]:
        held = yield from self._find(reservation)
        if held is not None:
            yield from self._remove(held)

    def _remove(self, held: m.CustomerPort) -> Exchange[None]:
        def look() -> Exchange[bool | None]:
            left = yield from self._list(w.CLIENTS, w.Client)
            return None if any(client.id == held.remote_ref for client in left) else True

        def send() -> Exchange[bool]:
            answer = yield from self.call(w.REMOVE, path={"id": held.remote_ref})
            if refused := self._refusal(answer):
                raise refused
            if not (yield from look()):
                raise UnexpectedAnswer(message="A Tomodat aceitou a ordem e ainda mostra o cliente.", paths=("$",))
            return True

        yield from write_once(send, look, settle=self.wire.settle(w.REMOVE))

    def _find(self, reservation: m.PortReservation) -> Exchange[m.CustomerPort | None]:
        """The reservation's customer: by his id where it is known, for somebody may have renamed him on the map."""
        if reservation.remote_ref is not None:
            clients = yield from self._list(w.CLIENTS, w.Client)
            his = (client for client in clients if client.id == reservation.remote_ref)
            return next((_held(client, reservation.code) for client in his), None)
        return held_for(reservation, (yield from self._by_code(reservation.code)))

    def _demand(self, code: str) -> Exchange[m.CustomerPort]:
        found = yield from self._by_code(code)
        if len(found) != 1:
            raise UnexpectedAnswer(message="O cliente criado não aparece uma única vez pelo código.", paths=("$",))
        return found[0]

    def _by_code(self, code: str) -> Exchange[list[m.CustomerPort]]:
        """Who has a code in brackets at the end of his name; a code with brackets nobody has."""
        if _BRACKETS & set(code):
            return []
        clients = yield from self._list(w.CLIENTS, w.Client)
        return [_held(client, code) for client in clients if client.name.endswith(_tail(code))]

    # --- asking ---

    def _list(self, endpoint: Endpoint, model: type[M], *, path: dict[str, str] | None = None) -> Exchange[list[M]]:
        """A list. An object with `status: 0` in its place is what a bad token was seen to get."""
        answer = yield from self.call(endpoint, path=path)
        if refused := self._refusal(answer, listing=True):
            raise refused
        rows = answer.json()
        if not isinstance(rows, list):
            raise UnexpectedAnswer(message="A resposta não é uma lista.", paths=("$",))
        return [self.wire.read(model, row, f"$[{place}]") for place, row in enumerate(rows)]

    def _refusal(self, answer: HttpAnswer, *, listing: bool = False) -> ProviderRejected | None:
        """Why an answer is no success, if it is none.

        An order whose answer has a `message` and no `status: 0` is left to what the map then shows.
        """
        told = self._complaint(answer)
        failed = told is not None and (listing or told.status in w.FAILED)
        if answer.status in _ACCEPTED and not failed:
            return None
        if answer.status not in _ACCEPTED and answer.status < _REFUSED:
            raise UnexpectedAnswer(message=f"Resposta HTTP {answer.status} que não se conhece.", paths=("$",))
        words = self.quotable(told.message) if told else ""
        message = (
            f"A Tomodat recusou o pedido: {words}" if words else f"A Tomodat recusou o pedido ({answer.status})."
        )
        about_token = answer.status in _KEY_REFUSED or bool(told and self._is_about_token(told, listing=listing))
        kind = AuthenticationFailed if about_token else ProviderRejected
        return kind(message=message, words=words, code=str(answer.status))

    def _complaint(self, answer: HttpAnswer) -> w.Complaint | None:
        try:
            return self.wire.read(w.Complaint, answer.json())
        except UnexpectedAnswer:
            return None

    @staticmethod
    def _is_about_token(told: w.Complaint, *, listing: bool) -> bool:
        """No other failure of a list was seen; of an order the words have to say so."""
        return (listing and told.status in w.FAILED) or bool(_ABOUT_THE_TOKEN.search(fold(told.message)))


def _new_client(request: r.ReservePort) -> w.NewClient:
    reservation, address = request.reservation, request.address or request.customer.address
    point: GeoPoint | None = address.point if address else None
    found = (*((_CODE_UNFIT,) if _BRACKETS & set(reservation.code) else ()), *(() if point else (_POINT_NEEDED,)))
    if found or point is None:
        raise RuleViolation(violations=found)
    return w.NewClient(
        name=f"{request.customer.legal_name}{_tail(reservation.code)}",
        lat=repr(point.lat),
        lng=repr(point.lng),
        box_id=reservation.structure_id,
    )


def _tail(code: str) -> str:
    """What a customer's name ends in."""
    return f" [{code}]"


def _held(client: w.Client, code: str) -> m.CustomerPort:
    """A customer with a code of the host's: on a box, and on a port that nobody tells."""
    return m.CustomerPort(
        code=code,
        status=m.PortStatus.IN_USE if client.box_id else m.PortStatus.UNKNOWN,
        structure_id=client.box_id or None,
        remote_ref=client.id,
        customer_name=client.name.removesuffix(_tail(code)),
    )


def _structure(box: w.AccessPoint) -> m.NetworkStructure:
    counted: list[Any] = box.splitters or []
    told = box.splitters is not None
    metres = read_metres(box.distance)
    return m.NetworkStructure(
        id=box.id,
        name=box.name or "",
        point=read_point(box.dot.lat, box.dot.lng) if box.dot else None,
        kind=box.kind.name if box.kind else None,
        total_ports=sum(one.total_ports for one in counted) if told else None,
        free_ports=sum(one.free_ports for one in counted) if told else None,
        distance_m=metres,
        distance_by=None if metres is None else m.Origin.PLATFORM,
    )
