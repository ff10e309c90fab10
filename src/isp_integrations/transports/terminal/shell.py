"""One shell session, without I/O: log-in, modes, prompts, pager, questions, and what of the output is the answer."""

import re
from collections.abc import Iterable, Mapping

import attrs

from isp_integrations.core.cli import CliCommand, Dialect, Entered, Meaning, Mode, Reply, pattern, refusal_error
from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.transports.terminal.echo import end_of_echo
from isp_integrations.transports.terminal.rendering import rendered
from isp_integrations.transports.terminal.talk import Listen, Say, Talk, TalkFailed

LONGEST_ANSWER = 16 * 2**20
"""Characters of one answer, after which the session is given up."""

_WINDOW = 8192
"""Characters at the end of the output in which echoes and prompts are looked for; an alarm's block must fit."""
_LONGEST_QUESTION = 512
_INDENT = "  "
_RETURNS = re.compile(r"(?<!\r)\r++(?=\n)")


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
        self._knows_host = False
        self.in_flight = False

    def log_in(self) -> Talk[None]:
        """See `Speaker`."""
        landings = tuple(reversed(self._dialect.base.path))
        try:
            heard = yield from self._hear("", landings, self._dialect.log_in, self._dialect.refused)
            self._stand_in(heard.mode, self._base)
            yield from self._go(self._base)
        except _AskedAgain:
            raise _refused_log_in() from None
        for line in self._dialect.prepare:
            yield from self._type(line, ())
        self._knows_host = True

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
        """See `Speaker`: a line that changes nothing once more, for its echo proves more than a prompt does."""
        for line in self._dialect.prepare[:1] or ("",):
            yield from self._type(line, ())

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
            heard = yield from self._hear(self._dialect.home, (self._dialect.base,), self._mode.leaves)
            self._stand_in(heard.mode, self._base)
        while len(self._path) > depth:
            yield Say(self._mode.leave + self._dialect.line_end)
            parents = (self._first, *(entered.mode for entered in self._path[:-1]))
            yield from self._hear(self._mode.leave, parents[-1:], self._mode.leaves)
            self._path = self._path[:-1]

    def _enter(self, entered: Entered) -> Talk[None]:
        yield Say(entered.line + self._dialect.line_end)
        heard = yield from self._hear(entered.line, (entered.mode, self._mode), entered.mode.confirms)
        text = self._cleaned(heard.text(), entered.line)
        if found := self._dialect.refusal(text):
            raise refusal_error(entered.mode.name, found.meaning, found.line, ())
        if heard.mode is not entered.mode:
            raise TalkFailed("ModeNotEntered")
        self._path = (*self._path, entered)

    def _type(self, line: str, confirms: tuple[Reply, ...], hidden: tuple[str, ...] = ()) -> Talk[str]:
        yield Say(line + self._dialect.line_end, hidden)
        heard = yield from self._hear(line, self._standing, confirms)
        self._stand_in(heard.mode, self._path)
        return self._cleaned(heard.text(), line, confirms)

    @property
    def _mode(self) -> Mode:
        return self._path[-1].mode if self._path else self._first

    @property
    def _standing(self) -> tuple[Mode, ...]:
        """The present mode and those that it was entered from."""
        return (*(entered.mode for entered in reversed(self._path)), self._first)

    def _stand_in(self, mode: Mode, path: tuple[Entered, ...]) -> None:
        """Note that the prompt is that of `mode`, which is one on the way of `path`."""
        depths = [depth for depth, entered in enumerate(path, start=1) if entered.mode is mode]
        self._path = path[: depths[-1]] if depths else ()

    def _hear(
        self, line: str, modes: tuple[Mode, ...], replies: tuple[Reply, ...], refused: tuple[str, ...] = ()
    ) -> Talk[_Heard]:
        """Listen until the echo of `line`, then until the prompt of one of `modes`, answering what may be answered on
        the way."""
        pieces: list[tuple[str, str]] = []
        asked: list[Reply] = []
        piece: list[str] = []
        window, said, size = "", "", 0
        more = yield from self._after_echo(line)
        while True:
            more = more or (yield Listen())
            piece.append(more)
            size += len(more)
            window = (window + more)[-_WINDOW:]
            if size > LONGEST_ANSWER:
                raise TalkFailed("TooLong")
            last, more = self._last_line(window), ""
            if mode := self._mode_of(last, modes):
                self._host = _host_in(mode, last)
                return _Heard((*pieces, (_cut("".join(piece)), said)), mode)
            reply = self._reply_to(last, replies, asked)
            if reply is None:
                self._refuse_others(window, last, refused)
                continue
            pieces.append((_cut("".join(piece)), said))
            piece, window = [], ""
            said, hidden = self._answer(reply)
            yield Say(said + (self._dialect.line_end if reply.enter else ""), hidden)

    def _after_echo(self, line: str) -> Talk[str]:
        """Listen until `line` was echoed; what already came after it, which may be nothing."""
        if not line:
            return ""
        printed, size = "", 0
        while True:
            more = yield Listen()
            size += len(more)
            if size > LONGEST_ANSWER:
                raise TalkFailed("TooLong")
            printed = printed[-_WINDOW:] + more
            if printed.startswith(f"{line}\r\n"):
                return printed[len(line) + 2 :]
            end = end_of_echo(self._blanked(printed), line, lambda text: bool(self._mode_of(text, self._standing)))
            if end is not None:
                return printed[end:]

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

    def _mode_of(self, line: str, modes: tuple[Mode, ...]) -> Mode | None:
        """Whose prompt `line` is. A prompt begins its line: what is indented goes on with an answer."""
        if line.startswith(_INDENT):
            return None
        bare = line.strip()
        for mode in modes:
            if pattern(mode.prompt).fullmatch(bare) and self._is_ours(_host_in(mode, bare)):
                return mode
        return None

    def _is_ours(self, host: str | None) -> bool:
        """Whether a prompt with that host may be this session's. A banner's half line may look like the first one, so
        it is that of the log-in's last line that counts from then on."""
        return not self._knows_host or host == self._host

    def _last_line(self, window: str) -> str:
        """The line that the cursor is in; after an alarm it is the one that the alarm came after."""
        last = rendered(window.rpartition("\n")[2])
        if last.strip() or not self._dialect.noise:
            return last
        text = rendered(window)
        quiet = self._without_noise(text)
        return quiet.rstrip("\n").rpartition("\n")[2] if quiet != text else last

    def _without_noise(self, text: str) -> str:
        for words in self._dialect.noise:
            text = _noise(words).sub("", text)
        return text

    def _blanked(self, text: str) -> str:
        """`text`, sign by sign, with blanks in the place of noise."""
        text = _RETURNS.sub(_blanks, text)
        for words in self._dialect.noise:
            text = _noise(words).sub(_blanks, text)
        return text

    def _cleaned(self, text: str, line: str, confirms: tuple[Reply, ...] = ()) -> str:
        """What was printed in answer; a prompt or an answered question is left in it by an alarm that came after, and
        some equipment tells the line once more."""
        printed = self._without_noise(text).split("\n")
        asked = (each for each in printed if not any(_asks(reply.prompt, each) for reply in confirms))
        modes = self._standing
        lines = [each for each in asked if not each.strip() or not self._mode_of(each, modes)]
        kept = [each for each in lines if each.strip() != line and not self._says_nothing(each)]
        return "\n".join(kept).strip("\n")

    def _says_nothing(self, line: str) -> bool:
        bare = line.strip()
        return bool(bare) and any(pattern(remark).fullmatch(bare) for remark in self._dialect.remarks)


class _AskedAgain(TalkFailed):
    """A question came back after its answer."""


def _refused_log_in() -> AuthenticationFailed:
    return AuthenticationFailed(message="O equipamento recusou o usuário ou a senha.")


def _asks(prompt: str, last: str) -> bool:
    return bool(last) and bool(pattern(rf"(?:{prompt})\s*\Z").search(last[-_LONGEST_QUESTION:]))


def _host_in(mode: Mode, prompt: str) -> str | None:
    """The host that a prompt of `mode` names."""
    found = pattern(mode.prompt).fullmatch(prompt.strip())
    return found.groupdict().get("host") if found else None


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


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _noise(words: str) -> re.Pattern[str]:
    return re.compile(words, re.MULTILINE | re.DOTALL)
