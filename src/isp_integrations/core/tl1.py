"""TL1: the commands of a management system, and how its answers are read.

A `wire.py` declares each command as a whole message; the carrier puts its own tag in the place of `{ctag}`::

    ADD_ONU = Tl1Verb(
        "add_onu",
        "ADD-ONU::OLTID={olt},PONID={pon}:{ctag}::AUTHTYPE=MAC,ONUID={serial}[,NAME={name:text,64}],ONUTYPE={type};",
        Effect.WRITE, OBSERVED, "olt-fiberhome-tl1 4",
    )

and its plugin sends it: `answer = yield from obeyed(self.dialect, self.command(ADD_ONU, olt=…, pon=…, …))`.
"""

import re
from collections.abc import Mapping
from typing import Any

import attrs

from isp_integrations.core.cli import Meaning, refusal_error
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.evidence import Evidence
from isp_integrations.core.exchange import Effect, Exchange, Step, refused
from isp_integrations.core.typed_text import TL1_KINDS, TypedText, fill, places, refuse_bad_template
from isp_integrations.core.values import Value

CTAG = "\0"
"""Stands in a step's message where the carrier puts the tag of the moment; no value can hold it."""

_TAG_PLACE = "{ctag}"

_HEAD = re.compile(r"^M\s+(\S+)\s+([A-Z]+)\s*$", re.MULTILINE)
_CODE = re.compile(r"\bEN=(\S*)")
_TOLD = re.compile(r"\bENDESC=(.*?)(?=\s{2,}EADD=|\s*$)", re.MULTILINE)
_MORE = re.compile(r"\bEADD=(.*?)\s*$", re.MULTILINE)
_FINAL = frozenset({"COMPLD", "DENY"})
_RULE = re.compile(r"-{20,}")


@attrs.frozen(kw_only=True)
class Tl1Answer(Value):
    """One answer, all its blocks together.

    Attributes:
        completion: `COMPLD`, `DENY`, `DELAY`…
        code: what `EN=` says; empty in answers to queries, which have none.
        told: what `ENDESC=` and `EADD=` say; localised on some systems.
        columns: of the table, in the order they came; empty where there is no table.
        rows: each row by column, cells as they came.
        lines: what stands between the head and the end, for answers that are no table.
    """

    completion: str
    code: str = ""
    told: str = attrs.field(default="", repr=False)
    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = attrs.field(default=(), repr=False)
    lines: tuple[str, ...] = attrs.field(default=(), repr=False)


@attrs.frozen(kw_only=True)
class Tl1Command(Step[Tl1Answer]):
    """One message to send; it shows its name alone.

    Attributes:
        message: the whole message with :data:`CTAG` where the carrier puts its tag.
        hidden: values of the message that are never shown, not even in transcripts.
        timeout: seconds for the whole answer; `None` for the account's.
    """

    name: str
    message: str = attrs.field(repr=False)
    effect: Effect = Effect.READ
    hidden: tuple[str, ...] = attrs.field(default=(), repr=False)
    timeout: float | None = None

    @property
    def label(self) -> str:
        return self.name

    def identity(self) -> Any:
        return self.message

    def pack(self, answer: Tl1Answer) -> Any:
        return attrs.asdict(answer)

    def unpack(self, plain: Any) -> Tl1Answer:
        lists = {name: tuple(plain[name]) for name in ("columns", "rows", "lines")}
        return Tl1Answer(**{**plain, **lists})


@attrs.frozen
class Tl1Verb(Value):
    """One command of a management system, as its `wire.py` declares it; see :mod:`core.typed_text` for `line`.

    Attributes:
        name, source, settle, timeout: as in `core.cli.Command`.
        line: the whole message, from the verb to its `;`, with `{ctag}` once.
    """

    name: str
    line: str
    effect: Effect
    evidence: Evidence
    source: str
    settle: float | None = None
    timeout: float | None = None

    def __attrs_post_init__(self) -> None:
        refuse_bad_template(self.line)
        if self.line.count(_TAG_PLACE) != 1 or not self.line.endswith(";") or self.line.count(";") != 1:
            raise ValueError(f"{self.name}: one message with one {{ctag}} and one semicolon")

    @property
    def weakest_evidence(self) -> Evidence:
        """The mark of the command."""
        return self.evidence

    @property
    def templates(self) -> tuple[str, ...]:
        """Its line."""
        return (self.line,)

    def fill(self, values: Mapping[str, object]) -> Tl1Command:
        """The step that sends it.

        Raises:
            InvalidIdentifier: a value is missing, or could become something else than itself; see `typed_text.fill`.
        """
        if unknown := values.keys() - places(self.line):
            raise TypeError(f"{self.name}: no place for {', '.join(sorted(unknown))}")
        message = filled_message(self.line, values)
        return Tl1Command(
            name=self.name,
            message=message.line,
            effect=self.effect,
            hidden=message.hidden,
            timeout=self.timeout,
        )


