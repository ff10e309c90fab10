"""Rules of a port reservation, from the reservation to the release: PORT-*, and CORE-12."""

import re
from collections.abc import Iterable, Iterator

import attrs

from isp_integrations.core.erp.models import Address, Customer
from isp_integrations.core.erp.rules import address_texts, check_texts, customer_texts
from isp_integrations.core.mapping.limits import PlatformLimits
from isp_integrations.core.mapping.machines import RESERVATION, ReservationCommand
from isp_integrations.core.mapping.models import (
    CableType,
    MappingSettings,
    Port,
    PortReservation,
    PortStatus,
    RequestKind,
    ReservationStatus,
    ServiceRequest,
)
from isp_integrations.core.rules import Family, Severity, Violation

_CODE = re.compile(r"[^\x00-\x20\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]{0,98}[^\x00-\x20\x7f-\x9f])?")
_TAKEN = frozenset({PortStatus.RESERVED, PortStatus.IN_USE})
_HELD = frozenset({ReservationStatus.RESERVING, ReservationStatus.RESERVED, ReservationStatus.ACTIVE})
_MOVABLE = frozenset({ReservationStatus.RESERVED, ReservationStatus.ACTIVE})


def check_code(code: str) -> tuple[Violation, ...]:
    """PORT-2: the host's key of a customer on the map is a text that can stand in an address and be found again."""
    if _CODE.fullmatch(code) and code not in {".", ".."}:
        return ()
    return (
        Violation(
            rule_id="PORT-2",
            code="map.code_invalid",
            family=Family.VALIDATION_FAILED,
            message="Informe o código do cliente no mapa, de até 100 sinais, sem espaços nas pontas.",
            context={"field": "code"},
        ),
    )


def check_customer(*, customer: Customer | None, address: Address | None = None) -> tuple[Violation, ...]:
    """CORE-12: the texts that the map gets of a customer; `None` skips it.

    Args:
        address: where the service is to be installed; the customer's own address otherwise.
    """
    texts = {} if customer is None else customer_texts(customer)
    return check_texts({**texts, **address_texts(address)}, family="map")


def check_reservation(
    *, reservation: PortReservation, limits: PlatformLimits, ports: Iterable[Port] | None = None
) -> tuple[Violation, ...]:
    """PORT-1 to PORT-4.

    Args:
        ports: the structure's ports as `list_ports` showed them; `None` leaves their state to the platform.
    """
    return (
        *_place_violations(reservation.structure_id, reservation.port_id, limits, ports),
        *check_code(reservation.code),
        *_served_warning(limits),
        *_reserve_violations(reservation),
    )


def check_activation(
    *,
    reservation: PortReservation,
    cable_type_id: str | None,
    service_request: ServiceRequest | None = None,
    user_id: str | None = None,
    sale_id: str | None = None,
    automatic: bool = False,
    cables: Iterable[CableType] | None = None,
) -> tuple[Violation, ...]:
    """PORT-6, PORT-4, PORT-5 and PORT-11.

    Args:
        service_request: the activation request; without one nobody claimed it.
        user_id: who activates.
        sale_id: the sale of the reservation; `None` skips "opened by this sale".
        automatic: the contract's approval activates, which needs no claim.
        cables: what `list_cable_types` offers; `None` skips PORT-11.
    """
    return (
        *_needed_for_activation(reservation, cable_type_id),
        *_command_violations(reservation, ReservationCommand.ACTIVATE),
        *(() if automatic else _claim_violations(reservation, service_request, user_id, sale_id)),
        *_cable_violations(cable_type_id, cables),
    )


def check_cancel(*, reservation: PortReservation) -> tuple[Violation, ...]:
    """PORT-4: cancelling in host and platform (PORT-7). An active port is released instead (A-MAP-2)."""
    return tuple(_command_violations(reservation, ReservationCommand.CANCEL))


