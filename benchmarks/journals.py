"""What writing down costs: a top-up with the journal in memory and in a SQLite file."""

import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.contel_server import NUMBER, OTHER_NUMBER, contel
from benchmarks.table import Row
from isp_integrations import MemoryJournal, SqliteJournal, Vault, mvno
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS
from isp_integrations.transports.journal import Journal


def journaled(*, orders: int = 40) -> list[Row]:
    """Top-ups of two lines in turns, so that both histories grow alike."""
    vault = Vault([Vault.new_key()])
    with contel() as address, tempfile.TemporaryDirectory() as folder:
        journals: dict[str, Journal] = {
            NUMBER: MemoryJournal(),
            OTHER_NUMBER: SqliteJournal(Path(folder) / "journal.db"),
        }
        clients = {
            number: mvno.connect(
                "contel",
                credentials=CREDENTIALS,
                base_url=address,
                vault=vault,
                journal=journal,
                account_id="benchmark",
            )
            for number, journal in journals.items()
        }
        lines = {number: client.get_line(msisdn=number) for number, client in clients.items()}
        seconds: dict[str, list[float]] = {number: [] for number in clients}
        for _ in range(orders):
            for number, client in clients.items():
                started = time.perf_counter()
                client.top_up(line=lines[number], plan_code="1")
                seconds[number].append(time.perf_counter() - started)
        for client in clients.values():
            client.close()
    memory, sqlite = (median(seconds[number]) * 1000 for number in (NUMBER, OTHER_NUMBER))
    return [
        Row(
            name="a top-up, SQLite journal",
            ours=f"{sqlite:.1f} ms",
            reference=f"in memory {memory:.1f} ms",
            compared=f"+ {sqlite - memory:.1f} ms",
        )
    ]
