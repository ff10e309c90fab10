"""Every rule of the mapping family. A check returns all violations in listed order and raises none.

:func:`isp_integrations.core.errors.refuse_errors` turns a check's errors into one exception. A rule whose
input is missing is skipped; an UNKNOWN status is not missing and fails (CORE-5, CORE-11).
"""

from isp_integrations.core.mapping.limits import PlatformLimits
from isp_integrations.core.mapping.rules.feasibility import (
    ADDRESS_REQUIRED,
    check_feasibility,
    check_integration,
)
from isp_integrations.core.mapping.rules.port import (
    activates_on_approval,
    check_activation,
    check_cancel,
    check_cancel_in_erp,
    check_code,
    check_customer,
    check_port_change,
    check_release,
    check_reservation,
    check_settings,
)

__all__ = [
    "ADDRESS_REQUIRED",
    "PlatformLimits",
    "activates_on_approval",
    "check_activation",
    "check_cancel",
    "check_cancel_in_erp",
    "check_code",
    "check_customer",
    "check_feasibility",
    "check_integration",
    "check_port_change",
    "check_release",
    "check_reservation",
    "check_settings",
]
