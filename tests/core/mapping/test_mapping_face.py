"""The family's clients and face, and its orders as a journal keeps them."""

import inspect
from typing import Any

import pytest

import mapping_makers as make
from isp_integrations import mapping
from isp_integrations.clients.arguments import arguments_from_plain, arguments_to_plain
from isp_integrations.clients.mapping import AsyncMappingClient, MappingClient
from isp_integrations.core.mapping import events, operations
from isp_integrations.core.mapping.models import ReservationStatus
from isp_integrations.core.plain import event_from_plain, to_plain

ONE: dict[str, Any] = {"reservation": make.reservation()}
WRITES: dict[str, dict[str, Any]] = {
    "activate_on_approval": {**ONE, "settings": make.SETTINGS, "customer": make.CUSTOMER},
    "activate_port": {
        **ONE,
        "cable_type_id": "drop-1",
        "service_request": make.REQUEST,
        "user_id": "tecnica",
        "cables": list(make.CABLES),
    },
    "cancel_in_erp": ONE,
    "cancel_reservation": ONE,
    "change_port": {**ONE, "structure_id": "box-2", "ports": list(make.PORTS)},
    "reconcile_reservation": {**ONE, "settle_seconds": 30.0},
    "release_port": ONE,
    "reserve_port": {**ONE, "customer": make.CUSTOMER, "ports": None, "integrations": [make.INTEGRATION]},
}
EVENTS = [
    events.ReservationStatusChanged(
        reservation_id="7", before=ReservationStatus.RESERVED, after=ReservationStatus.ACTIVE
    ),
    events.RemoteReservationOrphaned(
        reservation_id=None, code="contrato-x", structure_id="box-1", port_id=None, remote_ref="remote-1"
    ),
    events.PortActivationOverdue(reservation_id="7", waited_seconds=30.0),
]


@pytest.mark.parametrize("client", [MappingClient, AsyncMappingClient])
@pytest.mark.parametrize("name", operations.__all__)
def test_a_client_has_each_operation_with_its_signature_and_text(client: type, name: str) -> None:
    operation = getattr(operations, name)
    method = getattr(client, name)
    asked = {p for p in inspect.signature(operation).parameters if p not in {"session", "cursor"}}
    assert set(inspect.signature(method).parameters) - {"self"} == asked
    assert method.__doc__ == operation.__doc__


@pytest.mark.parametrize("name", WRITES)
def test_an_order_is_the_same_after_a_journal_kept_it(name: str) -> None:
    operation = getattr(operations, name)
    revived = arguments_from_plain(operation, arguments_to_plain(operation, (), WRITES[name]))
    assert {key: list(value) if isinstance(value, tuple) else value for key, value in revived.items()} == WRITES[name]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_survives_a_queue(event: events.PortEvent) -> None:
    assert event_from_plain(to_plain(event)) == event
    assert event.family == "mapping"


def test_every_public_name_is_there() -> None:
    assert [name for name in dir(mapping) if getattr(mapping, name, None) is None] == []


@pytest.mark.asyncio
async def test_an_async_host_has_the_same_client() -> None:
    async with mapping.sandbox_async("ozmap") as client:
        done = await client.check_feasibility(point=make.HOME)
        cables = [cable.name async for cable in client.list_cable_types()]
    assert done.value.viable is True
    assert len(cables) == 3
