"""Any call of an order of several may be lost, before or after the panel acted."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown, Unavailable
from isp_integrations.core.olt.models import Onu
from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.transports.retry import RetryPolicy

PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana", password="segredo1")
TEMPLATE = olt.ProvisioningTemplate(
    name="Fibra", mode=olt.ConnectionMode.PPPOE, vlan=100, options={"zone": "Centro"}, onu_type="EG8145V5"
)
WIFI = olt.WifiConfig(ssid_24="CASA", password_24="senha-exemplo")
SETTLE = {"settle": {"authorize_onu": 30, "delete": 30, "move": 30, "update_sn_mac": 30}}
Order = Callable[[olt.OltClient, Any], Any]


def start(**options: Any) -> tuple[SmartOltSandbox, FaultScript, olt.OltClient]:
    fake, script = SmartOltSandbox(settling=0), FaultScript()
    client = olt.sandbox(
        "smartolt", fake=fake, script=script, wire_overrides=SETTLE, retry=RetryPolicy(attempts=1), **options
    )
    return fake, script, client


def linked(client: olt.OltClient) -> Onu:
    (found,) = olt.search({"": client}, serial="HWTC1A2B3C01").found
    return olt.link_onu(found.onu, plan_id="31", name="CLIENTE NOVO")


def working(client: olt.OltClient) -> Onu:
    return attrs.evolve(client.find_onu(serial="HWTC1A2B3C11"), plan_id="31")


def replacement(client: olt.OltClient) -> dict[str, Any]:
    onu = working(client)
    (found,) = olt.search({"": client}, serial="HWTC1A2B3C02").found
    return {"onu": onu, "new": olt.replacement_of(onu, found.onu)}


ORDERS: dict[str, tuple[Callable[[olt.OltClient], dict[str, Any]], Order, Callable[[SmartOltSandbox], bool]]] = {
    "provision": (
        lambda c: {"onu": linked(c)},
        lambda c, a: c.provision_onu(**a, connection=PPPOE, template=TEMPLATE, wifi=WIFI),
        lambda f: f.onus["HWTC1A2B3C01"].username == "fulana" and "wifi_0/1" in f.onus["HWTC1A2B3C01"].wifi,
    ),
    "delete": (
        lambda c: {"onu": working(c)},
        lambda c, a: c.delete_onu(**a),
        lambda f: "HWTC1A2B3C11" not in f.onus and "HWTC1A2B3C11" in f.waiting,
    ),
    "move": (
        lambda c: {"onu": working(c)},
        lambda c, a: c.move_onu(**a, connection=PPPOE, template=TEMPLATE, pon_port="2/5"),
        lambda f: (f.onus["HWTC1A2B3C11"].board, f.onus["HWTC1A2B3C11"].port) == ("2", "5"),
    ),
    "edit": (
        lambda c: {"onu": working(c)},
        lambda c, a: c.edit_onu(**a, connection=attrs.evolve(PPPOE, vlan=200), name="OUTRO NOME"),
        lambda f: (
            (f.onus["HWTC1A2B3C11"].vlan, f.onus["HWTC1A2B3C11"].username, f.onus["HWTC1A2B3C11"].name)
            == (200, "fulana", "OUTRO NOME")
        ),
    ),
    "configure_wifi": (
        lambda c: {"onu": working(c)},
        lambda c, a: c.configure_wifi(**a, wifi=WIFI),
        lambda f: f.onus["HWTC1A2B3C11"].wifi["wifi_0/1"] == ("CASA", "senha-exemplo"),
    ),
    "replace": (
        replacement,
        lambda c, a: c.replace_onu(**a, connection=PPPOE, template=TEMPLATE),
        lambda f: f.onus["HWTC1A2B3C11"].serial == "HWTC1A2B3C02",
    ),
}


def calls_of(order: str) -> int:
    """How many calls an order makes when nothing goes wrong."""
    fake, _, client = start()
    prepare, ask, _ = ORDERS[order]
    arguments = prepare(client)
    before = fake.calls
    ask(client, arguments)
    return fake.calls - before


CASES = [
    (order, number, kind)
    for order in ORDERS
    for number in range(calls_of(order))
    for kind in (FaultKind.CLOSE_BEFORE, FaultKind.CLOSE_AFTER)
]


class NthCall(FaultScript):
    """One fault, for the call of that number from now on."""

    def arm(self, number: int, kind: FaultKind) -> None:
        self._left: int | None = number
        self._kind = kind

    def take(self, request: Any) -> Fault | None:
        left = getattr(self, "_left", None)
        if left is None:
            return None
        self._left = left - 1 if left else None
        return None if left else Fault(kind=self._kind)


@pytest.mark.parametrize(("order", "number", "kind"), CASES)
def test_a_call_that_is_lost_leaves_a_state_that_is_told_and_can_be_finished(
    order: str, number: int, kind: FaultKind
) -> None:
    fake, script = SmartOltSandbox(settling=0), NthCall()
    client = olt.sandbox("smartolt", fake=fake, script=script, wire_overrides=SETTLE, retry=RetryPolicy(attempts=1))
    prepare, ask, reached = ORDERS[order]
    arguments = prepare(client)
    script.arm(number, kind)
    try:
        done = ask(client, arguments)
    except OutcomeUnknown as lost:
        done = client.resume(lost.resume_token or "")
    except Unavailable:
        done = ask(client, arguments)
    assert done.value.complete
    assert reached(fake)
    assert len({onu.serial for onu in fake.onus.values()}) == len(fake.onus)
    assert client.unfinished() == ()


def test_an_authorisation_that_is_lost_and_not_seen_stays_unknown_while_nobody_knows_the_settling_time() -> None:
    fake, script = SmartOltSandbox(settling=0), FaultScript()
    client = olt.sandbox("smartolt", fake=fake, script=script)
    onu = linked(client)
    script.add(Fault(kind=FaultKind.CLOSE_BEFORE, on="POST onu/authorize_onu"))
    with pytest.raises(OutcomeUnknown) as lost:
        client.provision_onu(onu=onu, connection=PPPOE, template=TEMPLATE)
    assert lost.value.pending == "authorize_onu"
    assert "não prova" in lost.value.explanation
    assert "HWTC1A2B3C01" not in fake.onus


def test_a_commit_that_comes_late_is_found_when_the_order_is_resumed() -> None:
    fake, script = SmartOltSandbox(settling=0), FaultScript()
    client = olt.sandbox("smartolt", fake=fake, script=script)
    onu = linked(client)
    script.add(Fault(kind=FaultKind.COMMIT_LATE, on="POST onu/authorize_onu", seconds=3.0))
    with pytest.raises(OutcomeUnknown) as lost:
        client.provision_onu(onu=onu, connection=PPPOE, template=TEMPLATE)
    vars(client._driver)["_clock"].sleep(10.0)
    assert lost.value.resume_token
    done = client.resume(lost.value.resume_token)
    assert done.value.onu.admin_state == "provisioned"
    assert len([onu for onu in fake.onus.values() if onu.serial == "HWTC1A2B3C01"]) == 1


def test_a_spent_budget_in_the_middle_of_a_provisioning_is_told_with_what_stands() -> None:
    fake = SmartOltSandbox(settling=0)
    client = olt.sandbox("smartolt", fake=fake)
    onu = linked(client)
    fake.hourly_calls = fake.calls + 3
    with pytest.raises(OutcomeUnknown) as stopped:
        client.provision_onu(onu=onu, connection=PPPOE, template=TEMPLATE)
    fake.next_hour()
    assert stopped.value.resume_token
    assert client.resume(stopped.value.resume_token).value.complete


def test_a_reboot_whose_answer_was_lost_is_in_doubt_and_restarts_nobody_twice() -> None:
    fake, script = SmartOltSandbox(settling=0), FaultScript()
    client = olt.sandbox("smartolt", fake=fake, script=script)
    onu = working(client)
    script.add(Fault(kind=FaultKind.CLOSE_AFTER, on="POST onu/reboot/*"))
    with pytest.raises(OutcomeUnknown):
        client.reboot_onu(onu=onu)
    assert fake.onus["HWTC1A2B3C11"].reboots == 1
