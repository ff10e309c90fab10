"""The mobile line: activated on a SIM of the stock, with the number that the customer brings along."""

import attrs

from isp_integrations import mvno
from isp_integrations.cli.story.life import Life
from isp_integrations.cli.story.telling import Told

AREA_CODE = "11"
LOOKS = 20
"""At most, at a port-in that is followed."""


def activates_line(life: Life) -> Told:
    """A new line with a port-in. Its SIM, plan and donor operator are what the account has."""
    contel = life.accounts.contel
    plan = next(iter(contel.list_plans()))
    sim = next(iter(contel.list_sim_cards(available=True)))
    donor = next(iter(contel.list_donor_operators()))
    blank = mvno.MvnoLine(
        id="1",
        integration_id="contel",
        contract_id=life.contract.id,
        customer_id=life.customer.id,
        status=mvno.LineStatus.AWAITING_ACTIVATION,
        on_platform=False,
    )
    done = contel.activate_line(
        customer=life.customer,
        plan_code=plan.code,
        area_code=AREA_CODE,
        iccid=sim.iccid,
        port_in=mvno.PortIn(number=life.script.port_in, donor_operator=donor.id),
        line=blank,
    )
    life.line = done.value.line
    return Told(text=f"plano {plan.name} em um chip do estoque", events=done.events)


def follows_port_in(life: Life) -> Told:
    """Days pass at the operators; a host looks once in a while, and stores what it is told to."""
    contel = life.accounts.contel
    following, events = mvno.follow_portability(life.line), list[mvno.events.Event]()
    for _ in range(LOOKS):
        if following.finished:
            break
        line = following.line
        if line.status is mvno.LineStatus.AWAITING_ACTIVATION and line.iccid is not None:
            contel.get_activation(iccid=line.iccid)
        step = following.observe(contel.get_portability(line=line), today=life.today)
        following = step.following
        events += step.events
    refreshed = contel.refresh_line(line=following.line)
    life.line = attrs.evolve(refreshed.value, is_ported=True)
    return Told(
        text="o número do cliente funciona no chip novo",
        events=(*events, *refreshed.events),
        found=(life.line.status.value, following.portability.status.value),
    )


STEPS = {"activate_line": activates_line, "follow_port_in": follows_port_in}
