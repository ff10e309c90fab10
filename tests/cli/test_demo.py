"""`demo`: a customer's life over every family, looked at where it happened: in the platforms' own state."""

import ast
import inspect
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from isp_integrations.cli import demo, main
from isp_integrations.cli.story import (
    customer,
    debt,
    farewell,
    installation,
    mirroring,
    mobile,
    neighbour,
    ownership,
    sale,
    streaming,
    voice,
)
from isp_integrations.cli.story.life import make_fakes
from isp_integrations.cli.story.telling import carry_out
from isp_integrations.cli.story.wording import WORDS, in_portuguese
from isp_integrations.core.mvno.models import LineStatus, PortabilityStatus
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.plugins.olt.smartolt.sandbox import FakeOnu, SmartOltSandbox
from isp_integrations.plugins.sva.assumed.directory import Member
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from isp_integrations.plugins.voip.assumed.pabx import Subscriber
from isp_integrations.plugins.voip.nextbilling.sandbox import NextBillingSandbox

SERIAL = "HWTC1A2B3C01"
CODE, NEIGHBOURS_CODE = "contrato-100-demo", "contrato-300-demo"
WORD = re.compile("[a-z_]+")


def content() -> Any:
    return json.loads((demo.data_folder() / demo.LIFE).read_text(encoding="utf-8"))


@attrs.frozen(kw_only=True)
class Moment:
    """The platforms right after a step, and how often OZmap had been called by then.

    Attributes:
        held: by the customer's code on the map: box, splitter's port and whether he is served.
    """

    member: Member | None
    members: int
    line: tuple[str, LineStatus, PortabilityStatus] | None
    onu: FakeOnu | None
    waits: bool
    held: Mapping[str, tuple[str, int, bool]]
    subscriber: Subscriber | None
    map_calls: int


class Witness:
    """Looks at the fakes while the story goes on."""

    def __init__(self) -> None:
        self.fakes: dict[str, Any] = dict(make_fakes())
        self.moments: dict[str, Moment] = {}
        self._map_calls = 0
        self._handle = self.fakes["ozmap"].handle
        self.fakes["ozmap"].handle = self._counted

    def _counted(self, request: Any) -> Any:
        self._map_calls += 1
        return self._handle(request)

    def look(self, step: str) -> None:
        file = content()
        saber: SaberMaisSandbox = self.fakes["saber_mais"]
        contel: ContelSandbox = self.fakes["contel"]
        smartolt: SmartOltSandbox = self.fakes["smartolt"]
        pabx: NextBillingSandbox = self.fakes["nextbilling"]
        member = saber.directory.named(file["customer"]["tax_id"])
        subscribers = pabx.pabx.subscribers.values()
        self.moments[step] = Moment(
            member=None if member is None else attrs.evolve(member),
            members=len(saber.directory.members),
            line=_line(contel, file["port_in"]),
            onu=next((attrs.evolve(onu) for onu in smartolt.onus.values() if onu.serial == SERIAL), None),
            waits=SERIAL in smartolt.waiting,
            held=_held(self.fakes["ozmap"]),
            subscriber=next((attrs.evolve(one) for one in subscribers if one.username == "contrato100"), None),
            map_calls=self._map_calls,
        )


def _line(contel: ContelSandbox, number: str) -> tuple[str, LineStatus, PortabilityStatus] | None:
    for line in contel.network.lines:
        if line.portability is not None and line.portability.number == number:
            return line.msisdn, line.status, line.portability.status
    return None


def _held(ozmap: OzMapSandbox) -> Mapping[str, tuple[str, int, bool]]:
    clients = ozmap.tables["ftth-clients"]
    return {
        clients[one["client"]]["code"]: (one["box"], connection["port"], clients[one["client"]]["implanted"])
        for one in ozmap.tables["properties"].values()
        if clients[one["client"]]["code"] in {CODE, NEIGHBOURS_CODE}
        for connection in one["connections"]
    }


@attrs.frozen(kw_only=True)
class Lived:
    """One whole story."""

    status: int
    told: Any
    moments: Mapping[str, Moment]
    page: Path


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    witness, page, out = Witness(), tmp_path_factory.mktemp("mapa") / "mapa.html", StringIO()
    real = carry_out

    def look_afterwards(act: Any, step: Any) -> Any:
        outcome = real(act, step)
        witness.look(step.id)
        return outcome

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
        patch.setattr(customer, "make_fakes", lambda: witness.fakes)
        patch.setattr(customer, "carry_out", look_afterwards)
        status = main(["demo", "--json", "--map", str(page)])
    return Lived(status=status, told=json.loads(out.getvalue()), moments=witness.moments, page=page)


