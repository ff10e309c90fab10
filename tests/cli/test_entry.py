"""The command line itself: bad usage, errors in one line, what is missing."""

import pytest

from isp_integrations.cli import main, screen
from isp_integrations.core.errors import VaultError


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["voar"],
        ["demo", "mais"],
        ["demo", "--orders", "--platform", "contel"],
        ["demo", "--orders", "--map", "mapa.html"],
        ["transfer"],
        ["transfer", "a.json", "b.json"],
        ["resume", "--integration", "r.json"],
        ["platforms", "--detalhes"],
        ["sandbox", "--port-base", "muitas"],
        ["vault"],
        ["vault", "seal", "contel"],
        ["vault", "seal", "contel", "--id", "1", "--tenant", "t", "--family", "nenhuma"],
        ["vault", "rotate"],
        ["vault", "rotate", "r.json", "--vault-key-env", "A", "--vault-key-file", "f"],
        ["check"],
    ],
)
def test_bad_usage_ends_with_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert "uso incorreto" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["demo", "transfer", "resume", "platforms", "sandbox", "vault", "check"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert command in capsys.readouterr().out


def test_an_error_is_one_line_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ISP_VAULT_KEY", "curta")
    assert main(["vault", "seal", "contel", "--id", "1", "--tenant", "t"]) == 2
    shown = capsys.readouterr()
    [line] = shown.err.splitlines()
    assert line.startswith("isp-integrations: A chave nº 1 do cofre tem outro formato")
    assert line.endswith("Confira a chave do cofre e a quem pertence o registro.")


def test_debug_lets_the_error_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISP_VAULT_KEY", "curta")
    with pytest.raises(VaultError):
        main(["--debug", "vault", "seal", "contel", "--id", "1", "--tenant", "t"])


@pytest.mark.parametrize(
    "argv", [["demo", "--orders"], ["demo", "--platform", "contel"], ["platforms"], ["platforms", "--details"]]
)
def test_without_rich_tables_are_refused_with_the_line_that_installs_it(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(screen, "find_spec", lambda _: None)
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert 'pip install "isp-integrations[cli]"' in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("argv", [["demo", "--orders", "--json"], ["platforms", "--json"]])
def test_without_rich_json_still_works(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "find_spec", lambda _: None)
    assert main(argv) == 0
