"""Every operation of Contel on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mvno/test_contel_cassettes.py`.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.core.plain import to_plain
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.sandbox.mvno import sandbox
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.cassettes import Origin, Tape, new_header
from isp_integrations.testing.modes import TapedAccount, record_origin, scrubber_for
from isp_integrations.testing.mvno_cases import CASES, MVNO_CASES, World
from isp_integrations.testing.pytest_plugin import OpenCassette
from testing.contel_seed import seed_contel

CASSETTES = Path(__file__).parents[2] / "cassettes" / "contel"
CONTRACT = "contel 2024-04"
OPERATIONS = tuple(Contel.operations)
FIRST = {"get_activation": ("activate_line",), "list_top_ups": ("top_up",)}
"""What is asked before, in the same conversation."""


def _asks(operation: str, fake: Any, caller: Caller) -> list[tuple[str, dict[str, Any]]]:
    world = World(fake=fake, seed=seed_contel(fake), caller=caller, cases=MVNO_CASES)
    return [(name, dict(CASES[name](world.seed, world))) for name in (*FIRST.get(operation, ()), operation)]


def _talk(operation: str, account: TapedAccount, caller: Caller) -> Any:
    """The conversation of an operation's cassette; its last result."""
    result = None
    for name, arguments in _asks(operation, account.fake, caller):
        given = arguments if name == "test_connection" else account.asked(name, **arguments)
        result = caller.call(name, **given)
    return result


def _in_the_sandbox(operation: str) -> Any:
    fake = ContelSandbox()
    caller = SyncCaller(sandbox("contel", fake=fake))
    results = [caller.call(name, **arguments) for name, arguments in _asks(operation, fake, caller)]
    caller.close()
    return results[-1]


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_comes_out_of_its_cassette_as_out_of_the_sandbox(
    operation: str, kind: str, isp_cassette: OpenCassette
) -> None:
    account = isp_cassette("contel", name=operation, contract=CONTRACT, fake=ContelSandbox())
    caller: Caller = SyncCaller(account.connect()) if kind == "sync" else AsyncCaller(account.connect_async())
    result = _talk(operation, account, caller)
    caller.close()
    assert account.tape.scrubbed(to_plain(result)) == account.tape.scrubbed(to_plain(_in_the_sandbox(operation)))


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_refused_log_in_comes_out_of_its_cassette(kind: str, isp_cassette: OpenCassette) -> None:
    fake = ContelSandbox()
    fake.credentials = {**fake.credentials, "chave_acesso": "errada"}
    account = isp_cassette("contel", name="log_in_refused", contract=CONTRACT, fake=fake)
    caller: Caller = SyncCaller(account.connect()) if kind == "sync" else AsyncCaller(account.connect_async())
    with pytest.raises(AuthenticationFailed) as refused:
        caller.call("test_connection")
    caller.close()
    assert refused.value.words == "Chave de acesso inválida."


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_cassette_is_what_the_sandbox_says_today(operation: str, tmp_path: Path) -> None:
    header = new_header(Origin.SANDBOX, "contel", CONTRACT)
    tape = Tape(tmp_path / "drift.yaml", platform="contel", scrubber=scrubber_for(None), header=header)
    account = TapedAccount(platform="contel", tape=tape, fake=ContelSandbox())
    caller = SyncCaller(account.connect())
    _talk(operation, account, caller)
    caller.close()
    kept = yaml.safe_load((CASSETTES / f"{operation}.yaml").read_text(encoding="utf-8"))
    assert yaml.safe_load(tape.text())["interactions"] == kept["interactions"]


def test_there_is_one_cassette_per_operation_and_none_besides() -> None:
    assert {file.stem for file in CASSETTES.glob("*.yaml")} == {*OPERATIONS, "log_in_refused"}


def test_cassettes_are_played_unless_recording_is_asked_for() -> None:
    assert record_origin({}) is None
    assert record_origin({"ISP_RECORD": "sandbox"}) is Origin.SANDBOX
