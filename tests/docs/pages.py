"""The pages' fenced blocks, as the tests run them."""

import re
from pathlib import Path

import attrs
from docs_tools.blocks import ROOT, pages

_FENCE = re.compile(
    r"(?P<mark><!-- conta real: só compila -->\n)?^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n"
    r"(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@attrs.frozen(kw_only=True)
class Block:
    """One fenced block.

    Attributes:
        line: of the block's first line in its page.
        title: the file that it stands for, if any.
        compiled_only: a real account's, which no test has.
    """

    page: Path
    line: int
    language: str
    title: str
    compiled_only: bool
    text: str


def blocks_of(page: Path) -> tuple[Block, ...]:
    """The page's blocks in order."""
    text = page.read_text("utf-8")
    return tuple(
        Block(
            page=page,
            line=text.count("\n", 0, found.start("text")) + 1,
            language=found["language"],
            title=found["title"] or "",
            compiled_only=bool(found["mark"]),
            text=found["text"],
        )
        for found in _FENCE.finditer(text)
    )


BLOCKS = tuple(block for page in pages() for block in blocks_of(page))


def name_of(page: Path) -> str:
    """The page as test ids and messages say it."""
    return str(page.relative_to(ROOT))


def pages_with(blocks: tuple[Block, ...]) -> list[Path]:
    """The pages of `blocks`, each once."""
    return list(dict.fromkeys(block.page for block in blocks))
