"""Every command that a page shows works, against a platform served on loopback."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs_tools.blocks import ROOT, pages

from docs.pages import BLOCKS, name_of, pages_with
from isp_integrations.cli import main
from isp_integrations.core.mvno.models import MvnoLine
from isp_integrations.core.record import create_record
from isp_integrations.core.registry import load
from isp_integrations.core.vault import Vault
from isp_integrations.hosts.ixc_export import IxcExport
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.sandbox.server import serve

CONSOLE = tuple(block for block in BLOCKS if block.language == "console")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
MENTIONED = re.compile(r"`(?:\$ )?(make|isp-integrations) ([a-z-]+)[^`]*`")


def commands_of(page: Path) -> list[str]:
    """The page's commands in order."""
    lines = [line for block in CONSOLE if block.page == page for line in block.text.splitlines()]
    assert all(line.startswith("$ ") for line in lines), "a console block has commands alone"
    return [line.removeprefix("$ ") for line in lines]


SHOWN = [(page, command) for page in pages_with(CONSOLE) for command in commands_of(page)]
SERVING = [command for _, command in SHOWN if command.startswith("isp-integrations sandbox")]
APART = ("make ", "pip ", "isp-integrations sandbox")
SCRIPTED = [page for page in pages_with(CONSOLE) if any(not c.startswith(APART) for c in commands_of(page))]


@pytest.mark.parametrize("command", sorted({c for _, c in SHOWN if c.startswith("make ")}))
def test_a_make_target_that_a_page_shows_exists(command: str) -> None:
    assert command.split()[1] in TARGETS


@pytest.mark.parametrize("command", sorted({c for _, c in SHOWN if c.startswith("pip ")}))
def test_an_install_line_names_this_package_and_its_extras(command: str) -> None:
    *pip, requirement = shlex.split(command)
    name, extras = re.fullmatch(r"([\w-]+)\[([\w,-]+)\]", requirement).groups()  # type: ignore[union-attr]  # or fail
    assert pip == ["pip", "install"]
    assert name == PROJECT["name"]
    assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_command_named_in_a_sentence_exists(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for tool, word in set(MENTIONED.findall(page.read_text("utf-8"))):
        if tool == "make":
            assert word in TARGETS
        else:
            with pytest.raises(SystemExit) as end:
                main([word, "--help"])
            assert end.value.code == 0, word


def fake_with(line: MvnoLine) -> ContelSandbox:
    """A platform that knows one line of the export as the host does."""
    assert line.msisdn
    assert line.iccid
    fake = ContelSandbox(lines=())
    fake.seed_line(
        msisdn=line.msisdn.national,
        iccid=line.iccid.value,
        holder_name="Fulana Exemplo",
        holder_tax_id="52998224725",
    )
    return fake


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A folder as the pages suppose it: the example's files, and a sealed record of an account with its lines."""
    vault_key = Vault.new_key()
    export = IxcExport.read(json.loads((ROOT / "examples" / "data" / "ixc-export.json").read_text("utf-8")))
    fake = fake_with(export.lines["1"])
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    command = tmp_path / "bin" / "isp-integrations"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m isp_integrations.cli "$@"\n')
    command.chmod(0o755)
    with serve({"contel": fake}) as server:
        record = create_record(
            load("mvno", "contel"),
            vault=Vault([vault_key]),
            id="1",
            tenant="provedor-1",
            credentials=fake.credentials,
            base_url=server.base_url("contel"),
        )
        (tmp_path / "contel.json").write_text(record.to_json(), "utf-8")
        path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
        yield {**os.environ, "PATH": path, "ISP_VAULT_KEY": vault_key, "COLUMNS": "160"}


@pytest.mark.parametrize("page", SCRIPTED, ids=name_of)
def test_the_page_s_commands_run_in_order(page: Path, shell: dict[str, str], tmp_path: Path) -> None:
    script = [command for command in commands_of(page) if not command.startswith(APART)]
    for block in BLOCKS:
        if block.page == page and block.language == "json":
            (tmp_path / block.title).write_text(block.text, "utf-8")
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(script)],  # noqa: S607  whichever bash is there
        cwd=tmp_path,
        env=shell,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-1500:] + run.stderr[-1500:]


@pytest.mark.parametrize("command", SERVING)
def test_a_served_sandbox_answers_until_it_is_stopped(command: str) -> None:
    arguments = shlex.split(command)[1:]
    with subprocess.Popen(
        [sys.executable, "-m", "isp_integrations.cli", *arguments], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        address = json.loads(first)["contel"]["base_url"] if "--json" in arguments else first.split()[-1]
        asked = urllib.request.Request(f"{address}planos")  # noqa: S310  loopback
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=5)  # noqa: S310  loopback
        refused.value.close()
        running.send_signal(signal.SIGTERM)
        running.stdout.read()
    assert refused.value.code == 401
    assert running.returncode == 0
