"""The echo of a line that was typed: whatever is printed before it ends answers something else.

Equipment prints uncalled for: an alarm, its prompt once more. What of it was not read yet when a line is typed comes
before that line's echo, and must not be taken for its answer.
"""

from collections.abc import Callable, Iterator

from isp_integrations.transports.terminal.rendering import rendered

_AUTOWRAP = " \r"
"""What makes a cursor at the right edge go on at the left one, in a new row."""
_SCROLLED = "<"
"""Where a row stands that shows no more than the end of a long line."""
_FIRST_SIGNS = 4
"""Of a line, which are never apart in its echo."""
_SHORTEST_TAIL = 8


def end_of_echo(printed: str, line: str, is_prompt: Callable[[str], bool]) -> int | None:
    """Where the echo of `line` ends in `printed`, its line feed included; `None` while it does not.

    An echo has rows of its own, a prompt before it aside. It may be broken over several of them, scrolled, or drawn
    again; blanks tell nothing. It counts once all of its rows are ended.
    """
    typed = _bare(line)
    left: list[str] = []  # of the line, for each place where its echo may have begun
    end = 0
    for row in printed.split("\n")[:-1]:
        end += len(row) + 1
        views = {_bare(rendered(row)), _bare(rendered(row.replace(_AUTOWRAP, "")))}
        left = [rest.removeprefix(shown) for rest in left for shown in views if rest.startswith(shown)]
        left += (rest for shown in views for rest in _begun(shown, typed, is_prompt))
        if "" in left:
            return end
    return None


def _begun(shown: str, typed: str, is_prompt: Callable[[str], bool]) -> Iterator[str]:
    """What is left to echo if the echo begins in the row `shown`, for every place where it may."""
    first = typed[:_FIRST_SIGNS]
    start = shown.find(first)
    while start >= 0:
        if typed.startswith(shown[start:]) and (_says_nothing(shown[:start]) or is_prompt(shown[:start])):
            yield typed[len(shown) - start :]
        start = shown.find(first, start + 1)
    if shown.startswith(_SCROLLED) and len(shown) > _SHORTEST_TAIL and typed.endswith(shown[1:]):
        yield ""


def _says_nothing(text: str) -> bool:
    return not any(map(str.isalnum, text))


def _bare(text: str) -> str:
    return "".join(text.split())
