"""Rules of the ownership transfer of a line (troca de titularidade): MVNO-TRANSFER-* and CORE-12."""

from collections.abc import Callable, Iterator, Sequence

import attrs

from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Integration,
    ProductType,
)
from isp_integrations.core.erp.rules import check_support, check_texts, customer_texts
from isp_integrations.core.errors import InvalidRecord, SupportRefused
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.machines import LINE, LineCommand, is_open
from isp_integrations.core.mvno.models import (
    LineTransferRequest,
    MvnoLine,
    Portability,
    PortabilityStatus,
    TransferKind,
    TransferPolicy,
)
from isp_integrations.core.mvno.requests import TransferOwnership
from isp_integrations.core.mvno.rules.holder import missing_holder_fields
from isp_integrations.core.rules import Family, Severity, Violation
from isp_integrations.core.text import is_blank

_BLOCKED_ACCESS = frozenset(
    {
        AccessStatus.BLOCKED_MANUAL,
        AccessStatus.BLOCKED_AUTOMATIC,
        AccessStatus.SUSPENDED_BY_CUSTOMER,
        AccessStatus.UNKNOWN,
    }
)
_GIVEN_UP = frozenset({PortabilityStatus.REFUSED, PortabilityStatus.CANCELLED})


def transfer_kind(line: MvnoLine, new_contract: Contract) -> TransferKind | None:
    """Whether the holder changes (MVNO-TRANSFER-5); `None` when the line's customer is unknown."""
    if line.customer_id is None:
        return None
    same = new_contract.customer_id == line.customer_id
    return TransferKind.CONTRACT_CHANGE if same else TransferKind.OWNERSHIP_CHANGE


def target_plan_code(line: MvnoLine, new_contract: Contract) -> str | None:
    """The plan that the contract's mobile product maps to on the line's integration; `None` without one.

    Of several, the line's present plan is kept if it is among them, else the first one counts.
    """
    codes = [
        item.platform_plan_code
        for item in _mobile_items(new_contract)
        if item.platform_plan_code and _may_be_of(item, line)
    ]
    return line.plan_code if line.plan_code in codes else next(iter(codes), None)


def plan_changes(line: MvnoLine, new_contract: Contract) -> bool:
    """Whether the target contract asks for a plan other than the line's known one (MVNO-TRANSFER-14)."""
    wanted = target_plan_code(line, new_contract)
    return line.plan_code is not None and wanted is not None and wanted != line.plan_code


def transfer_needs_platform(line: MvnoLine, new_contract: Contract, limits: PlatformLimits) -> bool | None:
    """Whether the platform must be called at all (MVNO-TRANSFER-5); `None` when the kind is unknown."""
    kind = transfer_kind(line, new_contract)
    if kind is None:
        return None
    return kind is TransferKind.OWNERSHIP_CHANGE or limits.keeps_contract or plan_changes(line, new_contract)


def check_transfer(
    request: LineTransferRequest,
    *,
    line: MvnoLine | None,
    new_contract: Contract | None,
    integrations: Sequence[Integration] | None,
    limits: PlatformLimits,
    support: Sequence[SupportRefused] = (),
    policy: TransferPolicy | None = None,
) -> tuple[Violation, ...]:
    """Everything that a transfer breaks, in listed order.

    Args:
        line: the host's line; `None` means that it is not registered there.
        new_contract: the contract that the request names; the rules about it are skipped without it.
        integrations: the host's mobile integrations; `None` skips MVNO-TRANSFER-PRE-1, empty breaks it.
        support: what asking the platform for a transfer would raise (MVNO-TRANSFER-PRE-3).

    Raises:
        InvalidRecord: `new_contract` is not the one that the request names, a mistake of the caller.
    """
    asked = not is_blank(request.new_contract_id)
    if asked and new_contract is not None and new_contract.id != request.new_contract_id:
        raise InvalidRecord(problems=("new_contract: não é o contrato que o pedido nomeia",))
    case = _Case(
        request=request,
        line=line,
        contract=new_contract if asked else None,
        integrations=integrations,
        limits=limits,
        support=tuple(support),
        policy=policy or TransferPolicy(),
    )
    return tuple(found for rule in _LISTED for found in rule(case))


@attrs.frozen(kw_only=True)
class _Case:
    request: LineTransferRequest
    line: MvnoLine | None
    contract: Contract | None
    integrations: Sequence[Integration] | None
    limits: PlatformLimits
    support: tuple[SupportRefused, ...]
    policy: TransferPolicy

    @property
    def kind(self) -> TransferKind | None:
        if self.line is None or self.contract is None:
            return None
        return transfer_kind(self.line, self.contract)

    @property
    def needs_platform(self) -> bool | None:
        if self.line is None or self.contract is None:
            return None
        return transfer_needs_platform(self.line, self.contract, self.limits)


