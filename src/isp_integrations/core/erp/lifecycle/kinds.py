"""The one place that names the kinds of service: a new kind is a module beside these and one entry here."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from isp_integrations.core.erp.lifecycle.lines import LINES, LineOrder, LineService
from isp_integrations.core.erp.lifecycle.mirroring import ServiceKind, ServiceMirror
from isp_integrations.core.erp.lifecycle.onus import ONUS, OnuOrder, OnuService
from isp_integrations.core.erp.lifecycle.ports import PORTS, PortOrder, PortService
from isp_integrations.core.erp.lifecycle.sva_users import SVA_USERS, SvaOrder, SvaService

AnyService: TypeAlias = SvaService | LineService | OnuService | PortService
AnyOrder: TypeAlias = SvaOrder | LineOrder | OnuOrder | PortOrder

MIRRORS: Mapping[ServiceKind, ServiceMirror[Any, Any]] = {
    mirror.service.kind: mirror for mirror in (SVA_USERS, LINES, ONUS, PORTS)
}
"""How each kind follows its contract, in the order of a plan's actions."""
