"""`vault`: keys, sealed records, rotation; no key and no credential is ever shown."""

import io
import json
import sys
from pathlib import Path

import pytest

from isp_integrations.cli import main
from isp_integrations.core.errors import VaultError
from isp_integrations.core.record import IntegrationRecord, open_credentials
from isp_integrations.core.vault import Vault

CREDENTIALS = {"chave_acesso": "segredo-um", "chave_acesso_franquia": "segredo-dois"}
SEAL = ["vault", "seal", "contel", "--id", "1", "--tenant", "provedor"]


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    made = Vault.new_key()
    monkeypatch.setenv("ISP_VAULT_KEY", made)
    return made


def type_in(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


def sealed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    type_in(json.dumps(CREDENTIALS), monkeypatch)
    assert main(SEAL) == 0
    path = folder / "registro.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


def test_a_new_key_opens_a_vault_and_is_another_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vault", "new-key"]) == 0
    assert main(["vault", "new-key"]) == 0
    one, other = capsys.readouterr().out.split()
    assert one != other
    assert Vault([one]).open_text(Vault([one]).seal_text("x", purpose="p"), purpose="p") == "x"


def test_sealed_credentials_open_from_the_record_and_stand_nowhere_in_clear(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sealed(tmp_path, monkeypatch, capsys).read_text(encoding="utf-8")
    record = IntegrationRecord.from_json(text)
    assert (record.id, record.tenant, record.platform, record.accept_assumed) == ("1", "provedor", "contel", False)
    assert open_credentials(record, Vault([key])) == CREDENTIALS
    assert "segredo" not in text


def test_the_text_alone_can_be_asked_for(
    key: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(json.dumps(CREDENTIALS), monkeypatch)
    assert main([*SEAL, "--text"]) == 0
    text = capsys.readouterr().out.strip()
    assert Vault([key]).open(text, tenant="provedor", platform="contel") == CREDENTIALS


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("segredo-um", "entrada padrão: não é JSON"),
        ('["segredo-um"]', "entrada padrão: deve ser objeto"),
        ('{"chave_acesso": "segredo-um"}', "credentials.chave_acesso_franquia: obrigatório"),
        (json.dumps({**CREDENTIALS, "outra": "segredo-tres"}), "credentials.outra: campo desconhecido"),
    ],
)
def test_credentials_that_do_not_fit_are_refused_without_being_shown(
    typed: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(typed, monkeypatch)
    assert main(SEAL) == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert "segredo" not in shown.err + shown.out


def test_a_record_is_sealed_anew_under_the_first_key(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sealed(tmp_path, monkeypatch, capsys)
    newer, keys = Vault.new_key(), tmp_path / "chaves"
    keys.write_text(f"{newer}\n{key}\n", encoding="utf-8")
    path.chmod(0o600)
    assert main(["vault", "rotate", str(path), "--vault-key-file", str(keys)]) == 0
    record = IntegrationRecord.from_json(path.read_text(encoding="utf-8"))
    assert open_credentials(record, Vault([newer])) == CREDENTIALS
    with pytest.raises(VaultError):
        open_credentials(record, Vault([key]))
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["chaves", "registro.json"]
    shown = capsys.readouterr()
    assert newer not in shown.out + shown.err


@pytest.mark.usefixtures("key")
def test_no_record_is_touched_unless_all_of_them_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sealed(tmp_path, monkeypatch, capsys)
    before = path.read_text(encoding="utf-8")
    moved = tmp_path / "outro.json"
    moved.write_text(before.replace('"provedor"', '"outro"'), encoding="utf-8")
    assert main(["vault", "rotate", str(path), str(moved)]) == 2
    assert "pertence a outro registro" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == before


def test_without_a_key_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ISP_VAULT_KEY", raising=False)
    type_in(json.dumps(CREDENTIALS), monkeypatch)
    assert main(SEAL) == 2
    assert "--vault-key-file" in capsys.readouterr().err


def test_a_key_given_by_mistake_as_a_variables_name_is_not_echoed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mistaken = Vault.new_key()
    type_in(json.dumps(CREDENTIALS), monkeypatch)
    assert main([*SEAL, "--vault-key-env", mistaken]) == 2
    assert mistaken not in capsys.readouterr().err