def check_cancel_in_erp(*, reservation: PortReservation) -> tuple[Violation, ...]:
    """PORT-4: cancelling in the host alone, which is only for a reserved port (PORT-8)."""
    return tuple(_command_violations(reservation, ReservationCommand.CANCEL_IN_ERP))


def check_release(*, reservation: PortReservation) -> tuple[Violation, ...]:
    """PORT-13."""
    return tuple(
        attrs.evolve(found, rule_id="PORT-13")
        for found in _command_violations(reservation, ReservationCommand.RELEASE)
    )


def check_port_change(
    *,
    reservation: PortReservation,
    structure_id: str,
    port_id: str | None,
    limits: PlatformLimits,
    ports: Iterable[Port] | None = None,
) -> tuple[Violation, ...]:
    """PORT-1, PORT-3 and PORT-14 for the new port, PORT-4 for the old one.

    Args:
        ports: the new structure's ports; `None` leaves their state to the platform.
    """
    same = structure_id == reservation.structure_id and port_id is not None and port_id == reservation.port_id
    return (
        *(() if same else _place_violations(structure_id, port_id, limits, ports)),
        *_unmovable(reservation),
        *(_same_port() if same else ()),
    )


def check_settings(*, settings: MappingSettings, cables: Iterable[CableType] | None = None) -> tuple[Violation, ...]:
    """PORT-10 and PORT-11, for the form of the host's settings; a cable without the switch has no effect."""
    if not settings.auto_approve_port:
        return ()
    if not settings.auto_approve_cable_id:
        return (
            Violation(
                rule_id="PORT-10",
                code="map.auto_cable_required",
                family=Family.VALIDATION_FAILED,
                message="Escolha o cabo utilizado na aprovação automática.",
                context={"field": "auto_approve_cable_id"},
            ),
        )
    return tuple(_cable_violations(settings.auto_approve_cable_id, cables))


def activates_on_approval(reservation: PortReservation | None, settings: MappingSettings) -> bool:
    """PORT-9, PORT-12: whether approving the contract activates its port; without a reservation it does nothing."""
    return (
        reservation is not None
        and reservation.status is ReservationStatus.RESERVED
        and settings.auto_approve_port
        and bool(settings.auto_approve_cable_id)
    )


def _place_violations(
    structure_id: str, port_id: str | None, limits: PlatformLimits, ports: Iterable[Port] | None
) -> Iterator[Violation]:
    if not structure_id:
        yield Violation(
            rule_id="PORT-1",
            code="map.structure_required",
            family=Family.VALIDATION_FAILED,
            message="Informe a estrutura que vai atender o cliente.",
            context={"field": "structure_id"},
        )
        return
    if port_id is not None and not limits.chooses_port:
        yield Violation(
            rule_id="PORT-1",
            code="map.port_choice_unsupported",
            family=Family.UNSUPPORTED_OPERATION,
            message="A plataforma escolhe a porta; não informe uma.",
            context={"field": "port_id"},
        )
    if ports is not None:
        yield from _port_violations(port_id, [port for port in ports if port.structure_id == structure_id])


def _port_violations(port_id: str | None, ports: list[Port]) -> Iterator[Violation]:
    chosen = [port for port in ports if port_id in {None, port.id}]
    if any(port.status is PortStatus.AVAILABLE for port in chosen):
        return
    if port_id is not None and any(port.status in _TAKEN for port in chosen):
        yield _already_reserved({"field": "port_id"})
        return
    yield Violation(
        rule_id="PORT-1",
        code="map.port_not_free",
        family=Family.CONFLICT,
        message="A porta não está livre." if port_id else "A estrutura não tem porta livre.",
        context={"field": "port_id" if port_id else "structure_id"},
    )


def _already_reserved(context: dict[str, str | tuple[str, ...]]) -> Violation:
    return Violation(
        rule_id="PORT-3",
        code="map.port_already_reserved",
        family=Family.CONFLICT,
        message="A porta já está reservada ou ativa.",
        context=context,
    )


