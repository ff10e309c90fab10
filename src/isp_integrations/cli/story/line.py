"""The story: one line's whole life on a platform's fake, told through the public client alone.

What must come of each step stands in `historia.json`: once for all platforms, and apart for a platform whose wire
cannot do it or does it in another order, with the reason.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from importlib.resources.abc import Traversable
from typing import Any

import attrs

from isp_integrations.cli.files import named
from isp_integrations.cli.report import told_event
from isp_integrations.cli.screen import say, show_json, show_table
from isp_integrations.cli.story.telling import WORDS, End, Expected, Outcome, Step, Told, carry_out, read_script
from isp_integrations.clients import mvno
from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core import registry
from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    ProductType,
)
from isp_integrations.core.errors import UnsupportedOperation
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno.following import Following, follow_portability
from isp_integrations.core.mvno.machines import LINE, PORTABILITY
from isp_integrations.core.mvno.report import Difference, ReportRow, line_report
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone(timedelta(hours=-3)))
"""The moment at which the fakes live."""

LOOKS = 20
"""At most, at an activation with port-in that is followed."""

AREA_CODE = "11"
LINE_ID, CONTRACT, NEW_CONTRACT, INTEGRATION = "1", "100", "200", "1"
COLUMNS = ("Passo", "O que se fez", "Resultado", "Eventos para o ERP gravar")


@attrs.frozen(kw_only=True)
class Apart:
    """What must come of a step on one platform, and why it is another thing there."""

    expect: Expected
    reason: str


@attrs.frozen(kw_only=True)
class Script:
    """The file.

    Attributes:
        port_in: number to be ported in, national digits.
        top_ups: what a top-up buys where that is no plan of the catalogue, by platform.
        exceptions: by platform and step.
    """

    customer: Customer
    new_holder: Customer
    port_in: Msisdn
    top_ups: Mapping[str, str]
    steps: tuple[Step, ...]
    exceptions: Mapping[str, Mapping[str, Apart]]

    @classmethod
    def read(cls, path: Traversable) -> "Script":
        """The file's content; every problem is an `InvalidRecord`."""
        script = read_script(cls, path)
        known = [step.id for step in script.steps]
        asked = {step for apart in script.exceptions.values() for step in apart}
        wrong = [f"steps: devem ser {', '.join(STEPS)}"] if known != list(STEPS) else []
        wrong += [f"exceptions: passo desconhecido: {step}" for step in sorted(asked.difference(STEPS))]
        if wrong:
            raise named(path, wrong)
        return script


@attrs.define(kw_only=True)
class Life:
    """The line as the host has it while the story goes on, and the account that it is told on."""

    platform: str
    client: MvnoClient
    script: Script
    line: m.MvnoLine
    plans: tuple[str, ...] = ()
    sims: tuple[Iccid, ...] = ()

    def keep(self, done: Done[m.MvnoLine], text: str = "", **known: Any) -> Told:
        """The line as an operation left it, and what to tell of it."""
        self.line = attrs.evolve(done.value, **known)
        return Told(text=text or f"linha no status {LINE.words[self.line.status]}", events=done.events)


def _connects(life: Life) -> Told:
    life.client.test_connection()
    return Told(text="conexão comprovada")


def _lists_plans(life: Life) -> Told:
    life.plans = tuple(plan.code for plan in life.client.list_plans())
    return Told(text=f"{len(life.plans)} planos no catálogo")


def _activates(life: Life) -> Told:
    """A new line on a SIM of the stock with a number that comes from elsewhere, until both are settled."""
    life.sims = tuple(sim.iccid for sim in life.client.list_sim_cards(available=True))
    port_in = PortIn(number=life.script.port_in, donor_operator=_donor(life.client))
    done = life.client.activate_line(
        customer=life.script.customer,
        plan_code=life.plans[0],
        area_code=AREA_CODE,
        iccid=life.sims[0],
        port_in=port_in,
        line=life.line,
    )
    following, events = follow_portability(done.value.line), list(done.events)
    for _ in range(LOOKS):
        if following.finished:
            break
        step = following.observe(_looked_at(life.client, following), today=NOW.date())
        following = step.following
        events += step.events
    refreshed = life.client.refresh_line(line=following.line)
    life.line = attrs.evolve(refreshed.value, plan_code=life.plans[0], is_ported=True)
    port = PORTABILITY.words[following.portability.status]
    return Told(
        text=f"linha no status {LINE.words[life.line.status]}, portabilidade {port}",
        events=(*events, *refreshed.events),
    )


def _donor(client: MvnoClient) -> str | None:
    """Some operator to port from, where the platform keeps a list of them."""
    try:
        return next(iter(client.list_donor_operators())).id
    except UnsupportedOperation:
        return None


def _looked_at(client: MvnoClient, following: Following) -> m.Portability:
    line = following.line
    if line.status is m.LineStatus.AWAITING_ACTIVATION and line.iccid is not None:
        client.get_activation(iccid=line.iccid)
    return client.get_portability(line=line)


def _blocks_in_part(life: Life) -> Told:
    blocked = life.client.block_line(line=life.line, scope=m.BlockScope.PARTIAL, reason=m.BlockReason.DEBT)
    released = life.client.unblock_line(line=blocked.value)
    told = life.keep(released, f"linha no status {LINE.words[blocked.value.status]} e de volta")
    return attrs.evolve(told, events=(*blocked.events, *told.events))


def _blocks(life: Life) -> Told:
    return life.keep(life.client.block_line(line=life.line, scope=m.BlockScope.TOTAL, reason=m.BlockReason.DEBT))


def _unblocks(life: Life) -> Told:
    return life.keep(life.client.unblock_line(line=life.line))


def _swaps(life: Life) -> Told:
    return life.keep(life.client.swap_sim(line=life.line, new_iccid=life.sims[1]), "linha no outro chip")


