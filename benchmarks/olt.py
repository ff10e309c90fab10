"""OLTs: tables into models beside TextFSM, a search over many OLTs, and whose the time of a provisioning is."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path

import ntc_templates
from textfsm import TextFSM

from benchmarks.table import Row
from isp_integrations import olt
from isp_integrations.clients.olt import OltClient
from isp_integrations.core.platform import Account
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import Device, Equipment, OnuConfig, Profile, make_serial
from isp_integrations.plugins.olt.huawei import fake_tables, reads, tables
from isp_integrations.plugins.olt.huawei.plugin import Huawei
from isp_integrations.plugins.olt.huawei.sandbox import huawei_sandbox
from isp_integrations.sandbox.server import serve
from isp_integrations.transports.terminal.options import TerminalOptions

FASTER, SEARCH_SECONDS, OLTS = 3.0, 0.2, 20
DRIVER_SHARE = 0.10
PON = "0/1/3"
TEMPLATE = "huawei_smartax_display_ont_info_0_1_2.textfsm"
OPTIONS = TerminalOptions(trust_any_host_key=True)
PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana@exemplo", password="s3nh@")  # noqa: S106  of a fake


def equipment(*, rounds: int = 40, onus: int = 128, olts: int = OLTS, provisioned: int = 5) -> list[Row]:
    """Every measurement of the family."""
    return [_parsing(rounds, onus), _searching(olts), _provisioning(provisioned)]


def _parsing(rounds: int, onus: int) -> Row:
    text = fake_tables.onts(_full(onus), PON)
    template = (Path(ntc_templates.__file__).parent / "templates" / TEMPLATE).read_text("utf-8")
    plugin, place = Huawei(Account(credentials=huawei_sandbox().credentials)), tables.Place.parse(PON)
    theirs = TextFSM(StringIO(template))
    ours: tuple[olt.Onu, ...] = ()
    reference, mine = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        theirs.Reset()
        rows = theirs.ParseText(text)
        between = time.perf_counter()
        ours = reads.listed(plugin, place, tables.read_onts(text, place))
        reference.append(between - started)
        mine.append(time.perf_counter() - between)
    assert len(rows) == len(ours) == onus, "a row was lost"
    ratio = min(reference) / min(mine)
    return Row(
        name=f"a table of {onus} ONUs into models",
        ours=f"{min(mine) * 1000:.2f} ms",
        reference=f"{min(reference) * 1000:.2f} ms, TextFSM to lists",
        compared=f"{ratio:.1f} x",
        target=f">= {FASTER:.0f} x",
        met=ratio >= FASTER,
    )


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


def _provisioning(onus: int, latency: float = 0.05) -> Row:
    fake = huawei_sandbox(_waiting(onus))
    template = olt.ProvisioningTemplate(
        name="Fibra 500", mode=PPPOE.mode, line_profile="LP_INTERNET", service_profile="10"
    )
    with _connected({"huawei": fake}, latency=latency) as accounts:
        client = accounts["huawei"]
        found = list(client.list_unprovisioned())
        typed, started = len(fake.lines), time.perf_counter()
        for each in found:
            onu = olt.link_onu(each, plan_id="7")
            assert client.provision_onu(onu=onu, connection=PPPOE, template=template).value.complete
        seconds, lines = time.perf_counter() - started, len(fake.lines) - typed
    share = 1 - lines * latency / seconds
    return Row(
        name=f"provisioning {onus} ONUs by PPPoE",
        ours=f"{seconds / onus:.2f} s each",
        reference=f"{lines} lines of {latency * 1000:.0f} ms",
        compared=f"{share:.1%} in the driver",
        target=f"< {DRIVER_SHARE:.0%}",
        met=share < DRIVER_SHARE,
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
    made = _waiting(onus)
    for number in range(onus):
        serial = make_serial(number)
        made.running.authorise(
            OnuConfig(pon=PON, number=number, serial=serial, description=f"Casa {number} da Rua Exemplo")
        )
    return made


def _waiting(onus: int) -> Equipment:
    return Equipment(
        pons=(PON,),
        devices=tuple(Device(serial=make_serial(number), pon=PON) for number in range(onus)),
        profiles={
            "line": (Profile(id=10, name="LP_INTERNET", gems=(1, 2, 3)),),
            "service": (Profile(id=10, name="SP_INTERNET", ports=frozenset({"eth_0/1"})),),
        },
        vlans=(100, 200),
    )


def _seconds(job: object) -> float:
    assert callable(job)
    started = time.perf_counter()
    job()
    return time.perf_counter() - started
