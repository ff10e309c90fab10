"""What a person would see of a terminal's output: cursor movements, erasures and overwriting carried out."""

import re

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_PIECE = re.compile(
    r"\x1b\[([0-9;?]*)([A-Za-z@])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-B]|\x1b[=>78DEHM]"
    r"|([\x00-\x1f\x7f-\x9f])|([^\x00-\x1f\x7f-\x9f]+)"
)
_WIDEST = 2000
_LONGEST_COUNT = 9
_ERASE_WHOLE = "2"


def rendered(text: str) -> str:
    """`text` as lines, each as it stands when the next one begins, without blanks at its end."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join((_drawn(line) if _CONTROL.search(line) else line).rstrip() for line in lines)


def _drawn(line: str) -> str:
    row: list[str] = []
    column = 0
    for argument, movement, control, plain in (found.groups() for found in _PIECE.finditer(line)):
        if plain:
            row[column : column + len(plain)] = _padded(row, column) + list(plain)
            column = max(column, 0) + len(plain)
        elif movement:
            column = _moved(row, column, argument or "", movement)
        elif control == "\r":
            column = 0
        elif control == "\b":
            column = max(0, column - 1)
        elif control == "\t":
            column += 8 - column % 8
    return "".join(row)


def _padded(row: list[str], column: int) -> list[str]:
    """Fills `row` with blanks up to the cursor, where a movement left it beyond the end."""
    row.extend(" " * (column - len(row)))
    return []


def _moved(row: list[str], column: int, argument: str, movement: str) -> int:
    count = int(argument[:_LONGEST_COUNT]) if argument.isdecimal() else 1
    match movement:
        case "D":
            return max(0, column - count)
        case "C":
            return min(_WIDEST, column + count)
        case "G":
            return min(_WIDEST, max(0, count - 1))
        case "K" if argument == _ERASE_WHOLE:
            row.clear()
        case "K" if argument in {"", "0"}:
            del row[column:]
        case "P":
            del row[column : column + count]
    return column
