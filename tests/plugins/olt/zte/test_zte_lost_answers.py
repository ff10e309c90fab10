"""The session killed at every line that changes something, before and after it was run: nothing doubled or lost."""

from collections.abc import Callable
from functools import cache

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown
from isp_integrations.plugins.olt.equipment.state import START
from isp_integrations.plugins.olt.zte.sandbox import Habits
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from zte_by_hand import BRIDGE, CLASSIC, PPPOE, SECOND, TITAN, WAITING, WIFI, WORKING, Bench, template

Task = Callable[[Bench], Callable[[], object]]
LINES = {"classic": CLASSIC, "titan": TITAN}
LOST = {
    "before": TerminalFaultKind.DROP_BEFORE,
    "after": TerminalFaultKind.DROP_AFTER,
    "during": TerminalFaultKind.DROP_DURING,
}


def provisioned(bench: Bench) -> olt.Onu:
    done = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE))
    return done.value.onu


def provision(bench: Bench) -> Callable[[], object]:
    onu = bench.found(name="CLIENTE-9")
    upload = "UP-500M" if bench.habits is CLASSIC else ""
    asked = template(upload_profile=upload, download_profile="DOWN-500M")
    return lambda: bench.client.provision_onu(onu=onu, connection=PPPOE, template=asked, wifi=WIFI)


def provision_bridge(bench: Bench) -> Callable[[], object]:
    onu = bench.found()
    return lambda: bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))


def delete(bench: Bench) -> Callable[[], object]:
    onu = provisioned(bench)
    return lambda: bench.client.delete_onu(onu=onu)


def move(bench: Bench) -> Callable[[], object]:
    onu = provisioned(bench)
    bench.equipment.devices[WAITING].pon = "1/3/2"
    return lambda: bench.client.move_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE), pon_port="1/3/2")


def replace(bench: Bench) -> Callable[[], object]:
    onu = provisioned(bench)
    found = next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == SECOND)
    new = olt.replacement_of(onu, found)
    return lambda: bench.client.replace_onu(onu=onu, new=new, connection=BRIDGE, template=template(BRIDGE))


def clean_up(bench: Bench) -> Callable[[], object]:
    onu = attrs.evolve(provisioned(bench), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("verification",))
    return lambda: bench.client.clean_up_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))


def edit(bench: Bench) -> Callable[[], object]:
    onu = bench.known()
    other = attrs.evolve(PPPOE, password="outra-s3nh@")
    return lambda: bench.client.edit_onu(onu=onu, connection=other, template=template(), name="CLIENTE-NOVO")


def wifi(bench: Bench) -> Callable[[], object]:
    onu = attrs.evolve(bench.known(), connection=PPPOE)
    return lambda: bench.client.configure_wifi(onu=onu, wifi=WIFI)


def disable(bench: Bench) -> Callable[[], object]:
    onu = bench.known()
    return lambda: bench.client.disable_onu(onu=onu)


def save(bench: Bench) -> Callable[[], object]:
    return bench.client.save_config


TASKS: dict[str, Task] = {
    task.__name__: task
    for task in (provision, provision_bridge, delete, move, replace, clean_up, edit, wifi, disable, save)
}


def shape(bench: Bench) -> str:
    """All that the OLT is configured with, without the moments and the numbers that are the fake's own."""
    running = bench.equipment.running
    onus = sorted((attrs.evolve(onu, since=START) for onu in running.onus.values()), key=lambda onu: onu.serial)
    ports = sorted((p.pon, p.number, p.vlan, p.user_vlan) for p in running.service_ports.values())
    return repr(([attrs.asdict(onu) for onu in onus], ports, len(bench.equipment.saved.onus)))


@cache
def undisturbed(name: str, line: str) -> tuple[tuple[str, ...], str]:
    """The lines that a task types when nothing happens, and what the OLT is configured with afterwards."""
    bench = Bench(LINES[line])
    ask = TASKS[name](bench)
    before = len(bench.changes)
    ask()
    return tuple(bench.changes[before:]), shape(bench)


CASES = [
    pytest.param(name, line, place, how, id=f"{name}-{line}-{place}-{how}")
    for name in TASKS
    for line in LINES
    for place in range(len(undisturbed(name, line)[0]))
    for how in LOST
    if (line == "classic" and (how != "during" or name == "provision")) or (name == "provision" and how == "after")
]


@pytest.mark.parametrize(("name", "line", "place", "how"), CASES)
def test_a_session_killed_at_any_line_ends_as_if_nothing_had_happened(
    name: str, line: str, place: int, how: str
) -> None:
    lines, expected = undisturbed(name, line)
    bench = Bench(LINES[line])
    ask = TASKS[name](bench)
    bench.script.add(TerminalFault(kind=LOST[how], on=lines[place]))
    try:
        ask()
    except OutcomeUnknown as lost:
        bench.client.resume(lost.resume_token or "")
    assert shape(bench) == expected


@pytest.mark.parametrize("how", LOST)
def test_a_restart_whose_answer_was_lost_stays_unknown_and_is_not_repeated(how: str) -> None:
    bench = Bench(Habits(asks=False))
    onu = bench.known()
    bench.script.add(TerminalFault(kind=LOST[how], on="reboot"))
    with pytest.raises(OutcomeUnknown) as unknown:
        bench.client.reboot_onu(onu=onu)
    assert unknown.value.pending == "reboot"
    assert sum(line == "reboot" for line in bench.changes) <= 1
    assert (bench.equipment.devices[WORKING].down_at is None) is (how == "before")


def test_an_olt_that_cannot_be_asked_what_became_of_it_leaves_the_order_to_be_resumed() -> None:
    bench = Bench()
    onu = bench.found()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="onu 1 type*"))
    bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="terminal length 0", times=50))
    with pytest.raises(OutcomeUnknown) as lost:
        bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))
    assert lost.value.pending == "onu_add"
