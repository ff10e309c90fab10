"""The plan changes hands, today and on a day to come; then it becomes part of a combo."""

from datetime import date, timedelta

import attrs

import isp_integrations as isp
from isp_integrations import erp
from isp_integrations.cli.story.life import BRASILIA, CONTRACT, INTERNET, NEW_HOLDERS_CONTRACT, VOICE, Life
from isp_integrations.cli.story.telling import Told

DAYS_AHEAD = timedelta(days=10)
COMBO = "c1"


def transfers_now(life: Life) -> Told:
    """To somebody else's contract, today: its effects are there at once, and the host carries them out."""
    submitted = _submitted(life, "t1", life.script.new_holder, NEW_HOLDERS_CONTRACT, on=life.today)
    return _told(life, _carried_out(life, submitted))


def schedules_transfer_back(life: Life) -> Told:
    """A day to come: nothing happens yet."""
    done = _submitted(life, "t2", life.customer, CONTRACT, on=life.today + DAYS_AHEAD)
    life.transfer = done.value
    return _told(life, done)


def wakes_too_early(life: Life) -> Told:
    """The host looks at what is scheduled every day; the day has not come."""
    return _woken(life)


def wakes_on_the_day(life: Life) -> Told:
    """The rules are checked anew, with what is so by then, and the transfer is carried out."""
    return _woken(life)


def _woken(life: Life) -> Told:
    woken = erp.wake_plan_transfer(
        life.transfer, facts=_facts(life, life.transfer.request), now=life.clock.now(), zone=BRASILIA
    )
    done = _carried_out(life, woken)
    life.transfer = done.value
    return _told(life, done)


def _submitted(
    life: Life, transfer_id: str, to: erp.Customer, contract_id: str, *, on: date
) -> isp.Done[erp.PlanTransferExecution]:
    request = erp.PlanOwnershipTransfer(
        plan_id=INTERNET, new_customer_id=to.id, principal_contract_id=contract_id, effective_date=on
    )
    draft = erp.PlanTransferExecution(id=transfer_id, request=request)
    return erp.submit_plan_transfer(draft, facts=_facts(life, request), now=life.clock.now(), zone=BRASILIA)


def _facts(life: Life, request: erp.PlanOwnershipTransfer) -> erp.PlanTransferFacts:
    """What the host knows now of everything that the request names."""
    holder = {each.id: each for each in (life.customer, life.script.new_holder)}[request.new_customer_id or ""]
    contract = erp.Contract(
        id=request.principal_contract_id or "",
        customer_id=holder.id,
        status=erp.ContractStatus.ACTIVE,
        access=erp.AccessStatus.ACTIVE,
    )
    return erp.PlanTransferFacts(plan=life.plans[INTERNET], principal_contract=contract, new_customer=holder)


def _carried_out(life: Life, done: isp.Done[erp.PlanTransferExecution]) -> isp.Done[erp.PlanTransferExecution]:
    """Effect by effect, each stored with what it caused: a host that dies in between goes on where it was."""
    while (effect := done.value.next_effect) is not None:
        if effect.kind is erp.TransferEffectKind.MOVE_PLAN:
            life.plans[effect.plan_id] = attrs.evolve(
                life.plans[effect.plan_id],
                customer_id=effect.new_customer_id,
                contract_id=effect.principal_contract_id,
            )
        told = erp.EffectOutcome(effect_id=effect.id, result=erp.EffectResult.DONE)
        advanced = erp.advance_plan_transfer(done.value, told)
        done = attrs.evolve(advanced, events=(*done.events, *advanced.events))
    return done


def _told(life: Life, done: isp.Done[erp.PlanTransferExecution]) -> Told:
    plan, settled = life.plans[INTERNET], done.value.settled
    what = f"{settled} efeitos gravados" if settled else "nada a gravar ainda"
    return Told(
        text=f"{what}; o plano é do cliente {plan.customer_id}",
        events=done.events,
        found=(done.value.status.value, f"cliente: {plan.customer_id}", f"contrato: {plan.contract_id}"),
    )


def joins_combo(life: Life) -> Told:
    """Internet and voice on one contract and one invoice."""
    alone = erp.Combo(id=COMBO, contract_id=CONTRACT, plan_ids=(INTERNET,))
    life.plans[INTERNET] = attrs.evolve(life.plans[INTERNET], combo_id=COMBO)
    tree = erp.combo_tree(alone, life.plans.values())
    done = erp.add_plan_to_combo(tree, life.plans[VOICE])
    life.plans.update({plan.id: plan for plan in done.value.plans})
    voice = life.plans[VOICE]
    return Told(
        text=f"internet e voz na fatura do dia {voice.due_day}",
        events=done.events,
        found=(f"contrato: {voice.contract_id}", *(f"plano: {plan.id}" for plan in done.value.plans)),
    )


def transfers_a_member(life: Life) -> Told:
    """A member of a combo is not transferred on its own."""
    return _told(life, _submitted(life, "t3", life.script.new_holder, NEW_HOLDERS_CONTRACT, on=life.today))


STEPS = {
    "transfer_now": transfers_now,
    "schedule_transfer": schedules_transfer_back,
    "wake_early": wakes_too_early,
    "wake_on_the_day": wakes_on_the_day,
    "join_combo": joins_combo,
    "transfer_member": transfers_a_member,
}
