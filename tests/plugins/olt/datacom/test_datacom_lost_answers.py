"""The session killed at every line of a transaction, before and after it was run: nothing doubled, halved or lost."""

from collections.abc import Callable
from functools import cache

import attrs
import pytest

from datacom_by_hand import BRIDGE, PPPOE, SECOND, WAITING, WIFI, Bench, template
from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown
from isp_integrations.plugins.olt.equipment.state import START
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind

Task = Callable[[Bench], Callable[[], object]]
LOST = {
    "before": TerminalFaultKind.DROP_BEFORE,
    "after": TerminalFaultKind.DROP_AFTER,
    "during": TerminalFaultKind.DROP_DURING,
}


def provision(bench: Bench) -> Callable[[], object]:
    onu = bench.found(name="CLIENTE-9")
    return lambda: bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template())


def provision_router(bench: Bench) -> Callable[[], object]:
    onu = bench.found()
    return lambda: bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(PPPOE), wifi=WIFI)


def delete(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned()
    return lambda: bench.client.delete_onu(onu=onu)


def move(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned()
    bench.equipment.devices[WAITING].pon = "1/1/3"
    return lambda: bench.client.move_onu(onu=onu, connection=BRIDGE, template=template(), pon_port="1/1/3")


def replace(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned()
    found = next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == SECOND)
    new = olt.replacement_of(onu, found)
    return lambda: bench.client.replace_onu(onu=onu, new=new, connection=BRIDGE, template=template())


def clean_up(bench: Bench) -> Callable[[], object]:
    onu = attrs.evolve(bench.provisioned(), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("service_port",))
    return lambda: bench.client.clean_up_onu(onu=onu, connection=BRIDGE, template=template())


def wifi(bench: Bench) -> Callable[[], object]:
    onu = attrs.evolve(bench.known(), connection=PPPOE)
    return lambda: bench.client.configure_wifi(onu=onu, wifi=WIFI)


TASKS: dict[str, Task] = {
    task.__name__: task for task in (provision, provision_router, delete, move, replace, clean_up, wifi)
}


def shape(bench: Bench) -> str:
    """All that the OLT is configured with, without the moments and the numbers that are the fake's own."""
    running = bench.equipment.running
    onus = sorted((attrs.evolve(onu, since=START) for onu in running.onus.values()), key=lambda onu: onu.serial)
    ports = sorted((p.pon, p.number, p.vlan, p.user_vlan or 0) for p in running.service_ports.values())
    return repr(([attrs.asdict(onu) for onu in onus], ports))


@cache
def undisturbed(name: str) -> tuple[int, str]:
    """How many lines a task types when nothing happens, and what the OLT is configured with afterwards."""
    bench = Bench()
    ask = TASKS[name](bench)
    before = len(bench.script.typed)
    ask()
    return len(bench.script.typed) - before, shape(bench)


WHOLE = {"provision": tuple(LOST), "provision_router": ("before", "after"), "delete": ("before", "after")}
CASES = [
    (name, place, how)
    for name in TASKS
    for place in range(undisturbed(name)[0])
    for how in WHOLE.get(name, ("after",))
]


@pytest.mark.parametrize(("name", "place", "how"), CASES)
def test_a_session_killed_at_any_line_ends_as_if_nothing_had_happened(name: str, place: int, how: str) -> None:
    _, expected = undisturbed(name)
    bench = Bench()
    ask = TASKS[name](bench)
    if place:
        bench.script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, size=4096, times=place))
    bench.script.add(TerminalFault(kind=LOST[how]))
    try:
        ask()
    except OutcomeUnknown as lost:
        bench.client.resume(lost.resume_token or "")
    assert shape(bench) == expected
