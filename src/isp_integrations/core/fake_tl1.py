"""A TL1 connection of a fake management system: messages and tags; the system's front end does the rest.

::

    class UnmConnection(FakeTl1):
        def run(self, asked: Tl1Request) -> str:
            if asked.verb == "LST-ONU":
                return table(asked.ctag, "List of ONU", ("OLTID", "MAC"), rows)
            return denied(asked.ctag, "SENS", "EMS may not support this operation")
"""

import re
from collections.abc import Mapping, Sequence

import attrs

END = "\r\n"
_MESSAGE = re.compile(r"\s*([A-Z]+(?:-[A-Z0-9]+)*)(?::([^:]*):([^:]*):([^:]*)(?::([^:]*):(.*))?)?\Z", re.DOTALL)
_RULE = "-" * 80


@attrs.frozen(kw_only=True)
class Tl1Request:
    """One message as it reached the system; `access` and `payload`, its last block, are its `KEY=value` pairs."""

    verb: str
    target: str
    ctag: str
    access: Mapping[str, str]
    payload: Mapping[str, str]
    aid: str
    """The access block as it came, for systems that address by name."""
    positional: str = ""
    """The last block as it came, for systems whose parameters go by their place."""


class FakeTl1:
    """A `FakeTerminal` whose subclass knows one system's commands.

    Attributes:
        banner: what is printed when the connection opens.
        messages: every message that came, in order, without its semicolon.
    """

    banner = ""

    def __init__(self) -> None:
        self.closed = False
        self.messages: list[str] = []
        self._unread = ""

    def run(self, asked: Tl1Request) -> str:
        """The whole answer to one message."""
        raise NotImplementedError

    def refuse(self, message: str) -> str:
        """The whole answer to what is no message."""
        return denied("0", "IIPF", "invalid parameter format")

    def open(self) -> str:
        """See `FakeTerminal`."""
        return self.banner

    def feed(self, text: str) -> str:
        """See `FakeTerminal`."""
        *messages, self._unread = (self._unread + text).split(";")
        return "".join(self._answer(message) for message in messages if not self.closed)

    def _answer(self, message: str) -> str:
        self.messages.append(message.strip())
        found = _MESSAGE.match(message.replace("\r", "").replace("\n", ""))
        if found is None:
            return self.refuse(message)
        verb, target, access, ctag, _, rest = found.groups(default="")
        last = rest.rpartition(":")[2]
        return self.run(
            Tl1Request(
                verb=verb,
                target=target,
                ctag=ctag,
                access=_pairs(access),
                payload=_pairs(last),
                aid=access,
                positional=last,
            )
        )


def completed(ctag: str, told: str = "No error") -> str:
    """The answer to a command that was obeyed."""
    return f"{_head(ctag, 'COMPLD')}   EN=0   ENDESC={told}{END};{END}"


def denied(ctag: str, code: str, told: str, more: str = "") -> str:
    """The answer to a command that was refused."""
    added = f"   EADD={more}" if more else ""
    return f"{_head(ctag, 'DENY')}   EN={code}   ENDESC={told}{added}{END};{END}"


def table(
    ctag: str, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, per_block: int = 50
) -> str:
    """The answer to a query, in blocks of `per_block` rows that repeat everything but the rows."""
    blocks = [rows[start : start + per_block] for start in range(0, len(rows), per_block)] or [()]
    text = ""
    for number, block in enumerate(blocks, start=1):
        counters = (f"total_blocks={len(blocks)}", f"block_number={number}", f"block_records={len(block)}")
        cells = ["\t".join(columns), *("\t".join(row) for row in block)]
        lines = [*(f"   {counter}" for counter in counters), "", title, _RULE, *cells, _RULE, ""]
        end = ";" if number == len(blocks) else ">"
        text += _head(ctag, "COMPLD") + "".join(line + END for line in lines) + end + END
    return text


def _head(ctag: str, completion: str) -> str:
    return f"{END}\n   FAKE-EMS 2026-01-31 10:20:30{END}M  {ctag} {completion}{END}"


def _pairs(text: str) -> dict[str, str]:
    return {key: value for key, found, value in (pair.partition("=") for pair in text.split(",")) if found}
