"""Which line of an answer refuses, and what it means."""

import pytest

from isp_integrations.core.cli import Dialect, Failure, Meaning, Mode, Refusal

BASE = Mode("base", r"OLT#")
TAKEN = Failure(r"Failure: SN \S+ already exists", Meaning.ALREADY_THERE)
BUSY = Failure(r"Failure: .*busy.*|Busy now", Meaning.BUSY)
WHOLE = Dialect(base=BASE, failures=(TAKEN, BUSY), failure=r"Failure:|% ")


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("Failure: SN 4857 already exists", Meaning.ALREADY_THERE),
        ("failure: sn 4857 ALREADY EXISTS", Meaning.ALREADY_THERE),
        ("Failure: SN busy already exists", Meaning.ALREADY_THERE),
        ("Failure: the system is busy, retry", Meaning.BUSY),
        ("Busy now", Meaning.BUSY),
        ("Failure: SN 4857 already exists on another PON", Meaning.OTHER),
        ("% Parameter error", Meaning.OTHER),
    ],
)
def test_a_line_means_the_first_sentence_that_it_is_or_else_other(line: str, meaning: Meaning) -> None:
    assert WHOLE.refusal(f"  ONT 7 of 0/1/3\r\n  {line}  \r\n% Later\r\n") == Refusal(meaning, line)


@pytest.mark.parametrize(
    "line", ["", "   ", "Description : Failure: SN 1 already exists", "Busy nowhere", "Failures: 0", "All is % well"]
)
def test_words_of_refusal_elsewhere_in_a_line_refuse_nothing(line: str) -> None:
    without_beginnings = Dialect(base=BASE, failures=(TAKEN, BUSY), failure=r"Failure:")
    assert without_beginnings.refusal(f"{line}\nonline") is None


def test_a_dialect_with_sentences_alone_knows_no_others() -> None:
    sentences = Dialect(base=BASE, failures=(TAKEN, BUSY))
    assert sentences.refusal("Failure: something else\nBusy now") == Refusal(Meaning.BUSY, "Busy now")


def test_a_dialect_with_a_beginning_alone_calls_every_refusal_other() -> None:
    beginning = Dialect(base=BASE, failure=r"Error")
    assert beginning.refusal("ok\nError 7: Busy now") == Refusal(Meaning.OTHER, "Error 7: Busy now")


def test_a_dialect_without_either_refuses_nothing() -> None:
    assert Dialect(base=BASE).refusal("Failure: SN 1 already exists\n\nBusy now") is None