def _reads_balance(life: Life) -> Told:
    left = life.client.get_balance(line=life.line)
    return Told(text=f"restam {left.data_mb} MB" if left.data_mb is not None else "saldo lido")


def _reads_usage(life: Life) -> Told:
    periods = tuple(life.client.list_usage(line=life.line, start=NOW.date().replace(day=1), end=NOW.date()))
    return Told(text=f"{len(periods)} registros de consumo")


def _tops_up(life: Life) -> Told:
    code = life.script.top_ups.get(life.platform, life.plans[0])
    return Told(text="recarga feita", events=life.client.top_up(line=life.line, plan_code=code).events)


def _changes_plan(life: Life) -> Told:
    done = life.client.change_plan(line=life.line, plan_code=life.plans[1])
    return life.keep(done, "linha em outro plano", plan_code=life.plans[1])


def _transfers(life: Life) -> Told:
    """To another customer's contract, whose product maps to the first plan again."""
    done = life.client.transfer_ownership(
        line=life.line, new_contract=_new_contract(life), new_holder=life.script.new_holder
    )
    life.line = attrs.evolve(done.value.line, plan_code=life.plans[0])
    return Told(text="linha no contrato e no nome do novo titular", events=done.events)


def _new_contract(life: Life) -> Contract:
    mobile = ContractItem(
        product_id="50", type=ProductType.MOBILE, integration_id=INTEGRATION, platform_plan_code=life.plans[0]
    )
    return Contract(
        id=NEW_CONTRACT,
        customer_id=life.script.new_holder.id,
        status=ContractStatus.ACTIVE,
        access=AccessStatus.ACTIVE,
        items=(mobile,),
    )


def _reports(life: Life) -> Told:
    """The host's record says blocked, and nobody told the platform."""
    stale = attrs.evolve(life.line, status=m.LineStatus.BLOCKED_TOTAL)
    row = next(row for row in _report(life, stale) if row.host is stale)
    return Told(
        text="bloqueada no ERP e cobrada na plataforma" if row.stands_out else "nada chama a atenção",
        found=tuple(Difference(found).value for found in row.differences),
    )


def _report(life: Life, line: m.MvnoLine) -> Iterator[ReportRow]:
    customers = {life.script.new_holder.id: life.script.new_holder}
    return line_report([line], life.client.list_lines(), customers=customers)


def _cancels(life: Life) -> Told:
    return life.keep(life.client.cancel_line(line=life.line))


STEPS: Mapping[str, Callable[[Life], Told]] = {
    "test_connection": _connects,
    "list_plans": _lists_plans,
    "activate_with_port_in": _activates,
    "block_partial": _blocks_in_part,
    "block_total": _blocks,
    "refused_transfer": _transfers,
    "unblock": _unblocks,
    "swap_sim": _swaps,
    "balance": _reads_balance,
    "usage": _reads_usage,
    "top_up": _tops_up,
    "change_plan": _changes_plan,
    "transfer": _transfers,
    "report": _reports,
    "cancel": _cancels,
}


def tell(platform: str, path: Traversable, *, as_json: bool) -> int:
    """Tell the story on a platform's fake behind a real HTTP server; 0 when every step ended as the file expects.

    Raises:
        PlatformNotAvailable, UnknownPlatform: there is no such fake.
    """
    kind, script = registry.load(mvno.FAMILY, platform), Script.read(path)
    fake, clock = kind.sandbox(), JumpingClock(NOW)
    with serve({platform: fake}) as server:
        say(f"{kind.title}, simulada: {server.base_url(platform)}")
        with mvno.connect(
            platform, credentials=fake.credentials, base_url=server.base_url(platform), clock=clock
        ) as client:
            line = m.MvnoLine(
                id=LINE_ID,
                integration_id=INTEGRATION,
                contract_id=CONTRACT,
                customer_id=script.customer.id,
                status=m.LineStatus.AWAITING_ACTIVATION,
                on_platform=False,
            )
            life = Life(platform=platform, client=client, script=script, line=line)
            outcomes = tuple(_carried_out(life, step) for step in script.steps)
    surprises = tuple(surprise for outcome in outcomes for surprise in outcome.surprises)
    if as_json:
        show_json(_plain(platform, outcomes, surprises))
    else:
        show_table(f"{kind.title}: a história de uma linha", COLUMNS, [_row(outcome) for outcome in outcomes])
        met = sum(not outcome.surprises for outcome in outcomes)
        print(f"{len(outcomes)} passos. Como esperado: {met} de {len(outcomes)}.")
    for surprise in surprises:
        say(f"diferente do esperado: {surprise}")
    return 1 if surprises else 0


def _carried_out(life: Life, step: Step) -> Outcome:
    apart = life.script.exceptions.get(life.platform, {}).get(step.id)
    return carry_out(
        lambda: STEPS[step.id](life),
        step,
        expected=apart.expect if apart else None,
        reason=apart.reason if apart else "",
    )


def _row(outcome: Outcome) -> tuple[str, ...]:
    rules = (f"{found.rule_id}: {found.message}" for found in outcome.rules)
    done = outcome.end is End.DONE
    result = (WORDS[outcome.end], *rules, *([] if done or not outcome.message else [outcome.message]))
    return (
        outcome.step.title,
        outcome.message if done else "",
        "\n".join([*result, *([outcome.reason] if outcome.reason else [])]),
        "\n".join(map(told_event, outcome.events)),
    )


def _plain(platform: str, outcomes: tuple[Outcome, ...], surprises: tuple[str, ...]) -> Any:
    return {
        "platform": platform,
        "as_expected": not surprises,
        "steps": [outcome.to_plain() for outcome in outcomes],
        "surprises": list(surprises),
    }
