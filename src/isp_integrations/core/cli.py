"""Command lines: what a plugin types to an OLT and what its vendor's dialect says of sessions and answers.

A vendor's `wire.py` declares modes, one dialect and the commands, each with its evidence::

    ENABLE = Mode("enable", r"\\S+#")
    CONFIG = Mode("config", r"\\S+\\(config\\)#", enter="config", parent=ENABLE)
    GPON = Mode("gpon", r"\\S+\\(config-if-gpon-\\S+\\)#", enter="interface gpon {slot:number}", parent=CONFIG)

    ONT_RESET = Command(
        "ont_reset", "ont reset {port:number} {ont:number}", Effect.WRITE, OBSERVED, "olt-huawei 3.5",
        mode=GPON, confirms=(Reply(r"\\(y/n\\)\\[n\\]:", "y"),),
    )

and its plugin types them: `text = yield from typed(DIALECT, self.command(ONT_RESET, slot=1, port=3, ont=7))`. A
command says in which mode it is typed; the carrier gets there, holds the session for the whole operation and leaves
it in the base mode. The prompt's return proves nothing: success is judged on the text.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import attrs

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.evidence import Evidence
from isp_integrations.core.exchange import Effect, Exchange, Step, refused
from isp_integrations.core.typed_text import TypedText, fill, places, refuse_bad_template
from isp_integrations.core.values import Value

ENDLESS_NUMBER = re.compile(r"[0-9]{100}")
"""What no equipment prints, and what no reader of numbers should have to expect."""


@attrs.frozen
class Reply(Value):
    """What is typed when the equipment stops at a prompt that is not a mode's.

    Attributes:
        prompt: regular expression that the end of the unfinished last line must match.
        answer: what is typed; `{name}` is that credential of the account.
        enter: whether the answer is ended with the line end, as opposed to one key.
    """

    prompt: str
    answer: str
    enter: bool = True


@attrs.frozen
class Mode(Value):
    """One mode of a vendor's shell.

    Attributes:
        prompt: regular expression that the whole prompt matches, blanks around it removed. It counts only once the
            typed line was echoed, and where it begins its line: what is indented goes on with an answer. A group
            named `host` is learnt at log-in, and only a prompt with the same host counts from then on.
        enter: line typed in `parent` to get here, with places as in a command; empty for the mode of the log-in.
        leave: line that goes back to `parent`.
        confirms: what is answered on the way in, such as the password of `enable`.
        leaves: what is answered on the way out, such as "no" to "commit uncommitted changes?".
    """

    name: str
    prompt: str
    enter: str = ""
    parent: "Mode | None" = None
    leave: str = "quit"
    confirms: tuple[Reply, ...] = ()
    leaves: tuple[Reply, ...] = ()

    @property
    def path(self) -> "tuple[Mode, ...]":
        """The modes from the log-in's to this one."""
        return (*(self.parent.path if self.parent else ()), self)


@attrs.frozen
class Entered(Value):
    """A mode with the line that enters it, filled."""

    mode: Mode
    line: str


@attrs.frozen(kw_only=True)
class CliCommand(Step[str]):
    """One command line to type in one mode; the answer is what was printed, without echo, prompt, pager or noise.

    It shows its name alone: the line may hold secrets.

    Attributes:
        path: the modes to be in, from the one after the log-in's.
        confirms: questions of this very command and their answers; no other question is ever answered.
        hidden: values of the line that are never shown, not even in transcripts.
        success, example, anywhere: see :class:`Command`.
        timeout: seconds for the whole answer, after which the session is given up; `None` for the account's.
    """

    name: str
    line: str = attrs.field(repr=False)
    effect: Effect = Effect.READ
    path: tuple[Entered, ...] = attrs.field(default=(), repr=False)
    confirms: tuple[Reply, ...] = attrs.field(default=(), repr=False)
    hidden: tuple[str, ...] = attrs.field(default=(), repr=False)
    success: str | None = attrs.field(default=None, repr=False)
    timeout: float | None = None
    example: str = attrs.field(default="", repr=False)
    anywhere: bool = False

    @property
    def label(self) -> str:
        return self.name

    def identity(self) -> Any:
        return [[entered.line for entered in self.path], self.line]


