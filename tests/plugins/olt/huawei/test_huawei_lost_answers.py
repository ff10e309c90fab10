"""The session killed at every line that changes something, before and after it was run: nothing doubled or lost."""

from collections.abc import Callable
from functools import cache

import attrs
import pytest

from huawei_by_hand import BRIDGE, PPPOE, SECOND, STATIC, WAITING, WORKING, Bench, template
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
ROUTED = template(options={"wan_profile": "1", "policy_route_profile": "1"})


def provisioned(bench: Bench, serial: str = WAITING) -> olt.Onu:
    return bench.client.provision_onu(onu=bench.found(serial), connection=PPPOE, template=template()).value.onu


def provision(bench: Bench) -> Callable[[], object]:
    onu = bench.found()
    return lambda: bench.client.provision_onu(onu=onu, connection=PPPOE, template=ROUTED)


def provision_bridge(bench: Bench) -> Callable[[], object]:
    onu = bench.found()
    return lambda: bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))


def provision_static(bench: Bench) -> Callable[[], object]:
    onu = bench.found()
    return lambda: bench.client.provision_onu(onu=onu, connection=STATIC, template=template(STATIC))


def delete(bench: Bench) -> Callable[[], object]:
    onu = provisioned(bench)
    return lambda: bench.client.delete_onu(onu=onu)


def move(bench: Bench) -> Callable[[], object]:
    onu = provisioned(bench)
    bench.equipment.devices[WAITING].pon = "0/2/1"
    return lambda: bench.client.move_onu(onu=onu, connection=PPPOE, template=template(), pon_port="0/2/1")


def replace(bench: Bench) -> Callable[[], object]:
    onu = provisioned(bench)
    found = next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == SECOND)
    new = olt.replacement_of(onu, found)
    return lambda: bench.client.replace_onu(onu=onu, new=new, connection=PPPOE, template=template())


def clean_up(bench: Bench) -> Callable[[], object]:
    onu = attrs.evolve(provisioned(bench), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("verification",))
    return lambda: bench.client.clean_up_onu(onu=onu, connection=PPPOE, template=template())


def edit(bench: Bench) -> Callable[[], object]:
    onu = provisioned(bench)
    return lambda: bench.client.edit_onu(onu=onu, connection=attrs.evolve(PPPOE, vlan=200), description="Casa 9")


def disable(bench: Bench) -> Callable[[], object]:
    onu = bench.known()
    return lambda: bench.client.disable_onu(onu=onu)


TASKS: dict[str, Task] = {
    task.__name__: task
    for task in (
        provision,
        provision_bridge,
        provision_static,
        delete,
        move,
        replace,
        clean_up,
        edit,
        disable,
    )
}


def is_change(line: str) -> bool:
    return line.startswith(("ont ", "service-port", "undo service-port"))


def shape(bench: Bench) -> object:
    """All that the OLT is configured with, without the numbers that it gives by itself and the moments."""
    running = bench.equipment.running
    onus = sorted((attrs.evolve(onu, since=START) for onu in running.onus.values()), key=lambda o: o.serial)
    ports = sorted((p.pon, p.number, p.vlan, p.gem, p.inbound) for p in running.service_ports.values())
    return [attrs.asdict(onu) for onu in onus], ports


@cache
def undisturbed(name: str) -> tuple[tuple[str, ...], str]:
    """The lines that a task types when nothing happens, and what the OLT is configured with afterwards."""
    bench = Bench()
    ask = TASKS[name](bench)
    before = len(bench.typed)
    ask()
    return tuple(filter(is_change, bench.typed[before:])), repr(shape(bench))


CASES = [
    pytest.param(name, place, how, id=f"{name}-{place}-{how}")
    for name in TASKS
    for place in range(len(undisturbed(name)[0]))
    for how in LOST
    if how != "during" or name == "provision"
]


@pytest.mark.parametrize(("name", "place", "how"), CASES)
def test_a_session_killed_at_any_line_ends_as_if_nothing_had_happened(name: str, place: int, how: str) -> None:
    lines, expected = undisturbed(name)
    bench = Bench()
    ask = TASKS[name](bench)
    bench.script.add(TerminalFault(kind=LOST[how], on=lines[place].replace("[", "[[]")))
    try:
        ask()
    except OutcomeUnknown as lost:
        bench.client.resume(lost.resume_token or "")
    assert repr(shape(bench)) == expected


@pytest.mark.parametrize("how", LOST)
def test_a_restart_whose_answer_was_lost_counts_once_the_onu_shows_it(how: str) -> None:
    bench = Bench()
    onu = bench.known()
    bench.script.add(TerminalFault(kind=LOST[how], on="ont reset*" if how == "before" else "y"))
    if how == "before":
        with pytest.raises(OutcomeUnknown):
            bench.client.reboot_onu(onu=onu)
        assert bench.equipment.devices[WORKING].down_at is None
    else:
        assert bench.client.reboot_onu(onu=onu).value.state is olt.DeviceState.EXECUTED
    assert sum(line.startswith("ont reset") for line in bench.typed) <= 1


def test_an_olt_that_cannot_be_asked_what_became_of_it_leaves_the_order_to_be_resumed() -> None:
    bench = Bench()
    failed = attrs.evolve(bench.found(), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("authorisation",))
    bench.client.find_onu(serial=WORKING)
    bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="ont add*"))
    bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="enable", times=50))
    with pytest.raises(OutcomeUnknown) as lost:
        bench.client.retry_provision(onu=failed, connection=PPPOE, template=template())
    assert lost.value.pending == "ont_add"
