"""Looks through recorded files for people and secrets that were not scrubbed, and for files grown old."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import yaml

from isp_integrations.testing.pseudonyms import BIRTH_DAY, IN_RANGE, SECRET, Kind
from isp_integrations.testing.scrubbing import (
    BIRTH_KEYS,
    CATALOGUE_KEYS,
    PERSON_KEYS,
    SECRET_KEYS,
    folded,
    personal_values,
    secrets_in,
    split_code,
)

RECORDED_FILES = (".json", ".jsonl", ".txt", ".yaml", ".yml")


@attrs.frozen(kw_only=True)
class Leak:
    """Something that looks like a person or a secret; the value itself is not repeated.

    Attributes:
        where: line number, or the path of keys.
        what: the kind of value.
    """

    file: Path
    where: str
    what: str


@attrs.frozen(kw_only=True)
class Age:
    """How old a recorded file is. `origin` is empty and `days` is `None` where the file has no header."""

    file: Path
    origin: str
    days: int | None


def scan_for_leaks(path: Path) -> tuple[Leak, ...]:
    """Every leak in a file, or in every cassette and transcript below a folder.

    Values are known by their form (valid CPF, CNPJ, mobile number and ICCID outside the pseudonyms' ranges, e-mails
    outside `example.invalid`, bearer tokens, JWTs, eSIM codes) and, in YAML and JSON, by their keys.
    """
    return tuple(leak for file in _files(path) for leak in _leaks_of(file))


def age_report(path: Path, *, today: date) -> tuple[Age, ...]:
    """Every recorded file with its origin and its age in days, oldest first; those without a header come first."""
    ages = [_age(file, today) for file in _files(path)]
    return tuple(sorted(ages, key=lambda age: (age.days is not None, -(age.days or 0), age.file)))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.suffix in RECORDED_FILES)


def _leaks_of(file: Path) -> Iterator[Leak]:
    text = file.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, value in personal_values(line):
            if not _invented(value):
                yield Leak(file=file, where=f"linha {number}", what=kind.value)
        for _ in secrets_in(line):
            yield Leak(file=file, where=f"linha {number}", what="secret")
    for where, what in _by_key(_documents(text), ""):
        yield Leak(file=file, where=where, what=what)


def _invented(value: str) -> bool:
    """Whether a value is of any pseudonym's range: one kind's may have another kind's form."""
    return any(pattern.fullmatch(value) for pattern in IN_RANGE.values())


def _documents(text: str) -> list[Any]:
    """The content of YAML, JSON or JSON lines; nothing where the text is none of them."""
    try:
        return list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        pass
    try:
        return [yaml.safe_load(line) for line in text.splitlines() if line]
    except yaml.YAMLError:
        return []


def _by_key(content: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(content, list):
        for place, value in enumerate(content):
            yield from _by_key(value, f"{where}[{place}]")
    elif isinstance(content, dict):
        sells = bool({folded(str(name)) for name in content} & CATALOGUE_KEYS)
        for name, value in content.items():
            path = f"{where}.{name}"
            if isinstance(value, str) and value:
                what = _told_by_key(folded(str(name)), value, sells=sells)
                yield from [(path, what)] if what else []
            yield from _by_key(value, path)


def _told_by_key(key: str, value: str, *, sells: bool) -> str | None:
    if key in SECRET_KEYS and value != SECRET:
        return "secret"
    if key in PERSON_KEYS and not sells and not IN_RANGE[Kind.TEXT].fullmatch(split_code(value)[0]):
        return "name"
    if key in BIRTH_KEYS and value != BIRTH_DAY:
        return "birth_date"
    return None


def _age(file: Path, today: date) -> Age:
    documents = _documents(file.read_text(encoding="utf-8"))
    header = documents[0] if documents and isinstance(documents[0], dict) else {}
    try:
        recorded = date.fromisoformat(str(header["recorded"]))
    except (KeyError, ValueError):
        return Age(file=file, origin="", days=None)
    return Age(file=file, origin=str(header["origin"]), days=(today - recorded).days)
