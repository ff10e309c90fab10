"""Transcripts: recorded sessions with equipment, the cassettes of the CLI and of TL1.

A transcript is a file of JSON lines: a header, then what was typed and what was printed, in order::

    {"origin": "sandbox", "recorded": "2026-11-22", "platform": "huawei", "contract": "…", "isp_integrations": "…"}
    {"session": 1}
    {"printed": "Username:"}
    {"typed": "fexinolifa\\n"}

It hears what goes on between an account and its equipment, or stands for the equipment::

    with transcript(path, platform="huawei", pseudonyms=Pseudonyms(b"key")) as tape:
        with olt.connect("huawei", credentials={...}, base_url="ssh://olt.sandbox.invalid", **tape.options) as huawei:
            huawei.list_unprovisioned()

Every value that a plugin declares as private, a secret or a text is written as an invented word, the same one for the
same value, and so is what `private` finds in the output. What has the form of personal data gets a pseudonym wherever
it stands, and on real equipment so has every serial of an ONU. What was typed is compared with what is typed now,
whole; a line that was not recorded fails the `with` block, and so does one that is left over. For a hidden value any
will do that is the same wherever the recorded one was: whoever plays needs neither the credentials nor the key.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from isp_integrations.clients.opening import HostOptions
from isp_integrations.testing.cassettes import Header, Origin, new_header
from isp_integrations.testing.pseudonyms import IN_RANGE, Kind, Pseudonyms
from isp_integrations.testing.scrubbing import Scrubber
from isp_integrations.transports.terminal.channels import ChannelFailed

_WORD = "((?:[bcdfglmnprstv][aeiou]){6})"
_MAKER = r"[A-Za-z]{4}|(?:[46][1-9A-Fa-f]|[57][0-9Aa]){4}"
_SERIAL = re.compile(rf"(?<![0-9A-Za-z])({_MAKER})([-:]?|(?<=[A-Z]{{4}}) +)([0-9A-Fa-f]{{8}})(?![0-9A-Za-z])")
"""A GPON serial in any form: the maker in letters or in their codes, and eight digits; a table may part them."""
_BREAK = r"(?: ?\x1b\[[0-9;]*[A-Za-z]|\r?\n[ \t]*)*"
"""What may come between two signs of a value that was too long for its line."""


class _Disguise:
    """Private values and the words that stand for them, both ways.

    Args:
        private: what is personal in what the equipment prints.
        serials: whether serials of ONUs are real.
        recorded: the file that is played, whose words and pseudonyms count; `None` makes new ones.
    """

    def __init__(
        self, pseudonyms: Pseudonyms, private: tuple[str, ...], *, serials: bool, recorded: str | None
    ) -> None:
        self._pseudonyms = pseudonyms
        self._private = tuple(re.compile(words, re.MULTILINE) for words in private)
        self._serials = serials
        self._replaying = recorded is not None
        self._hidden: set[str] = set()
        self._words: dict[str, str] = {}
        self._scrubber = Scrubber(pseudonyms.key)
        self._scrubber.know(recorded or "")

    def hide(self, values: Iterable[str]) -> None:
        """Have `values` written as words from now on; which ones, a file that is played will tell."""
        new = {value for value in values if value}
        self._hidden |= new
        if not self._replaying:
            self._words |= {value: self._pseudonyms.of(Kind.TEXT, value).split()[-1].lower() for value in new}

    def look_through(self, printed: str) -> None:
        """Have what is personal in an answer written as words; `-` and the like stand for nothing."""
        for pattern in self._private:
            self.hide(found for found in pattern.findall(printed) if any(map(str.isalnum, found)))

    def written(self, text: str) -> str:
        """`text` as it may be kept."""
        for value in sorted(self._words, key=len, reverse=True):
            text = _whole(value).sub(self._words[value], text)
        return self._by_form(text)

    def told(self, text: str) -> str:
        """What was kept, as whoever typed the values knows it."""
        for value, word in self._words.items():
            text = _whole(word).sub(lambda _, value=value: value, text)  # type: ignore[misc]  # bound now
        return text

    def is_kept_as(self, typed: str, kept: str) -> bool:
        """Whether `kept` is `typed` disguised; the words in it are those of the hidden values from now on."""
        pieces = _alternatives(self._hidden).split(typed) if self._hidden else [typed]
        line = _WORD.join(re.escape(self._by_form(piece)) for piece in pieces[::2])
        found = re.fullmatch(line, kept)
        return found is not None and all(map(self._stands_for, found.groups(), pieces[1::2]))

    def _stands_for(self, word: str, value: str) -> bool:
        """Whether `word` may be that of `value`: neither has another. Whoever read a word may type it back."""
        taken = any(its == word and known != value for known, its in self._words.items())
        return word == value or (not taken and self._words.setdefault(value, word) == word)

    def _by_form(self, text: str) -> str:
        return self._scrubber.text(_SERIAL.sub(self._serial, text) if self._serials else text)

    def _serial(self, written: re.Match[str]) -> str:
        """A serial of the same maker, as the real one was written; one of the file stays as it is."""
        digits = written[3].upper()
        if self._replaying and IN_RANGE[Kind.SERIAL].fullmatch(digits):
            return written[0]
        made = self._pseudonyms.of(Kind.SERIAL, digits)
        return f"{written[1]}{written[2]}{made.lower() if written[3].islower() else made}"


def _whole(value: str) -> re.Pattern[str]:
    """`value` where it is no part of a longer word, also broken over several lines."""
    signs = _BREAK.join(r"\s+" if sign == " " else re.escape(sign) for sign in value)
    return re.compile(rf"(?<![A-Za-z0-9]){signs}(?![A-Za-z0-9])")


def _alternatives(values: Iterable[str]) -> re.Pattern[str]:
    """Any of `values`, the longest first, as one group."""
    longest_first = sorted(values, key=len, reverse=True)
    return re.compile(f"({'|'.join(_whole(value).pattern for value in longest_first)})")


class TranscriptTape:
    """One transcript under way; made by :func:`transcript`.

    Attributes:
        header: what the file says of itself.
        replaying: whether the file stands for the equipment.
        strangers: what was typed, disguised, that the file does not have.
    """

    def __init__(self, header: Header, disguise: _Disguise, recorded: list[dict[str, Any]] | None) -> None:
        self.header = header
        self.replaying = recorded is not None
        self.strangers: list[str] = []
        self._disguise = disguise
        self._entries: list[dict[str, Any]] = recorded or []
        self._sessions = 0
        self._echo = ("", "")

    @property
    def options(self) -> HostOptions:
        """What an account is opened with to be recorded, or played."""
        heard: HostOptions = {"listener": self.listener}
        return {**heard, "connector": self} if self.replaying else heard

    def hide(self, secrets: Iterable[str]) -> None:
        """Have these texts written as words wherever they stand, typed or printed."""
        self._disguise.hide(secrets)

    def scrubbed(self, content: Any) -> Any:
        """Plain JSON with this conversation's words and pseudonyms in place of people."""
        match content:
            case dict():
                return {name: self.scrubbed(value) for name, value in content.items()}
            case list():
                return [self.scrubbed(value) for value in content]
            case str():
                return self._disguise.written(content)
            case _:
                return content

    def listener(self) -> "TranscriptTape":
        """Hears one more session."""
        if not self.replaying:
            self._sessions += 1
            self._entries.append({"session": self._sessions})
        return self

    def said(self, text: str, hidden: tuple[str, ...]) -> None:
        """See `Listener`."""
        self._disguise.hide(hidden)
        if not self.replaying:
            self._entries.append({"typed": self._disguise.written(text)})

    def heard(self, text: str) -> None:
        """See `Listener`; what comes piece by piece is kept whole."""
        if self.replaying:
            return
        if "printed" in self._entries[-1]:
            self._entries[-1]["printed"] += text
        else:
            self._entries.append({"printed": text})

    def closed(self) -> None:
        """See `Listener`."""

    async def connect(self, _: str = "", /) -> "PlayedChannel":
        """See `Connector`: the next recorded session."""
        if not self._entries or "session" not in self._entries[0]:
            self.strangers.append("uma sessão a mais")
            raise ChannelFailed("NotRecorded")
        self._entries.pop(0)
        return PlayedChannel(self)

    def answer(self, typed: str) -> None:
        """What was typed must be what the file has next."""
        kept = self._entries[0].get("typed") if self._entries else None
        if kept is None or not self._disguise.is_kept_as(typed, kept):
            self.strangers.append(self._disguise.written(typed).strip())
            raise ChannelFailed("NotRecorded")
        self._entries.pop(0)
        self._echo = (kept.rstrip("\n"), typed.rstrip("\n"))

    def next_printed(self) -> str:
        """What the file has printed next, echoing what was really typed; empty where the equipment hung up."""
        if not self._entries or "printed" not in self._entries[0]:
            return ""
        (kept, echo), self._echo = self._echo, ("", "")
        printed: str = self._entries.pop(0)["printed"]
        if not kept or not printed.startswith(kept):
            return self._disguise.told(printed)
        return echo + self._disguise.told(printed.removeprefix(kept))

    def text(self) -> str:
        """The file as it would be written now."""
        for entry in self._entries:
            self._disguise.look_through(entry.get("printed", ""))
        header = {name: str(value) for name, value in attrs.asdict(self.header).items()}
        kept = [self._kept(entry) for entry in self._entries]
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in (header, *kept))

    def finish(self, path: Path) -> None:
        """Write what was recorded; of what was played, complain of what the file does not have, or has left."""
        if not self.replaying:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text(), encoding="utf-8")
        elif self.strangers:
            raise unrecorded(path, self.strangers)
        elif any("typed" in entry for entry in self._entries):
            left = sum("typed" in entry for entry in self._entries)
            raise AssertionError(f"{path.name}: {left} linha(s) gravada(s) não foram digitadas.")

    def _kept(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {name: self._disguise.written(text) if name == "printed" else text for name, text in entry.items()}


class PlayedChannel:
    """A `Channel` onto a transcript."""

    def __init__(self, tape: TranscriptTape) -> None:
        self._tape = tape

    async def write(self, data: bytes) -> None:
        """What is typed must be what was recorded."""
        self._tape.answer(data.decode())

    async def read(self) -> bytes:
        """What was printed."""
        return self._tape.next_printed().encode()

    def close(self) -> None:
        """Nothing to release."""

    async def closed(self) -> None:
        """Nothing is ever left."""


@contextmanager
def transcript(
    path: Path,
    *,
    platform: str,
    pseudonyms: Pseudonyms,
    record: Origin | None = None,
    contract: str = "",
    private: tuple[str, ...] = (),
) -> Iterator[TranscriptTape]:
    """Open a transcript: to play it, or to record it anew.

    Args:
        record: where the sessions are; `None` plays the file.
        contract: which text on the platform's commands it was recorded against; for recording alone.
        private: regular expressions with one group each, which is personal in what the equipment prints.

    Raises:
        FileNotFoundError: there is nothing to play.
        AssertionError: what was typed is not what was recorded.
    """
    tape = _tape(path, new_header(record, platform, contract) if record else None, pseudonyms, private)
    try:
        yield tape
    except Exception as failure:
        if tape.strangers:
            raise unrecorded(path, tape.strangers) from failure
        raise
    tape.finish(path)


def _tape(path: Path, header: Header | None, pseudonyms: Pseudonyms, private: tuple[str, ...]) -> TranscriptTape:
    """A tape that records under `header`, or plays the file."""
    if header is not None:
        live = header.origin is Origin.LIVE
        return TranscriptTape(header, _Disguise(pseudonyms, private, serials=live, recorded=None), None)
    if not path.is_file():
        raise FileNotFoundError(f"Não há gravação em {path}. Grave com ISP_RECORD=sandbox.")
    text = path.read_text(encoding="utf-8")
    head, *entries = map(json.loads, text.splitlines())
    played = Header(**head)
    live = played.origin is Origin.LIVE
    return TranscriptTape(played, _Disguise(pseudonyms, private, serials=live, recorded=text), entries)


def unrecorded(path: Path, lines: list[str]) -> AssertionError:
    """What is wrong with a conversation that the file does not have."""
    return AssertionError(f"Linhas que não estão em {path.name}: {'; '.join(lines)}")
