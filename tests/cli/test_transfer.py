"""`transfer` and `resume` on a host's own files: what is sent, what is refused, what stays open."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from cli.conftest import Rig
from isp_integrations.cli import files, jobs, main
from isp_integrations.cli.demo import data_folder
from isp_integrations.cli.inputs import read_export, read_orders
from isp_integrations.cli.jobs import Job
from isp_integrations.cli.orders import ActivateOrder, Result
from isp_integrations.cli.tasks import Account
from isp_integrations.clients import mvno
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mvno.events import LineStatusChanged
from isp_integrations.core.record import IntegrationRecord, change_record
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.drivers import Driver

MOVE = {"id": "um", "kind": "transfer", "line": "1", "new_contract": "200", "new_holder": "3"}
HOLDER = "POST v1/lines/*/holder"


def writes(rig: Rig) -> list[str]:
    return [path for method, path in rig.script.served if method == "POST" and path != "auth/token"]


def test_the_order_is_carried_out_on_the_configured_account(rig: Rig, printed: Callable[[], Any]) -> None:
    rig.ask(MOVE)
    assert rig.transfer("--json") == 0
    report = printed()
    [done] = report["outcomes"]
    assert done["outcome"] == "done"
    assert [event["event"] for event in done["events"]] == [
        "LineContractChanged",
        "LineHolderUpdated",
        "BillingOwnerChanged",
    ]
    assert report["synchronised"]["lines"] == 1
    assert len(writes(rig)) == 1


def test_a_later_order_sees_what_an_earlier_one_did(rig: Rig, printed: Callable[[], Any]) -> None:
    rig.ask(MOVE, {**MOVE, "id": "dois"})
    assert rig.transfer("--json") == 1
    first, second = printed()["outcomes"]
    assert first["outcome"] == "done"
    assert [rule["rule_id"] for rule in second["rules"]] == ["MVNO-TRANSFER-6"]


def test_an_order_without_expectation_that_is_refused_fails_the_job(rig: Rig) -> None:
    rig.ask({**MOVE, "line": "19"})
    assert rig.transfer("--json") == 1
    assert writes(rig) == []


def test_a_refusal_that_the_file_expects_does_not(rig: Rig) -> None:
    rig.ask({**MOVE, "line": "19", "expect": {"outcome": "refused", "rules": ["MVNO-TRANSFER-1"]}})
    assert rig.transfer("--json") == 0


def test_a_dry_run_sends_nothing_and_tells_what_it_would(rig: Rig, printed: Callable[[], Any]) -> None:
    moved = {**MOVE, "id": "plano", "line": "2", "new_contract": "201"}
    here = {**MOVE, "id": "casa", "line": "6", "new_contract": "220", "new_holder": "1"}
    rig.ask(moved, here, {**MOVE, "id": "não", "new_contract": "208"})
    assert rig.transfer("--json", "--dry-run") == 1
    plan, local, refused = printed()["outcomes"]
    assert plan["outcome"] == "checked"
    assert plan["sends"] == [
        "transfer_ownership: POST v1/lines/{line}/holder (assumed)",
        "change_plan: POST v1/lines/{line}/plan (assumed)",
    ]
    assert (local["outcome"], local["sends"]) == ("checked", [])
    assert [rule["rule_id"] for rule in refused["rules"]] == ["MVNO-TRANSFER-3"]
    assert rig.script.served == ()
    assert [path.name for path in rig.folder.iterdir() if "journal" in path.name] == []


def test_an_assumed_wire_is_refused_on_a_real_address(rig: Rig, printed: Callable[[], Any]) -> None:
    record = IntegrationRecord.from_json(rig.record.read_text(encoding="utf-8"))
    real = change_record(record, Contel, vault=Vault([rig.key]), base_url="https://contel.example")
    rig.record.write_text(real.to_json(), encoding="utf-8")
    rig.ask(MOVE)
    assert rig.transfer("--json", "--dry-run") == 1
    [refused] = printed()["outcomes"]
    assert [(rule["rule_id"], rule["code"]) for rule in refused["rules"]] == [
        ("MVNO-TRANSFER-PRE-3", "mvno.transfer_unverified")
    ]


def test_a_line_of_an_account_that_is_not_open_is_left_alone(rig: Rig, printed: Callable[[], Any]) -> None:
    rig.ask({**MOVE, "line": "16"}, integrations=[{"id": "3", "platform": "contel"}])
    assert rig.transfer("--json") == 1
    [done] = printed()["outcomes"]
    assert (done["outcome"], done["message"]) == ("failed", "A integração 3 não está aberta.")
    assert rig.script.served == ()


def test_a_line_whose_state_cannot_be_read_is_left_alone(rig: Rig, printed: Callable[[], Any]) -> None:
    rig.script.add(Fault(kind=FaultKind.MALFORMED, on="GET linhas/detalhes", times=9))
    rig.ask(MOVE)
    assert rig.transfer("--json") == 1
    [done] = printed()["outcomes"]
    assert done["outcome"] == "failed"
    assert "não pôde ser lido" in done["message"]
    assert writes(rig) == []


def test_an_activation_stands_when_its_port_in_is_refused(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], Any]
) -> None:
    monkeypatch.setattr("isp_integrations.core.mvno.operations.activation.NUMBER_POLLS", (0.0,) * 5)
    port_in = {"number": "11900000301", "donor_operator": "99"}
    new = next(iter(rig.fake.network.stock))
    rig.ask(
        {
            "id": "nova",
            "kind": "activate",
            "customer": "3",
            "contract": "200",
            "plan": "11",
            "area_code": "11",
            "iccid": new,
            "port_in": port_in,
        }
    )
    assert rig.transfer("--json") == 0
    [done] = printed()["outcomes"]
    assert done["outcome"] == "done"
    assert [event["event"] for event in done["events"]][-1] == "PortabilityRequestDue"


class TestALostAnswer:
    """The connection breaks under the transfer, and the platform commits it afterwards."""

    @pytest.fixture(autouse=True)
    def _lost(self, rig: Rig) -> None:
        rig.script.add(Fault(kind=FaultKind.COMMIT_LATE, on=HOLDER, seconds=0.2))
        rig.ask(MOVE, {**MOVE, "id": "dois", "new_contract": "201"})

    def resume(self, rig: Rig, *options: str) -> int:
        journal = str(rig.orders) + ".journal"
        return main(["resume", "--integration", str(rig.record), "--journal", journal, *options])

    def test_is_told_with_the_way_to_resume_it_and_stops_that_line(
        self, rig: Rig, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert rig.transfer("--json") == 1
        shown = capsys.readouterr()
        first, second = json.loads(shown.out)["outcomes"]
        assert (first["outcome"], second["outcome"]) == ("unknown", "failed")
        assert "resume" in second["message"]
        assert f"isp-integrations resume --journal {rig.orders}.journal" in shown.err
        assert len(writes(rig)) == 1

    def test_is_resumed_once_without_being_repeated(self, rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
        rig.transfer("--json")
        time.sleep(0.25)
        capsys.readouterr()
        assert self.resume(rig, "--json") == 0
        [resumed] = json.loads(capsys.readouterr().out)["resumed"]
        assert resumed["outcome"] == "done"
        assert resumed["events"][0]["event"] == "LineContractChanged"
        assert len(writes(rig)) == 1
        assert self.resume(rig) == 0
        assert "Nenhum pedido em aberto." in capsys.readouterr().err

    def test_keeps_the_job_from_running_again_before_it_is_resumed(
        self, rig: Rig, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rig.transfer("--json")
        assert rig.transfer("--json") == 2
        assert "isp-integrations resume --journal" in capsys.readouterr().err
        assert len(writes(rig)) == 1

    def test_stays_open_where_it_still_cannot_be_known(self, rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
        rig.transfer("--json")
        rig.fake.network.lines.clear()
        assert self.resume(rig) == 1
        assert "unknown" in capsys.readouterr().out


def test_what_was_done_is_reported_even_if_the_job_breaks_off(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], Any]
) -> None:
    rig.ask(MOVE, {"id": "dois", "kind": "unblock", "line": "36"})
    monkeypatch.setattr("isp_integrations.clients.mvno.MvnoClient.unblock_line", interrupted)
    assert rig.transfer("--json") == 130
    report = printed()
    assert [done["outcome"] for done in report["outcomes"]] == ["done"]
    assert report["not_run"] == ["dois"]
    assert report["as_expected"] is False


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_an_order_cut_off_while_its_write_was_under_way_is_told_as_unknown_with_the_way_to_resume_it(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], Any]
) -> None:
    rig.ask(MOVE, {"id": "dois", "kind": "unblock", "line": "36"})
    carry = Driver._carry

    def cut_off(driver: Driver, step: Any, carriers: Any) -> Any:
        answer = carry(driver, step, carriers)
        if step.effect is not Effect.READ:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(Driver, "_carry", cut_off)
    assert rig.transfer("--json") == 130
    report = printed()
    [told] = report["outcomes"]
    assert (told["order"], told["outcome"]) == ("um", "unknown")
    assert told["number"]
    assert "isp-integrations resume" in told["message"]
    assert report["not_run"] == ["dois"]
    assert len(writes(rig)) == 1


def test_an_order_cut_off_before_anything_was_sent_is_told_as_not_run(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], Any]
) -> None:
    rig.ask({"id": "um", "kind": "unblock", "line": "36"})
    monkeypatch.setattr("isp_integrations.clients.mvno.MvnoClient.unblock_line", interrupted)
    assert rig.transfer("--json") == 130
    report = printed()
    assert (report["outcomes"], report["not_run"]) == ([], ["um"])


def test_an_activation_that_is_cut_off_while_it_is_followed_is_told_as_done(rig: Rig) -> None:
    class Interrupted(SystemClock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    asked = read_orders(data_folder() / "pedidos.json").orders
    order = next(each for each in asked if isinstance(each, ActivateOrder) and each.port_in is not None)
    with mvno.connect(
        "contel", credentials=rig.fake.credentials, base_url=rig.base_url, clock=JumpingClock()
    ) as client:
        job = following(rig, client, Interrupted())
        with pytest.raises(KeyboardInterrupt):
            job.run(order)
    assert job.cut_off
    assert job.cut_off.order == order
    assert job.cut_off.result is Result.DONE
    assert [event.name for event in job.cut_off.events]


def following(rig: Rig, client: mvno.MvnoClient, clock: SystemClock) -> Job:
    """A job that looks at an activation with a port-in until both are final."""
    return Job(
        export=read_export(rig.export),
        integrations=read_orders(data_folder() / "pedidos.json").integrations,
        accounts={"1": Account(spec=Contel, client=client)},
        default_integration="1",
        clock=clock,
        follow=3,
    )


def test_what_was_seen_is_reported_even_if_the_synchronisation_breaks_off(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], Any]
) -> None:
    rig.ask(MOVE, {"id": "dois", "kind": "unblock", "line": "36"})
    looked = jobs._looked_at
    event = LineStatusChanged(line_id="1", before="active", after="blocked_total")

    def look(client: Any, line: Any) -> Any:
        if line.id == "36":
            raise KeyboardInterrupt
        return attrs.evolve(looked(client, line), events=(event,))

    monkeypatch.setattr(jobs, "_looked_at", look)
    assert rig.transfer("--json") == 130
    report = printed()
    assert report["synchronised"]["lines"] == 1
    assert [told["event"] for told in report["synchronised"]["events"]] == ["LineStatusChanged"]
    assert (report["outcomes"], report["not_run"]) == ([], ["um", "dois"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "pedidos.json: não é JSON (linha 1, coluna 2)"),
        ("[" * 100_000, "pedidos.json: não é JSON"),
        ("[]", "pedidos.json: deve ser um objeto JSON com orders"),
        ('{"orders": {}}', "pedidos.json: orders: deve ser lista"),
        ('{"orders": [], "extra": 1}', "pedidos.json: extra: campo desconhecido"),
        ('{"orders": [3]}', "pedidos.json: pedido na posição 1: deve ser objeto"),
        ('{"orders": [{"id": "a", "kind": "explode"}]}', "pedidos.json: pedido a: kind: deve ser um de transfer"),
        ('{"orders": [{"id": "a", "kind": []}]}', "pedido a: kind: deve ser um de"),
        ('{"orders": [{"kind": "unblock", "line": "1"}]}', "pedido na posição 1: id: obrigatório"),
        ('{"orders": [{"id": "", "kind": "unblock", "line": "1"}]}', "pedido na posição 1: id: obrigatório"),
        ('{"orders": [{"id": "a", "kind": "unblock"}]}', "pedido a: line: obrigatório"),
        ('{"orders": [{"id": "a", "kind": "unblock", "line": 1}]}', "pedido a: line: deve ser texto"),
        ('{"orders": [{"id": "a", "kind": "unblock", "line": "1", "x": 1}]}', "pedido a: x: campo desconhecido"),
        ('{"orders": [{"id": "a\\u001b[2J", "kind": "unblock", "line": "1"}]}', "pedido na posição 1: id: contém"),
        (
            '{"orders": [{"id": "a", "kind": "unblock", "line": "998"}]}',
            "pedido a: line: '998' não está na exportação",
        ),
        (
            '{"orders": [{"id": "a", "kind": "transfer", "line": "1", "new_contract": "7", "new_holder": "3"}]}',
            "pedido a: new_contract: '7' não está na exportação",
        ),
        (
            '{"orders": [{"id": "a", "kind": "block", "line": "1", "scope": "half", "reason": "debt"}]}',
            "pedido a: scope: deve ser um de partial, total",
        ),
        (
            '{"orders": [{"id": "a", "kind": "unblock", "line": "1"}, {"id": "a", "kind": "unblock", "line": "2"}]}',
            "pedido a: id: repetido",
        ),
        (
            '{"orders": [{"id": "a", "kind": "activate", "customer": "3", "contract": "200", "plan": "11", '
            '"area_code": "11", "port_in": {"number": "123"}}]}',
            "pedido a: port_in.number: deve ser celular",
        ),
        ('{"orders": [], "integrations": [{"id": 1}]}', "pedidos.json: integrations[0].id: deve ser texto"),
    ],
)
def test_broken_orders_are_refused_whole_naming_record_and_field(
    rig: Rig, content: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.orders.write_text(content, encoding="utf-8")
    assert rig.transfer("--json") == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert len(shown.err.splitlines()) == 1
    assert shown.out == ""
    assert rig.script.served == ()


def test_one_bad_order_keeps_the_good_ones_from_running(rig: Rig) -> None:
    rig.ask(MOVE, {"id": "b", "kind": "unblock"})
    assert rig.transfer("--json") == 2
    assert rig.script.served == ()


@pytest.mark.parametrize(
    "content", ["[]", "null", '{"outra": []}', "<html>", '{"linha_mvno": [1, null, {"id": []}]}']
)
def test_a_broken_export_is_refused(rig: Rig, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    rig.export.write_text(content, encoding="utf-8")
    rig.ask(MOVE)
    assert rig.transfer("--json") == 2
    assert capsys.readouterr().err.startswith("isp-integrations: ")
    assert rig.script.served == ()


def test_a_file_that_is_too_large_missing_or_not_text_is_named(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.ask(MOVE)
    rig.export.write_bytes(b'{"linha_mvno": "\xe9"}')
    assert rig.transfer("--json") == 2
    assert "exportacao.json: não está em UTF-8" in capsys.readouterr().err
    rig.export.unlink()
    assert rig.transfer("--json") == 2
    assert "exportacao.json: arquivo não encontrado" in capsys.readouterr().err
    monkeypatch.setattr(files, "LARGEST_BYTES", 10)
    assert rig.transfer("--json") == 2
    assert "registro.json: maior que" in capsys.readouterr().err


def test_a_wrong_vault_key_is_told_without_showing_any(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Vault.new_key()
    monkeypatch.setenv("ISP_VAULT_KEY", other)
    rig.ask(MOVE)
    assert rig.transfer("--json") == 2
    shown = capsys.readouterr().err
    assert "a chave é outra" in shown
    assert other not in shown
    assert rig.key not in shown


def test_a_journal_that_is_no_journal_is_refused(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    rig.ask(MOVE)
    assert rig.transfer("--json", "--journal", str(rig.export)) == 2
    assert "não serve de journal" in capsys.readouterr().err
    missing = str(rig.folder / "nenhum.journal")
    assert main(["resume", "--integration", str(rig.record), "--journal", missing]) == 2
    assert not Path(missing).exists()


def test_a_record_given_twice_is_refused(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    rig.ask(MOVE)
    assert rig.transfer("--integration", str(rig.record)) == 2
    assert "registro.json: id: a integração foi dada mais de uma vez" in capsys.readouterr().err