def _served_warning(limits: PlatformLimits) -> Iterator[Violation]:
    if limits.reserves_as_served:
        yield Violation(
            rule_id="PORT-2",
            code="map.reserved_as_served",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message="A plataforma não distingue porta reservada de ativa: o cliente aparecerá nela como atendido.",
        )


def _reserve_violations(reservation: PortReservation) -> Iterator[Violation]:
    if reservation.status in _HELD:
        yield _already_reserved({"status": reservation.status.value})
    else:
        yield from _command_violations(reservation, ReservationCommand.RESERVE)


def _command_violations(reservation: PortReservation, command: ReservationCommand) -> Iterator[Violation]:
    after = RESERVATION.command(reservation.status, command)
    if isinstance(after, Violation):
        yield after


def _needed_for_activation(reservation: PortReservation, cable_type_id: str | None) -> Iterator[Violation]:
    if not reservation.structure_id:
        yield Violation(
            rule_id="PORT-6",
            code="map.structure_required",
            family=Family.VALIDATION_FAILED,
            message="Selecione a estrutura com a porta reservada.",
            context={"field": "structure_id"},
        )
    if not cable_type_id:
        yield Violation(
            rule_id="PORT-6",
            code="map.cable_required",
            family=Family.VALIDATION_FAILED,
            message="Escolha o cabo usado.",
            context={"field": "cable_type_id"},
        )


def _claim_violations(
    reservation: PortReservation, request: ServiceRequest | None, user_id: str | None, sale_id: str | None
) -> Iterator[Violation]:
    if request is not None and not _is_of_sale(reservation, request, sale_id):
        yield Violation(
            rule_id="PORT-5",
            code="map.request_not_of_sale",
            family=Family.PRECONDITION_FAILED,
            message="A solicitação não é a de ativação aberta por esta venda.",
            context={"field": "service_request"},
        )
    if request is not None and request.closed:
        yield Violation(
            rule_id="PORT-5",
            code="map.request_closed",
            family=Family.PRECONDITION_FAILED,
            message="A solicitação de ativação está encerrada.",
            context={"field": "service_request"},
        )
    if request is None or not user_id or request.claimed_by != user_id:
        yield Violation(
            rule_id="PORT-5",
            code="map.request_not_claimed",
            family=Family.PERMISSION_DENIED,
            message="Quem ativa a porta deve ter se apropriado da solicitação de ativação.",
            context={"field": "service_request"},
        )


def _is_of_sale(reservation: PortReservation, request: ServiceRequest, sale_id: str | None) -> bool:
    return (
        request.kind is RequestKind.ACTIVATION
        and reservation.service_request_id in {None, request.id}
        and sale_id in {None, request.sale_id}
    )


def _cable_violations(cable_type_id: str | None, cables: Iterable[CableType] | None) -> Iterator[Violation]:
    if not cable_type_id or cables is None or any(cable.id == cable_type_id for cable in cables):
        return
    yield Violation(
        rule_id="PORT-11",
        code="map.cable_not_available",
        family=Family.PRECONDITION_FAILED,
        message="A plataforma não oferece este cabo.",
        context={"field": "cable_type_id"},
    )


def _unmovable(reservation: PortReservation) -> Iterator[Violation]:
    """PORT-4 for a port that is neither reserved nor active, in the words of a release."""
    if reservation.status not in _MOVABLE:
        word = RESERVATION.words[reservation.status]
        yield Violation(
            rule_id="PORT-4",
            code="map.reservation",
            family=Family.INVALID_TRANSITION,
            message=f"A reserva de porta no status {word} não aceita troca de porta.",
            context={"command": "change_port", "state": reservation.status.value},
        )


def _same_port() -> Iterator[Violation]:
    yield Violation(
        rule_id="PORT-14",
        code="map.same_port",
        family=Family.CONFLICT,
        message="A nova porta é a que o cliente já usa.",
        context={"field": "port_id"},
    )
