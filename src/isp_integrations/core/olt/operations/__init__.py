"""What an OLT account can be asked. Each function is one exchange: support, then rules, then the platform.

The clients' methods are these functions with the session taken away. Support answers are raised alone and first;
then one `RuleViolation` holds every broken rule; only then a step exists. Changing operations answer
:class:`~isp_integrations.core.done.Done`: the value, the warnings, and the events that the host persists.
"""

from isp_integrations.core.olt.operations.leaving import delete_onu, move_onu, replace_onu
from isp_integrations.core.olt.operations.looking import (
    diagnose_onu,
    find_onu,
    get_onu_status,
    list_olts,
    list_onus,
    list_unprovisioned,
)
from isp_integrations.core.olt.operations.provisioning import clean_up_onu, provision_onu, retry_provision
from isp_integrations.core.olt.operations.upkeep import (
    change_speed_profile,
    configure_wifi,
    disable_onu,
    edit_onu,
    enable_onu,
    reboot_onu,
    save_config,
)

__all__ = [
    "change_speed_profile",
    "clean_up_onu",
    "configure_wifi",
    "delete_onu",
    "diagnose_onu",
    "disable_onu",
    "edit_onu",
    "enable_onu",
    "find_onu",
    "get_onu_status",
    "list_olts",
    "list_onus",
    "list_unprovisioned",
    "move_onu",
    "provision_onu",
    "reboot_onu",
    "replace_onu",
    "retry_provision",
    "save_config",
]
