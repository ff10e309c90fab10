"""Every rule of the VoIP family. A check returns all violations in listed order and raises none.

:func:`isp_integrations.core.errors.refuse_errors` turns a check's errors into one exception. A rule whose
input is missing is skipped; an UNKNOWN status is not missing and fails (CORE-5, CORE-11). A permission is never
skipped: who asks is always said, and what was not granted is refused.
"""

from isp_integrations.core.voip.limits import PlatformLimits
from isp_integrations.core.voip.rules.line import (
    check_line,
    check_number,
    check_own_line,
    check_saved,
    check_simultaneous_calls,
)
from isp_integrations.core.voip.rules.permissions import (
    Query,
    check_api_access,
    check_panel_access,
    check_query,
    check_subscriber_change,
)
from isp_integrations.core.voip.rules.plans import check_prices
from isp_integrations.core.voip.rules.subscriber import (
    check_access,
    check_disable,
    check_enable,
    check_save,
    check_subscriber,
    read_postal_code,
)

__all__ = [
    "PlatformLimits",
    "Query",
    "check_access",
    "check_api_access",
    "check_disable",
    "check_enable",
    "check_line",
    "check_number",
    "check_own_line",
    "check_panel_access",
    "check_prices",
    "check_query",
    "check_save",
    "check_saved",
    "check_simultaneous_calls",
    "check_subscriber",
    "check_subscriber_change",
    "read_postal_code",
]
