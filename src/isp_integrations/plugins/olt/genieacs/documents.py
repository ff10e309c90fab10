"""A device's document: the ACS's cache of its parameters, a tree of objects with leaves.

Absence of a parameter says nothing of the device: most are missing until somebody asks for them (genieacs 3).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.numbers import read_decimal
from isp_integrations.core.values import Value

Document: TypeAlias = Mapping[str, Any]
ROOTS = ("InternetGatewayDevice", "Device")
"""Of TR-098 and of TR-181; a document has one of them."""
_TRUE, _FALSE = frozenset({1, "1", "true"}), frozenset({0, "0", "false"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,18})?(?![0-9.,eE])")


@attrs.frozen(kw_only=True)
class Leaf(Value):
    """One parameter.

    Attributes:
        value: `None` where its name is known and its value was never read.
        writable: `None` where that is not told.
        read_at: when the device last told it, or acknowledged it, by the ACS's clock.
    """

    value: str | int | Decimal | bool | None = attrs.field(default=None, repr=False)
    writable: bool | None = None
    read_at: datetime | None = None

    @property
    def text(self) -> str:
        """The value as text, empty where there is none."""
        return "" if self.value is None or isinstance(self.value, bool) else str(self.value)

    @property
    def number(self) -> Decimal | None:
        """The value as a number, `None` where it is none."""
        found = _NUMBER.match(self.text.strip())
        return read_decimal(found.group()) if found else None

    @property
    def flag(self) -> bool | None:
        """The value as yes or no, `None` where it is neither."""
        if self.value in _TRUE:
            return True
        return False if self.value in _FALSE else None


def root_of(document: Document) -> str | None:
    """The root of the device's data model; `None` while the ACS knows of none."""
    return next((root for root in ROOTS if root in document), None)


def leaf_at(document: Document, path: str) -> Leaf | None:
    """The parameter at `path`; `None` where the document has none."""
    node = _node_at(document, path)
    if node is None or node.get("_object") is True:
        return None
    value, writable = node.get("_value"), node.get("_writable")
    if not isinstance(value, str | int | Decimal | bool | None) or not isinstance(writable, bool | None):
        raise _unreadable(path)
    return Leaf(value=value, writable=writable, read_at=moment(node.get("_timestamp"), path))


def text_at(document: Document, path: str) -> str:
    """The value at `path` as text, empty where there is none."""
    leaf = leaf_at(document, path)
    return leaf.text if leaf else ""


def moment(text: object, path: str) -> datetime | None:
    """An instant of the document, with its offset; `None` where there is none."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise _unreadable(path)
    return read


def _node_at(document: Document, path: str) -> Document | None:
    node: Any = document
    for name in path.split("."):
        node = node.get(name)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            raise _unreadable(path)
    found: Document = node
    return found


def _unreadable(path: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message=f"O documento do aparelho não tem a forma esperada em {path}.", paths=(path,))
