"""Who asks, and the host's permissions that an action needs (ELITE-PERM-*)."""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.values import Value


class Permission(StrEnum):
    """The eight permissions of the plans screen (ELITE-PERM-1). A host may have more: any other text is one too."""

    CHANGE_ACCESS_POINT = "change_access_point"
    EDIT_PLAN = "edit_plan"
    TV_PACKAGES = "tv_packages"
    ADD_PHONE_CATEGORY = "add_phone_category"
    CUSTOMER_ACCESS_LOG = "customer_access_log"
    DELETE_RADIUS_LOGIN = "delete_radius_login"
    EDIT_CONTRACT_FINE = "edit_contract_fine"
    CHANGE_PLAN = "change_plan"


PERMISSION_NAMES: Mapping[Permission, str] = {
    Permission.CHANGE_ACCESS_POINT: "Alterar Ponto Acesso do Plano",
    Permission.EDIT_PLAN: "Editar dados do Plano",
    Permission.TV_PACKAGES: "Pacotes de TV",
    Permission.ADD_PHONE_CATEGORY: "Adicionar Categoria Telefone",
    Permission.CUSTOMER_ACCESS_LOG: "Log Acesso Cliente",
    Permission.DELETE_RADIUS_LOGIN: "Apagar Login Radius",
    Permission.EDIT_CONTRACT_FINE: "Alterar Multa Editar Contrato",
    Permission.CHANGE_PLAN: "Mudar Plano",
}
"""As the host's screen calls them."""


@attrs.frozen(kw_only=True)
class Actor(Value):
    """The host's user who asks for an action, with what that user may do."""

    user_id: str
    permissions: tuple[Permission | str, ...] = ()

    def may(self, permission: Permission) -> bool:
        """Whether this user has `permission`."""
        return permission in self.permissions


def check_permission(actor: Actor | None, permission: Permission) -> tuple[Violation, ...]:
    """ELITE-PERM-2: the action needs `permission`. It is never skipped: no actor has no permission.

    For what a host does by itself behind a permission (phone category, access log) as well as for the actions of
    this package.
    """
    if actor is not None and actor.may(permission):
        return ()
    return (
        Violation(
            rule_id="ELITE-PERM-2",
            code=f"elite.{permission}",
            family=Family.PERMISSION_DENIED,
            message=f"Esta ação exige a permissão {PERMISSION_NAMES[permission]}.",
            context={"permission": permission.value},
        ),
    )
