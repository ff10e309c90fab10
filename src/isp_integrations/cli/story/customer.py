"""The story of a customer: every family in the order in which a provider meets them, on fakes in this very process.

What must come of each step stands in `vida.json`; how each step is done, in the chapters' modules.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

from isp_integrations.cli.files import named
from isp_integrations.cli.report import told_event
from isp_integrations.cli.screen import say, show_json
from isp_integrations.cli.story import (
    debt,
    farewell,
    installation,
    mobile,
    neighbour,
    ownership,
    sale,
    streaming,
    voice,
)
from isp_integrations.cli.story.life import Chapter, Life, Script, make_fakes, noon_of, open_accounts
from isp_integrations.cli.story.telling import WORDS, End, Outcome, Told, carry_out, read_script
from isp_integrations.cli.story.wording import in_portuguese
from isp_integrations.core.errors import ConfigurationError
from isp_integrations.sandbox.jumping_clock import JumpingClock

STEPS: Mapping[str, Callable[[Life], Told]] = dict(
    chain.from_iterable(
        module.STEPS.items()
        for module in (sale, installation, mobile, streaming, voice, debt, ownership, farewell, neighbour)
    )
)
"""How each step is done, in the order of the story."""

MAP_NAME = "viabilidade.html"
WIDE = 118
INDENT = " " * 6


def tell(path: Traversable, *, map_file: Path | None, as_json: bool) -> int:
    """Tell the story, step by step as it happens; 0 when every step ended as the file expects.

    Args:
        map_file: where the map goes; into a new folder for temporary files by default.
    """
    script = _script(path)
    page = _writable(map_file or Path(tempfile.mkdtemp(prefix="isp-integrations-")) / MAP_NAME)
    with ExitStack() as stack:
        clock = JumpingClock(noon_of(script.chapters[0].day))
        accounts = open_accounts(stack, make_fakes(), clock)
        life = Life.begin(script, accounts, clock, page)
        told = tuple(_lived(life) if as_json else _shown(life))
    surprises = (*(each for _, outcome in told for each in outcome.surprises), *_untold(script, len(told)))
    if as_json:
        show_json(_plain(told, surprises, page))
    else:
        met = sum(not outcome.surprises for _, outcome in told)
        print(f"\n{len(told)} passos. Como esperado: {met} de {len(script.steps)}.")
        print(f"Mapa da viabilidade, para abrir no navegador: {page}")
    for surprise in surprises:
        say(f"diferente do esperado: {surprise}")
    return 1 if surprises else 0


def _script(path: Traversable) -> Script:
    script = read_script(Script, path)
    if script.steps != tuple(STEPS):
        raise named(path, [f"chapters: os passos devem ser {', '.join(STEPS)}"])
    return script


def _writable(page: Path) -> Path:
    """`page`, begun: a place that cannot be written is told before the story begins."""
    try:
        page.write_text("", encoding="utf-8")
    except OSError as failure:
        raise ConfigurationError(message=f"{page}: não pode ser gravado ({type(failure).__name__}).") from None
    return page


def _lived(life: Life) -> Iterator[tuple[Chapter, Outcome]]:
    """Every step as it ends; after one that ended quite otherwise nothing else can be told."""
    for chapter in life.script.chapters:
        life.wait_for(chapter.day)
        for step in chapter.steps:
            outcome = carry_out(partial(STEPS[step.id], life), step)
            yield chapter, outcome
            if outcome.end is not step.expect.outcome:
                return


def _untold(script: Script, told: int) -> tuple[str, ...]:
    left = script.steps[told:]
    return (f"a história parou antes de {left[0]}",) if left else ()


def _shown(life: Life) -> Iterator[tuple[Chapter, Outcome]]:
    """The same, each printed as it ends."""
    present = None
    for chapter, outcome in _lived(life):
        if chapter is not present:
            print(f"\n{chapter.day:%d/%m/%Y}  {chapter.title}")
            present = chapter
        print("\n".join(_lines(outcome)), flush=True)
        yield chapter, outcome


def _lines(outcome: Outcome) -> Iterator[str]:
    mark = WORDS[outcome.end].partition(" ")[0] if not outcome.surprises else "!"
    done = outcome.end is End.DONE
    ended = outcome.message if done else WORDS[outcome.end].partition(" ")[2]
    title = f"{outcome.step.title}: {ended}" if ended else outcome.step.title
    yield _wrapped(f"  {mark} ", title)
    for sign, told in (
        *(("", f"{rule.rule_id}: {rule.message}") for rule in outcome.rules),
        ("", "" if done or outcome.rules else outcome.message),
        ("= ", ", ".join(map(in_portuguese, outcome.found))),
        ("→ ", ", ".join(map(told_event, outcome.events))),
    ):
        if told:
            yield _wrapped(INDENT + sign, told)


def _wrapped(begin: str, text: str) -> str:
    """`text` after `begin`, in lines that do not break a path or a name."""
    lines = TextWrapper(
        width=WIDE,
        initial_indent=begin,
        subsequent_indent=" " * max(len(INDENT), len(begin)),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.fill(text)


def _plain(told: tuple[tuple[Chapter, Outcome], ...], surprises: tuple[str, ...], page: Path) -> Any:
    return {
        "as_expected": not surprises,
        "steps": [
            {"day": chapter.day.isoformat(), "chapter": chapter.title, **outcome.to_plain()}
            for chapter, outcome in told
        ],
        "map": str(page),
        "surprises": list(surprises),
    }