@attrs.frozen
class Command(Value):
    """One command of a vendor's shell, as its `wire.py` declares it; see :mod:`core.typed_text` for `line`.

    Attributes:
        name: our key for it, used by `uses=`, overrides, errors and the journal.
        source: where the fact stands, such as "olt-huawei 3.2".
        mode: where it is typed; `None` for the dialect's base mode.
        anywhere: whether it is typed in whatever mode the session is in, such as a query that every mode knows.
        success: regular expression that an answer that did what was asked has somewhere. Without one, a read may
            answer anything, and whatever changes something must answer nothing at all.
        confirms: the questions that this command is known to ask, with their answers.
        settle: seconds after which a read-back that does not find the write proves its absence; `None` where nobody
            knows, and then absence proves nothing.
        timeout: seconds it may take where that is more than usual, such as a save.
        example: what it prints when it obeys, for rehearsals; nothing by default, as most commands do.
    """

    name: str
    line: str
    effect: Effect
    evidence: Evidence
    source: str
    mode: Mode | None = None
    success: str | None = None
    confirms: tuple[Reply, ...] = ()
    settle: float | None = None
    timeout: float | None = None
    example: str = ""
    anywhere: bool = False

    def __attrs_post_init__(self) -> None:
        for template in self.templates:
            refuse_bad_template(template)

    @property
    def weakest_evidence(self) -> Evidence:
        """The mark of the command."""
        return self.evidence

    @property
    def base(self) -> str:
        """The main address: there are platforms with TL1 beside their shell, and none with another shell."""
        return ""

    @property
    def templates(self) -> tuple[str, ...]:
        """Its line and those that enter its modes."""
        return (*(mode.enter for mode in self._modes), self.line)

    def fill(self, values: Mapping[str, object]) -> CliCommand:
        """The step that types it.

        Raises:
            InvalidIdentifier: a value is missing, or could become something else than itself; see `typed_text.fill`.
        """
        path = tuple(Entered(mode, _filled(mode.enter, values).line) for mode in self._modes)
        known = frozenset().union(*map(places, self.templates))
        if unknown := values.keys() - known:
            raise TypeError(f"{self.name}: no place for {', '.join(sorted(unknown))}")
        typed_line = _filled(self.line, values)
        return CliCommand(
            name=self.name,
            line=typed_line.line,
            effect=self.effect,
            path=path,
            confirms=self.confirms,
            hidden=typed_line.hidden,
            success=self.success,
            timeout=self.timeout,
            example=self.example,
            anywhere=self.anywhere,
        )

    @property
    def _modes(self) -> tuple[Mode, ...]:
        return self.mode.path[1:] if self.mode else ()


def _filled(template: str, values: Mapping[str, object]) -> TypedText:
    return fill(template, {name: value for name, value in values.items() if name in places(template)})


class Meaning(StrEnum):
    """What a refusal amounts to, whatever the vendor."""

    UNKNOWN_COMMAND = "unknown_command"
    """This release has no such command."""
    BAD_ARGUMENT = "bad_argument"
    """A value, or the way it is written, does not suit the equipment."""
    ALREADY_THERE = "already_there"
    NOT_THERE = "not_there"
    IN_USE = "in_use"
    """Something else still rests on it."""
    OFFLINE = "offline"
    """The ONU must be online for this."""
    BUSY = "busy"
    """Nothing was done; the carrier asks again a few times."""
    NO_PERMISSION = "no_permission"
    OTHER = "other"
    """A refusal whose sentence is in no table."""


_TOLD = {
    Meaning.UNKNOWN_COMMAND: "a versão do equipamento não tem este comando",
    Meaning.BAD_ARGUMENT: "o equipamento não aceitou um dos valores",
    Meaning.ALREADY_THERE: "já existe no equipamento",
    Meaning.NOT_THERE: "não existe no equipamento",
    Meaning.IN_USE: "ainda há configuração que depende disto",
    Meaning.OFFLINE: "a ONU não está online",
    Meaning.BUSY: "o equipamento está ocupado",
    Meaning.NO_PERMISSION: "o usuário do equipamento não tem permissão",
    Meaning.OTHER: "o equipamento recusou o comando",
}


@attrs.frozen
class Failure(Value):
    """A sentence of refusal. `line` is a regular expression that a whole line matches, without the blanks around it
    and whatever its case."""

    line: str
    meaning: Meaning


