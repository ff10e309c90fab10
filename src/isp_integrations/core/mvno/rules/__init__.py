"""Every rule of the mobile family. A check returns all violations in listed order and raises none.

:func:`isp_integrations.core.errors.refuse_errors` turns a check's errors into one exception. A rule whose
input is missing is skipped; an UNKNOWN status is not missing and fails (CORE-5, CORE-11).
"""

from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.rules.line import (
    check_activation,
    check_block,
    check_cancel,
    check_line_identifiers,
    check_plan_change,
    check_swap,
    check_top_up,
    check_unblock,
    read_iccid,
    read_msisdn,
)
from isp_integrations.core.mvno.rules.port_in import check_port_cancel, check_port_in
from isp_integrations.core.mvno.rules.transfer import (
    check_transfer,
    plan_changes,
    target_plan_code,
    transfer_kind,
    transfer_needs_platform,
)

__all__ = [
    "PlatformLimits",
    "check_activation",
    "check_block",
    "check_cancel",
    "check_line_identifiers",
    "check_plan_change",
    "check_port_cancel",
    "check_port_in",
    "check_swap",
    "check_top_up",
    "check_transfer",
    "check_unblock",
    "plan_changes",
    "read_iccid",
    "read_msisdn",
    "target_plan_code",
    "transfer_kind",
    "transfer_needs_platform",
]
