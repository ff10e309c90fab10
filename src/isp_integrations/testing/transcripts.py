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
same value, and so is what `private` finds in the output. What was typed is compared with what is typed now, whole; a
line that was not recorded fails the `with` block, and so does one that is left over.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from isp_integrations.clients.opening import HostOptions
from isp_integrations.testing.cassettes import Header, Origin, new_header
from isp_integrations.testing.pseudonyms import Kind, Pseudonyms
from isp_integrations.transports.terminal.channels import ChannelFailed


class _Disguise:
    """Private values and the words that stand for them, both ways."""

    def __init__(self, pseudonyms: Pseudonyms, private: tuple[str, ...]) -> None:
        self._pseudonyms = pseudonyms
        self._private = tuple(re.compile(words, re.MULTILINE) for words in private)
        self._words: dict[str, str] = {}

    def hide(self, values: tuple[str, ...]) -> None:
        """Have `values` written as words from now on; a word stays what it is."""
        for value in values:
            if value and value not in self._words.values():
                self._words[value] = self._pseudonyms.of(Kind.TEXT, value).split()[-1].lower()

    def written(self, text: str) -> str:
        """`text` as it may be kept."""
        for pattern in self._private:
            self.hide(tuple(found for found in pattern.findall(text) if found.strip()))
        for value in sorted(self._words, key=len, reverse=True):
            text = _whole(value).sub(self._words[value], text)
        return text

    def told(self, text: str) -> str:
        """What was kept, as whoever typed the values knows it."""
        for value, word in self._words.items():
            text = _whole(word).sub(lambda _, value=value: value, text)  # type: ignore[misc]  # bound now
        return text


def _whole(value: str) -> re.Pattern[str]:
    """`value` where it is no part of a longer word."""
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])")


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

    @property
    def options(self) -> HostOptions:
        """What an account is opened with to be recorded, or played."""
        heard: HostOptions = {"listener": self.listener}
        return {**heard, "connector": self} if self.replaying else heard

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

    async def connect(self) -> "PlayedChannel":
        """See `Connector`: the next recorded session."""
        if not self._entries or "session" not in self._entries[0]:
            self.strangers.append("uma sessão a mais")
            raise ChannelFailed("NotRecorded")
        self._entries.pop(0)
        return PlayedChannel(self)

    def answer(self, typed: str) -> None:
        """What was typed must be what the file has next."""
        written = self._disguise.written(typed)
        if not self._entries or self._entries[0].get("typed") != written:
            self.strangers.append(written.strip())
            raise ChannelFailed("NotRecorded")
        self._entries.pop(0)

    def next_printed(self) -> str:
        """What the file has printed next; empty where the equipment hung up."""
        if not self._entries or "printed" not in self._entries[0]:
            return ""
        return self._disguise.told(self._entries.pop(0)["printed"])

    def text(self) -> str:
        """The file as it would be written now."""
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
    disguise = _Disguise(pseudonyms, private)
    if record is not None:
        tape = TranscriptTape(new_header(record, platform, contract), disguise, None)
    else:
        if not path.is_file():
            raise FileNotFoundError(f"Não há gravação em {path}. Grave com ISP_RECORD=sandbox.")
        head, *entries = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        tape = TranscriptTape(Header(**head), disguise, entries)
    try:
        yield tape
    except Exception as failure:
        if tape.strangers:
            raise unrecorded(path, tape.strangers) from failure
        raise
    tape.finish(path)


def unrecorded(path: Path, lines: list[str]) -> AssertionError:
    """What is wrong with a conversation that the file does not have."""
    return AssertionError(f"Linhas que não estão em {path.name}: {'; '.join(lines)}")
