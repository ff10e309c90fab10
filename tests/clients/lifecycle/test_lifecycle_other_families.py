"""ONUs and ports on their embedded platforms, and what a failed activation amounts to."""

from clients.lifecycle.world import TODAY, contract
from isp_integrations import mapping, olt
from isp_integrations.clients.lifecycle.attempts import succeeded
from isp_integrations.clients.lifecycle.runner import LifecycleRunner
from isp_integrations.core.done import Done
from isp_integrations.core.erp.lifecycle.carrying import Carried
from isp_integrations.core.erp.lifecycle.kinds import AnyService
from isp_integrations.core.erp.lifecycle.onus import OnuService
from isp_integrations.core.erp.lifecycle.plan import ContractSnapshot, Plan, plan
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.erp.lifecycle.ports import PortService
from isp_integrations.core.erp.lifecycle.results import Outcome
from isp_integrations.core.mapping.models import MappingSettings, PortReservation, ReservationStatus

_R = ReservationStatus
APPROVING = LifecyclePolicy(
    ports=MappingSettings(auto_approve_port=True, auto_approve_cable_id="000000000000000000000001"),
    release_ended_ports=True,
)
RESERVATION = PortReservation(
    id="5",
    code="contrato-21",
    structure_id="00000000000000000000000b",
    port_id="00000000000000000000000c/5",
    status=_R.RESERVED,
)


def planned(level: str, service: AnyService, policy: LifecyclePolicy | None = None) -> Plan:
    given = ContractSnapshot(contract=contract(level, items=()), services=(service,))
    return plan(given, today=TODAY, policy=policy)


def test_an_ended_contract_s_onu_is_disabled_and_comes_back_with_the_contract() -> None:
    with olt.sandbox("smartolt") as client:
        runner = LifecycleRunner({"olt": client})
        seen = next(iter(client.list_onus()))
        service = OnuService(id=seen.serial.value, integration_id="olt", onu=seen)
        (ended,) = runner.execute(planned("ended", service)).results
        assert ended.outcome is Outcome.DONE
        assert isinstance(ended.after, OnuService)
        assert ended.after.onu.enabled is False
        (back,) = runner.execute(planned("served", ended.after)).results
        assert back.outcome is Outcome.DONE
        assert isinstance(back.after, OnuService)
        assert back.after.onu.enabled is True


def test_port_9_and_port_13_a_reserved_port_follows_its_contract_on_the_map() -> None:
    service = PortService(id="5", integration_id="map", reservation=RESERVATION)
    with mapping.sandbox("ozmap") as client:
        runner = LifecycleRunner({"map": client})
        (approved,) = runner.execute(planned("served", service, APPROVING)).results
        assert approved.outcome is Outcome.DONE
        assert isinstance(approved.after, PortService)
        assert approved.after.reservation.status is _R.ACTIVE
        (again,) = runner.execute(planned("served", service, APPROVING)).results
        assert again.outcome is Outcome.NOTHING
        (given_back,) = runner.execute(planned("ended", approved.after, APPROVING)).results
        assert given_back.outcome is Outcome.DONE
        assert client.find_customer_port(code="contrato-21") == ()


def test_an_activation_that_failed_is_a_failure_and_says_why() -> None:
    service = PortService(id="5", integration_id="map", reservation=RESERVATION)
    (action,) = planned("served", service, APPROVING).actions
    refused = PortService(
        id="5",
        integration_id="map",
        reservation=PortReservation(code="contrato-21", structure_id="1", status=_R.RESERVED, error="Cabo recusado."),
    )
    result = succeeded(action, Done(value=Carried(service=refused, changed=False)))
    assert (result.outcome, result.why) == (Outcome.FAILED, "Cabo recusado.")
    assert not result.settled
