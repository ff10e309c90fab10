"""Watch TV's wire: paths that the vendor documents, and keys that four independent clients agree on.

Parameters go in a form body, never in the address of a POST, so that e-mails and phones stay out of access logs; the
look-up of tickets is a GET and has no body. What a package's keys are is told nowhere; they are ASSUMED to be those
that a ticket has.
"""

from typing import Annotated, Any

from isp_integrations.core.evidence import ASSUMED, DOCUMENTED, OBSERVED, Evidence
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import Endpoint, Wire, WireBook, wire_model

BASE_URL = "https://apiweb.watch.tv.br/"
_ACCESS, _FLOW, _CALLS, _ERRORS = (f"watch_tv A.{section}" for section in (1, 2, 3, 4))


def _told(key: str) -> Wire:
    return Wire(key, DOCUMENTED, _FLOW)


def _seen(key: str, source: str = _CALLS) -> Wire:
    return Wire(key, OBSERVED, source)


def _guessed(key: str) -> Wire:
    return Wire(key, ASSUMED, _CALLS)


# --- every answer ---


@wire_model
class Envelope:
    """What surrounds every answer; `result` is an object or a list, as the call has it."""

    has_error: Annotated[bool | None, _seen("HasError")] = None
    is_validation_error: Annotated[bool | None, _seen("IsValidationError")] = None
    error_message: Annotated[str | None, _seen("ErrorMessage")] = None
    error_number: Annotated[int | None, _seen("ErrorNumber")] = None
    error: Annotated[str | None, _seen("error", _ERRORS)] = None
    result: Annotated[Any, _seen("Result")] = None


# --- authorisation ---


@wire_model
class AuthorizationRequest:
    client_id: Annotated[str, _told("client_id")]
    redirect_url: Annotated[str, _told("redirect_url")]
    approval_prompt: Annotated[str, _told("approval_prompt")]
    uid: Annotated[str, _told("uid")]


@wire_model
class AuthorizationAsked:
    success: Annotated[bool, _seen("success", _FLOW)]


@wire_model
class TokenRequest:
    client_id: Annotated[str, _told("client_id")]
    client_secret: Annotated[str, _told("client_secret")]
    code: Annotated[str, _told("code")]
    grant_type: Annotated[str, _told("grant_type")]


@wire_model
class Access:
    token: Annotated[str, _seen("access_token", _FLOW)]
    expires_in: Annotated[int | None, _seen("expires_in", _FLOW)] = None


# --- packages and tickets ---


@wire_model
class Listed:
    items: Annotated[list[Any], _seen("list")]


@wire_model
class Package:
    code: Annotated[str, _guessed("Pacote")]
    name: Annotated[str | None, _guessed("Nome")] = None
    kind: Annotated[str | None, _guessed("Type")] = None


@wire_model
class TicketQuery:
    """Any of them. Absent members are not sent."""

    package: Annotated[str | None, _seen("pPacote")]
    reference: Annotated[str | None, _seen("pAssinanteIDIntegracao")]
    email: Annotated[str | None, _seen("pEmailUsuario")]


@wire_model
class Ticket:
    """One sale. `status` is whether it is not suspended; dates have no known form and stay in the raw item."""

    id: Annotated[str, _seen("Ticket")]
    status: Annotated[bool, _seen("Status")]
    package: Annotated[str, _seen("Pacote")]
    kind: Annotated[str | None, _seen("Type")] = None
    email: Annotated[str | None, _seen("EmailUsuario")] = None
    phone: Annotated[str | None, _seen("telefone")] = None
    reference: Annotated[str | None, _seen("IDIntegracaoAssinante")] = None


@wire_model
class NewSubscriber:
    """A sale. An absent phone is not sent."""

    package: Annotated[str, _seen("pPacote")]
    email: Annotated[str, _seen("pEmail")]
    reference: Annotated[str, _seen("pAssinanteIDIntegracao")]
    phone: Annotated[str | None, _seen("pPhone")]


@wire_model
class Sold:
    """The new ticket's id: the reference spells its key one way, a client the other."""

    ticket: Annotated[str | None, _seen("Ticket")] = None
    ticket_in_small: Annotated[str | None, _seen("ticket")] = None


