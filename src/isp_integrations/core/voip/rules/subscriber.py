"""Rules of a subscriber's data, allowances and panel access: VOIP-SUB-1, -3 to -8, -10, -12 to -14, -16, CORE-12."""

from collections.abc import Collection, Iterator, Mapping

from isp_integrations.core.erp.rules import address_texts, check_texts
from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.identifiers import Cpf, PostalCode
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.voip.limits import PlatformLimits
from isp_integrations.core.voip.machines import SUBSCRIBER, SubscriberCommand
from isp_integrations.core.voip.models import (
    AllowanceSlot,
    CallCategory,
    MinuteAllowance,
    PanelAccess,
    PersonType,
    SalesPlan,
    SubscriberPolicy,
    SubscriberProfile,
    UsernameCheck,
    VoipSubscriber,
)
from isp_integrations.core.voip.rules.plans import check_prices

LOCAL_OF: Mapping[str, CallCategory] = {
    CallCategory.FIXED_LDN: CallCategory.FIXED_LOCAL,
    CallCategory.MOBILE_LDN: CallCategory.MOBILE_LOCAL,
}
"""The local category that each long-distance one may draw from."""
_LAST_DAY = 31


def read_postal_code(text: str | PostalCode, *, field: str = "postal_code") -> PostalCode | Violation:
    """The CEP that `text` says, or the violation of VOIP-SUB-4 for the form's `field`."""
    try:
        return text if isinstance(text, PostalCode) else PostalCode.parse(text)
    except InvalidIdentifier as wrong:
        return _invalid_postal_code(wrong.reason, field)


def check_subscriber(
    profile: SubscriberProfile,
    *,
    limits: PlatformLimits,
    sales_plans: Collection[SalesPlan] | None = None,
    allowances: Collection[MinuteAllowance] | None = None,
    reseller_plan: SalesPlan | None = None,
    policy: SubscriberPolicy | None = None,
) -> tuple[Violation, ...]:
    """Everything that a subscriber's data break, in listed order; for the panel see :func:`check_access`.

    Args:
        sales_plans: those of the platform; `None` skips the part of VOIP-SUB-1 and VOIP-SUB-14 that needs them.
        allowances: those of the platform; `None` skips the part of VOIP-SUB-6 that needs them.
        reseller_plan: what the reseller pays, for VOIP-SUB-14.
    """
    return (
        *_plan_violations(profile, sales_plans),
        *_person_violations(profile),
        *_address_violations(profile),
        *_option_violations(profile),
        *_slot_violations(profile.allowances, allowances),
        *_local_violations(profile.allowances),
        *_permission_violations(profile, limits),
        *_number_violations(profile),
        *_price_violations(profile, sales_plans, reseller_plan, policy),
        *_both_violations(profile.allowances),
        *check_texts(_texts(profile), family="voip"),
    )


def check_access(
    access: PanelAccess | None,
    *,
    limits: PlatformLimits,
    username_check: UsernameCheck | None = None,
    current: VoipSubscriber | None = None,
) -> tuple[Violation, ...]:
    """VOIP-SUB-10 and CORE-12: the username was validated and is free, and there is a password.

    Args:
        access: `None` asks for no panel, or changes nothing about it.
        username_check: the platform's word on this very username.
        current: the subscriber as he is, whose own username needs no validation.
    """
    if access is None:
        return ()
    texts = {"username": access.username, "password": access.password}
    return (
        *_username_violations(access, username_check, current),
        *_password_violations(access, limits),
        *check_texts(texts, family="voip"),
    )


def check_disable(*, subscriber: VoipSubscriber) -> tuple[Violation, ...]:
    """CORE-10: a block acts on the whole subscriber (machine 5.8)."""
    return _command_violations(subscriber, SubscriberCommand.DISABLE)


def check_enable(*, subscriber: VoipSubscriber) -> tuple[Violation, ...]:
    """CORE-10."""
    return _command_violations(subscriber, SubscriberCommand.ENABLE)


def check_save(*, subscriber: VoipSubscriber) -> tuple[Violation, ...]:
    """CORE-10."""
    return _command_violations(subscriber, SubscriberCommand.SAVE)


