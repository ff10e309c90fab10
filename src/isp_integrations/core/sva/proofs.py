"""Reading back whether a user is there, for writes whose answer was lost and for mirrors."""

from isp_integrations.core.errors import ProviderRejected
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
