"""SmartOLT's answers, judged: a success, and what its refusals amount to."""

from typing import Any

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected, RateLimited, UnexpectedAnswer
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.olt import refusals
from isp_integrations.core.olt.models import ConnectionConfig, ConnectionMode
from isp_integrations.core.rules import Family
from isp_integrations.core.text import without_personal_data
from isp_integrations.plugins.olt.smartolt import wire as w


def accepted(title: str, answer: HttpAnswer) -> Any:
    """The body of a success: `status: true` in a 2xx, and no error beside it (smartolt 1)."""
    if answer.status in {401, 403}:
        raise AuthenticationFailed(message=f"{title} recusou a chave da API.", code=str(answer.status))
    body = answer.json()
    if not isinstance(body, dict) or not isinstance(body.get("status"), bool):
        raise UnexpectedAnswer(message=f"A resposta de {title} não diz se aceitou.", paths=("$.status",))
    if body["status"] and 200 <= answer.status < 300:  # noqa: PLR2004
        if body.get("error") or w.FAILURE_CODE.search(str(body.get("response_code"))):
            told = f"{title} diz que aceitou e traz um erro na mesma resposta."
            raise UnexpectedAnswer(message=told, paths=("$.error", "$.response_code"))
        return body
    told = next((body[key] for key in ("error", "message", "response") if isinstance(body.get(key), str)), "")
    raise _refusal(title, without_personal_data(told))


def no_such_onu(title: str) -> ProviderRejected:
    """The panel has no ONU of that serial."""
    violation = refusals.onu_unknown(title)
    return ProviderRejected(message=violation.message, violation=violation)


def refuse_a_new_bridge(title: str, known: ConnectionConfig | None, asked: ConnectionConfig) -> None:
    """A bridge is made by the authorisation alone; of one that is there, no more than the VLAN can be changed."""
    if known is None or known.mode is not ConnectionMode.BRIDGE:
        raise _unable("mode_change", f"{title} só põe a ONU em bridge ao autorizá-la: exclua e provisione de novo.")
    if asked.vlan is None:
        raise _unable("vlan", f"{title} só muda a VLAN de uma ONU em bridge: informe-a.")


def _unable(name: str, told: str) -> ProviderRejected:
    violation = refusals.platform_says("ONU-16", f"onu.platform.{name}", Family.UNSUPPORTED_OPERATION, told)
    return ProviderRejected(message=told, violation=violation)


def _refusal(title: str, words: str) -> ProviderRejected:
    told = f"{title} recusou: {words or 'sem explicação'}"
    if w.TOO_MANY.search(words):
        return RateLimited(message=told, words=words)
    if w.WRONG_TOKEN.search(words):
        return AuthenticationFailed(message=told, words=words)
    unknown = refusals.onu_unknown(title) if w.NOT_FOUND.fullmatch(words) else None
    return ProviderRejected(message=told, words=words, violation=unknown)
