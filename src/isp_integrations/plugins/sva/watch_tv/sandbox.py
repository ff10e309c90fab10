"""A stateful fake of Watch TV, written from the contract file: its envelope, its tickets, its two-step authorisation.

Parameters are taken from the query or from a form body. A sale is not idempotent: the same one twice is two tickets.
What Watch's server would send to the host's address waits in `deliveries`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.sva.watch_tv import wire as w

CREDENTIALS: Final = {
    "client_id": "watch-sandbox-client",
    "client_secret": "watch-sandbox-secret-0003",
    "redirect_uri": "https://erp.example.invalid/watch",
}
LIFETIME: Final = 8 * 60 * 60
"""Seconds that a token is said to last."""


class Refused(Exception):
    """The platform says no, in an envelope on a 200."""

    def __init__(self, sentence: str, number: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.number = number


class TicketUnknown(Exception):
    """The one refusal that comes as a 400."""


@attrs.frozen(kw_only=True)
class Package:
    """A package of the account."""

    id: int
    name: str
    kind: str


@attrs.define(kw_only=True)
class Ticket:
    """A sale. `phone` is 13 digits."""

    id: str
    package: Package
    email: str = attrs.field(repr=False)
    reference: str | None = None
    phone: str | None = attrs.field(default=None, repr=False)
    running: bool = True
    times_told: int = 0


@attrs.frozen(kw_only=True)
class Delivery:
    """What Watch's server sends to the host's address."""

    address: str
    code: str = attrs.field(repr=False)
    uid: str = attrs.field(repr=False)


DEFAULT_PACKAGES = (
    Package(id=111, name="Watch Básico", kind="basic"),
    Package(id=222, name="Watch Filmes", kind="premium"),
    Package(id=333, name="Watch Família", kind="basic"),
)


def default_tickets() -> tuple[Ticket, ...]:
    """One running ticket, one suspended."""
    basic, films = DEFAULT_PACKAGES[:2]
    return (
        Ticket(
            id="T-901",
            package=basic,
            email="bruno@example.invalid",
            reference="901",
            phone="5511961230001",
        ),
        Ticket(
            id="T-902",
            package=films,
            email="clara@example.invalid",
            reference="902",
            phone="5511961230002",
            running=False,
        ),
    )


class WatchTvSandbox:
    """Watch TV's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        tickets, packages: the state at the beginning; synthetic by default.
        sold_in_small: whether a sale answers `Result.ticket`, as a client reads it, instead of a list with `Ticket`.

    Attributes:
        deliveries: the codes on their way to the host's address, in order.
    """

    def __init__(
        self,
        *,
        tickets: Iterable[Ticket] | None = None,
        packages: Iterable[Package] = DEFAULT_PACKAGES,
        sold_in_small: bool = False,
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.packages = {str(package.id): package for package in packages}
        self.tickets = {ticket.id: ticket for ticket in (default_tickets() if tickets is None else tickets)}
        self.sold_in_small = sold_in_small
        self.deliveries: list[Delivery] = []
        self._good_codes: set[str] = set()
        self._tokens: set[str] = set()
        self._token_count = 0
        self._sold = 0
        self._routes: Mapping[tuple[str, str], Callable[[Mapping[str, str]], Any]] = {
            ("GET", w.PACKAGES.path): self._packages,
            ("GET", w.TICKETS.path): self._list,
            ("GET", w.TICKETS.path.replace("v2", "v1")): self._list,
            ("POST", w.INSERT.path): self._insert,
            ("POST", w.UPDATE_STATUS.path): self._update_status,
            ("POST", w.DELETE.path): self._delete,
            ("POST", w.RESEND.path): self._resend,
            ("POST", w.EDIT_PHONE.path): self._edit_phone,
        }

    # --- scripting ---

    def expire_tokens(self) -> None:
        """Refuse every token given out so far."""
        self._tokens.clear()

    def expire_codes(self) -> None:
        """Refuse every code given out so far."""
        self._good_codes.clear()

    def sell(self, *, package: str, email: str, reference: str | None = None, phone: str | None = None) -> Ticket:
        """A new running ticket, as the platform's own panel sells it too."""
        self._sold += 1
        ticket = Ticket(
            id=f"T-{self._sold}", package=self.packages[package], email=email, reference=reference, phone=phone
        )
        self.tickets[ticket.id] = ticket
        return ticket

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        given = {**request.query, **dict(parse_qsl(request.body.decode(), keep_blank_values=True))}
        if (request.method, request.path) == ("POST", w.AUTHORIZE.path):
            return self._answer(self._authorize, given)
        if (request.method, request.path) == ("POST", w.TOKEN.path):
            return self._answer(self._give_token, given)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self._tokens:
            return _json(401, {"HasError": True, "ErrorMessage": "Token inválido ou expirado.", "Result": None})
        route = self._routes.get((request.method, request.path))
        if route is None:
            return HttpAnswer(status=404, headers={"content-type": "text/html"}, body=b"<h1>404</h1>")
        return self._answer(route, given)

    def _answer(self, route: Callable[[Mapping[str, str]], Any], given: Mapping[str, str]) -> HttpAnswer:
        try:
            return _json(200, _envelope(route(given)))
        except TicketUnknown:
            plain = {"content-type": "text/plain; charset=utf-8"}
            return HttpAnswer(status=400, headers=plain, body=f"{w.TICKET_NOT_FOUND}.".encode())
        except Refused as refused:
            return _json(200, _envelope(None, refused.sentence, refused.number))
        except KeyError as missing:
            wrong = _envelope(None, f"Parâmetro obrigatório: {missing.args[0]}.", 2)
            return _json(200, {**wrong, "HasError": False, "IsValidationError": True})

    # --- authorisation ---

    def _authorize(self, given: Mapping[str, str]) -> Any:
        registered = (CREDENTIALS["client_id"], CREDENTIALS["redirect_uri"])
        if (given["client_id"], given["redirect_url"]) != registered:
            raise Refused("Cliente não autorizado.", 3)
        code = f"codigo-{len(self.deliveries) + 1:04d}"
        self.deliveries.append(Delivery(address=given["redirect_url"], code=code, uid=given["uid"]))
        self._good_codes.add(code)
        return {"success": True}

    def _give_token(self, given: Mapping[str, str]) -> Any:
        if given["client_secret"] != CREDENTIALS["client_secret"] or given["grant_type"] != w.GRANT_TYPE:
            raise Refused("Credenciais inválidas.", 4)
        if given["code"] not in self._good_codes:
            raise Refused("Código inválido ou expirado.", 5)
        self._good_codes.discard(given["code"])
        self._token_count += 1
        token = f"watch-sandbox-{self._token_count:010d}"
        self._tokens.add(token)
        return [{"access_token": token, "expires_in": LIFETIME}]

    # --- tickets ---

    def _packages(self, given: Mapping[str, str]) -> Any:
        wanted = given.get("pPacote")
        kept = [package for code, package in self.packages.items() if wanted in {None, code}]
        return {"list": [{"Pacote": p.id, "Nome": p.name, "Type": p.kind} for p in kept]}

    def _list(self, given: Mapping[str, str]) -> Any:
        if not {"pPacote", "pAssinanteIDIntegracao", "pEmailUsuario"} & set(given):
            raise KeyError("pEmailUsuario")
        return {"list": [_shown(ticket) for ticket in self.tickets.values() if _fits(ticket, given)]}

    def _insert(self, given: Mapping[str, str]) -> Any:
        package, email = self.packages.get(given["pPacote"]), given["pEmail"]
        if package is None:
            raise Refused("Pacote não encontrado.", 6)
        if "@" not in email:
            raise Refused("E-mail inválido.", 7)
        held = {ticket.package for ticket in self.tickets.values() if ticket.email == email} - {package}
        if any(other.kind == package.kind for other in held):
            raise Refused("Usuário já possui pacote deste tipo.", 8)
        if held and w.BASIC not in {package.kind, *(other.kind for other in held)}:
            raise Refused("Usuário precisa de um pacote basic.", 8)
        ticket = self.sell(
            package=given["pPacote"],
            email=email,
            reference=given["pAssinanteIDIntegracao"],
            phone=given.get("pPhone"),
        )
        return {"ticket": ticket.id} if self.sold_in_small else [{"Ticket": ticket.id}]

    def _ticket(self, given: Mapping[str, str]) -> Ticket:
        if given["pTicket"] not in self.tickets:
            raise TicketUnknown
        return self.tickets[given["pTicket"]]

    def _update_status(self, given: Mapping[str, str]) -> Any:
        if given["pStatus"] not in {w.RUNNING, w.SUSPENDED}:
            raise Refused("pStatus inválido.", 9)
        ticket = self._ticket(given)
        ticket.running = given["pStatus"] == w.RUNNING
        return {"Ticket": ticket.id, "Status": ticket.running}

    def _delete(self, given: Mapping[str, str]) -> Any:
        del self.tickets[self._ticket(given).id]

    def _resend(self, given: Mapping[str, str]) -> Any:
        self._ticket(given).times_told += 1
        return [{"email_send": True}]

    def _edit_phone(self, given: Mapping[str, str]) -> Any:
        fitting = [
            t for t in self.tickets.values() if (str(t.package.id), t.email) == (given["pPacote"], given["pEmail"])
        ]
        if not fitting:
            raise Refused("Usuário não encontrado.", 10)
        for ticket in fitting:
            ticket.phone = given["pPhone"]
        return {"User": {"Email": given["pEmail"]}}


def _fits(ticket: Ticket, given: Mapping[str, str]) -> bool:
    return (
        given.get("pPacote") in {None, str(ticket.package.id)}
        and given.get("pAssinanteIDIntegracao") in {None, ticket.reference}
        and given.get("pEmailUsuario", "").casefold() in {"", ticket.email.casefold()}
    )


def _shown(ticket: Ticket) -> Any:
    return {
        "Ticket": ticket.id, "Status": ticket.running, "Pacote": ticket.package.id, "Type": ticket.package.kind,
        "EmailUsuario": ticket.email, "telefone": ticket.phone, "IDIntegracaoAssinante": ticket.reference,
        "DataCriacao": "15/01/2026 12:00", "DataCriacaoUsuario": "15/01/2026 12:00", "EmailEnviado": True,
    }  # fmt: skip


def _envelope(result: Any, sentence: str | None = None, number: int = 0) -> dict[str, Any]:
    return {
        "HasError": sentence is not None, "ErrorMessage": sentence, "ErrorNumber": number,
        "IsValidationError": False, "Result": result,
    }  # fmt: skip


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json; charset=utf-8"}, body=body)
