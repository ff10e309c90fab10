"""The vault opens what it sealed where it was sealed, and says clearly why it does not open the rest."""

import base64
import subprocess
import sys
from typing import Any

import pytest

from isp_integrations.core.errors import VaultError
from isp_integrations.core.vault import Vault

SECRETS = {"username": "revenda", "password": "S3nh4-sint\u00e9tica"}


@pytest.fixture(scope="module")
def key() -> str:
    return Vault.new_key()


@pytest.fixture(scope="module")
def vault(key: str) -> Vault:
    return Vault([key])


def refusal(vault: Vault, sealed: str, *, tenant: str = "t1", platform: str = "contel") -> str:
    with pytest.raises(VaultError) as refused:
        vault.open(sealed, tenant=tenant, platform=platform)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    assert SECRETS["password"] not in f"{refused.value!r}"
    return str(refused.value)


def test_credentials_open_for_their_owner(vault: Vault) -> None:
    sealed = vault.seal(SECRETS, tenant="t1", platform="contel")
    assert vault.open(sealed, tenant="t1", platform="contel") == SECRETS


def test_a_sealed_text_shows_neither_secrets_nor_owner(vault: Vault) -> None:
    sealed = vault.seal(SECRETS, tenant="tenant-one", platform="contel")
    inside = base64.urlsafe_b64decode(sealed.partition(".")[0])
    assert b"tenant-one" not in inside
    assert b"revenda" not in inside
    assert sealed != vault.seal(SECRETS, tenant="tenant-one", platform="contel")


def test_an_envelope_moved_to_another_row_does_not_open(vault: Vault) -> None:
    sealed = vault.seal(SECRETS, tenant="t1", platform="contel")
    assert "outro registro" in refusal(vault, sealed, tenant="t2")
    assert "outro registro" in refusal(vault, sealed, platform="surf")


def test_owner_names_cannot_be_shifted_across_their_border(vault: Vault) -> None:
    sealed = vault.seal(SECRETS, tenant="a", platform="b.c")
    assert "outro registro" in refusal(vault, sealed, tenant="a.b", platform="c")


def test_each_way_to_fail_has_its_own_sentence(vault: Vault) -> None:
    sealed = vault.seal(SECRETS, tenant="t1", platform="contel")
    text = vault.seal_text("x", purpose="contel")
    sentences = {
        refusal(Vault([Vault.new_key()]), sealed),
        refusal(vault, sealed[:-20]),
        refusal(vault, sealed, tenant="t2"),
    }
    assert len(sentences) == 3
    assert "outro registro" in refusal(vault, text)


@pytest.mark.parametrize("damaged", ["", ".", "abc", "gAAAA.00000000", "\u00e9" * 50, "x" * 1_000_000])
def test_what_is_no_envelope_is_called_damaged(vault: Vault, damaged: str) -> None:
    assert "danificado" in refusal(vault, damaged)


def test_one_changed_letter_is_called_damage(vault: Vault) -> None:
    sealed = vault.seal(SECRETS, tenant="t1", platform="contel")
    other = "A" if sealed[30] != "A" else "B"
    assert "danificado" in refusal(vault, sealed[:30] + other + sealed[31:])


@pytest.mark.parametrize("keys", [[], [""], ["curta"], ["\u00e9" * 44], ["A" * 44], [None], "segredo"])
def test_keys_of_another_format_are_refused_and_not_repeated(keys: list[str]) -> None:
    with pytest.raises(VaultError) as refused:
        Vault(keys)
    assert "chave" in str(refused.value)
    assert "segredo" not in str(refused.value)
    assert "curta" not in str(refused.value)


def test_which_key_is_wrong_is_told(key: str) -> None:
    with pytest.raises(VaultError, match="nº 2"):
        Vault([key, "curta"])


def test_rotation_keeps_the_owner_and_needs_only_the_new_key_afterwards(key: str, vault: Vault) -> None:
    sealed = vault.seal(SECRETS, tenant="t1", platform="contel")
    new = Vault.new_key()
    rotated = Vault([new, key]).rotate(sealed)
    assert Vault([new]).open(rotated, tenant="t1", platform="contel") == SECRETS
    assert "outro registro" in refusal(Vault([new]), rotated, tenant="t2")
    assert "a chave é outra" in refusal(vault, rotated)


def test_rotation_refuses_what_it_cannot_open(vault: Vault) -> None:
    with pytest.raises(VaultError, match="a chave é outra"):
        Vault([Vault.new_key()]).rotate(vault.seal_text("x", purpose="p"))


def test_a_text_opens_for_its_purpose_alone(vault: Vault) -> None:
    sealed = vault.seal_text("ordem nº 7", purpose="resume:t1")
    assert vault.open_text(sealed, purpose="resume:t1") == "ordem nº 7"
    with pytest.raises(VaultError, match="outro registro"):
        vault.open_text(sealed, purpose="resume:t2")


def test_only_text_is_sealed(vault: Vault) -> None:
    untyped: Any = {"token": 7}
    with pytest.raises(VaultError, match="apenas texto"):
        vault.seal(untyped, tenant="t", platform="p")


def test_the_vault_shows_no_key(key: str, vault: Vault) -> None:
    assert key not in f"{vault!r} {vault!s}"


def test_importing_the_vault_loads_no_cryptography() -> None:
    program = "import sys, isp_integrations.core.vault; print('cryptography' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
