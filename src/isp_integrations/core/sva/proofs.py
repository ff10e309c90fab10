"""Reading back whether a user is there, for writes whose answer was lost and for mirrors."""

from isp_integrations.core.errors import ProviderRejected, Unavailable, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.rules import Family
from isp_integrations.core.sva.models import SvaUser


def user_if_any(look_up: Exchange[SvaUser]) -> Exchange[SvaUser | None]:
    """What `look_up` finds, `None` where the platform says that there is no such user."""
    try:
        return (yield from look_up)
    except ProviderRejected as refused:
        if refused.violation is None or refused.violation.family is not Family.NOT_FOUND:
            raise
    return None


def seen_after(look_up: Exchange[SvaUser]) -> Exchange[SvaUser]:
    """What `look_up` finds after a write that the platform took.

    Raises:
        UnexpectedAnswer: it finds nobody, or nothing could be looked up; neither says that the write was refused.
    """
    try:
        return (yield from look_up)
    except (ProviderRejected, Unavailable) as failure:
        raise UnexpectedAnswer(
            message=f"A plataforma aceitou a ordem, mas não mostra o usuário SVA: {failure.message}", paths=("user",)
        ) from None