@attrs.frozen
class Refusal(Value):
    """A refusal found in an answer. `line` is the equipment's own, which may quote what was typed."""

    meaning: Meaning
    line: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Dialect(Value):
    """What a vendor's shell is like: data alone, read by the carrier and by :func:`typed`.

    Attributes:
        base: the mode where commands without one are typed and where a session is left; the log-in ends in it or in
            one of the modes before it.
        log_in: questions until the first prompt, in any order; over SSH they may not come.
        refused: regular expressions of lines that say that the log-in was refused.
        prepare: lines typed once in the base mode, such as the one that turns the pager off; a release that lacks
            one loses nothing.
        home: line that leads from any mode back to the base mode; empty where modes are left one by one.
        log_out: lines typed before hanging up.
        always: what is answered whatever the command: the pager, and prompts that only want Enter.
        questions: regular expressions of every other prompt that waits for a person. One that the command does not
            list in `confirms` is never answered: the session is given up.
        noise: regular expressions of what equipment prints uncalled for, such as alarms, matched with MULTILINE and
            DOTALL from the start of a line through its end, line feed included.
        remarks: whole lines that say nothing (progress, information), left out of answers.
        failures: the sentences of refusal, first match first.
        failure: regular expression of the beginning of any other line of refusal.
        transactional: whether what was changed takes effect, or is lost with the session, until it is committed.
        line_end: what the Enter key sends.
        encoding: of what the equipment prints; undecodable bytes become U+FFFD.
    """

    base: Mode
    log_in: tuple[Reply, ...] = ()
    refused: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    home: str = ""
    log_out: tuple[str, ...] = ()
    always: tuple[Reply, ...] = ()
    questions: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    failure: str = ""
    transactional: bool = False
    line_end: str = "\n"
    encoding: str = "utf-8"

    @property
    def base_path(self) -> tuple[Entered, ...]:
        """The modes from the one after the log-in's to the base mode."""
        return tuple(Entered(mode, mode.enter) for mode in self.base.path[1:])

    def refusal(self, text: str) -> Refusal | None:
        """The first line of `text` that refuses, with its meaning; `None` when no line does.

        A line counts by its beginning alone: descriptions may hold the same words.
        """
        refuses = pattern(self._any_refusal)
        for line in map(str.strip, text.splitlines()):
            if line and refuses.fullmatch(line):
                known = (each.meaning for each in self.failures if pattern(each.line).fullmatch(line))
                return Refusal(next(known, Meaning.OTHER), line)
        return None

    @property
    def _any_refusal(self) -> str:
        """One expression for all that refuses: most lines do not, and each is looked at once."""
        sentences = [each.line for each in self.failures]
        return "|".join([*sentences, f"(?:{self.failure}).*"] if self.failure else sentences)


def typed(dialect: Dialect, step: CliCommand) -> Exchange[str]:
    """Type one command and judge the answer by its text.

    Raises:
        ProviderRejected: the equipment refused; `code` is a :class:`Meaning`, `words` its line, private values out.
        UnexpectedAnswer: it neither refused nor said what it says when it obeys.
    """
    text = yield from step
    if found := dialect.refusal(text):
        yield from refused(step, refusal_error(step.name, found.meaning, found.line, step.hidden))
    if not _did(step, text) or ENDLESS_NUMBER.search(text):
        raise UnexpectedAnswer(message=f"Ninguém entendeu a resposta de {step.name}.", paths=(step.name,))
    return text


def refusal_error(name: str, meaning: Meaning, words: str, hidden: tuple[str, ...]) -> ProviderRejected:
    """A refusal of the command called `name` as an error; `hidden` values are taken out of the equipment's words."""
    kind = AuthenticationFailed if meaning is Meaning.NO_PERMISSION else ProviderRejected
    for value in hidden:
        words = words.replace(value, "***")
    return kind(message=f"{name}: {_TOLD[meaning]}.", words=words, code=meaning.value)


def _did(step: CliCommand, text: str) -> bool:
    if step.success is not None:
        return bool(pattern(step.success).search(text))
    return step.effect is Effect.READ or not text.strip()


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """A dialect's regular expression, compiled once; case counts for nothing."""
    return re.compile(expression, re.IGNORECASE | re.MULTILINE)