def _command_violations(subscriber: VoipSubscriber, command: SubscriberCommand) -> tuple[Violation, ...]:
    after = SUBSCRIBER.command(subscriber.status, command)
    return (after,) if isinstance(after, Violation) else ()


def _texts(profile: SubscriberProfile) -> dict[str, str | None]:
    return {
        "legal_name": profile.legal_name,
        "trade_name": profile.trade_name,
        "email": profile.email,
        "phone": profile.phone,
        "modality": profile.modality,
        **address_texts(profile.address),
    }


def _plan_violations(profile: SubscriberProfile, plans: Collection[SalesPlan] | None) -> Iterator[Violation]:
    usable = plans is None or any(plan.id == profile.sales_plan_id and plan.active for plan in plans)
    if not profile.sales_plan_id or not usable:
        yield Violation(
            rule_id="VOIP-SUB-1",
            code="voip.sales_plan_required",
            family=Family.PRECONDITION_FAILED,
            message="Crie o plano de venda antes do assinante.",
            context={"field": "sales_plan_id"},
        )


def _person_violations(profile: SubscriberProfile) -> Iterator[Violation]:
    kind = PersonType.NATURAL if isinstance(profile.tax_id, Cpf) else PersonType.LEGAL
    if profile.person_type != kind:
        yield Violation(
            rule_id="VOIP-SUB-3",
            code="voip.person_type_mismatch",
            family=Family.VALIDATION_FAILED,
            message="Pessoa física tem CPF e pessoa jurídica tem CNPJ.",
            context={"field": "person_type"},
        )


def _address_violations(profile: SubscriberProfile) -> Iterator[Violation]:
    if profile.address is None or profile.address.postal_code is None:
        yield _invalid_postal_code("não informado", "address.postal_code")


def _invalid_postal_code(reason: str, field: str) -> Violation:
    return Violation(
        rule_id="VOIP-SUB-4",
        code="voip.invalid_postal_code",
        family=Family.VALIDATION_FAILED,
        message=f"CEP inválido: {reason}.",
        context={"field": field},
    )


def _option_violations(profile: SubscriberProfile) -> Iterator[Violation]:
    linked = [name for name, slot in profile.allowances.items() if slot.allowance_id or slot.consumes_local]
    if linked and not profile.allowance_enabled:
        yield Violation(
            rule_id="VOIP-SUB-5",
            code="voip.allowance_without_option",
            family=Family.VALIDATION_FAILED,
            message="Há franquia de minutos sem a opção Franquia.",
            context={"fields": tuple(linked)},
        )
    if profile.allowance_enabled and not linked:
        yield Violation(
            rule_id="VOIP-SUB-5",
            code="voip.allowance_required",
            family=Family.VALIDATION_FAILED,
            message="A opção Franquia exige a franquia de minutos de ao menos uma categoria.",
            context={"field": "allowances"},
        )


def _slot_violations(
    slots: Mapping[str, AllowanceSlot], allowances: Collection[MinuteAllowance] | None
) -> Iterator[Violation]:
    unknown = tuple(name for name in slots if name not in set(CallCategory))
    if unknown:
        yield Violation(
            rule_id="VOIP-SUB-6",
            code="voip.unknown_category",
            family=Family.VALIDATION_FAILED,
            message=f"As categorias de franquia são {', '.join(CallCategory)}.",
            context={"field": "allowances"},
        )
    known = None if allowances is None else {allowance.id for allowance in allowances}
    missing = tuple(
        name
        for name, slot in slots.items()
        if name not in unknown and slot.allowance_id and known is not None and slot.allowance_id not in known
    )
    if missing:
        yield Violation(
            rule_id="VOIP-SUB-6",
            code="voip.allowance",
            family=Family.NOT_FOUND,
            message="A franquia de minutos não existe na plataforma.",
            context={"fields": missing},
        )