def test_every_step_ends_as_the_file_says(lived: Lived) -> None:
    assert (lived.status, lived.told["as_expected"], lived.told["surprises"]) == (0, True, [])
    steps = [step for chapter in content()["chapters"] for step in chapter["steps"]]
    for done, step in zip(lived.told["steps"], steps, strict=True):
        expect = step["expect"]
        assert (done["step"], done["outcome"]) == (step["id"], expect["outcome"])
        assert [rule["rule_id"] for rule in done["rules"]] == expect.get("rules", [])
        assert [event["event"] for event in done["events"]] == expect.get("events", [])
        assert done["found"] == expect.get("found", [])


def test_the_chapters_are_told_in_the_order_of_their_days(lived: Lived) -> None:
    days = [step["day"] for step in lived.told["steps"]]
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("2026-01-15", "2026-04-02")


def test_the_map_is_a_whole_page_that_names_the_structures(lived: Lived) -> None:
    page = lived.page.read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "CTO-131" in page
    assert lived.told["map"] == str(lived.page)


def test_a_port_is_held_then_served_then_given_back(lived: Lived) -> None:
    seen = lived.moments
    assert CODE not in seen["draw_map"].held
    box, port, served = seen["reserve_port"].held[CODE]
    assert not served
    assert seen["reboot_onu"].held[CODE] == (box, port, False)
    assert seen["activate_port"].held[CODE] == (box, port, True)
    assert seen["delete_onu"].held[CODE] == (box, port, True)
    assert CODE not in seen["cancel_contract"].held


def test_the_onu_is_provisioned_by_pppoe_with_both_bands(lived: Lived) -> None:
    assert lived.moments["find_onu"].onu is None
    assert lived.moments["find_onu"].waits
    onu = lived.moments["provision_onu"].onu
    assert onu is not None
    assert (onu.wan_mode, onu.username, onu.vlan) == ("PPPoE", "contrato100", 100)
    assert {ssid for ssid, _ in onu.wifi.values()} == {"CASA", "CASA 5G"}
    assert len({password for _, password in onu.wifi.values()}) == 2
    assert onu.reboots == 0


def test_the_onu_is_restarted_before_the_port_is_activated(lived: Lived) -> None:
    onu = lived.moments["reboot_onu"].onu
    assert onu is not None
    assert onu.reboots == 1
    assert lived.moments["reboot_onu"].held[CODE][2] is False


def test_the_line_comes_with_the_customers_number(lived: Lived) -> None:
    number = content()["port_in"]
    assert lived.moments["approve_contract"].line is None
    assert lived.moments["follow_port_in"].line == (number, LineStatus.ACTIVE, PortabilityStatus.COMPLETED)


def test_one_cpf_has_one_user(lived: Lived) -> None:
    seen = lived.moments
    assert seen["create_without_product"].member is None
    member = seen["create_user"].member
    assert member is not None
    assert member.status is SvaUserStatus.ACTIVE
    assert seen["create_user"].members == seen["let_the_platform_say"].members


@pytest.mark.parametrize("step", ["create_second_user", "let_the_platform_say"])
def test_the_second_user_is_refused_in_the_literal_words(step: str, lived: Lived) -> None:
    (told,) = (each for each in lived.told["steps"] if each["step"] == step)
    assert [rule["message"] for rule in told["rules"]] == ["CPF já cadastrado."]


def test_the_subscriber_has_a_panel_and_a_line_until_the_end(lived: Lived) -> None:
    saved, silenced = lived.moments["create_voice_line"].subscriber, lived.moments["disable_subscriber"].subscriber
    assert saved is not None
    assert silenced is not None
    assert (saved.enabled, [line.username for line in saved.lines]) == (True, ["2001"])
    assert silenced.enabled is False


@pytest.mark.parametrize(
    ("step", "user", "line", "onu_enabled"),
    [
        ("fall_overdue", SvaUserStatus.ACTIVE, LineStatus.ACTIVE, True),
        ("block", SvaUserStatus.BLOCKED, LineStatus.BLOCKED_TOTAL, False),
        ("release", SvaUserStatus.ACTIVE, LineStatus.ACTIVE, True),
        ("pay", SvaUserStatus.ACTIVE, LineStatus.ACTIVE, True),
        ("deactivate_by_hand", SvaUserStatus.DEACTIVATED, LineStatus.ACTIVE, True),
        ("stay_deactivated", SvaUserStatus.DEACTIVATED, LineStatus.ACTIVE, True),
        ("activate_by_hand", SvaUserStatus.ACTIVE, LineStatus.ACTIVE, True),
        ("cancel_contract", SvaUserStatus.DEACTIVATED, LineStatus.CANCELLED, None),
        ("reactivate_user", SvaUserStatus.DEACTIVATED, LineStatus.CANCELLED, None),
    ],
)
def test_the_services_follow_the_contract(
    step: str, user: SvaUserStatus, line: LineStatus, onu_enabled: bool | None, lived: Lived
) -> None:
    seen = lived.moments[step]
    assert seen.member is not None
    assert seen.line is not None
    assert (seen.member.status, seen.line[1]) == (user, line)
    assert (seen.onu.enabled if seen.onu else None) is onu_enabled


