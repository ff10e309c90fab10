"""Lists are pages: a plugin answers one page and an opaque cursor, a client loops, nothing is held between."""

from typing import Generic, TypeVar

import attrs

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Page(Generic[T]):
    """One page. `cursor` resumes after it, also in another process; `None` on the last."""

    items: tuple[T, ...]
    cursor: str | None = None
