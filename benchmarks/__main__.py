"""`python -m benchmarks [--tiny]`: every measurement, one table. The exit status tells nothing about speed."""

import sys

from benchmarks.calls import one_call
from benchmarks.flight import in_flight
from benchmarks.imports import loading
from benchmarks.journals import journaled
from benchmarks.listing import listing
from benchmarks.mapping import ranking
from benchmarks.olt import equipment
from benchmarks.streaming import streaming
from benchmarks.table import Row, table


def measured(*, tiny: bool) -> list[Row]:
    """All rows. `tiny` only proves that everything runs; its numbers mean nothing."""
    if tiny:
        return [
            *loading(rounds=1),
            *one_call(rounds=1, calls=2),
            *in_flight(calls=8, at_once=4, turns=1),
            *listing(lines=250),
            *journaled(orders=1),
            *ranking(structures=1000, addresses=5, rounds=1),
            *streaming(boxes=600),
            *equipment(rounds=1, onus=8, olts=2, provisioned=1),
        ]
    return [
        *loading(),
        *one_call(),
        *in_flight(),
        *listing(),
        *journaled(),
        *ranking(),
        *streaming(),
        *equipment(),
    ]


if __name__ == "__main__":
    print(table(measured(tiny="--tiny" in sys.argv[1:])))