def _mobile_items(contract: Contract) -> tuple[ContractItem, ...]:
    return tuple(item for item in contract.items if item.type is ProductType.MOBILE)


def _may_be_of(item: ContractItem, line: MvnoLine) -> bool:
    return None in {item.integration_id, line.integration_id} or item.integration_id == line.integration_id


def _line_is_registered(case: _Case) -> Iterator[Violation]:
    if case.line is None:
        yield Violation(
            rule_id="MVNO-TRANSFER-PRE-2",
            code="mvno.line_not_registered",
            family=Family.NOT_FOUND,
            message="A linha não está cadastrada.",
        )


def _new_contract_is_given(case: _Case) -> Iterator[Violation]:
    if is_blank(case.request.new_contract_id):
        yield Violation(
            rule_id="MVNO-TRANSFER-8",
            code="mvno.new_contract_required",
            family=Family.VALIDATION_FAILED,
            message="Informe o contrato que receberá a linha.",
            context={"field": "new_contract_id"},
        )


def _filled_ids_are_the_lines(case: _Case) -> Iterator[Violation]:
    if case.line is None:
        return
    if _differ(case.request.line_id, case.line.id):
        yield Violation(
            rule_id="MVNO-TRANSFER-7",
            code="mvno.line_id",
            family=Family.IMMUTABLE_FIELD,
            message="A linha da troca de titularidade não pode ser alterada.",
            context={"field": "line_id"},
        )
    if _differ(case.request.current_contract_id, case.line.contract_id):
        yield Violation(
            rule_id="MVNO-TRANSFER-7",
            code="mvno.transfer_stale",
            family=Family.CONFLICT,
            message="A linha já está em outro contrato; recarregue a tela e confira.",
            context={"field": "current_contract_id"},
        )


def _differ(sent: str | None, known: str | None) -> bool:
    return sent is not None and known is not None and sent != known


def _integration_is_registered(case: _Case) -> Iterator[Violation]:
    if case.integrations is None:
        return
    wanted = case.line.integration_id if case.line else None
    own = [found for found in case.integrations if wanted in {None, found.id}]
    if not own:
        none_at_all = not case.integrations
        yield Violation(
            rule_id="MVNO-TRANSFER-PRE-1",
            code="mvno.integration_not_registered",
            family=Family.NOT_FOUND,
            message="Nenhuma integração de telefonia móvel cadastrada."
            if none_at_all
            else "A integração de telefonia móvel da linha não está cadastrada.",
        )
    elif wanted is not None and own[0].last_check_ok is False:
        yield Violation(
            rule_id="MVNO-TRANSFER-PRE-1",
            code="mvno.integration_not_connected",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message="O último teste de conexão da integração da linha falhou.",
            context={"integration_id": wanted},
        )


def _platform_can_transfer(case: _Case) -> Iterator[Violation]:
    if case.needs_platform is not False:
        yield from check_support(case.support, family="mvno", operation="transfer", rule_id="MVNO-TRANSFER-PRE-3")


def _line_is_active(case: _Case) -> Iterator[Violation]:
    if case.line is not None and LINE.after(case.line.status, LineCommand.TRANSFER) is None:
        yield Violation(
            rule_id="MVNO-TRANSFER-1",
            code="mvno.line_not_active",
            family=Family.PRECONDITION_FAILED,
            message="A linha deve estar com o status Ativo.",
            context={"status": case.line.status.value},
        )


def _portability_is_completed(case: _Case) -> Iterator[Violation]:
    if case.line is None:
        return
    portability = case.line.portability or Portability()
    ported = is_open(portability) or (
        portability.status is not PortabilityStatus.NONE if case.line.is_ported is None else case.line.is_ported
    )
    forgiven = case.policy.refused_port_in_counts_as_not_ported and portability.status in _GIVEN_UP
    if ported and not forgiven and portability.status is not PortabilityStatus.COMPLETED:
        yield Violation(
            rule_id="MVNO-TRANSFER-2",
            code="mvno.portability_not_completed",
            family=Family.PRECONDITION_FAILED,
            message="A portabilidade da linha deve estar Concluída.",
            context={"status": portability.status.value},
        )


