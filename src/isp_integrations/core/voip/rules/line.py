"""Rules of a subscriber's lines: VOIP-SUB-2, VOIP-LINE-1 and CORE-12."""

from collections.abc import Iterator

from isp_integrations.core.erp.rules import check_texts
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.voip.models import NewLine, Party, Permission, SubscriberStatus, VoipLine, VoipSubscriber
from isp_integrations.core.voip.rules.permissions import is_granted, not_granted

_HAS_LINES = frozenset({SubscriberStatus.SAVED, SubscriberStatus.DISABLED})


def check_line(*, subscriber: VoipSubscriber | None, line: NewLine, by: Party) -> tuple[Violation, ...]:
    """VOIP-SUB-2, VOIP-SUB-8, VOIP-LINE-1 and CORE-12: a new line belongs to a saved subscriber.

    Args:
        subscriber: `None` where there is none yet.
    """
    texts = {"username": line.username, "password": line.password, "caller_id": line.caller_id}
    return (
        *_saved(subscriber),
        *_granted(Permission.LINES, subscriber, by),
        *_calls_violations(line.max_simultaneous_calls, subscriber, by),
        *check_texts(texts, family="voip"),
    )


def check_saved(*, subscriber: VoipSubscriber | None) -> tuple[Violation, ...]:
    """VOIP-SUB-2: the subscriber comes first, and what is his afterwards."""
    return tuple(_saved(subscriber))


def check_simultaneous_calls(*, subscriber: VoipSubscriber, calls: int, by: Party) -> tuple[Violation, ...]:
    """VOIP-LINE-1: a subscriber sets the simultaneous calls of a line only with the permission for lines."""
    return tuple(_calls_violations(calls, subscriber, by))


def check_own_line(*, subscriber: VoipSubscriber, line: VoipLine | None) -> tuple[Violation, ...]:
    """VOIP-LINE-1: whoever asks about a line, or for one, names the subscriber that has it."""
    if line is None or line.subscriber_id == subscriber.id:
        return ()
    return (
        Violation(
            rule_id="VOIP-LINE-1",
            code="voip.line_of_another",
            family=Family.CONFLICT,
            message="A linha é de outro assinante.",
            context={"field": "line"},
        ),
    )


def check_number(
    *, subscriber: VoipSubscriber, by: Party, number: str = "", description: str = ""
) -> tuple[Violation, ...]:
    """VOIP-SUB-2, VOIP-SUB-8 and CORE-12: a number rings at a line of a saved subscriber."""
    return (
        *_saved(subscriber),
        *_granted(Permission.NUMBERS, subscriber, by),
        *check_texts({"number": number, "description": description}, family="voip"),
    )


def _saved(subscriber: VoipSubscriber | None) -> Iterator[Violation]:
    if subscriber is None or subscriber.id is None or subscriber.status not in _HAS_LINES:
        yield Violation(
            rule_id="VOIP-SUB-2",
            code="voip.subscriber_required",
            family=Family.PRECONDITION_FAILED,
            message="Grave o assinante antes de criar as linhas dele.",
            context={"status": "" if subscriber is None else subscriber.status.value},
        )


def _granted(permission: Permission, subscriber: VoipSubscriber | None, by: Party) -> Iterator[Violation]:
    if subscriber is not None and not is_granted(permission, subscriber=subscriber, by=by):
        yield from not_granted((permission.value,))


def _calls_violations(calls: int | None, subscriber: VoipSubscriber | None, by: Party) -> Iterator[Violation]:
    if calls is None or subscriber is None:
        return
    if not is_granted(Permission.LINES, subscriber=subscriber, by=by):
        yield Violation(
            rule_id="VOIP-LINE-1",
            code="voip.lines_not_granted",
            family=Family.PERMISSION_DENIED,
            message="A revenda não liberou as linhas IP ao assinante: ele não define as ligações simultâneas.",
            context={"field": "max_simultaneous_calls"},
        )
    if calls < 1:
        yield Violation(
            rule_id="VOIP-LINE-1",
            code="voip.invalid_simultaneous_calls",
            family=Family.VALIDATION_FAILED,
            message="Uma linha faz pelo menos uma ligação por vez.",
            context={"field": "max_simultaneous_calls"},
        )
