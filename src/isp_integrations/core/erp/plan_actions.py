"""Technical actions on a customer's plan, as good for a combo's member as for a plan alone (ELITE-COMBO-3)."""

from collections.abc import Iterator

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.events import (
    AccessPointChanged,
    PlanAddonAdded,
    ProvisionalSpeedRestored,
    RadiusLoginDeleted,
    VoiceTerminalEmailCorrected,
)
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.erp.permissions import PERMISSION_NAMES, Actor, Permission, check_permission
from isp_integrations.core.erp.plans import (
    AddonKind,
    CustomerPlan,
    NetworkAccessPoint,
    PlanAddon,
    RadiusLogin,
    VoiceTerminal,
)
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.text import is_blank

_TV = frozenset({AddonKind.TV_PACKAGE, AddonKind.TV_POINT})


def check_access_point_change(
    *, city_id: str | None, access_point: NetworkAccessPoint | None, actor: Actor | None
) -> tuple[Violation, ...]:
    """ELITE-AP-1 and ELITE-PERM-2. `access_point` is the host's record of the one chosen, `None` if none was."""
    return (
        *_access_point_is_of_the_city(city_id, access_point),
        *check_permission(actor, Permission.CHANGE_ACCESS_POINT),
    )


def change_access_point(
    plan: CustomerPlan, *, city_id: str | None, access_point: NetworkAccessPoint | None, actor: Actor | None
) -> Done[CustomerPlan]:
    """Serve the plan by another access point; the same one changes nothing.

    Raises:
        RuleViolation: see :func:`check_access_point_change`.
    """
    warnings = refuse_errors(check_access_point_change(city_id=city_id, access_point=access_point, actor=actor))
    if access_point is None:
        raise AssertionError("ELITE-AP-1 refuses a change to no access point")
    if access_point.id == plan.access_point_id:
        return Done(value=plan, warnings=warnings)
    changed = AccessPointChanged(
        plan_id=plan.id, old_access_point_id=plan.access_point_id, new_access_point_id=access_point.id
    )
    return Done(value=attrs.evolve(plan, access_point_id=access_point.id), warnings=warnings, events=(changed,))


def align_voice_terminal(terminal: VoiceTerminal, *, customer: Customer) -> Done[VoiceTerminal]:
    """ELITE-VOICE-1: the terminal with the customer's e-mail as its contact; a difference is corrected and told.

    A customer whose e-mail the host does not know leaves the terminal as it is.
    """
    if is_blank(customer.email) or terminal.contact_email == customer.email:
        return Done(value=terminal)
    corrected = VoiceTerminalEmailCorrected(plan_id=terminal.plan_id, voice_terminal_id=terminal.id)
    return Done(value=attrs.evolve(terminal, contact_email=customer.email), events=(corrected,))


def check_radius_deletion(
    login: RadiusLogin | None, *, plan: CustomerPlan, actor: Actor | None
) -> tuple[Violation, ...]:
    """ELITE-RADIUS-1 and ELITE-RADIUS-2. `login` is the host's record, `None` when it has none of that id."""
    found = []
    if actor is None or not actor.may(Permission.DELETE_RADIUS_LOGIN):
        name = PERMISSION_NAMES[Permission.DELETE_RADIUS_LOGIN]
        found.append(
            Violation(
                rule_id="ELITE-RADIUS-1",
                code="radius.delete_login",
                family=Family.PERMISSION_DENIED,
                message=f"Para excluir um login Radius é preciso ter a permissão {name}.",
                context={"permission": Permission.DELETE_RADIUS_LOGIN.value},
            )
        )
    if login is None or login.plan_id != plan.id:
        found.append(
            Violation(
                rule_id="ELITE-RADIUS-2",
                code="radius.login",
                family=Family.NOT_FOUND,
                message="O plano não tem esse login Radius.",
                context={"plan_id": plan.id},
            )
        )
    return tuple(found)


def delete_radius_login(login: RadiusLogin | None, *, plan: CustomerPlan, actor: Actor | None) -> Done[RadiusLogin]:
    """Delete an access login of the plan. The value is the login that goes.

    Raises:
        RuleViolation: see :func:`check_radius_deletion`.
    """
    warnings = refuse_errors(check_radius_deletion(login, plan=plan, actor=actor))
    if login is None:
        raise AssertionError("ELITE-RADIUS-2 refuses a login that does not exist")
    return Done(value=login, warnings=warnings, events=(RadiusLoginDeleted(plan_id=plan.id, login_id=login.id),))


def check_addon(addon: PlanAddon, *, actor: Actor | None) -> tuple[Violation, ...]:
    """ELITE-PERM-2: TV packages and TV points need a permission; other add-ons do not."""
    return check_permission(actor, Permission.TV_PACKAGES) if addon.kind in _TV else ()


def add_addon(plan: CustomerPlan, addon: PlanAddon, *, actor: Actor | None) -> Done[CustomerPlan]:
    """ELITE-ADDON-1: the plan carries one more add-on; one that it carries already changes nothing.

    Raises:
        RuleViolation: see :func:`check_addon`.
    """
    warnings = refuse_errors(check_addon(addon, actor=actor))
    if addon in plan.addons:
        return Done(value=plan, warnings=warnings)
    added = PlanAddonAdded(plan_id=plan.id, kind=addon.kind, ref=addon.ref)
    return Done(value=attrs.evolve(plan, addons=(*plan.addons, addon)), warnings=warnings, events=(added,))


def restore_provisional_speed(plan: CustomerPlan) -> Done[CustomerPlan]:
    """ELITE-SPEED-1: the plan at its own speed again; one that runs at it already changes nothing."""
    if plan.provisional_speed is None:
        return Done(value=plan)
    restored = ProvisionalSpeedRestored(plan_id=plan.id, provisional_speed=plan.provisional_speed)
    return Done(value=attrs.evolve(plan, provisional_speed=None), events=(restored,))


def _access_point_is_of_the_city(city_id: str | None, access_point: NetworkAccessPoint | None) -> Iterator[Violation]:
    missing = tuple(
        field for field, absent in (("city_id", is_blank(city_id)), ("access_point", access_point is None)) if absent
    )
    if missing:
        yield Violation(
            rule_id="ELITE-AP-1",
            code="plan.access_point_required",
            family=Family.VALIDATION_FAILED,
            message="Informe a cidade e o novo ponto de acesso.",
            context={"fields": missing},
        )
    elif access_point is not None and access_point.city_id != city_id:
        yield Violation(
            rule_id="ELITE-AP-1",
            code="plan.access_point_required",
            family=Family.VALIDATION_FAILED,
            message="O novo ponto de acesso deve ser da cidade informada.",
            context={"fields": ("access_point",)},
        )
