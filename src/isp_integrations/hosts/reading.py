"""Reading a host's records field by field: every problem is kept, none stops it, none holds a value."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Generic, TypeVar

import attrs

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.text import has_control_signs

T = TypeVar("T")
V = TypeVar("V")

_NO_DATE = re.compile(r"(0000-00-00|)( 00:00:00)?")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([ T][0-9:.]+)?")


@attrs.frozen(kw_only=True)
class Problem:
    """Something in a host's record that could not be read.

    Attributes:
        record: table and id, such as ``linha_mvno 17``.
        field: the host's field name.
        message: what is wrong, pt-BR, never the value itself.
    """

    record: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.message}"


@attrs.frozen(kw_only=True)
class Adapted(Generic[T]):
    """What came out of a record: `value`, `None` where there is no entity at all, and the problems met."""

    value: T | None
    problems: tuple[Problem, ...] = ()


class Reading:
    """One record being read. Each method reads one field and notes in `problems` what is wrong with it."""

    def __init__(self, table: str, record: object) -> None:
        self._fields: Mapping[object, object] = record if isinstance(record, Mapping) else {}
        self.problems: list[Problem] = []
        self.name = table
        self.id = self.reference("id")
        self.name = f"{table} {self.id or 'sem id'}"

    def note(self, field: str, message: str) -> None:
        """Add a problem of this record."""
        self.problems.append(Problem(record=self.name, field=field, message=message))

    def adapted(self, value: T | None) -> Adapted[T]:
        """`value` with the problems noted so far."""
        return Adapted(value=value, problems=tuple(self.problems))

    def missing(self, field: str) -> Adapted[T]:
        """No entity, because a field that makes one is missing."""
        self.note(field, "não informado: o registro não pôde ser usado")
        return self.adapted(None)

    def text(self, field: str) -> str:
        """The field as trimmed text; a number becomes text, an absent one is empty."""
        value = self._fields.get(field)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.note(field, "deve ser texto ou número inteiro")
            return ""
        return str(value).strip()

    def reference(self, field: str) -> str | None:
        """An id; hosts write 0 or nothing where there is none, and one with control characters is none."""
        found = self.text(field)
        if has_control_signs(found):
            self.note(field, "contém caracteres de controle")
            return None
        return None if found in {"", "0"} else found

    def parsed(self, field: str, parse: Callable[[str], V], text: str | None = None) -> V | None:
        """An identifier, read from `text` where several fields make it up; an empty one is `None`."""
        found = self.text(field) if text is None else text
        if not found:
            return None
        try:
            return parse(found)
        except InvalidIdentifier as error:
            self.note(field, str(error))
            return None

    def date(self, field: str) -> date | None:
        """An ISO date, with or without a time of day; `0000-00-00` is no date."""
        found = self.text(field)
        if _NO_DATE.fullmatch(found):
            return None
        try:
            if day := _DATE.fullmatch(found):
                return date.fromisoformat(day[1])
        except ValueError:
            pass
        self.note(field, "não é uma data AAAA-MM-DD")
        return None

    def flag(self, field: str) -> bool | None:
        """S or N. `None` where the host is silent and for any other word, which is a problem, not a no."""
        found = self.text(field)
        if found in {"S", "N"}:
            return found == "S"
        if found:
            self.note(field, "deve ser S ou N")
        return None

    def word(self, field: str, table: Mapping[str, V], unknown: V) -> V:
        """A code of `table`; a code in no table is `unknown`, and a problem."""
        found = self.text(field)
        if found not in table:
            self.note(field, "código desconhecido" if found else "não informado")
        return table.get(found, unknown)
