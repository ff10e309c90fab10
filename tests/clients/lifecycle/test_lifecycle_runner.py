"""Carrying one plan out: what is reported of each action, and that nothing is done twice."""

import json
import threading
from typing import Any

import attrs
import pytest

import isp_integrations as isp
from clients.lifecycle.world import (
    BLOCK_LINE,
    BLOCK_USER,
    CPF,
    CREATE,
    NUMBER,
    TODAY,
    UNBLOCK_LINE,
    World,
    contract,
    line,
    planned,
    snapshot,
    user,
)
from isp_integrations import mvno
from isp_integrations.clients.client import Client
from isp_integrations.clients.lifecycle.runner import LifecycleRunner
from isp_integrations.core.erp.lifecycle.lines import LineService
from isp_integrations.core.erp.lifecycle.plan import Plan, plan
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.erp.lifecycle.results import ActionResult, ContractResult, Outcome
from isp_integrations.core.erp.lifecycle.sva_users import SvaService
from isp_integrations.core.mvno.events import LineStatusChanged
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.sva.events import SvaUserCreated
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.plugins.sva.assumed.directory import DEFAULT_PACKAGES, Member
from isp_integrations.sandbox.faults import Fault, FaultKind

_L = LineStatus
_U = SvaUserStatus


def outcomes(result: ContractResult) -> dict[str, Outcome]:
    return {each.service.partition("/")[0]: each.outcome for each in result.results}


def of(result: ContractResult, kind: str) -> ActionResult:
    return next(each for each in result.results if each.service.startswith(kind))


def test_a_blocked_contract_blocks_its_services_and_a_release_gives_them_back() -> None:
    world = World()
    runner = world.runner()
    blocked = runner.execute(planned("blocked", line(), user()))
    assert outcomes(blocked) == {"line": Outcome.DONE, "sva_user": Outcome.DONE}
    assert (world.line_status, world.user_status) == (_L.BLOCKED_TOTAL, _U.BLOCKED)
    released = runner.execute(planned("served", line(_L.BLOCKED_TOTAL), user(_U.BLOCKED)))
    assert outcomes(released) == {"line": Outcome.DONE, "sva_user": Outcome.DONE}
    assert (world.line_status, world.user_status) == (_L.ACTIVE, _U.ACTIVE)


def test_a_result_has_the_service_as_it_is_now_and_what_the_host_persists() -> None:
    result = World().runner().execute(planned("blocked", line(), user()))
    blocked = of(result, "line")
    assert isinstance(blocked.after, LineService)
    assert blocked.after.line.status is _L.BLOCKED_TOTAL
    assert blocked.events == (LineStatusChanged(line_id="7", before="active", after="blocked_total"),)
    assert "mvno.emergency_calls_unknown" in [warning.code for warning in blocked.warnings]
    withheld = of(result, "sva_user")
    assert isinstance(withheld.after, SvaService)
    assert withheld.after.user
    assert withheld.after.user.status is _U.BLOCKED
    assert result.outcome is Outcome.DONE
    assert result.contract == contract("blocked")


def test_running_a_plan_twice_changes_nothing_the_second_time() -> None:
    world = World()
    runner, made = world.runner(), planned("blocked", line(), user())
    runner.execute(made)
    again = runner.execute(made)
    assert outcomes(again) == {"line": Outcome.NOTHING, "sva_user": Outcome.NOTHING}
    assert (world.count(BLOCK_LINE), world.count(BLOCK_USER)) == (1, 1)
    world.store.forget(made.id)
    assert world.store.entries(made.id, "100") == {}


def test_the_same_plan_of_one_day_acts_again_once_the_services_were_released() -> None:
    world = World()
    runner, made = world.runner(), planned("blocked", line())
    runner.execute(made)
    runner.execute(planned("served", line(_L.BLOCKED_TOTAL), user()))
    assert outcomes(runner.execute(made)) == {"line": Outcome.DONE}
    assert world.count(BLOCK_LINE) == 2
    assert world.line_status is _L.BLOCKED_TOTAL


def test_a_block_that_was_done_and_lifted_is_done_again_while_another_action_of_its_plan_is_open() -> None:
    world = World()
    runner, made = world.runner(without="sva"), planned("blocked", line(), user())
    assert outcomes(runner.execute(made)) == {"line": Outcome.DONE, "sva_user": Outcome.SKIPPED}
    assert runner.execute(planned("served", line(_L.BLOCKED_TOTAL), user())).outcome is Outcome.DONE
    assert outcomes(runner.execute(made)) == {"line": Outcome.DONE, "sva_user": Outcome.SKIPPED}
    assert world.line_status is _L.BLOCKED_TOTAL
    assert world.count(BLOCK_LINE) == 2


