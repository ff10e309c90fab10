"""What a VoIP account can be asked. Each function is one exchange: support, then rules, then the platform.

The clients' methods are these functions with the session taken away. Support answers are raised alone and first;
then one `RuleViolation` holds every broken rule; only then a step exists. Changing operations answer
:class:`~isp_integrations.core.done.Done`: the value, the warnings, and the events that the host persists.

What a subscriber may ask for through the host's own portal says for whom it is asked: `by=Party.SUBSCRIBER` obeys the
permissions in his profile, `by=Party.RESELLER` may everything.
"""

from isp_integrations.core.voip.operations.calls import (
    get_balance,
    get_call_totals,
    list_calls,
    list_live_calls,
)
from isp_integrations.core.voip.operations.line import (
    assign_number,
    create_line,
    list_lines,
    set_simultaneous_calls,
)
from isp_integrations.core.voip.operations.panel import (
    check_username,
    get_api_access,
    open_panel,
)
from isp_integrations.core.voip.operations.subscriber import (
    create_subscriber,
    disable_subscriber,
    enable_subscriber,
    get_subscriber,
    list_allowances,
    list_sales_plans,
    list_subscribers,
    refresh_subscriber,
    update_subscriber,
)

__all__ = [
    "assign_number",
    "check_username",
    "create_line",
    "create_subscriber",
    "disable_subscriber",
    "enable_subscriber",
    "get_api_access",
    "get_balance",
    "get_call_totals",
    "get_subscriber",
    "list_allowances",
    "list_calls",
    "list_lines",
    "list_live_calls",
    "list_sales_plans",
    "list_subscribers",
    "open_panel",
    "refresh_subscriber",
    "set_simultaneous_calls",
    "update_subscriber",
]
