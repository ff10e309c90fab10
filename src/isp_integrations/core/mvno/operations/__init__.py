"""What a mobile account can be asked. Each function is one exchange: support, then rules, then the platform.

The clients' methods are these functions with the session taken away. Support answers are raised alone and first;
then one `RuleViolation` holds every broken rule; only then a step exists. Changing operations answer
:class:`~isp_integrations.core.done.Done`: the value, the warnings, and the events that the host persists.
"""

from isp_integrations.core.mvno.operations.activation import (
    activate_line,
    get_activation,
)
from isp_integrations.core.mvno.operations.catalogue import (
    check_document,
    find_sim,
    get_reseller_balance,
    get_subscriber,
    list_donor_operators,
    list_free_numbers,
    list_plans,
    list_sim_cards,
    list_subscribers,
    parse_webhook,
    register_subscriber,
)
from isp_integrations.core.mvno.operations.line import (
    block_line,
    cancel_line,
    change_plan,
    get_balance,
    get_line,
    latest,
    list_lines,
    list_top_ups,
    list_usage,
    refresh_line,
    swap_sim,
    top_up,
    unblock_line,
)
from isp_integrations.core.mvno.operations.portability import (
    cancel_portability,
    get_portability,
    request_portability,
)
from isp_integrations.core.mvno.operations.transfer import (
    transfer_ownership,
)

__all__ = [
    "activate_line",
    "block_line",
    "cancel_line",
    "cancel_portability",
    "change_plan",
    "check_document",
    "find_sim",
    "get_activation",
    "get_balance",
    "get_line",
    "get_portability",
    "get_reseller_balance",
    "get_subscriber",
    "latest",
    "list_donor_operators",
    "list_free_numbers",
    "list_lines",
    "list_plans",
    "list_sim_cards",
    "list_subscribers",
    "list_top_ups",
    "list_usage",
    "parse_webhook",
    "refresh_line",
    "register_subscriber",
    "request_portability",
    "swap_sim",
    "top_up",
    "transfer_ownership",
    "unblock_line",
]
