"""Rules of the commands on one line, and of its identifiers: MVNO-LINE-*."""

from collections.abc import Container, Iterable, Iterator
from datetime import date

from isp_integrations.core.erp.rules import check_texts, customer_texts
from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.identifiers import AREA_CODES, Iccid, Msisdn
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.machines import BLOCK_COMMANDS, LINE, LineCommand, blocked_status
from isp_integrations.core.mvno.models import (
    BlockReason,
    LineBlock,
    LineStatus,
    MvnoLine,
    NumberType,
    Portability,
)
from isp_integrations.core.mvno.requests import ActivateLine
from isp_integrations.core.mvno.rules.holder import missing_holder_fields
from isp_integrations.core.mvno.rules.port_in import PortInCase, port_in_violations
from isp_integrations.core.rules import Family, Severity, Violation


def read_msisdn(text: str | Msisdn, *, field: str = "msisdn") -> Msisdn | Violation:
    """The number that `text` says, or the violation of MVNO-LINE-2 for the form's `field`."""
    try:
        return text if isinstance(text, Msisdn) else Msisdn.parse(text)
    except InvalidIdentifier as wrong:
        return _invalid_msisdn(wrong.reason, field)


def read_iccid(text: str | Iccid, *, limits: PlatformLimits, field: str = "iccid") -> Iccid | Violation:
    """The ICCID that `text` says, or the violation of MVNO-LINE-1, as strict as the platform allows."""
    try:
        return Iccid.parse(text.value if isinstance(text, Iccid) else text, luhn=limits.iccid_luhn)
    except InvalidIdentifier as wrong:
        return _invalid_iccid(wrong.reason, field)


def check_line_identifiers(
    *,
    limits: PlatformLimits,
    iccid: str | Iccid | None = None,
    msisdn: str | Msisdn | None = None,
    number_type: NumberType = NumberType.NORMAL,
) -> tuple[Violation, ...]:
    """MVNO-LINE-1 and MVNO-LINE-2. Only a NORMAL number is refused: how long M2M ones are is not known."""
    found = list(_iccid_violations(iccid, limits, "iccid"))
    if msisdn is not None and number_type is NumberType.NORMAL:
        number = read_msisdn(msisdn)
        found += [number] if isinstance(number, Violation) else []
    return tuple(found)


def check_block(*, line: MvnoLine, block: LineBlock, limits: PlatformLimits) -> tuple[Violation, ...]:
    """MVNO-LINE-4 and MVNO-LINE-5."""
    status = blocked_status(block)
    allowed = () if status is None else _command_violations(line, BLOCK_COMMANDS[status])
    return (*allowed, *_block_violations(block, limits))


def check_unblock(*, line: MvnoLine) -> tuple[Violation, ...]:
    """MVNO-LINE-4."""
    return tuple(_command_violations(line, LineCommand.UNBLOCK))


def check_cancel(*, line: MvnoLine) -> tuple[Violation, ...]:
    """MVNO-LINE-4."""
    return tuple(_command_violations(line, LineCommand.CANCEL))


def check_swap(
    *,
    line: MvnoLine,
    new_iccid: Iccid | None,
    limits: PlatformLimits,
    lines_of_integration: Iterable[MvnoLine] | None = None,
    reason: str | None = None,
) -> tuple[Violation, ...]:
    """MVNO-LINE-1, MVNO-LINE-3 and MVNO-LINE-6, then CORE-12.

    Args:
        new_iccid: `None` asks the platform to pick an eSIM.
        lines_of_integration: the lines that may hold the ICCID; `None` skips MVNO-LINE-3.
    """
    return (
        *_iccid_violations(new_iccid, limits, "new_iccid"),
        *_iccid_in_use(new_iccid, line, lines_of_integration, "new_iccid"),
        *_swap_violations(line, new_iccid, limits),
        *check_texts({"reason": reason}, family="mvno"),
    )


def check_plan_change(*, line: MvnoLine, plan_code: str | None = None) -> tuple[Violation, ...]:
    """MVNO-LINE-7, then CORE-12."""
    texts = check_texts({"plan_code": plan_code}, family="mvno")
    if LINE.after(line.status, LineCommand.CHANGE_PLAN) is not None:
        return texts
    return (
        _status_violation(
            "MVNO-LINE-7",
            "mvno.plan_change_not_allowed",
            line,
            "A troca de plano exige uma linha com o status Ativo.",
        ),
        *texts,
    )


