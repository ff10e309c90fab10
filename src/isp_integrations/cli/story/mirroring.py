"""What the contract does to its services: the plan that follows from its events, carried out on each platform."""

from collections.abc import Iterator

from isp_integrations import lifecycle, olt, sva
from isp_integrations.cli.story.life import Life
from isp_integrations.cli.story.telling import Told
from isp_integrations.lifecycle import LineService, OnuService, PortService, SvaService

POLICY = lifecycle.LifecyclePolicy(
    disable_onus_when_blocked=True,
    ended_line=lifecycle.EndedLine.CANCEL,
    release_ended_ports=True,
)
"""This host takes a debtor's ONU off the air, and gives everything back once a contract ended."""


def mirrors(life: Life, *kinds: lifecycle.ContractEventKind) -> Told:
    """Let events happen to the contract, carry the plan out that follows, and look at every platform afterwards."""
    snapshot = lifecycle.ContractSnapshot(
        contract=life.contract,
        customer=life.customer,
        services=_services(life),
        events=tuple(life.happens(kind) for kind in kinds),
    )
    plan = lifecycle.plan(snapshot, today=life.today, policy=POLICY)
    clients = {
        "saber_mais": life.accounts.saber_mais,
        "contel": life.accounts.contel,
        **life.olts,
        "ozmap": life.accounts.ozmap,
    }
    result = lifecycle.LifecycleRunner(clients).execute(plan)
    _store(life, result)
    return Told(
        text=" ".join(plan.sentences()),
        events=(*plan.events, *(event for done in result.results for event in done.events)),
        found=(*(f"{done.service} {done.task} {done.outcome}" for done in result.results), *_seen(life)),
    )


def _services(life: Life) -> tuple[SvaService | LineService | OnuService | PortService, ...]:
    return (
        SvaService(id="1", integration_id="saber_mais", product_id=life.product.id, user=life.user),
        LineService(id="1", integration_id="contel", line=life.line),
        OnuService(id="1", integration_id=life.found_on, onu=life.onu),
        PortService(id="1", integration_id="ozmap", reservation=life.reservation),
    )


def _store(life: Life, result: lifecycle.ContractResult) -> None:
    """What a host writes down: the contract, and each service as its platform has it now."""
    life.contract = result.contract
    for done in result.results:
        match done.after:
            case SvaService(user=sva.SvaUser() as user):
                life.user = user
            case LineService(line=line):
                life.line = line
            case OnuService(onu=onu):
                life.onu = onu
            case PortService(reservation=reservation):
                life.reservation = reservation


def _seen(life: Life) -> Iterator[str]:
    """The contract, and each service as its platform shows it to somebody who only looks."""
    yield f"contrato: {life.contract.status}/{life.contract.access}"
    yield f"sva: {life.accounts.saber_mais.get_user(cpf=life.user.cpf).status}"
    yield f"linha: {life.accounts.contel.refresh_line(line=life.line).value.status}"
    if life.onu.admin_state is olt.OnuState.PROVISIONED:
        enabled = life.its_olt.find_onu(serial=life.onu.serial).enabled
        yield f"onu: {'enabled' if enabled else 'disabled'}"
    for port in life.accounts.ozmap.find_customer_port(code=life.reservation.code):
        yield f"porta: {port.status}"
