"""OLTs: tables into models beside TextFSM, and a search over many OLTs."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path
from statistics import median

import ntc_templates
from textfsm import TextFSM

from benchmarks.provisioning import HUAWEI_PON, OPTIONS, huawei_waiting, provisioning
from benchmarks.table import Row
from isp_integrations import olt
from isp_integrations.clients.olt import OltClient
from isp_integrations.core.platform import Account
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import Equipment, OnuConfig, make_serial
from isp_integrations.plugins.olt.huawei import fake_tables, reads, tables
from isp_integrations.plugins.olt.huawei.plugin import Huawei
from isp_integrations.plugins.olt.huawei.sandbox import huawei_sandbox
from isp_integrations.sandbox.server import serve

FASTER, SEARCH_SECONDS, OLTS = 3.0, 0.2, 20
PONS_OF_A_BOARD = 16
TEMPLATE = "huawei_smartax_display_ont_info_0_1_2.textfsm"


def equipment(*, rounds: int = 40, onus: int = 128, olts: int = OLTS, provisioned: int = 5) -> list[Row]:
    """Every measurement of the family."""
    return [_parsing(rounds, onus), _searching(olts), *provisioning(provisioned)]


def _parsing(rounds: int, onus: int) -> Row:
    text = fake_tables.onts(_full(onus), HUAWEI_PON)
    template = (Path(ntc_templates.__file__).parent / "templates" / TEMPLATE).read_text("utf-8")
    plugin, place = Huawei(Account(credentials=huawei_sandbox().credentials)), tables.Place.parse(HUAWEI_PON)
    engine = TextFSM(StringIO(template))

    def ours() -> tuple[olt.Onu, ...]:
        return reads.listed(plugin, place, tables.read_onts(text, place))

    def theirs() -> list[list[str]]:
        engine.Reset()
        rows: list[list[str]] = engine.ParseText(text)
        return rows

    assert len(ours()) == len(theirs()) == onus, "a row was lost"
    turns = [(_table_seconds(ours), _table_seconds(theirs)) for _ in range(rounds)]
    ratio = median(reference / mine for mine, reference in turns)
    mine, reference = (median(side) * 1000 for side in zip(*turns, strict=True))
    return Row(
        name=f"a table of {onus} ONUs into models",
        ours=f"{mine:.2f} ms",
        reference=f"{reference:.2f} ms, TextFSM to lists",
        compared=f"{ratio:.1f} x",
        target=f">= {FASTER:.0f} x",
        met=ratio >= FASTER,
    )


def _table_seconds(read: Callable[[], object]) -> float:
    """The processor's time for one of a board's tables, which come one after another as in a listing of an OLT."""
    started = time.process_time()
    for _ in range(PONS_OF_A_BOARD):
        read()
    return (time.process_time() - started) / PONS_OF_A_BOARD


def _searching(olts: int) -> Row:
    fakes = {f"olt_{number}": huawei_sandbox() for number in range(olts)}
    with _connected(fakes, latency=SEARCH_SECONDS) as accounts:
        for client in accounts.values():
            client.test_connection()
        one = _seconds(lambda: olt.search(dict([next(iter(accounts.items()))])))
        all_of_them = _seconds(lambda: olt.search(accounts))
    return Row(
        name=f"searching {olts} OLTs",
        ours=f"{all_of_them:.2f} s",
        reference=f"{one:.2f} s for one, {SEARCH_SECONDS * 1000:.0f} ms a line",
        compared=f"{all_of_them / one:.2f} x",
        target="< 2 x",
        met=all_of_them < 2 * one,
    )


@contextmanager
def _connected(fakes: Mapping[str, FakeOlt], *, latency: float) -> Iterator[dict[str, OltClient]]:
    with ExitStack() as opened:
        server = opened.enter_context(serve(fakes, latency=latency))
        yield {
            key: opened.enter_context(
                olt.connect(
                    "huawei",
                    credentials=dict(fake.credentials),
                    base_url=server.base_url(key, "ssh"),
                    terminal=OPTIONS,
                )
            )
            for key, fake in fakes.items()
        }


def _full(onus: int) -> Equipment:
    made = huawei_waiting(onus)
    for number in range(onus):
        serial = make_serial(number)
        made.running.authorise(
            OnuConfig(pon=HUAWEI_PON, number=number, serial=serial, description=f"Casa {number} da Rua Exemplo")
        )
    return made


def _seconds(job: object) -> float:
    assert callable(job)
    started = time.perf_counter()
    job()
    return time.perf_counter() - started