def check_top_up(*, line: MvnoLine, plan_code: str | None = None) -> tuple[Violation, ...]:
    """MVNO-LINE-7, then CORE-12."""
    texts = check_texts({"plan_code": plan_code}, family="mvno")
    if LINE.after(line.status, LineCommand.TOP_UP) is not None:
        return texts
    return (
        _status_violation(
            "MVNO-LINE-7",
            "mvno.top_up_not_allowed",
            line,
            "A recarga exige uma linha com o status Ativo ou Bloqueio parcial.",
        ),
        *texts,
    )


def check_activation(
    request: ActivateLine,
    *,
    limits: PlatformLimits,
    today: date,
    line: MvnoLine | None = None,
    lines_of_integration: Iterable[MvnoLine] | None = None,
    portabilities: Iterable[Portability] | None = None,
    holidays: Container[date] = (),
) -> tuple[Violation, ...]:
    """MVNO-LINE-1 to -4, -8 and -9, then the port-in's rules where the request has one, then CORE-12.

    Args:
        line: the host's record of the line, `None` for one that does not exist yet.
        lines_of_integration: the lines that may hold the ICCID; `None` skips MVNO-LINE-3.
        portabilities: those that may be open for the number; `None` skips MVNO-PORT-4.
    """
    port_in = request.port_in and PortInCase(
        port_in=request.port_in,
        holder=request.customer,
        area_code=request.area_code if request.area_code in AREA_CODES else None,
        own=line.portability if line else None,
        portabilities=portabilities,
        limits=limits,
        requested_on=today,
        holidays=holidays,
    )
    return (
        *_activation_identifiers(request, limits),
        *_iccid_in_use(request.iccid, line, lines_of_integration, "iccid"),
        *_command_violations(line, LineCommand.REQUEST_ACTIVATION),
        *_subscriber_violations(request, limits),
        *_platform_conditions(request, limits),
        *(port_in_violations(port_in) if port_in else ()),
        *check_texts({**customer_texts(request.customer), "plan_code": request.plan_code}, family="mvno"),
    )


def _invalid_msisdn(reason: str, field: str) -> Violation:
    return Violation(
        rule_id="MVNO-LINE-2",
        code="mvno.invalid_msisdn",
        family=Family.VALIDATION_FAILED,
        message=f"Número de celular inválido: {reason}.",
        context={"field": field},
    )


def _invalid_iccid(reason: str, field: str) -> Violation:
    return Violation(
        rule_id="MVNO-LINE-1",
        code="mvno.invalid_iccid",
        family=Family.VALIDATION_FAILED,
        message=f"ICCID inválido: {reason}.",
        context={"field": field},
    )


def _iccid_violations(given: str | Iccid | None, limits: PlatformLimits, field: str) -> Iterator[Violation]:
    if given is None:
        return
    iccid = read_iccid(given, limits=limits, field=field)
    if isinstance(iccid, Violation):
        yield iccid
    elif not iccid.value.startswith(limits.iccid_prefix):
        yield Violation(
            rule_id="MVNO-LINE-1",
            code="mvno.iccid_prefix_unexpected",
            family=Family.VALIDATION_FAILED,
            severity=Severity.WARNING,
            message=f"O ICCID não começa por {limits.iccid_prefix}; confira o chip.",
            context={"field": field},
        )


def _iccid_in_use(
    iccid: Iccid | None, line: MvnoLine | None, others: Iterable[MvnoLine] | None, field: str
) -> Iterator[Violation]:
    if iccid is None or others is None:
        return
    if any(
        other.iccid == iccid and other.status is not LineStatus.CANCELLED and not _same_line(other, line)
        for other in others
    ):
        yield Violation(
            rule_id="MVNO-LINE-3",
            code="mvno.iccid_in_use",
            family=Family.CONFLICT,
            message="O ICCID já está em outra linha desta integração.",
            context={"field": field},
        )


def _same_line(one: MvnoLine, other: MvnoLine | None) -> bool:
    if other is None:
        return False
    if one.id is not None and other.id is not None:
        return one.id == other.id
    return one is other or (one.msisdn is not None and one.msisdn == other.msisdn)


def _command_violations(line: MvnoLine | None, command: LineCommand) -> Iterator[Violation]:
    after = LINE.command(line.status if line else None, command)
    if isinstance(after, Violation):
        yield after


