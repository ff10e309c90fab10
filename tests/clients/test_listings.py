"""Lists that are fetched page by page: all of them once, from a cursor on, and never without end."""

import asyncio

import pytest

from isp_integrations.clients.calls import AsyncListing, Listing
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.paging import Page

PAGES = {None: Page(items=(1, 2), cursor="b"), "b": Page(items=(), cursor="c"), "c": Page(items=(3,))}
STUCK = {None: Page(items=(1, 2), cursor="b"), "b": Page(items=(3,), cursor="b")}


def gathered(pages: dict[str | None, Page[int]], seen: list[int], cursor: str | None = None) -> str | None:
    """Every item goes to `seen`; the cursor that the list has then."""
    left = [dict(pages) for _ in range(9)]
    listing = Listing(lambda asked: left.pop()[asked]).after(cursor)
    try:
        seen.extend(listing)
    finally:
        last = listing.cursor
    return last


async def gathered_async(pages: dict[str | None, Page[int]], seen: list[int]) -> AsyncListing[int]:
    left = [dict(pages) for _ in range(9)]

    async def fetch(asked: str | None) -> Page[int]:
        return left.pop()[asked]

    listing = AsyncListing(fetch)
    async for item in listing:
        seen += [item]
    return listing


def test_every_page_is_read_once_also_an_empty_one() -> None:
    seen: list[int] = []
    assert (gathered(PAGES, seen), seen) == (None, [1, 2, 3])
    assert (gathered(PAGES, seen, "b"), seen) == (None, [1, 2, 3, 3])
    seen.clear()
    assert asyncio.run(gathered_async(PAGES, seen)).cursor is None
    assert seen == [1, 2, 3]


def test_a_page_that_leads_to_itself_ends_the_list_with_an_error() -> None:
    seen: list[int] = []
    with pytest.raises(UnexpectedAnswer) as refused:
        gathered(STUCK, seen)
    assert (refused.value.paths, seen) == (("cursor",), [1, 2])
    seen.clear()
    with pytest.raises(UnexpectedAnswer):
        asyncio.run(gathered_async(STUCK, seen))
    assert seen == [1, 2]
