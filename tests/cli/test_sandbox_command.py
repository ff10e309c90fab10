"""`sandbox`: a process that serves the fakes until it is told to stop."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from isp_integrations import mvno, olt
from isp_integrations.cli import main


@contextmanager
def served(*options: str) -> Iterator[subprocess.Popen[str]]:
    """The command, running."""
    command = [sys.executable, "-m", "isp_integrations.cli", "sandbox", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_client_works_on_what_the_one_json_line_tells(stop: signal.Signals) -> None:
    with served("contel", "--json") as process:
        announced: dict[str, Any] = json.loads(first_line(process))
        assert list(announced) == ["contel"]
        with mvno.connect("contel", **announced["contel"]) as contel:
            assert list(contel.list_lines())
        process.send_signal(stop)
        assert process.wait(timeout=10) == 0


def test_equipment_with_two_addresses_tells_both() -> None:
    with served("nokia_isam", "--json") as process:
        account: dict[str, Any] = json.loads(first_line(process))["nokia_isam"]
        with olt.connect("nokia_isam", **account) as isam:
            onu = next(onu for onu in isam.list_onus() if onu.oper_state is olt.OperState.ONLINE)
            assert isam.reboot_onu(onu=onu).value.state is olt.DeviceState.EXECUTED
    with served("nokia_isam") as process:
        assert first_line(process).startswith("nokia_isam: ssh://127.0.0.1:")
        assert first_line(process).startswith("  other_base_urls.tl1: tl1://127.0.0.1:")


def test_without_names_everything_is_served_and_told_to_a_person() -> None:
    with served() as process:
        assert first_line(process).startswith("americanet: http://127.0.0.1:")
        assert first_line(process).startswith("  token: ")


def test_the_port_base_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["sandbox", "contel", "--port-base", str(port)]) == 2
        assert f"Alguma destas portas está em uso ou não é permitida: {port}." in capsys.readouterr().err
    with served("contel", "--port-base", str(port), "--json") as process:
        assert json.loads(first_line(process))["contel"]["base_url"] == f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nenhuma"], "Plataforma desconhecida: nenhuma. Há: americanet, braz_movel, contel"),
        (["surf"], "nenhum formato é público"),
        (["contel", "--port-base", "0"], "entre 1 e 65535"),
        (["contel", "--port-base", "65536"], "entre 1 e 65535"),
    ],
)
def test_what_cannot_be_served_is_refused(options: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", *options]) != 0
    assert told in capsys.readouterr().err