def filled_message(line: str, values: Mapping[str, object]) -> TypedText:
    """A message's template with its places filled, :data:`CTAG` where the tag belongs; other values are passed over.

    Raises:
        InvalidIdentifier: see `typed_text.fill`.
    """
    parts = [
        fill(part, {name: value for name, value in values.items() if name in places(part)}, TL1_KINDS)
        for part in line.split(_TAG_PLACE)
    ]
    return TypedText(CTAG.join(part.line for part in parts), tuple(value for part in parts for value in part.hidden))


@attrs.frozen(kw_only=True)
class Tl1Dialect(Value):
    """What a management system's TL1 is like.

    Attributes:
        log_in: the message that logs in, with `{ctag}` and the account's credentials as places.
        log_out: the message sent before hanging up; empty for none.
        keep_alive: the message that proves that an idle connection still answers; empty for none.
        success_codes: what `EN=` may say when the command was obeyed.
        codes: what the codes of refusal amount to.
        told: what a text of refusal amounts to where codes do not say: regular expression to meaning.
        encoding: of the answers; undecodable bytes become U+FFFD.
    """

    log_in: str
    log_out: str = ""
    keep_alive: str = ""
    success_codes: frozenset[str] = frozenset({"", "0"})
    codes: Mapping[str, Meaning] = attrs.field(factory=dict)
    told: Mapping[str, Meaning] = attrs.field(factory=dict)
    encoding: str = "utf-8"

    def refusal(self, answer: Tl1Answer) -> Meaning | None:
        """What `answer` refuses, `None` when it was obeyed. Texts never count where the code says success."""
        if answer.completion == "COMPLD" and answer.code in self.success_codes:
            return None
        for expression, meaning in self.told.items():
            if re.search(expression, answer.told, re.IGNORECASE):
                return meaning
        return self.codes.get(answer.code, Meaning.OTHER)


def obeyed(dialect: Tl1Dialect, step: Tl1Command) -> Exchange[Tl1Answer]:
    """Send one command and judge the answer by its completion and code.

    Raises:
        ProviderRejected: it was refused; `code` is a :class:`core.cli.Meaning`, `words` the system's code and text.
        UnexpectedAnswer: neither obeyed nor refused, such as put off (`DELAY`).
    """
    answer = yield from step
    if answer.completion not in _FINAL:
        raise UnexpectedAnswer(message=f"O sistema não cumpriu nem recusou {step.name}.", paths=(step.name,))
    meaning = dialect.refusal(answer)
    if meaning is not None:
        error = refusal_error(step.name, meaning, f"{answer.code} {answer.told}".strip(), step.hidden)
        yield from refused(step, error)
    return answer


def read_answer(blocks: tuple[str, ...], tag: str) -> Tl1Answer:
    """The blocks of one answer, without their terminators, as one answer.

    Raises:
        UnexpectedAnswer: there is no head, it is of another command, or a row does not fit its columns.
    """
    if not blocks:
        raise _unreadable("bloco")
    heads = [_HEAD.search(block) for block in blocks]
    for head in heads:
        if head is None or head[1] != tag or head[2] != (heads[0] or head)[2]:
            raise _unreadable("cabeçalho")
    bodies = [block[head.end() :] for block, head in zip(blocks, heads, strict=True) if head]
    columns, rows = _table(bodies)
    preface = _RULE.split(bodies[0], maxsplit=1)[0]  # a cell may hold the same words
    return Tl1Answer(
        completion=heads[0][2] if heads[0] else "",
        code=_found(_CODE, preface),
        told=" ".join(filter(None, (_found(_TOLD, preface), _found(_MORE, preface)))),
        columns=columns,
        rows=rows,
        lines=tuple(line for body in bodies for line in body.splitlines() if line.strip()),
    )


def _table(bodies: list[str]) -> tuple[tuple[str, ...], tuple[Mapping[str, str], ...]]:
    """Every block repeats the columns between its rules; the rows of all of them follow one another."""
    columns: tuple[str, ...] = ()
    rows: list[Mapping[str, str]] = []
    for body in bodies:
        lines = body.splitlines()
        rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
        if len(rules) < 2:  # noqa: PLR2004  one above the columns, one below the rows
            continue
        head, *found = lines[rules[0] + 1 : rules[-1]] or [""]
        columns = tuple(cell.strip() for cell in head.split("\t"))
        rows.extend(_row(columns, line) for line in found if line.strip())
    return columns, tuple(rows)


def _row(columns: tuple[str, ...], line: str) -> Mapping[str, str]:
    cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()
    cells += [""] * (len(columns) - len(cells))
    if len(cells) > len(columns):
        raise _unreadable("tabela")
    return dict(zip(columns, cells, strict=True))


def _found(expression: re.Pattern[str], text: str) -> str:
    found = expression.search(text)
    return found[1].strip() if found else ""


def _unreadable(where: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message=f"A resposta TL1 não se entende ({where}).", paths=(where,))
