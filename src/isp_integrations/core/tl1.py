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

from isp_integrations.core.cli import ENDLESS_NUMBER, Dialect, Meaning, refusal_error
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
_BARE_CODE = re.compile(r"\s*([A-Z]{4})\s*")
_FINAL = frozenset({"COMPLD", "DENY"})
_RULE = re.compile(r"-{20,}")
_COUNTER = re.compile(r"[ \t]*(total_blocks|block_number|block_records)=(.*)")
_COUNT = re.compile(r"[0-9]+")


@attrs.frozen(kw_only=True)
class Tl1Answer(Value):
    """One answer, all its blocks together.

    Attributes:
        completion: `COMPLD`, `DENY`, `DELAY`…
        code: what `EN=` says, or in a refusal without it the four letters of its first line; empty in answers to
            queries, which have none.
        told: what `ENDESC=` and `EADD=` say, localised on some systems; in a refusal without them, all that follows
            the code.
        columns: of the table, in the order they came; empty where there is no table.
        rows: each row by column, cells as they came.
        is_list: whether it has a table, be it without rows, or says in its counters that there is nothing to list.
        lines: what stands between the head and the end, for answers that are no table.
    """

    completion: str
    code: str = ""
    told: str = attrs.field(default="", repr=False)
    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = attrs.field(default=(), repr=False)
    is_list: bool = False
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
        base: which of the platform's `other_bases` it is sent to; empty for the main address.
    """

    name: str
    line: str
    effect: Effect
    evidence: Evidence
    source: str
    settle: float | None = None
    timeout: float | None = None
    base: str = ""

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
        log_in: the message that logs in, with `{ctag}` and the account's credentials as places; empty where there is
            a `dialogue`.
        dialogue: a log-in that is asked for as by a shell, question by question, once Enter is typed; its base mode
            is the prompt that messages are sent at.
        prepare: messages sent once after the log-in; a system that refuses one loses nothing.
        log_out: the message sent before hanging up; empty for none.
        keep_alive: the message that proves that an idle connection still answers; empty for none.
        success_codes: what `EN=` may say when the command was obeyed.
        codes: what the codes of refusal amount to.
        told: what a text of refusal amounts to where codes do not say: regular expression to meaning.
        encoding: of the answers; undecodable bytes become U+FFFD.
    """

    log_in: str = ""
    dialogue: Dialect | None = None
    prepare: tuple[str, ...] = ()
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
        UnexpectedAnswer: there is no head, it is of another command, a row does not fit its columns, or a part of a
            table is missing.
    """
    if not blocks:
        raise _unreadable("bloco")
    if any(ENDLESS_NUMBER.search(block) for block in blocks):
        raise _unreadable("número")
    heads = [_HEAD.search(block) for block in blocks]
    for head in heads:
        if head is None or head[1] != tag or head[2] != (heads[0] or head)[2]:
            raise _unreadable("cabeçalho")
    bodies = [block[head.end() :] for block, head in zip(blocks, heads, strict=True) if head]
    table = _joined([_table(body) for body in bodies])
    completion = heads[0][2] if heads[0] else ""
    lines = tuple(line for body in bodies for line in body.splitlines() if line.strip())
    code, told = _judgement(completion, _RULE.split(bodies[0], maxsplit=1)[0], lines)
    return Tl1Answer(
        completion=completion,
        code=code,
        told=told,
        columns=table.columns,
        rows=table.rows,
        is_list=table.is_list,
        lines=lines,
    )


def _judgement(completion: str, preface: str, lines: tuple[str, ...]) -> tuple[str, str]:
    """Code and text, from before the table: a cell may hold the same words."""
    code, told = _found(_CODE, preface), " ".join(filter(None, (_found(_TOLD, preface), _found(_MORE, preface))))
    if code or told or completion != "DENY":
        return code, told
    first, *more = lines or ("",)
    bare = _BARE_CODE.fullmatch(first)
    return bare[1] if bare else "", " ".join(map(str.strip, more if bare else lines))


@attrs.frozen(kw_only=True)
class _Table:
    """What an answer, or one block of it, lists.

    Attributes:
        columns: empty where there is no table.
        counters: those that the system printed: blocks in all, number of the block, rows of the block.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    counters: Mapping[str, int] = attrs.field(factory=dict)

    @property
    def is_list(self) -> bool:
        """See `Tl1Answer`."""
        return bool(self.columns) or 0 in {self.counters.get("total_blocks"), self.counters.get("block_records")}


def _joined(blocks: list[_Table]) -> _Table:
    """Every block repeats the columns; the rows of all of them follow one another, and none may be missing."""
    first = blocks[0]
    rows = tuple(row for block in blocks for row in block.rows)
    totals = {len(blocks)} if rows else {len(blocks), 0}
    for number, block in enumerate(blocks, first.counters.get("block_number", 1)):
        right = {"total_blocks": totals, "block_number": {number}, "block_records": {len(block.rows)}}
        if block.columns != first.columns or any(told not in right[name] for name, told in block.counters.items()):
            raise _unreadable("tabela")
    return _Table(columns=first.columns, rows=rows, counters=first.counters)


def _table(body: str) -> _Table:
    """One rule stands above the columns and one below the rows; a table that lacks either was cut short."""
    lines = body.splitlines()
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
    counters = _counters(lines[: rules[0]] if rules else lines)
    match rules:
        case []:
            return _Table(counters=counters)
        case [above, below] if below > above + 1 and lines[above + 1].strip():
            columns = tuple(cell.strip() for cell in lines[above + 1].split("\t"))
            rows = tuple(_row(columns, line) for line in lines[above + 2 : below] if line.strip())
            return _Table(columns=columns, rows=rows, counters=counters)
        case _:
            raise _unreadable("tabela")


def _counters(preface: list[str]) -> dict[str, int]:
    found = {match[1]: match[2].strip() for line in preface if (match := _COUNTER.fullmatch(line))}
    if not all(map(_COUNT.fullmatch, found.values())):
        raise _unreadable("tabela")
    return {name: int(count) for name, count in found.items()}


def _row(columns: tuple[str, ...], line: str) -> Mapping[str, str]:
    """A row may lack its last cells, and is none where it has but one of several."""
    cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
    if len(cells) == 1 < len(columns):
        raise _unreadable("tabela")
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
