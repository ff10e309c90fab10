"""One TL1 connection, without I/O: log-in, tags, and where an answer ends."""

import re
from collections.abc import Mapping

from isp_integrations.core.cli import Meaning
from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.core.tl1 import CTAG, Tl1Answer, Tl1Command, Tl1Dialect, filled_message, read_answer
from isp_integrations.transports.terminal.shell import LONGEST_ANSWER, Shell
from isp_integrations.transports.terminal.talk import Listen, Say, Talk, TalkFailed

_END = re.compile(r"^[ \t]*([;>])[ \t]*\r?$", re.MULTILINE)
_HEAD = re.compile(r"^M\s+\S+\s+[A-Z]+\s*$", re.MULTILINE)


class Tl1:
    """A `Speaker` of TL1; every message has a tag of its own."""

    def __init__(self, dialect: Tl1Dialect, credentials: Mapping[str, str]) -> None:
        self._dialect = dialect
        self._credentials = credentials
        self._count = 0
        self._unread = ""
        self.in_flight = False

    def log_in(self) -> Talk[None]:
        """See `Speaker`."""
        if (dialogue := self._dialect.dialogue) is not None:
            yield Say(dialogue.line_end)
            yield from Shell(dialogue, self._credentials).log_in()
        if self._dialect.log_in:
            message = filled_message(self._dialect.log_in, self._credentials)
            answer = yield from self._ask(message.line, message.hidden)
            if self._dialect.refusal(answer) is not None:
                raise AuthenticationFailed(message="O sistema de gerência recusou o usuário ou a senha.")
        for line in self._dialect.prepare:
            yield from self._ask(filled_message(line, {}).line, ())

    def carry(self, step: Tl1Command) -> Talk[Tl1Answer]:
        """See `Speaker`."""
        self.in_flight = True
        answer = yield from self._ask(step.message, step.hidden)
        self.in_flight = False
        return answer

    def is_busy(self, answer: Tl1Answer) -> bool:
        """See `Speaker`."""
        return self._dialect.refusal(answer) is Meaning.BUSY

    def probe(self) -> Talk[None]:
        """See `Speaker`."""
        if self._dialect.keep_alive:
            yield from self._ask(filled_message(self._dialect.keep_alive, {}).line, ())

    def rest(self) -> Talk[None]:
        """See `Speaker`; TL1 has no modes."""
        yield from ()

    def log_out(self) -> Talk[None]:
        """See `Speaker`."""
        if self._dialect.log_out:
            yield Say(self._tagged(filled_message(self._dialect.log_out, {}).line))

    def _tagged(self, message: str) -> str:
        self._count += 1
        return message.replace(CTAG, self._tag)

    @property
    def _tag(self) -> str:
        return f"T{self._count}"

    def _ask(self, message: str, hidden: tuple[str, ...]) -> Talk[Tl1Answer]:
        yield Say(self._tagged(message), hidden)
        blocks: list[str] = []
        size, searched = len(self._unread), 0
        while True:
            found = _END.search(self._unread, searched)
            if found is None:
                searched = self._unread.rfind("\n") + 1
                more = yield Listen()
                size += len(more)
                if size > LONGEST_ANSWER:
                    raise TalkFailed("TooLong")
                self._unread += more
                continue
            block, self._unread = self._unread[: found.start()], self._unread[found.end() :]
            searched = 0
            if not _HEAD.search(block):  # told uncalled for: a banner, an alarm
                continue
            blocks.append(block)
            if found[1] == ";":
                return read_answer(tuple(blocks), self._tag)
