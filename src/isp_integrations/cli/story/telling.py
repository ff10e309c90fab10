"""What every story is made of: steps, what must come of each, and how it came out."""

from collections.abc import Callable
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import attrs

from isp_integrations.cli.files import named, read_json
from isp_integrations.core.errors import (
    InvalidRecord,
    IspError,
    ProviderRejected,
    RuleViolation,
    UnsupportedOperation,
)
from isp_integrations.core.events import Event
from isp_integrations.core.plain import from_plain, to_plain
from isp_integrations.core.rules import Violation

S = TypeVar("S")


class End(StrEnum):
    """How a step ended."""

    DONE = "done"
    REFUSED = "refused"
    """A rule of ours: nothing was sent."""
    UNSUPPORTED = "unsupported"
    """The platform does not offer it: nothing was sent."""
    REJECTED = "rejected"
    """The platform said no."""
    FAILED = "failed"


WORDS = {
    End.DONE: "✔ feito",
    End.REFUSED: "✖ recusado",
    End.UNSUPPORTED: "– não oferecida",
    End.REJECTED: "✖ plataforma recusou",
    End.FAILED: "✖ falhou",
}


@attrs.frozen(kw_only=True)
class Expected:
    """What must come of a step.

    Attributes:
        rules, events: rule ids and event names, in order.
        found: what the step finds out, in words that stay, in order.
        says: a sentence that a refusal must tell literally; an empty one asks for none.
    """

    outcome: End = End.DONE
    rules: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    says: str = ""


@attrs.frozen(kw_only=True)
class Step:
    """A step as its file has it."""

    id: str
    title: str
    expect: Expected


def read_script(kind: type[S], path: Traversable) -> S:
    """A story's file; every problem is an `InvalidRecord` that names it."""
    try:
        script: S = from_plain(kind, read_json(path))
    except InvalidRecord as refused:
        raise named(path, refused.problems) from None
    return script


@attrs.frozen(kw_only=True)
class Told:
    """What a step that was carried out has to tell. `found` is compared with what is expected, `text` is not."""

    text: str
    events: tuple[Event, ...] = ()
    found: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Outcome:
    """How a step ended. `reason` is why another end than the usual one is right here."""

    step: Step
    end: End
    message: str = ""
    rules: tuple[Violation, ...] = ()
    events: tuple[Event, ...] = ()
    found: tuple[str, ...] = ()
    expected: Expected
    reason: str = ""

    @property
    def got(self) -> Expected:
        """The end in the words of an expectation."""
        told = {found.message for found in self.rules}
        return Expected(
            outcome=self.end,
            rules=tuple(found.rule_id for found in self.rules),
            events=tuple(event.name for event in self.events),
            found=self.found,
            says=self.expected.says if self.expected.says in told else "",
        )

    @property
    def surprises(self) -> tuple[str, ...]:
        """Where it ended otherwise than expected."""
        pairs = ((field.name, getattr(self.expected, field.name), getattr(self.got, field.name)) for field in _FIELDS)
        return tuple(
            f"{self.step.id}: {name}: esperado {_listed(wanted)}, veio {_listed(found)}"
            for name, wanted, found in pairs
            if wanted != found
        )

    def to_plain(self) -> Any:
        """The outcome for a JSON document, without personal data."""
        return {
            "step": self.step.id,
            "title": self.step.title,
            "outcome": self.end.value,
            "message": self.message,
            "rules": to_plain(self.rules),
            "events": to_plain(self.events),
            "found": list(self.found),
            "expected": to_plain(self.expected),
            "reason": self.reason,
        }


_FIELDS = attrs.fields(Expected)


def _listed(value: str | tuple[str, ...]) -> str:
    return (value if isinstance(value, str) else ", ".join(value)) or "nada"


def carry_out(act: Callable[[], Told], step: Step, *, expected: Expected | None = None, reason: str = "") -> Outcome:
    """Carry a step out and see how it ends; an error of the library is an end too.

    Args:
        expected: instead of the step's own, with the `reason`.
    """
    about: dict[str, Any] = {"step": step, "expected": expected or step.expect, "reason": reason}
    try:
        told = act()
    except RuleViolation as refused:
        return Outcome(end=End.REFUSED, rules=refused.violations, **about)
    except UnsupportedOperation as refused:
        return Outcome(end=End.UNSUPPORTED, message=str(refused), **about)
    except ProviderRejected as refused:
        known = () if refused.violation is None else (refused.violation,)
        return Outcome(end=End.REJECTED, message=str(refused), rules=known, **about)
    except IspError as failure:
        return Outcome(end=End.FAILED, message=str(failure), **about)
    return Outcome(end=End.DONE, message=told.text, events=told.events, found=told.found, **about)