@wire_model
class TicketOrder:
    ticket: Annotated[str, _seen("pTicket")]


@wire_model
class TicketStatus:
    ticket: Annotated[str, _seen("pTicket")]
    status: Annotated[str, _seen("pStatus")]


@wire_model
class PhoneChange:
    package: Annotated[str, _seen("pPacote")]
    email: Annotated[str, _seen("pEmail")]
    phone: Annotated[str, _seen("pPhone")]


@wire_model
class PhoneChanged:
    user: Annotated[Any, _seen("User")]


@wire_model
class EmailSent:
    sent: Annotated[bool, _seen("email_send")]


MODELS = (
    Envelope, AuthorizationRequest, AuthorizationAsked, TokenRequest, Access, Listed, Package, TicketQuery, Ticket,
    NewSubscriber, Sold, TicketOrder, TicketStatus, PhoneChange, PhoneChanged, EmailSent,
)  # fmt: skip


def _get(name: str, path: str, evidence: Evidence, answer: type[Any]) -> Endpoint:
    return Endpoint(name, "GET", path, Effect.READ, evidence, _CALLS, answer=answer)


def _post(
    name: str,
    path: str,
    effect: Effect,
    body: type[Any],
    answer: type[Any] = Envelope,
    *,
    evidence: Evidence = DOCUMENTED,
    source: str = _CALLS,
) -> Endpoint:
    return Endpoint(name, "POST", path, effect, evidence, source, body=body, answer=answer, form=True)


_WRITE, _REPEATABLE = Effect.WRITE, Effect.REPEATABLE

AUTHORIZE = _post(
    "authorize",
    "watch/v1/oauth/authenticate",
    _REPEATABLE,
    AuthorizationRequest,
    AuthorizationAsked,
    source=_ACCESS,
)
TOKEN = _post("token", "oauth/token", _WRITE, TokenRequest, Access, source=_ACCESS)
"""A code is good once, so it is sent once. The path has no `watch/` before it."""
PACKAGES = _get("packages", "watch/v1/pacotes/get", OBSERVED, Listed)
PACKAGE_ITEMS = _get("package_items", "watch/v1/pacotes/get", OBSERVED, Package)
"""The same call, where a package's own keys are wanted."""
TICKETS = Endpoint(
    "tickets", "GET", "watch/v2/tickets/get", Effect.READ, DOCUMENTED, _CALLS, body=TicketQuery, answer=Ticket
)
INSERT = _post("insert", "watch/v2/assinantes/insert", _WRITE, NewSubscriber)
"""It is not known to be idempotent (W11)."""
UPDATE_STATUS = _post("update_status", "watch/v1/tickets/updatestatus", _REPEATABLE, TicketStatus)
DELETE = _post("delete", "watch/v1/tickets/delete", _REPEATABLE, TicketOrder)
"""A ticket that is gone is told as not found, which is as good (W10); its id never comes back."""
RESEND = _post("resend", "watch/v1/assinante/sendemailactivation", _WRITE, TicketOrder, EmailSent)
EDIT_PHONE = _post(
    "edit_phone", "watch/v2/assinantes/editPhone", _REPEATABLE, PhoneChange, PhoneChanged, evidence=OBSERVED
)

BOOK = WireBook(
    endpoints=(
        AUTHORIZE, TOKEN, PACKAGES, PACKAGE_ITEMS, TICKETS, INSERT, UPDATE_STATUS, DELETE, RESEND, EDIT_PHONE,
    ),
    models=MODELS,
)  # fmt: skip

APPROVAL_PROMPT = "false"
GRANT_TYPE = "password"
"""The documented one; a client was seen with another (watch_tv A.2)."""
RUNNING, SUSPENDED = "true", "false"
TICKET_NOT_FOUND = "Ticket nao encontrado"
"""Part of the body of an HTTP 400 (watch_tv A.4)."""
LONGEST_LIFETIME = 10 * 365 * 24 * 60 * 60
"""Seconds; whatever a token says beyond ten years is a mistake of its maker."""
BASIC = "basic"
"""The type of package that somebody with more than one must have (W4)."""
COUNTRY, WITH_COUNTRY = "55", 13
"""Brazil's prefix, and how many digits a phone has with it (W9)."""
