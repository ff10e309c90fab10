"""Writes whose answer was lost: the plugin reads back what became of them, and claims no more than it can prove.

A driver throws :class:`~isp_integrations.core.errors.OutcomeUnknown` at a write whose answer never came (also when
the order is resumed in another process). :func:`write_once` is what a plugin puts around such a write.
"""

from collections.abc import Callable
from typing import TypeVar

from isp_integrations.core.errors import NotApplied, OutcomeUnknown, ProviderError
from isp_integrations.core.exchange import Exchange, Wait

T = TypeVar("T")


class Undecided(Exception):
    """A look-up cannot tell whether its write happened; the text is pt-BR, without personal data."""


def write_once(
    send: Callable[[], Exchange[T]], look: Callable[[], Exchange[T | None]], *, settle: float | None
) -> Exchange[T]:
    """Carry a write out exactly once, whatever becomes of its answer.

    A lost answer is looked up at once and, where the platform's settling time is known, once more after it. The
    write is repeated, once, only when its absence was proven.

    Args:
        send: the write and the reading of its answer; no other step that changes something.
        look: only reads; the result if the write is proven to have happened, `None` if it is not to be seen,
            `Undecided` if what is seen could be somebody else's. A write that adds something is compared with a
            snapshot that was read before `send`; one that asks for a state needs no snapshot.
        settle: seconds after which not being seen proves absence; `None` where nobody knows.

    Raises:
        OutcomeUnknown: nothing could be proven; `explanation` says why.
        NotApplied: the write was lost twice and both times proven absent.
    """
    for _ in range(2):
        try:
            return (yield from send())
        except OutcomeUnknown as lost:
            found = yield from _proven(look, settle, lost)
        if found is not None:
            return found
    raise NotApplied(message="A plataforma não executou a ordem, enviada duas vezes; nada mudou.")


def _proven(look: Callable[[], Exchange[T | None]], settle: float | None, lost: OutcomeUnknown) -> Exchange[T | None]:
    """What `look` proves; `None` is proven absence, and anything less is `lost` with its explanation."""
    try:
        found = yield from look()
        if found is None and settle is not None:
            yield from Wait(settle)
            found = yield from look()
    except Undecided as why:
        lost.explanation = str(why)
        raise lost from None
    except ProviderError as failure:
        lost.explanation = f"A conferência falhou: {type(failure).__name__}."
        raise lost from None
    if found is None and settle is None:
        lost.explanation = (
            "A ordem ainda não aparece na plataforma, e não se sabe em quanto tempo apareceria: isso não prova que "
            "ela não foi executada."
        )
        raise lost
    return found
