"""What a mapping account can be asked. Each function is one exchange: support, then rules, then the platform.

The clients' methods are these functions with the session taken away. Support answers are raised alone and first;
then one `RuleViolation` holds every broken rule; only then a step exists. Changing operations answer
:class:`~isp_integrations.core.done.Done`: the value, the warnings, and the events that the host persists.

A host that wants to survive a kill records the state of `mapping.begin(…)` before it calls, and hands whatever it
finds RESERVING, ACTIVATING or RELEASING to `reconcile_reservation` afterwards.
"""

from isp_integrations.core.mapping.operations.lookup import (
    check_feasibility,
    find_customer_port,
    list_cable_types,
    list_orphans,
    list_ports,
    list_reservations,
    list_structures,
)
from isp_integrations.core.mapping.operations.port import (
    activate_on_approval,
    activate_port,
    cancel_in_erp,
    cancel_reservation,
    change_port,
    release_port,
    reserve_port,
)
from isp_integrations.core.mapping.operations.state import (
    follow_reservation,
    reconcile_reservation,
    refresh_reservation,
)

__all__ = [
    "activate_on_approval",
    "activate_port",
    "cancel_in_erp",
    "cancel_reservation",
    "change_port",
    "check_feasibility",
    "find_customer_port",
    "follow_reservation",
    "list_cable_types",
    "list_orphans",
    "list_ports",
    "list_reservations",
    "list_structures",
    "reconcile_reservation",
    "refresh_reservation",
    "release_port",
    "reserve_port",
]