def test_the_deleted_onu_waits_again_and_its_device_goes_to_the_stock(lived: Lived) -> None:
    seen = lived.moments["delete_onu"]
    assert (seen.onu, seen.waits) == (None, True)
    (told,) = (step for step in lived.told["steps"] if step["step"] == "delete_onu")
    (moved,) = (event["movement"] for event in told["events"] if event["event"] == "InventoryMoved")
    assert (moved["asset_id"], moved["from_customer_id"], moved["to_stock_id"]) == ("P-104", "10", "almoxarifado")
    assert moved["reason"] == "onu_deleted"


def test_a_cancellation_in_the_erp_alone_calls_no_platform_and_leaves_the_port_held(lived: Lived) -> None:
    before, after = lived.moments["neighbour_reserve"], lived.moments["neighbour_cancel_in_erp"]
    assert after.map_calls == before.map_calls
    assert after.held[NEIGHBOURS_CODE] == before.held[NEIGHBOURS_CODE]
    assert NEIGHBOURS_CODE not in lived.moments["neighbour_clean_up"].held


def test_a_cancellation_in_both_frees_the_port(lived: Lived) -> None:
    assert NEIGHBOURS_CODE in lived.moments["neighbour_reserve_again"].held
    assert NEIGHBOURS_CODE not in lived.moments["neighbour_cancel_in_both"].held


