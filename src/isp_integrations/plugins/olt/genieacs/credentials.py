"""What an account of GenieACS may hold: what stands before the server wants it; the server itself asks nothing."""

import re
from collections.abc import Iterable, Mapping

from isp_integrations.core.platform import CredentialField
from isp_integrations.plugins.olt.genieacs import queries as q

FIELDS = (
    CredentialField(name="basic_user", label="Usuário do proxy (HTTP Basic)", secret=False, required=False),
    CredentialField(name="basic_password", label="Senha do proxy (HTTP Basic)", required=False),
    CredentialField(name="header_name", label="Cabeçalho do gateway, como X-API-Key", secret=False, required=False),
    CredentialField(name="header_value", label="Valor desse cabeçalho", required=False),
    CredentialField(name="tag", label="Etiqueta (tag) dos aparelhos desta conta", secret=False, required=False),
)
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")


def problems_of(given: Mapping[str, str]) -> Iterable[str]:
    """What is wrong with an account's credentials, each named by its field."""
    for one, other in (("basic_user", "basic_password"), ("header_name", "header_value")):
        if bool(given.get(one)) is not bool(given.get(other)):
            yield f"credentials.{one}: preencha junto com {other}"
    if ":" in given.get("basic_user", ""):
        yield "credentials.basic_user: não pode ter dois-pontos"
    if given.get("header_name") and not _HEADER_NAME.fullmatch(given["header_name"]):
        yield "credentials.header_name: não é um nome de cabeçalho"
    if given.get("tag") and not q.is_safe(given["tag"]):
        yield "credentials.tag: só letras sem acento, dígitos e ._@:-"
