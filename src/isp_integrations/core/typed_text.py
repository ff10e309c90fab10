"""Templates of what is typed to equipment that knows no escaping: a value can never become a second command.

A template is a line with marked places::

    service-port [{index:number} ]vlan {vlan:number} gpon {frame:number}/{slot:number} ont {ont:number}
    ont add {port:number} sn-auth {serial} omci desc "{description:text,64}"

`{name}` is a `word`; `{name:kind}` and `{name:kind,longest}` say more. What stands in square brackets is typed only
where the request has a value for it. Each kind is an allow-list, checked when the template is filled, behind the
rules of the family and the same for every vendor.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter
from typing import NamedTuple

from isp_integrations.core.errors import InvalidIdentifier

LONGEST = 255
"""Characters that a value may have where its template says nothing."""

_SIGNS = r"A-Za-z0-9_.@/+*#$%&!~^()<>{}\[\]\-"


def _kinds(signs: str) -> Mapping[str, re.Pattern[str]]:
    word, text = re.compile(rf"[{signs}]+"), re.compile(rf"[{signs}]+(?: +[{signs}]+)*")
    return {"number": re.compile(r"[0-9]+"), "word": word, "private": word, "secret": word, "text": text}


CLI_KINDS = _kinds(_SIGNS + ":=,")
TL1_KINDS = _kinds(_SIGNS)
"""What a value of each kind is made of: ASCII alone, and never a quote, `?`, `;`, `|`, a back-slash or a control
character; in TL1 no delimiter `, : =` either. A `text` may have blanks inside. What is `private` (a login), `secret`
or a `text` is hidden in errors and transcripts."""

_HIDDEN_KINDS = frozenset({"private", "secret", "text"})
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


class _Place(NamedTuple):
    name: str
    kind: str
    longest: int


class TypedText(NamedTuple):
    """A filled template: the line to type, and which of its values are never shown."""

    line: str
    hidden: tuple[str, ...]


def fill(template: str, values: Mapping[str, object], kinds: Mapping[str, re.Pattern[str]] = CLI_KINDS) -> TypedText:
    """`template` with every place filled; `None` and absent values leave their optional part out.

    Args:
        kinds: `CLI_KINDS` or `TL1_KINDS`.

    Raises:
        InvalidIdentifier: a value is missing, or has what its kind does not allow; the error names the place alone.
        TypeError: a value that no place takes.
    """
    given = {name: str(value) for name, value in values.items() if value is not None}
    if unknown := set(values) - places(template):
        raise TypeError(f"no place for {', '.join(sorted(unknown))}")
    line, hidden = "", []
    for literal, place in _parts(_chosen(template, given)):
        line += literal
        if place is not None:
            value = _checked(place, given.get(place.name), kinds)
            line += value
            hidden += [value] if place.kind in _HIDDEN_KINDS else []
    return TypedText(line, tuple(hidden))


@cache
def places(template: str) -> frozenset[str]:
    """The names of a template's places, optional ones included."""
    return frozenset(place.name for place in _all_places(template))


def places_as_written(template: str) -> frozenset[tuple[str, str]]:
    """Each place with its kind: what a partner's correction of a template must keep."""
    return frozenset((place.name, place.kind) for place in _all_places(template))


def refuse_bad_template(template: str) -> None:
    """Raise a `ValueError` for a template that is not one plain line of known kinds."""
    if not template or not template.isascii() or not template.isprintable():
        raise ValueError("not one line of printable ASCII")
    bare = _OPTIONAL.sub(r"\1", template)
    if "[" in bare or "]" in bare:
        raise ValueError("brackets that do not pair")
    for place in _all_places(template):
        if place.kind not in CLI_KINDS or not place.name.isidentifier():
            raise ValueError(f"unknown kind of place: {place.kind}")


def _all_places(template: str) -> Iterator[_Place]:
    return (place for _, place in _parts(_OPTIONAL.sub(r"\1", template)) if place is not None)


def _chosen(template: str, given: Mapping[str, str]) -> str:
    """The template with each optional part either in or out: it is in when all its places have values."""

    def kept(found: re.Match[str]) -> str:
        inside: str = found[1]
        return inside if places(inside) <= given.keys() else ""

    return _OPTIONAL.sub(kept, template)


@cache
def _parts(template: str) -> tuple[tuple[str, _Place | None], ...]:
    return tuple(
        (literal, None if name is None else _place(name, told or ""))
        for literal, name, told, _ in Formatter().parse(template)
    )


def _place(name: str, told: str) -> _Place:
    kind, _, longest = told.partition(",")
    return _Place(name, kind or "word", int(longest or LONGEST))


def _checked(place: _Place, value: str | None, kinds: Mapping[str, re.Pattern[str]]) -> str:
    if not value:
        raise InvalidIdentifier(kind=place.name, reason="falta o valor")
    if len(value) > place.longest:
        raise InvalidIdentifier(kind=place.name, reason=f"no máximo {place.longest} caracteres")
    if not kinds[place.kind].fullmatch(value):
        raise InvalidIdentifier(
            kind=place.name, reason="contém caracteres que o equipamento não recebe com segurança"
        )
    return value