def _block_violations(block: LineBlock, limits: PlatformLimits) -> Iterator[Violation]:
    pair = {"scope": block.scope.value, "reason": block.reason.value}
    if blocked_status(block) is None:
        yield Violation(
            rule_id="MVNO-LINE-5",
            code="mvno.block_invalid",
            family=Family.VALIDATION_FAILED,
            message="Bloqueio por roubo, perda ou uso indevido é sempre total.",
            context=pair,
        )
    elif block.scope not in limits.blocks.get(block.reason, ()):
        yield Violation(
            rule_id="MVNO-LINE-5",
            code="mvno.block_reason_unsupported",
            family=Family.UNSUPPORTED_OPERATION,
            message="A plataforma não oferece esse bloqueio.",
            context=pair,
        )
    else:
        yield from _block_extras(block, limits)
        yield from _block_warnings(block, limits)


def _block_extras(block: LineBlock, limits: PlatformLimits) -> Iterator[Violation]:
    if block.starts_on is not None and not limits.schedules_blocks:
        yield Violation(
            rule_id="MVNO-LINE-5",
            code="mvno.block_schedule_unsupported",
            family=Family.UNSUPPORTED_OPERATION,
            message="A plataforma não agenda bloqueios.",
            context={"field": "starts_on"},
        )
    if block.suspend_billing is not None and block.scope not in limits.suspends_billing:
        yield Violation(
            rule_id="MVNO-LINE-5",
            code="mvno.block_billing_unsupported",
            family=Family.UNSUPPORTED_OPERATION,
            message="A plataforma não deixa escolher se esse bloqueio suspende a cobrança.",
            context={"field": "suspend_billing", "scope": block.scope.value},
        )


def _block_warnings(block: LineBlock, limits: PlatformLimits) -> Iterator[Violation]:
    if not limits.tells_block_reasons:
        yield Violation(
            rule_id="MVNO-LINE-5",
            code="mvno.block_reasons_not_told_apart",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message="A plataforma não distingue os motivos de bloqueio.",
            context={"reason": block.reason.value},
        )
    if block.reason is BlockReason.DEBT and limits.keeps_emergency_calls is not True:
        yield Violation(
            rule_id="MVNO-LINE-5",
            code="mvno.emergency_calls_unknown",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message="Não se sabe se a plataforma mantém as chamadas de emergência no bloqueio por débito.",
            context={"reason": block.reason.value},
        )


def _swap_violations(line: MvnoLine, new_iccid: Iccid | None, limits: PlatformLimits) -> Iterator[Violation]:
    if LINE.after(line.status, LineCommand.SWAP_SIM) is None:
        yield _status_violation(
            "MVNO-LINE-6",
            "mvno.swap_not_allowed",
            line,
            "A troca de chip exige uma linha com o status Ativo, ou bloqueada por roubo ou perda.",
        )
    if new_iccid is None and not limits.picks_esim:
        yield Violation(
            rule_id="MVNO-LINE-6",
            code="mvno.new_iccid_required",
            family=Family.VALIDATION_FAILED,
            message="Informe o ICCID do novo chip.",
            context={"field": "new_iccid"},
        )
    if new_iccid is not None and new_iccid == line.iccid:
        yield Violation(
            rule_id="MVNO-LINE-6",
            code="mvno.same_iccid",
            family=Family.CONFLICT,
            message="O novo chip é o que a linha já usa.",
            context={"field": "new_iccid"},
        )


def _status_violation(rule_id: str, code: str, line: MvnoLine, message: str) -> Violation:
    return Violation(
        rule_id=rule_id,
        code=code,
        family=Family.PRECONDITION_FAILED,
        message=message,
        context={"status": line.status.value},
    )


def _activation_identifiers(request: ActivateLine, limits: PlatformLimits) -> Iterator[Violation]:
    if request.iccid is None and not (request.esim and limits.picks_esim):
        yield _invalid_iccid("não informado", "iccid")
    yield from _iccid_violations(request.iccid, limits, "iccid")
    if request.area_code not in AREA_CODES:
        yield _invalid_msisdn("DDD inexistente", "area_code")


def _subscriber_violations(request: ActivateLine, limits: PlatformLimits) -> Iterator[Violation]:
    missing = missing_holder_fields(request.customer, limits.holder_fields)
    if missing:
        yield Violation(
            rule_id="MVNO-LINE-8",
            code="mvno.holder_data_incomplete",
            family=Family.VALIDATION_FAILED,
            message=f"Faltam dados do titular da linha: {', '.join(missing)}.",
            context={"fields": missing},
        )


def _platform_conditions(request: ActivateLine, limits: PlatformLimits) -> Iterator[Violation]:
    for name, family, message in limits.activation_conditions(request):
        yield Violation(rule_id="MVNO-LINE-9", code=f"mvno.platform.{name}", family=family, message=message)
