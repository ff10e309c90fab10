"""Tables that lost a line, a block or everything on their way: never a shorter list, and nothing done about it."""

from collections.abc import Callable, Mapping

import attrs
import pytest

from fiberhome_by_hand import BRIDGE, DHCP, FOREIGN, PPPOE, WAITING, WORKING, Bench, template
from isp_integrations import olt
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.fake_tl1 import END, Tl1Request, completed
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, FiberHomeConnection, Habits

Shortened = Callable[[str, str], str]
READS: Mapping[str, Callable[[Bench, olt.Onu], object]] = {
    "LST-DEVICE": lambda bench, _: tuple(bench.client.list_olts()),
    "LST-UNREGONU": lambda bench, _: [onu.serial for onu in bench.client.list_unprovisioned(olt_id=CENTRE)],
    "LST-ONU": lambda bench, _: tuple(bench.client.list_onus(olt_id=CENTRE)),
    "LST-ONUSTATE": lambda bench, onu: bench.client.get_onu_status(onu=onu),
    "LST-OMDDM": lambda bench, onu: bench.client.get_onu_status(onu=onu),
    "QUERY-ONUINFO": lambda bench, onu: bench.client.find_onu(serial=onu.serial),
}


@pytest.fixture
def shorten(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Shortened], None]:
    """Has the system's answers to one verb go through a function of tag and answer."""
    run = FiberHomeConnection.run

    def shortened(verb: str, change: Shortened) -> None:
        def changed(connection: FiberHomeConnection, asked: Tl1Request) -> str:
            said = run(connection, asked)
            return change(asked.ctag, said) if asked.verb == verb else said

        monkeypatch.setattr(FiberHomeConnection, "run", changed)

    return shortened


def without(line: int) -> Shortened:
    """One line less of what follows the head, if there are as many."""

    def change(_: str, said: str) -> str:
        lines = said.split(END)
        return END.join((*lines[: line + 3], *lines[line + 4 :]))

    return change


def lines_of(bench: Bench, verb: str, ask: Callable[[], object], shorten: Callable[[str, Shortened], None]) -> int:
    """How many lines stand between the head and the end of the answer."""
    counts: list[int] = []

    def count(_: str, said: str) -> str:
        counts.append(len(said.split(END)) - 3 - 2)
        return said

    shorten(verb, count)
    ask()
    return counts[0]


@pytest.mark.parametrize("verb", READS)
def test_a_list_that_lost_a_line_is_never_a_shorter_one(verb: str, shorten: Callable[[str, Shortened], None]) -> None:
    bench = Bench()
    onu = bench.known()
    right = READS[verb](bench, onu)
    unreadable = 0
    for line in range(lines_of(bench, verb, lambda: READS[verb](bench, onu), shorten)):
        shorten(verb, without(line))
        try:
            assert READS[verb](bench, onu) == right, line
        except UnexpectedAnswer:
            unreadable += 1
    assert unreadable >= 4, "two rules, the columns and a row"


@pytest.mark.parametrize("verb", READS)
def test_a_list_without_a_table_is_no_empty_list(verb: str, shorten: Callable[[str, Shortened], None]) -> None:
    bench = Bench()
    onu = bench.known()
    shorten(verb, lambda tag, _: completed(tag))
    with pytest.raises(UnexpectedAnswer):
        READS[verb](bench, onu)


def test_a_block_that_was_lost_is_missed(shorten: Callable[[str, Shortened], None]) -> None:
    bench = Bench(Habits(per_block=1))
    waiting = len(tuple(bench.client.list_unprovisioned(olt_id=CENTRE)))
    assert waiting == 4
    for lost in range(waiting):

        def change(_: str, said: str, lost: int = lost) -> str:
            blocks = said.removesuffix(f"{END};{END}").split(f"{END}>{END}")
            return f"{END}>{END}".join((*blocks[:lost], *blocks[lost + 1 :])) + f"{END};{END}"

        shorten("LST-UNREGONU", change)
        with pytest.raises(UnexpectedAnswer):
            tuple(bench.client.list_unprovisioned(olt_id=CENTRE))


def cut_below(_: str, said: str) -> str:
    """The rule below the rows was lost."""
    return said[: said.rindex("-" * 80)] + f";{END}"


@pytest.mark.parametrize("change", [cut_below, lambda tag, _: completed(tag)], ids=["cut", "no table"])
def test_onu_10_an_onu_is_not_removed_because_the_list_was_cut_short(
    change: Shortened, shorten: Callable[[str, Shortened], None]
) -> None:
    bench = Bench()
    onu = bench.known()
    shorten("LST-ONU", change)
    with pytest.raises(UnexpectedAnswer):
        bench.client.delete_onu(onu=onu, moves_inventory=True)
    assert bench.sent == []
    assert bench.has(WORKING)


@pytest.mark.parametrize(
    ("verb", "serial", "before", "asked", "onu_type"),
    [
        ("LST-ONUWANSERVICECFG", WAITING, PPPOE, DHCP, "HG6145E"),
        ("LST-PORTVLAN", FOREIGN, BRIDGE, attrs.evolve(BRIDGE, vlan=200), "OTHER2"),
    ],
)
def test_a_connection_is_not_changed_on_a_list_that_was_cut_short(
    shorten: Callable[[str, Shortened], None],
    verb: str,
    serial: str,
    before: olt.ConnectionConfig,
    asked: olt.ConnectionConfig,
    onu_type: str,
) -> None:
    bench = Bench()
    onu = bench.provisioned(serial, before, onu_type=onu_type)
    sent = bench.sent
    shorten(verb, cut_below)
    with pytest.raises(UnexpectedAnswer):
        bench.client.edit_onu(onu=onu, connection=asked, template=template(asked, onu_type=onu_type))
    assert bench.sent == sent
