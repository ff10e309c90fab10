"""Every rule of the OLT family. A check returns all violations in listed order and raises none.

ONU-15 (a text or number that may not reach the equipment) and ONU-16 (a condition of the platform's own) continue
the group of the domain reference. ONU-1, ONU-8, ONU-10 and ONU-12 refuse nothing: they are what operations do.
"""

from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.rules.onu import (
    check_action,
    check_clean_up,
    check_delete,
    check_edit,
    check_find,
    check_move,
    check_provision,
    check_replace,
    check_scope,
    check_speed_profile,
    check_status,
    check_supported,
    check_wifi,
)
from isp_integrations.core.olt.rules.values import read_serial
from isp_integrations.core.olt.rules.wifi import check_wifi_kept

__all__ = [
    "PlatformLimits",
    "check_action",
    "check_clean_up",
    "check_delete",
    "check_edit",
    "check_find",
    "check_move",
    "check_provision",
    "check_replace",
    "check_scope",
    "check_speed_profile",
    "check_status",
    "check_supported",
    "check_wifi",
    "check_wifi_kept",
    "read_serial",
]
