"""A refusal that quotes the account's credentials back never tells them on."""

from collections.abc import Mapping

import pytest

from family_by_hand import answer
from isp_integrations.core import registry
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account, ConnectionTest, CredentialField, Platform

SECRETS: Mapping[str, Mapping[str, str]] = {
    "contel": {"chave_acesso": "chave-Secreta!", "chave_acesso_franquia": "chave-Secreta!2"},
    "telecall": {"cabecalho": "X-Chave", "credencial": "Bearer abcDEF.ghi"},
    "tip_brasil": {"user_token": "s3cr3tT0kenDaRevenda"},
    "braz_movel": {"token": "tok/en+Parceiro="},
    "americanet": {"usuario_simetra": "Provedor", "senha_simetra": "s3nh4 com espaços"},
}
QUOTED = "A credencial {} é inválida para fulana@example.invalid."


class Quoting(Platform):
    """A platform with a secret, a name that is none, and an option nobody filled in."""

    key = "quoting"
    credential_fields = (
        CredentialField(name="senha", label="Senha"),
        CredentialField(name="ambiente", label="Ambiente", secret=False),
        CredentialField(name="outra", label="Outra", required=False),
    )
    wire = registry.load("mvno", "contel").wire


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("senha Abc-123!x recusada em DEV-01", "senha *** recusada em DEV-01"),
        ("Abc-123!xyz e Abc-123!x", "***yz e ***"),
        ("CPF 529.982.247-25 sem senha", "CPF *** sem senha"),
    ],
)
def test_only_secrets_are_taken_out_of_a_quoted_sentence(words: str, told: str) -> None:
    platform = Quoting(Account(credentials={"senha": "Abc-123!x", "ambiente": "DEV-01"}))
    assert platform.quotable(words) == told


def test_each_word_of_a_secret_is_taken_out_but_for_those_too_short_to_be_one() -> None:
    platform = Quoting(Account(credentials={"senha": "Bearer a b1c2d3", "ambiente": "DEV"}))
    assert platform.quotable("o token b1c2d3 não é a chave; Bearer a b1c2d3") == "o token *** não é a chave; ***"


def refusal(platform: str, secret: str) -> ProviderRejected:
    """What a platform's sentence about its own credential becomes."""
    account = Account(credentials=SECRETS[platform], other_bases=frozenset({"simetra"}))
    plugin = registry.load("mvno", platform)(account)
    assert isinstance(plugin, MvnoSpec)
    words = QUOTED.format(secret)
    bodies = {
        "contel": {"retorno": False, "mensagem": words},
        "telecall": {"error": {"code": secret, "message": words}},
        "tip_brasil": {"message": words},
        "braz_movel": {"error": words},
        "americanet": {"retorno": {"codigo": secret, "mensagem": words}},
    }
    asked = plugin.test_connection(ConnectionTest())
    next(asked)
    with pytest.raises(ProviderRejected) as refused:
        asked.send(answer(bodies[platform], 400))
    return refused.value


CASES = [(platform, name) for platform, fields in SECRETS.items() for name in fields]


@pytest.mark.parametrize(("platform", "name"), [case for case in CASES if case != ("telecall", "cabecalho")])
def test_a_credential_that_the_platform_quotes_back_is_not_in_its_refusal(platform: str, name: str) -> None:
    secret = SECRETS[platform][name]
    refused = refusal(platform, secret)
    assert refused.words == QUOTED.format("***").replace("fulana@example.invalid", "***").replace("***.", "***")
    told = f"{refused} {refused!r} {refused.code}"
    assert not [part for part in secret.split() if len(part) > 3 and part in told]