def private() -> list[str]:
    """Everything of people in the story's file that nothing may show."""
    file = content()
    people = (file["customer"], file["new_holder"], file["neighbour"])
    fields = ("legal_name", "tax_id", "email", "mobile_phone")
    places = [str(person["address"]["point"][axis]) for person in people for axis in ("lat", "lng")]
    return [file["port_in"], *places, *(person[field] for person in people for field in fields)]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What a person sees of it, and where the map went."""
    page, out, err = tmp_path_factory.mktemp("mapa") / "mapa.html", StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert main(["demo", "--map", str(page)]) == 0
    assert err.getvalue() == ""
    return out.getvalue(), page


def test_nobody_is_told_of(lived: Lived, shown: tuple[str, Path]) -> None:
    told = json.dumps(lived.told, ensure_ascii=False) + shown[0] + lived.page.read_text(encoding="utf-8")
    onu, subscriber = lived.moments["provision_onu"].onu, lived.moments["create_voice_line"].subscriber
    assert onu is not None
    assert subscriber is not None
    secrets = [onu.password, *(password for _, password in onu.wifi.values()), subscriber.password]
    secrets += [line.password for line in subscriber.lines]
    assert len([secret for secret in secrets if secret]) == 5
    assert [value for value in [*private(), *secrets] if value and value in told] == []


def test_the_timeline_tells_days_ends_rules_and_events(shown: tuple[str, Path]) -> None:
    told, page = shown
    lines = told.splitlines()
    assert "26/02/2026  O bloqueio" in lines
    assert "  ✔ criar um ramal: ramal 2001" in lines
    assert "      = ativo" in lines
    assert "  ✖ criar outro usuário com o mesmo CPF: recusado" in lines
    assert "      SVA-USER-4: CPF já cadastrado." in lines
    assert "      → OnuStateChanged (provisioned → removed), InventoryMoved" in lines
    assert max(map(len, lines[:-1])) <= 118
    assert lines[-2:] == [
        "44 passos. Como esperado: 44 de 44.",
        f"Mapa da viabilidade, para abrir no navegador: {page}",
    ]


def test_whatever_a_step_finds_has_words_in_portuguese(lived: Lived) -> None:
    names = "viável contrato linha porta cliente plano sem autorização huawei smartolt onu sva wifi_"
    found = {word for step in lived.told["steps"] for each in step["found"] for word in WORD.findall(each)}
    assert found - set(WORD.findall(names)) == set(WORDS)
    assert in_portuguese("contrato: active/blocked_automatic") == "contrato: ativo/bloqueio automático"


@pytest.fixture
def tampered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any], object]], None]:
    """Let the demo run on a copy of its file that is changed."""

    def change(by: Callable[[Any], object]) -> None:
        other = content()
        by(other)
        (tmp_path / demo.LIFE).write_text(json.dumps(other), encoding="utf-8")
        monkeypatch.setattr(demo, "data_folder", lambda: tmp_path)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    return change


def step_of(file: Any, step: str) -> Any:
    return next(each for chapter in file["chapters"] for each in chapter["steps"] if each["id"] == step)


def test_each_step_that_ends_otherwise_is_named(
    tampered: Callable[[Callable[[Any], object]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    wrong: Mapping[str, Any] = {
        "reserve_port": {"found": ["active"]},
        "reboot_onu": {"events": []},
        "create_second_user": {"says": "CPF em uso."},
        "transfer_member": {"rules": []},
    }
    tampered(lambda file: [step_of(file, step)["expect"].update(expect) for step, expect in wrong.items()])
    assert main(["demo"]) == 1
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        "diferente do esperado: reserve_port: found: esperado active, veio reserved",
        "diferente do esperado: reboot_onu: events: esperado nada, veio OnuRebooted",
        "diferente do esperado: create_second_user: says: esperado CPF em uso., veio nada",
        "diferente do esperado: transfer_member: rules: esperado nada, veio ELITE-COMBO-2",
    ]
    assert "44 passos. Como esperado: 40 de 44." in shown.out
    titles = [step_of(content(), step)["title"] for step in wrong]
    marked = [line for line in shown.out.splitlines() if line.startswith("  ! ")]
    assert [line[4:].partition(":")[0] for line in marked] == titles


def test_a_step_with_another_end_ends_the_story(
    tampered: Callable[[Callable[[Any], object]], None], printed: Callable[[], Any]
) -> None:
    tampered(lambda file: step_of(file, "draw_map")["expect"].update(outcome="refused"))
    assert main(["demo", "--json"]) == 1
    told = printed()
    assert [step["step"] for step in told["steps"]] == ["check_feasibility", "draw_map"]
    assert told["surprises"] == [
        "draw_map: outcome: esperado refused, veio done",
        "a história parou antes de reserve_port",
    ]


def test_what_a_platform_says_is_told(
    tampered: Callable[[Callable[[Any], object]], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tampered(lambda file: None)
    closed = NextBillingSandbox()
    closed.expire_tokens()
    fakes = {**make_fakes(), "nextbilling": closed}
    monkeypatch.setattr(customer, "make_fakes", lambda: fakes)
    assert main(["demo"]) == 1
    shown = capsys.readouterr()
    assert (
        "  ! criar o assinante no NextBilling: plataforma recusou\n      NextBilling recusou as credenciais."
        in shown.out
    )
    assert "create_subscriber: outcome: esperado done, veio rejected" in shown.err
    assert "a história parou antes de create_voice_line" in shown.err


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda file: file["chapters"].pop(), "chapters: os passos devem ser check_feasibility, draw_map"),
        (lambda file: file["chapters"].reverse(), "chapters: os passos devem ser check_feasibility, draw_map"),
        (lambda file: file.pop("neighbour"), "neighbour: obrigatório"),
        (lambda file: file.update(port_in="1133334444"), "port_in"),
    ],
)
def test_a_broken_file_is_bad_input(
    change: Callable[[Any], object],
    problem: str,
    tampered: Callable[[Callable[[Any], object]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    tampered(change)
    assert main(["demo"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{demo.LIFE}: {problem}" in shown.err


def test_a_map_that_cannot_be_written_is_told_before_anything_happens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--map", str(tmp_path / "nenhuma" / "mapa.html")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "mapa.html: não pode ser gravado (FileNotFoundError)." in shown.err


def test_without_a_place_for_it_the_map_goes_into_a_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], Any]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert main(["demo", "--json"]) == 0
    page = Path(printed()["map"])
    assert (page.parent.parent, page.name) == (tmp_path, "viabilidade.html")
    assert page.stat().st_size > 1000


LOUD = """
import logging, sys
logging.basicConfig(level=1)
sys.modules["rich"] = sys.modules["asyncssh"] = None
from isp_integrations.cli import main
sys.exit(main(["demo", "--map", "mapa.html"]))
"""


def test_as_a_process_it_needs_no_extra_and_shows_nobodys_data_even_with_every_log_on(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOUD],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = ran.stdout + ran.stderr
    assert "isp_integrations.http" in told
    credentials = [value for fake in make_fakes().values() for value in fake.credentials.values() if len(value) > 6]
    assert len(credentials) >= 6
    assert [value for value in [*private(), *credentials] if value in told] == []


CHAPTERS = (debt, farewell, installation, mirroring, mobile, neighbour, ownership, sale, streaming, voice)
STAGE = "isp_integrations.cli.story."
FACES = ("erp", "lifecycle", "mapping", "mvno", "olt", "sva", "voip")
PUBLIC = {"isp_integrations", *(f"isp_integrations.{face}" for face in FACES)}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_chapter_calls_the_public_namespaces_alone(chapter: ModuleType) -> None:
    imports = [node for node in ast.walk(ast.parse(inspect.getsource(chapter))) if isinstance(node, ast.ImportFrom)]
    ours = [node.module or "" for node in imports if (node.module or "").startswith("isp_integrations")]
    assert ours
    assert [name for name in ours if name not in PUBLIC and not name.startswith(STAGE)] == []