def _local_violations(slots: Mapping[str, AllowanceSlot]) -> Iterator[Violation]:
    alone = tuple(name for name, slot in slots.items() if slot.consumes_local and not _has_local(name, slots))
    if alone:
        yield Violation(
            rule_id="VOIP-SUB-7",
            code="voip.local_allowance_required",
            family=Family.PRECONDITION_FAILED,
            message=(
                "Consumir da franquia local vale só para LDN, e exige uma franquia no local correspondente: fixo com "
                "fixo, móvel com móvel."
            ),
            context={"fields": tuple(name for name in alone if name in set(CallCategory))},
        )


def _has_local(category: str, slots: Mapping[str, AllowanceSlot]) -> bool:
    local = slots.get(LOCAL_OF[category]) if category in LOCAL_OF else None
    return local is not None and bool(local.allowance_id)


def _permission_violations(profile: SubscriberProfile, limits: PlatformLimits) -> Iterator[Violation]:
    if any(permission not in limits.permissions for permission in profile.permissions):
        yield Violation(
            rule_id="VOIP-SUB-8",
            code="voip.permission_unsupported",
            family=Family.UNSUPPORTED_OPERATION,
            message=f"As permissões da plataforma são {', '.join(sorted(limits.permissions)) or 'nenhuma'}.",
            context={"field": "permissions"},
        )


def _number_violations(profile: SubscriberProfile) -> Iterator[Violation]:
    counts = profile.limits
    negative = tuple(name for name in ("ip_lines", "queues", "ivrs") if getattr(counts, name) < 0)
    if negative:
        yield Violation(
            rule_id="VOIP-SUB-12",
            code="voip.invalid_limit",
            family=Family.VALIDATION_FAILED,
            message="Um limite é zero (sem limite) ou um número positivo.",
            context={"fields": tuple(f"limits.{name}" for name in negative)},
        )
    if profile.cycle_start_day is not None and not 1 <= profile.cycle_start_day <= _LAST_DAY:
        yield Violation(
            rule_id="VOIP-SUB-13",
            code="voip.invalid_cycle_day",
            family=Family.VALIDATION_FAILED,
            message="O ciclo começa em um dia do mês, de 1 a 31.",
            context={"field": "cycle_start_day"},
        )


def _price_violations(
    profile: SubscriberProfile,
    plans: Collection[SalesPlan] | None,
    reseller_plan: SalesPlan | None,
    policy: SubscriberPolicy | None,
) -> tuple[Violation, ...]:
    plan = next((plan for plan in plans or () if plan.id == profile.sales_plan_id), None)
    if plan is None or reseller_plan is None:
        return ()
    return check_prices(plan=plan, reseller_plan=reseller_plan, policy=policy)


def _both_violations(slots: Mapping[str, AllowanceSlot]) -> Iterator[Violation]:
    both = tuple(name for name, slot in slots.items() if slot.consumes_local and slot.allowance_id)
    if both:
        yield Violation(
            rule_id="VOIP-SUB-16",
            code="voip.allowance_and_local",
            family=Family.CONFLICT,
            message="Uma categoria tem franquia própria ou consome da local, não as duas coisas.",
            context={"fields": tuple(name for name in both if name in set(CallCategory))},
        )


def _username_violations(
    access: PanelAccess, check: UsernameCheck | None, current: VoipSubscriber | None
) -> Iterator[Violation]:
    if access.username and current is not None and current.username == access.username:
        return
    if not access.username or check is None or check.username != access.username:
        yield Violation(
            rule_id="VOIP-SUB-10",
            code="voip.username_not_validated",
            family=Family.VALIDATION_FAILED,
            message="Valide o nome de usuário do painel antes de gravar.",
            context={"field": "username"},
        )
    elif not check.free:
        yield Violation(
            rule_id="VOIP-SUB-10",
            code="voip.username_taken",
            family=Family.CONFLICT,
            message="O nome de usuário do painel já está em uso.",
            context={"field": "username"},
        )


def _password_violations(access: PanelAccess, limits: PlatformLimits) -> Iterator[Violation]:
    generated = access.password is None and limits.generates_passwords
    if not access.password and not generated:
        yield Violation(
            rule_id="VOIP-SUB-10",
            code="voip.password_required",
            family=Family.VALIDATION_FAILED,
            message="Informe ou gere a senha do painel.",
            context={"field": "password"},
        )