def test_a_service_that_was_as_wanted_is_looked_at_anew_while_another_action_of_its_plan_is_open() -> None:
    world = World(blocked=True)
    runner, made = world.runner(without="sva"), planned("blocked", line(), user())
    assert outcomes(runner.execute(made))["line"] is Outcome.NOTHING
    runner.execute(planned("served", line(_L.BLOCKED_TOTAL)))
    assert outcomes(runner.execute(made))["line"] is Outcome.DONE
    assert world.line_status is _L.BLOCKED_TOTAL


def test_what_was_done_and_is_still_so_is_told_again_with_its_events_until_the_plan_is_over() -> None:
    world, made = World(), planned("blocked", line(), user())
    told = of(world.runner(without="sva").execute(made), "line")
    for runner in (world.runner(without="sva"), world.runner()):
        again = of(runner.execute(made), "line")
        assert (again.outcome, again.events) == (Outcome.DONE, told.events)
        assert again.after == told.after
    assert of(world.runner().execute(made), "line").outcome is Outcome.NOTHING
    assert world.count(BLOCK_LINE) == 1


def test_what_was_refused_is_not_asked_for_again_until_the_plan_is_over() -> None:
    world = World()
    unknown_number = attrs.evolve(line(), line=attrs.evolve(line().line, msisdn=mvno_number("11961239999")))
    made = planned("blocked", unknown_number, user())
    assert outcomes(world.runner(without="sva").execute(made))["line"] is Outcome.REFUSED
    asked = len(world.scripts["mvno"].served)
    assert outcomes(world.runner().execute(made)) == {"line": Outcome.REFUSED, "sva_user": Outcome.DONE}
    assert len(world.scripts["mvno"].served) == asked
    assert outcomes(world.runner().execute(made))["line"] is Outcome.REFUSED
    assert len(world.scripts["mvno"].served) > asked


def test_a_user_that_was_created_is_known_again_after_a_look_that_failed() -> None:
    world = World(subscribed=False)
    made = planned("served", line(_L.BLOCKED_TOTAL))
    assert outcomes(world.runner(without="mvno").execute(made))["sva_user"] is Outcome.DONE
    world.fail("sva", Fault(kind=FaultKind.REFUSE, times=100))
    assert outcomes(world.runner(without="mvno").execute(made))["sva_user"] is Outcome.FAILED
    world.scripts["sva"]._waiting.clear()
    assert outcomes(world.runner().execute(made))["sva_user"] is Outcome.NOTHING
    assert world.count(CREATE) == 1


def test_a_plan_is_carried_out_by_another_process_from_its_json() -> None:
    world = World(subscribed=False)
    stored = json.dumps(isp.to_plain(planned("served", line(_L.BLOCKED_TOTAL))))
    result = world.runner().execute(isp.from_plain(Plan, json.loads(stored)))
    assert outcomes(result) == {"line": Outcome.NOTHING, "sva_user": Outcome.DONE}
    assert isp.from_plain(ContractResult, json.loads(json.dumps(isp.to_plain(result)))) == result


def test_sva_user_11_a_missing_user_is_created_once() -> None:
    world = World(subscribed=False)
    result = world.runner().execute(planned("served"))
    (created,) = result.results
    assert created.outcome is Outcome.DONE
    assert [type(event) for event in created.events] == [SvaUserCreated]
    assert world.user_status is _U.ACTIVE
    again = world.runner().execute(planned("served"))
    assert again.outcome is Outcome.NOTHING
    assert world.count(CREATE) == 1


def test_sva_user_4_a_cpf_that_is_taken_is_refused_with_its_literal_message() -> None:
    world, made = World(subscribed=True), planned("served")
    result = world.runner().execute(made)
    (refused,) = result.results
    assert refused.outcome is Outcome.REFUSED
    assert [violation.message for violation in refused.violations] == ["CPF já cadastrado."]
    assert result.settled
    assert world.runner().execute(made).outcome is Outcome.REFUSED


def test_sva_act_1_an_ended_contract_deactivates_and_a_reactivation_gives_nothing_back() -> None:
    world = World()
    runner = world.runner()
    runner.execute(planned("ended", line(), user()))
    assert world.user_status is _U.DEACTIVATED
    back = runner.execute(planned("served", line(_L.BLOCKED_TOTAL), user(_U.DEACTIVATED)))
    assert outcomes(back) == {"line": Outcome.DONE}
    assert world.user_status is _U.DEACTIVATED


def test_what_the_platform_refuses_stops_no_other_action() -> None:
    world = World()
    unknown_number = attrs.evolve(line(), line=attrs.evolve(line().line, msisdn=mvno_number("11961239999")))
    result = world.runner().execute(planned("blocked", unknown_number, user()))
    assert outcomes(result) == {"line": Outcome.REFUSED, "sva_user": Outcome.DONE}
    assert of(result, "line").error == "ProviderRejected"
    assert result.outcome is Outcome.REFUSED


