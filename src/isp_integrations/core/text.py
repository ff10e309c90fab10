"""Text as platforms and people write it: comparing sentences, and taking personal data out of them."""

import re
import unicodedata

_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_DIGITS = re.compile(r"\d(?:[\s().\-/]{0,2}[\dA-Z]){5,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LONGEST_WORDS = 300


def fold(text: str) -> str:
    """`text` without case, accents, outer or doubled spaces, for comparing a vendor's words."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(text.split()).casefold()


def is_blank(value: object) -> bool:
    """Whether nothing was filled in: `None`, or text of spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def has_control_signs(value: object) -> bool:
    """Whether a text holds what no name or password has: control characters, line separators, halves of a sign."""
    return isinstance(value, str) and _CONTROL.search(value) is not None


def same_sentence(one: str, other: str) -> bool:
    """Whether two sentences differ at most in case, accents, spaces and the final dot."""
    return fold(one).rstrip(" .") == fold(other).rstrip(" .")


def without_personal_data(text: str) -> str:
    """`text` with e-mails and long numbers masked, control characters dropped, cut to 300 characters.

    For a platform's own sentences, which may quote a document or a phone number back.
    """
    clean = _CONTROL.sub(" ", text)[: LONGEST_WORDS * 4]
    return _DIGITS.sub("***", _EMAIL.sub("***", clean))[:LONGEST_WORDS].strip()
