"""The table that a run prints."""

from collections.abc import Iterable

import attrs


@attrs.frozen(kw_only=True)
class Row:
    """One measurement: texts with their units, and whether the target was met (`None` where there is none)."""

    name: str
    ours: str
    reference: str = ""
    compared: str = ""
    target: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """The row's columns."""
        verdict = {True: "ok", False: "MISS", None: ""}[self.met]
        return self.name, self.ours, self.reference, self.compared, self.target, verdict


_HEAD = ("what", "ours", "reference", "compared", "target", "")


def table(rows: Iterable[Row]) -> str:
    """The rows under their head, in columns as wide as they need."""
    lines = [_HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEAD))]
    texts = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]
    return "\n".join([texts[0], "-" * max(map(len, texts)), *texts[1:]])