def mvno_number(text: str) -> Any:
    return isp.Msisdn.parse(text)


@pytest.mark.parametrize(("down", "kept"), [("mvno", "sva_user"), ("sva", "line")])
def test_a_platform_that_is_down_stops_no_other_one(down: str, kept: str) -> None:
    world = World()
    world.fail(down, Fault(kind=FaultKind.REFUSE, times=100))
    runner, made = world.runner(), planned("blocked", line(), user())
    result = runner.execute(made)
    assert outcomes(result)[kept] is Outcome.DONE
    (failed,) = [each for each in result.results if each.outcome is Outcome.FAILED]
    assert failed.error == "Unavailable"
    assert not result.settled
    assert result.outcome is Outcome.FAILED
    kept_calls = world.calls
    world.scripts[down]._waiting.clear()
    again = runner.execute(made)
    assert again.outcome is Outcome.DONE
    assert (world.line_status, world.user_status) == (_L.BLOCKED_TOTAL, _U.BLOCKED)
    assert (world.count(BLOCK_LINE), world.count(BLOCK_USER)) == (1, 1)
    assert world.calls > kept_calls


def test_an_integration_without_a_client_is_skipped_and_told() -> None:
    world = World()
    made = planned("blocked", line(), user())
    result = world.runner(without="mvno").execute(made)
    assert outcomes(result) == {"line": Outcome.SKIPPED, "sva_user": Outcome.DONE}
    assert of(result, "line").why == "Nenhuma conta aberta para a integração mvno."
    assert not result.settled
    assert outcomes(world.runner().execute(made)) == {"line": Outcome.DONE, "sva_user": Outcome.DONE}
    assert world.count(BLOCK_USER) == 1


def test_a_client_of_another_family_is_skipped_and_told() -> None:
    world = World()
    clients = world.clients()
    swapped: dict[str, Client] = {"mvno": clients["sva"], "sva": clients["mvno"]}
    result = LifecycleRunner(swapped).execute(planned("blocked", line(), user()))
    assert set(outcomes(result).values()) == {Outcome.SKIPPED}
    assert of(result, "line").why == "A conta aberta para a integração mvno não é de mvno."
    assert world.calls == 0


def test_a_bug_in_a_plugin_is_told_by_its_class_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    runner = world.runner()

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise ValueError(f"segredo de {NUMBER.value}")

    monkeypatch.setattr(runner._clients["mvno"], "perform_once", broken)
    result = runner.execute(planned("blocked", line(), user()))
    failed = of(result, "line")
    assert (failed.outcome, failed.error, failed.why) == (Outcome.FAILED, "ValueError", "Erro interno.")
    assert outcomes(result)["sva_user"] is Outcome.DONE


def test_a_creation_whose_answer_was_lost_is_found_and_not_repeated() -> None:
    world = World(subscribed=False)
    world.fail("sva", Fault(kind=FaultKind.CLOSE_AFTER, on=CREATE))
    result = world.runner().execute(planned("served"))
    assert result.outcome is Outcome.DONE
    assert (world.count(CREATE), len(world.directory.members)) == (1, 1)


def test_an_unknown_outcome_stays_so_in_its_run_and_the_next_run_mends_it() -> None:
    world = World(subscribed=False)
    world.fail("sva", Fault(kind=FaultKind.CLOSE_BEFORE, on=CREATE))
    made = planned("served", line(_L.BLOCKED_TOTAL))
    first = world.runner().execute(made, run="noite")
    unknown = of(first, "sva_user")
    assert (unknown.outcome, unknown.error) == (Outcome.UNKNOWN, "OutcomeUnknown")
    assert unknown.resume_token
    assert unknown.resume_token not in repr(first)
    assert unknown.why
    assert outcomes(first)["line"] is Outcome.NOTHING
    again = world.runner().execute(made, run="noite")
    assert of(again, "sva_user").resume_token not in {None, unknown.resume_token}
    assert world.count(CREATE) == 1
    mended = world.runner().execute(made, run="outra noite")
    assert outcomes(mended)["sva_user"] is Outcome.DONE
    assert len(world.directory.members) == 1


