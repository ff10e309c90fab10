"""Every rule of the SVA family. A check returns all violations in listed order and raises none.

:func:`isp_integrations.core.errors.refuse_errors` turns a check's errors into one exception. A rule whose input is
missing is skipped; an UNKNOWN status is not missing and fails (CORE-5, CORE-11). SVA-INT-2 and SVA-INT-3 hold in
every family and are kept by `isp.check_single_integration` and `isp.change_record`.
"""

from isp_integrations.core.sva.limits import PlatformLimits
from isp_integrations.core.sva.rules.commands import (
    check_activation,
    check_block,
    check_deactivation,
    check_deletion,
    check_edit,
    check_package_change,
)
from isp_integrations.core.sva.rules.creation import check_creation, phone_of, username_of
from isp_integrations.core.sva.rules.integration import check_integration, check_package_link

__all__ = [
    "PlatformLimits",
    "check_activation",
    "check_block",
    "check_creation",
    "check_deactivation",
    "check_deletion",
    "check_edit",
    "check_integration",
    "check_package_change",
    "check_package_link",
    "phone_of",
    "username_of",
]
