"""The sale: can the address be served, where is it, a port held for it, a plan and a signed contract."""

import attrs

from isp_integrations import erp, lifecycle, mapping
from isp_integrations.cli.story.life import CONTRACT, INTERNET, Life
from isp_integrations.cli.story.telling import Told

SOLD_PLAN = "fibra-500"


def checks_feasibility(life: Life) -> Told:
    """What can serve the customer's address, within the usual 150 metres."""
    life.feasibility = life.accounts.ozmap.check_feasibility(address=life.customer.address).value
    near, free = life.feasibility.structures, life.feasibility.with_free_ports
    verdict = "viável" if life.feasibility.viable else "inviável"
    return Told(
        text=f"{len(near)} caixas a até {life.feasibility.radius_m:g} m, {len(free)} com porta livre",
        found=(verdict,),
    )


def draws_map(life: Life) -> Told:
    """The same answer as a page that opens in any browser, without asking any other address for anything."""
    page = mapping.feasibility_html(life.feasibility, title="Viabilidade")
    life.map_file.write_text(page, encoding="utf-8")
    return Told(text=f"gravado em {life.map_file}")


def reserves_port(life: Life) -> Told:
    """The first free port of the nearest structure that has one."""
    nearest = life.feasibility.with_free_ports[0]
    ports = tuple(life.accounts.ozmap.list_ports(structure_id=nearest.id))
    free = next(port for port in ports if port.status is mapping.PortStatus.AVAILABLE)
    wanted = mapping.PortReservation(
        id="1",
        code=f"contrato-{CONTRACT}-demo",
        structure_id=nearest.id,
        port_id=free.id,
        customer_id=life.customer.id,
        contract_id=CONTRACT,
    )
    done = life.accounts.ozmap.reserve_port(reservation=wanted, customer=life.customer, ports=ports)
    life.reservation = done.value
    text = f"porta {life.reservation.port_number} da {nearest.name}, a {nearest.distance_m:.0f} m"
    return Told(text=text, events=done.events, found=(life.reservation.status.value,))


def chooses_plan(life: Life) -> Told:
    """The form of a new plan; whatever it lacks is told at once."""
    form = erp.NewPlanRequest(
        plan_id=SOLD_PLAN,
        contract_model_id="residencial",
        contract_number=CONTRACT,
        signatory_id=life.customer.id,
        witness_ids=("7", "8"),
        payment_method=erp.PaymentMethod.PIX,
        due_day=10,
    )
    done = erp.finish_new_plan(form, customer=life.customer)
    life.plans[INTERNET] = erp.CustomerPlan(
        id=INTERNET,
        customer_id=life.customer.id,
        contract_id=CONTRACT,
        status=erp.PlanStatus.ACTIVE,
        sold_plan_id=SOLD_PLAN,
        payment_method=form.payment_method,
        due_day=form.due_day,
    )
    item = erp.ContractItem(product_id=SOLD_PLAN, type=erp.ProductType.INTERNET)
    life.contract = attrs.evolve(life.contract, items=(item,))
    return Told(text=f"{len(done.value.summary)} escolhas conferidas", events=done.events)


def signs_contract(life: Life) -> Told:
    """The contract waits for its installation now."""
    signed = lifecycle.observe(life.contract, life.happens(lifecycle.ContractEventKind.SIGN), today=life.today)
    life.contract = signed.state
    return Told(text=f"contrato {CONTRACT}", found=(life.contract.status.value, life.contract.access.value))


STEPS = {
    "check_feasibility": checks_feasibility,
    "draw_map": draws_map,
    "reserve_port": reserves_port,
    "choose_plan": chooses_plan,
    "sign_contract": signs_contract,
}