def _target_contract_is_active(case: _Case) -> Iterator[Violation]:
    if case.contract is None:
        return
    if case.contract.status is not ContractStatus.ACTIVE:
        yield Violation(
            rule_id="MVNO-TRANSFER-3",
            code="mvno.target_contract_not_active",
            family=Family.PRECONDITION_FAILED,
            message="O contrato que receberá a linha deve estar Ativo.",
            context={"status": case.contract.status.value},
        )
    if case.contract.access in _BLOCKED_ACCESS:
        yield Violation(
            rule_id="MVNO-TRANSFER-3",
            code="mvno.target_contract_blocked",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message="O acesso do contrato que receberá a linha está bloqueado ou é desconhecido.",
            context={"access": case.contract.access.value},
        )


def _target_contract_is_the_new_holders(case: _Case) -> Iterator[Violation]:
    if case.contract is not None and case.contract.customer_id != case.request.new_holder.id:
        yield Violation(
            rule_id="MVNO-TRANSFER-4",
            code="mvno.target_contract_not_of_new_holder",
            family=Family.PRECONDITION_FAILED,
            message="O contrato que receberá a linha deve ser do novo titular.",
        )


def _contracts_differ(case: _Case) -> Iterator[Violation]:
    if case.line is None or is_blank(case.request.new_contract_id):
        return
    if case.request.new_contract_id == (case.line.contract_id or case.request.current_contract_id):
        yield Violation(
            rule_id="MVNO-TRANSFER-6",
            code="mvno.same_contract",
            family=Family.CONFLICT,
            message="A linha já está nesse contrato.",
            context={"field": "new_contract_id"},
        )


def _target_contract_has_mobile_product(case: _Case) -> Iterator[Violation]:
    if case.contract is not None and not _mobile_items(case.contract):
        yield Violation(
            rule_id="MVNO-TRANSFER-9",
            code="mvno.mobile_product_missing",
            family=Family.PRECONDITION_FAILED,
            severity=case.policy.mobile_product_missing,
            message="O contrato que receberá a linha não tem um produto de telefonia móvel.",
        )


def _mobile_product_has_plan(case: _Case) -> Iterator[Violation]:
    if case.line is None or case.contract is None or not _mobile_items(case.contract):
        return
    if target_plan_code(case.line, case.contract) is None:
        yield Violation(
            rule_id="MVNO-TRANSFER-10",
            code="mvno.plan_not_on_platform",
            family=Family.PRECONDITION_FAILED,
            message="O produto de telefonia móvel do contrato não tem plano na integração da linha.",
        )


def _line_is_on_platform(case: _Case) -> Iterator[Violation]:
    if case.line is not None and case.needs_platform and not case.line.on_platform:
        yield Violation(
            rule_id="MVNO-TRANSFER-11",
            code="mvno.line_only_local",
            family=Family.PRECONDITION_FAILED,
            message="A linha só existe no sistema local, não na plataforma.",
        )


def _holder_data_is_complete(case: _Case) -> Iterator[Violation]:
    if case.kind is not TransferKind.OWNERSHIP_CHANGE:
        return
    missing = missing_holder_fields(case.request.new_holder, case.limits.holder_fields)
    if missing:
        yield Violation(
            rule_id="MVNO-TRANSFER-13",
            code="mvno.holder_data_incomplete",
            family=Family.VALIDATION_FAILED,
            message=f"Faltam dados do novo titular: {', '.join(missing)}.",
            context={"fields": missing},
        )


def _platform_conditions_hold(case: _Case) -> Iterator[Violation]:
    if case.line is None or case.contract is None or case.kind is None or not case.needs_platform:
        return
    changes_holder = case.kind is TransferKind.OWNERSHIP_CHANGE
    request = TransferOwnership(
        line=case.line,
        kind=case.kind,
        new_contract_id=case.contract.id,
        new_holder=case.request.new_holder if changes_holder else None,
    )
    for name, family, message in case.limits.transfer_conditions(request):
        yield Violation(rule_id="MVNO-TRANSFER-15", code=f"mvno.platform.{name}", family=family, message=message)


def _holder_texts_are_plain(case: _Case) -> Iterator[Violation]:
    if case.kind is TransferKind.OWNERSHIP_CHANGE:
        yield from check_texts(customer_texts(case.request.new_holder), family="mvno")


_LISTED: tuple[Callable[[_Case], Iterator[Violation]], ...] = (
    _line_is_registered,
    _new_contract_is_given,
    _filled_ids_are_the_lines,
    _integration_is_registered,
    _platform_can_transfer,
    _line_is_active,
    _portability_is_completed,
    _target_contract_is_active,
    _target_contract_is_the_new_holders,
    _contracts_differ,
    _target_contract_has_mobile_product,
    _mobile_product_has_plan,
    _line_is_on_platform,
    _holder_data_is_complete,
    _platform_conditions_hold,
    _holder_texts_are_plain,
)