def test_two_threads_with_one_runner_send_each_write_once() -> None:
    world = World(subscribed=False)
    made = planned("served", line(_L.BLOCKED_TOTAL))
    world.contel.network.block(world.contel.network.lines[0])
    runner = world.runner()
    together = threading.Barrier(8)
    found: list[ContractResult] = []

    def execute() -> None:
        together.wait()
        found.append(runner.execute(made))

    threads = [threading.Thread(target=execute) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (world.count(CREATE), world.count(UNBLOCK_LINE)) == (1, 1)
    assert (world.line_status, world.user_status) == (_L.ACTIVE, _U.ACTIVE)
    seen = {each.outcome for result in found for each in result.results}
    assert seen <= {Outcome.DONE, Outcome.NOTHING, Outcome.SKIPPED, Outcome.REFUSED}
    assert sum(each.outcome is Outcome.DONE for result in found for each in result.results) >= 2


def test_an_action_that_is_under_way_is_skipped_by_whoever_comes_second() -> None:
    world = World()
    runner = world.runner()
    (action,) = planned("blocked", line()).actions
    with runner._claims.hold(action) as mine:
        assert mine
        second = runner.attempt("noite", action)
    assert (second.outcome, second.why) == (Outcome.SKIPPED, "Esta ação já está em execução.")
    assert world.calls == 0
    assert runner.attempt("noite", action).outcome is Outcome.DONE


def test_the_store_holds_no_personal_data_and_no_token_in_clear() -> None:
    world = World(subscribed=False, blocked=True)
    runner = world.runner(without="")
    made = planned("served", line(_L.BLOCKED_TOTAL))
    for action in made.actions:
        runner.attempt("noite", action)
    entries = world.store.entries("noite", "100")
    assert set(entries) == {action.id for action in made.actions}
    stored = " ".join(entries.values())
    for secret in ("52998224725", NUMBER.national, "Fulana", "8955060000000000012"):
        assert secret not in stored


@pytest.mark.parametrize("entry", ["", "{", "[]", '{"order": 7}', '{"order": "a", "result": {"outcome": "feito"}}'])
def test_an_entry_that_nobody_can_read_is_of_an_attempt_in_doubt(entry: str) -> None:
    world = World(subscribed=False)
    made = planned("served")
    world.runner().execute(made, run="outra noite")
    world.store.record("noite", "100", made.actions[0].id, entry)
    assert world.runner().execute(made, run="noite").outcome is Outcome.NOTHING
    assert world.count(CREATE) == 1


def test_a_creation_in_doubt_that_breaks_a_rule_is_refused_by_that_rule() -> None:
    world = World(subscribed=False)
    item = attrs.evolve(contract("served").items[0], sva_package=None)
    made = planned("served", contract=contract("served", items=(item,)))
    world.store.record("noite", "100", made.actions[0].id, "ilegível")
    (refused,) = world.runner().execute(made, run="noite").results
    assert refused.outcome is Outcome.REFUSED
    assert [violation.code for violation in refused.violations] == ["sva.product_without_package"]


def test_sva_user_4_after_a_lost_creation_a_user_on_another_package_is_not_taken_as_ours() -> None:
    world = World(subscribed=False)
    other = Member(id="1", username=CPF.value, tax_id=CPF.value, package=DEFAULT_PACKAGES[1])
    world.directory.members[other.id] = other
    made = planned("served")
    world.store.record("noite", "100", made.actions[0].id, "ilegível")
    (refused,) = world.runner().execute(made, run="noite").results
    assert (refused.outcome, refused.after) == (Outcome.REFUSED, None)
    assert [violation.message for violation in refused.violations] == ["CPF já cadastrado."]


def test_a_drift_is_mended_by_a_plan_that_verifies() -> None:
    world = World(blocked=True)
    at_rest = (line(_L.ACTIVE), user(_U.ACTIVE))
    assert planned("served", *at_rest).actions == ()
    verifying = plan(snapshot("served", *at_rest), today=TODAY, policy=LifecyclePolicy(verify=True))
    result = world.runner().execute(verifying)
    assert outcomes(result) == {"line": Outcome.DONE, "sva_user": Outcome.DONE}
    assert (world.line_status, world.user_status) == (_L.ACTIVE, _U.ACTIVE)


def test_mvno_sandboxes_of_every_platform_follow_a_contract() -> None:
    for platform in ("contel", "americanet", "telecall", "tip_brasil", "braz_movel"):
        with mvno.sandbox(platform) as client:
            shown = next(each for each in client.list_lines() if each.status is _L.ACTIVE)
            service = LineService(id="7", integration_id="mvno", line=shown)
            runner = LifecycleRunner({"mvno": client})
            blocked = runner.execute(plan(snapshot("blocked", service), today=TODAY))
            (result,) = blocked.results
            assert result.outcome in {Outcome.DONE, Outcome.REFUSED}, (platform, result.why)
            if result.outcome is Outcome.DONE:
                assert isinstance(result.after, LineService)
                assert result.after.line.status in {_L.BLOCKED_PARTIAL, _L.BLOCKED_TOTAL}, platform
