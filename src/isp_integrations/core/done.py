"""What a changing operation hands back: its value, and what the host must show and persist."""

from typing import Any, Generic, TypeVar

import attrs

from isp_integrations.core.rules import Violation

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Done(Generic[T]):
    """A finished operation.

    Attributes:
        value: the result.
        warnings: rules that were told and did not stop it.
        events: domain events that the host persists, in order.
        listener_failures: `"hook: ErrorClass"` for each host listener that failed on an event.
    """

    value: T
    warnings: tuple[Violation, ...] = ()
    events: tuple[Any, ...] = ()
    listener_failures: tuple[str, ...] = ()
