"""What a rule answers: violations, never exceptions.

Every rule of the domain is a `check_…` function that returns *all* its violations in listed order. What stops
an operation is decided in one place, :func:`refuse_errors`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs

from isp_integrations.core.values import Value


class Severity(StrEnum):
    """ERROR stops the operation before anything is sent; WARNING comes back beside its result."""

    ERROR = "error"
    WARNING = "warning"


class Family(StrEnum):
    """What kind of refusal a violation is; hosts map families to screens and HTTP statuses."""

    VALIDATION_FAILED = "ValidationFailed"
    PRECONDITION_FAILED = "PreconditionFailed"
    CONFLICT = "Conflict"
    IMMUTABLE_FIELD = "ImmutableField"
    PERMISSION_DENIED = "PermissionDenied"
    UNSUPPORTED_OPERATION = "UnsupportedOperation"
    NOT_FOUND = "NotFound"
    INVALID_TRANSITION = "InvalidTransition"
    UNVERIFIED_WIRE = "UnverifiedWire"
    PLATFORM_NOT_AVAILABLE = "PlatformNotAvailable"


class Source(StrEnum):
    """Who said it: a rule of ours (OWN), or the platform's own answer (PLATFORM)."""

    OWN = "own"
    PLATFORM = "platform"


@attrs.frozen(kw_only=True)
class Violation(Value):
    """One rule that does not hold.

    Attributes:
        rule_id: the rule's name in the domain reference, such as ``MVNO-TRANSFER-8``.
        code: stable machine word, such as ``mvno.new_contract_required``.
        message: pt-BR sentence for a person.
        context: non-personal details, such as ``{"field": "new_contract_id"}``.
    """

    rule_id: str
    code: str
    family: Family
    message: str
    severity: Severity = Severity.ERROR
    source: Source = Source.OWN
    context: Mapping[str, str | tuple[str, ...]] = attrs.field(factory=dict)


def errors_of(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """The violations that stop an operation, order kept."""
    return tuple(found for found in violations if found.severity is Severity.ERROR)


def warnings_of(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """The violations that are only told, order kept."""
    return tuple(found for found in violations if found.severity is Severity.WARNING)
