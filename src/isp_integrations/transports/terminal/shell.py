"""One shell session, without I/O: log-in, modes, prompts, pager, questions, and what of the output is the answer."""

import re
from collections.abc import Iterable, Mapping

import attrs

from isp_integrations.core.cli import CliCommand, Dialect, Entered, Meaning, Mode, Reply, pattern, refusal_error
from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.transports.terminal.rendering import rendered
from isp_integrations.transports.terminal.talk import Listen, Say, Talk, TalkFailed

LONGEST_ANSWER = 16 * 2**20
"""Characters of one answer, after which the session is given up."""

_WINDOW = 8192
"""Characters at the end of the output in which prompts are looked for; an alarm's block must fit."""


@attrs.frozen
class _Heard:
    """What was printed until a prompt came: the pieces between answers, what answered before each, and the prompt's
    mode."""

    pieces: tuple[tuple[str, str], ...]
    mode: Mode

    def text(self) -> str:
        """All of it as a person would see it, prompts and the echo of our answers left out."""
        return rendered("".join(_without_echo(piece, answer) for piece, answer in self.pieces))


class Shell:
    """A `Speaker` of one vendor's shell; it knows the mode that the session is in."""

    def __init__(self, dialect: Dialect, credentials: Mapping[str, str]) -> None:
        self._dialect = dialect
        self._credentials = credentials
        self._base = dialect.base_path
        self._first = dialect.base.path[0]
        self._path: tuple[Entered, ...] = ()
        self._host: str | None = None
        self.in_flight = False

    def log_in(self) -> Talk[None]:
        """See `Speaker`."""
        landings = tuple(reversed(self._dialect.base.path))
        try:
            heard = yield from self._hear(landings, self._dialect.log_in, self._dialect.refused)
            self._stand_in(heard.mode, self._base)
            yield from self._go(self._base)
        except _AskedAgain:
            raise _refused_log_in() from None
        for line in self._dialect.prepare:
            yield from self._type(line, ())

    def carry(self, step: CliCommand) -> Talk[str]:
        """See `Speaker`; the answer is the text."""
        self.in_flight = False
        if not step.anywhere:
            yield from self._go(step.path or self._base)
        self.in_flight = True
        text = yield from self._type(step.line, step.confirms, step.hidden)
        self.in_flight = False
        return text

    def is_busy(self, answer: str) -> bool:
        """See `Speaker`."""
        found = self._dialect.refusal(answer)
        return found is not None and found.meaning is Meaning.BUSY

    def probe(self) -> Talk[None]:
        """See `Speaker`: an empty line brings the prompt back."""
        yield from self._type("", ())

    def rest(self) -> Talk[None]:
        """See `Speaker`."""
        yield from self._go(self._base)

    def log_out(self) -> Talk[None]:
        """See `Speaker`."""
        for line in self._dialect.log_out:
            yield Say(line + self._dialect.line_end)

    def _go(self, wanted: tuple[Entered, ...]) -> Talk[None]:
        shared = _shared(self._path, wanted)
        yield from self._leave(shared)
        for entered in wanted[shared:]:
            yield from self._enter(entered)

    def _leave(self, depth: int) -> Talk[None]:
        base = len(self._base)
        if self._dialect.home and len(self._path) > base >= depth:
            yield Say(self._dialect.home + self._dialect.line_end)
            heard = yield from self._hear((self._dialect.base,), self._mode.leaves)
            self._stand_in(heard.mode, self._base)
        while len(self._path) > depth:
            yield Say(self._mode.leave + self._dialect.line_end)
            parents = (self._first, *(entered.mode for entered in self._path[:-1]))
            yield from self._hear(parents[-1:], self._mode.leaves)
            self._path = self._path[:-1]

    def _enter(self, entered: Entered) -> Talk[None]:
        yield Say(entered.line + self._dialect.line_end)
        heard = yield from self._hear((entered.mode, self._mode), entered.mode.confirms)
        text = self._cleaned(heard.text(), entered.line)
        if found := self._dialect.refusal(text):
            raise refusal_error(entered.mode.name, found.meaning, found.line, ())
        if heard.mode is not entered.mode:
            raise TalkFailed("ModeNotEntered")
        self._path = (*self._path, entered)

    def _type(self, line: str, confirms: tuple[Reply, ...], hidden: tuple[str, ...] = ()) -> Talk[str]:
        yield Say(line + self._dialect.line_end, hidden)
        standing = tuple(reversed((self._first, *(entered.mode for entered in self._path))))
        heard = yield from self._hear(standing, confirms)
        self._stand_in(heard.mode, self._path)
        return self._cleaned(heard.text(), line, confirms)

    @property
    def _mode(self) -> Mode:
        return self._path[-1].mode if self._path else self._first

    def _stand_in(self, mode: Mode, path: tuple[Entered, ...]) -> None:
        """Note that the prompt is that of `mode`, which is one on the way of `path`."""
        depths = [depth for depth, entered in enumerate(path, start=1) if entered.mode is mode]
        self._path = path[: depths[-1]] if depths else ()

    def _hear(
        self, modes: tuple[Mode, ...], replies: tuple[Reply, ...], refused: tuple[str, ...] = ()
    ) -> Talk[_Heard]:
        """Listen until the prompt of one of `modes`, answering what may be answered on the way."""
        pieces: list[tuple[str, str]] = []
        asked: list[Reply] = []
        piece: list[str] = []
        window, said, size = "", "", 0
        while True:
            more = yield Listen()
            piece.append(more)
            size += len(more)
            window = (window + more)[-_WINDOW:]
            if size > LONGEST_ANSWER:
                raise TalkFailed("TooLong")
            last = self._last_line(window)
            if mode := self._mode_of(last, modes):
                return _Heard((*pieces, (_cut("".join(piece)), said)), mode)
            reply = self._reply_to(last, replies, asked)
            if reply is None:
                self._refuse_others(window, last, refused)
                continue
            pieces.append((_cut("".join(piece)), said))
            piece, window = [], ""
            said, hidden = self._answer(reply)
            yield Say(said + (self._dialect.line_end if reply.enter else ""), hidden)

    def _answer(self, reply: Reply) -> tuple[str, tuple[str, ...]]:
        if not reply.answer.startswith("{"):
            return reply.answer, ()
        value = self._credentials.get(reply.answer.strip("{}"), "")
        return value, (value,) if value else ()

    def _reply_to(self, last: str, replies: tuple[Reply, ...], asked: list[Reply]) -> Reply | None:
        for reply in self._dialect.always:
            if _asks(reply.prompt, last):
                return reply
        for reply in replies:
            if _asks(reply.prompt, last):
                if reply in asked:
                    raise _AskedAgain("AskedAgain")
                asked.append(reply)
                return reply
        return None

    def _refuse_others(self, window: str, last: str, refused: tuple[str, ...]) -> None:
        if any(_asks(question, last) for question in self._dialect.questions):
            raise TalkFailed("UnexpectedQuestion")
        if any(pattern(words).search(window) for words in refused):
            raise _refused_log_in()

    def _mode_of(self, last: str, modes: tuple[Mode, ...]) -> Mode | None:
        for mode in modes:
            found = pattern(mode.prompt).fullmatch(last)
            host = found.groupdict().get("host") if found else None
            if found and self._host in {None, host}:
                self._host = host
                return mode
        return None

    def _last_line(self, window: str) -> str:
        """The line that the cursor is in; after an alarm it is the one that the alarm came after."""
        last = rendered(window.rpartition("\n")[2]).strip()
        if last or not self._dialect.noise:
            return last
        text = rendered(window)
        quiet = self._without_noise(text)
        return quiet.rstrip("\n").rpartition("\n")[2].strip() if quiet != text else last

    def _without_noise(self, text: str) -> str:
        for words in self._dialect.noise:
            text = _noise(words).sub("", text)
        return text

    def _cleaned(self, text: str, line: str, confirms: tuple[Reply, ...] = ()) -> str:
        """What was printed in answer; a prompt or an answered question is left in it by an alarm that came after."""
        printed = self._without_noise(text).split("\n")
        asked = (each for each in printed if not any(_asks(reply.prompt, each) for reply in confirms))
        lines = [each for each in asked if not each.strip() or not self._is_prompt(each.strip())]
        kept = [each for each in self._without_command(lines, line) if not self._says_nothing(each)]
        return "\n".join(kept).strip("\n")

    def _without_command(self, lines: list[str], line: str) -> list[str]:
        """`lines` without the echo of `line`, which may be broken over several of them, or told twice."""
        if not line:
            return lines
        typed, echoed = line.replace(" ", ""), ""
        for count, each in enumerate(lines, start=1):
            echoed += each.replace(" ", "")
            if echoed.endswith(typed) and self._is_prompt(echoed[: -len(typed)]):
                lines = lines[count:]
                break
            if echoed and not typed.startswith(echoed):
                break
        return [each for each in lines if each.strip() != line]

    def _is_prompt(self, text: str) -> bool:
        return not text or self._mode_of(text, (self._first, *(each.mode for each in self._path))) is not None

    def _says_nothing(self, line: str) -> bool:
        bare = line.strip()
        return bool(bare) and any(pattern(remark).fullmatch(bare) for remark in self._dialect.remarks)


class _AskedAgain(TalkFailed):
    """A question came back after its answer."""


def _refused_log_in() -> AuthenticationFailed:
    return AuthenticationFailed(message="O equipamento recusou o usuário ou a senha.")


def _asks(prompt: str, last: str) -> bool:
    return bool(last) and bool(pattern(rf"(?:{prompt})\s*\Z").search(last))


def _shared(one: Iterable[Entered], other: Iterable[Entered]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _cut(piece: str) -> str:
    """`piece` without its unfinished last line, which is a prompt."""
    return piece[: piece.rfind("\n") + 1]


def _without_echo(piece: str, answer: str) -> str:
    """`piece` without the echo of the answer that was typed before it."""
    start = piece.lstrip(" ")
    if answer.strip() and start.startswith(answer):
        return start[len(answer) :].lstrip(" ").removeprefix("\r").removeprefix("\n")
    return piece


def _noise(words: str) -> re.Pattern[str]:
    return re.compile(words, re.MULTILINE | re.DOTALL)
