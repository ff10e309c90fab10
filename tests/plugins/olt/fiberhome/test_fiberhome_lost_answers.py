"""The connection killed at every message that changes something, before and after it: nothing doubled or lost."""

from collections.abc import Callable
from functools import cache

import attrs
import pytest

from fiberhome_by_hand import BRIDGE, FOREIGN, PPPOE, SECOND, STATIC, WAITING, WIFI, WORKING, Bench, template
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
    onu = bench.found(name="CLIENTE 1")
    made = template(upload_profile="1G")
    return lambda: bench.client.provision_onu(onu=onu, connection=PPPOE, template=made, wifi=WIFI)


def provision_static(bench: Bench) -> Callable[[], object]:
    onu = bench.found()
    return lambda: bench.client.provision_onu(onu=onu, connection=STATIC, template=template(STATIC))


def provision_bridge(bench: Bench) -> Callable[[], object]:
    onu = bench.found(FOREIGN)
    made = template(BRIDGE, onu_type="OTHER2")
    return lambda: bench.client.provision_onu(onu=onu, connection=BRIDGE, template=made)


def delete(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned()
    return lambda: bench.client.delete_onu(onu=onu)


def move(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned()
    bench.centre.devices[WAITING].pon = "2/2"
    return lambda: bench.client.move_onu(onu=onu, connection=PPPOE, template=template(), pon_port="2/2")


def swap(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned()
    found = next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == SECOND)
    new = olt.replacement_of(onu, found)
    return lambda: bench.client.replace_onu(onu=onu, new=new, connection=PPPOE, template=template())


def clean_up(bench: Bench) -> Callable[[], object]:
    onu = attrs.evolve(bench.provisioned(), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("verification",))
    return lambda: bench.client.clean_up_onu(onu=onu, connection=PPPOE, template=template())


def edit(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned()
    return lambda: bench.client.edit_onu(onu=onu, connection=attrs.evolve(PPPOE, vlan=200), name="CLIENTE 9")


def edit_bridge(bench: Bench) -> Callable[[], object]:
    onu = bench.provisioned(FOREIGN, BRIDGE, onu_type="OTHER2")
    return lambda: bench.client.edit_onu(onu=onu, connection=attrs.evolve(BRIDGE, vlan=200))


TASKS: dict[str, Task] = {
    task.__name__: task
    for task in (
        provision,
        provision_static,
        provision_bridge,
        delete,
        move,
        swap,
        clean_up,
        edit,
        edit_bridge,
    )
}


def shape(bench: Bench) -> list[object]:
    """All that the OLTs are configured with, without the moments."""
    onus = [onu for each in bench.fake.olts.values() for onu in each.running.onus.values()]
    return [attrs.asdict(attrs.evolve(onu, since=START)) for onu in sorted(onus, key=lambda onu: onu.serial)]


@cache
def undisturbed(name: str) -> tuple[tuple[str, ...], str]:
    """The messages that a task sends when nothing happens, and what is configured afterwards."""
    bench = Bench()
    ask = TASKS[name](bench)
    before = len(bench.sent)
    ask()
    return tuple(bench.sent[before:]), repr(shape(bench))


def glob(message: str) -> str:
    """What matches a message whatever its tag."""
    verb, _, access, _, _, payload = message.split(":")
    return f"{verb}::{access}:*::{payload}"


CASES = [
    pytest.param(name, place, how, id=f"{name}-{place}-{how}")
    for name in TASKS
    for place in range(len(undisturbed(name)[0]))
    for how in LOST
]


@pytest.mark.parametrize(("name", "place", "how"), CASES)
def test_a_connection_killed_at_any_message_ends_as_if_nothing_had_happened(name: str, place: int, how: str) -> None:
    messages, expected = undisturbed(name)
    bench = Bench()
    ask = TASKS[name](bench)
    bench.script.add(TerminalFault(kind=LOST[how], on=glob(messages[place])))
    try:
        ask()
    except OutcomeUnknown as lost:
        bench.client.resume(lost.resume_token or "")
    assert repr(shape(bench)) == expected


@pytest.mark.parametrize("how", LOST)
def test_a_restart_whose_answer_was_lost_counts_once_the_system_shows_a_fall(how: str) -> None:
    bench = Bench()
    onu = bench.known()
    bench.script.add(TerminalFault(kind=LOST[how], on="RESET-ONU*"))
    if how == "before":
        with pytest.raises(OutcomeUnknown):
            bench.client.reboot_onu(onu=onu)
        assert bench.centre.devices[WORKING].down_at is None
    else:
        assert bench.client.reboot_onu(onu=onu).value.state is olt.DeviceState.EXECUTED
    assert sum(each.startswith("RESET-ONU") for each in bench.sent) <= 1


def test_a_system_that_cannot_be_asked_what_became_of_it_leaves_the_order_to_be_resumed() -> None:
    bench = Bench()
    onu = bench.found()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="ADD-ONU*"))
    bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="LOGIN*", times=50))
    with pytest.raises(OutcomeUnknown) as lost:
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template())
    assert lost.value.pending == "add_onu"
