"""A real driver's OLT with GenieACS beside it: Wi-Fi goes where it can be set, and the result says who did what."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from genieacs_by_hand import WLAN, device, onu
from huawei_by_hand import PPPOE, WAITING, WORKING, Bench, template
from isp_integrations import host_hook, olt
from isp_integrations.core.done import Done
from isp_integrations.core.errors import (
    InvalidRecord,
    OrderFinished,
    OutcomeUnknown,
    RuleViolation,
    UnsupportedOperation,
)
from isp_integrations.core.olt import operations
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.olt.genieacs.sandbox import GenieAcsSandbox
from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.transports.journal import EntryTaken, SqliteJournal
from isp_integrations.transports.retry import RetryPolicy

WIFI = olt.WifiConfig(ssid_24="NOVA", password_24="senha-nova-24", ssid_5="NOVA 5G", password_5="senha-nova-5g")


class Pair:
    """A fake OLT with a client, and a fake ACS that knows the ONU which waits on it, with another."""

    def __init__(self, script: FaultScript | None = None) -> None:
        self.acs_fake, self.script = GenieAcsSandbox(), script or FaultScript()
        self.device = device(self.acs_fake, "EG8145V5")
        self.device.serial = OnuSerial.parse(WAITING).hex
        self.acs_fake.devices = {each.id: each for each in self.acs_fake.devices.values()}
        self.acs = olt.sandbox("genieacs", fake=self.acs_fake, script=self.script, retry=RetryPolicy(attempts=1))
        self.bench = Bench()
        self.bench.client.acs = self.acs

    @property
    def ssid(self) -> str:
        """What the device really has on 2.4 GHz."""
        return str(self.device.real[f"{WLAN}.1.SSID"])

    def provision(self, wifi: olt.WifiConfig = WIFI) -> Any:
        """Provision the ONU that waits, with its Wi-Fi."""
        return self.bench.client.provision_onu(**self.asked(wifi))

    def asked(self, wifi: olt.WifiConfig = WIFI) -> dict[str, Any]:
        """What a provisioning of the ONU that waits is asked with."""
        return {"onu": self.bench.found(), "connection": PPPOE, "template": template(), "wifi": wifi}

    def lose(self, line: str = "ont add*") -> str:
        """Lose the answer to one line of a provisioning, and the OLT with it; the token to resume it with."""
        asked = self.asked()
        self.cut(line)
        with pytest.raises(OutcomeUnknown) as lost:
            self.bench.client.provision_onu(**asked)
        self.reconnect()
        return lost.value.resume_token or ""

    def cut(self, line: str = "ont add*") -> None:
        """Make the OLT run that line, hang up, and never answer again."""
        self.bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on=line))
        self.bench.script.add(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="enable", times=1000))

    def reconnect(self) -> None:
        """Make the OLT answer again."""
        while self.bench.script.take("enable"):
            pass


@pytest.fixture
def pair() -> Pair:
    return Pair()


def told(outcomes: tuple[olt.DeviceOutcome, ...]) -> list[tuple[Any, ...]]:
    return [(each.done_by, each.band, each.state, each.verified) for each in outcomes]


def test_a_provisioning_is_done_by_the_olt_and_its_wifi_by_the_acs(pair: Pair) -> None:
    done = pair.provision()
    assert done.value.complete
    assert told(done.value.wifi) == [
        ("genieacs", "2.4", "executed", ("ssid",)),
        ("genieacs", "5", "executed", ("ssid",)),
    ]
    assert pair.bench.has()
    assert pair.ssid == "NOVA"
    assert done.value.onu.wifi == WIFI
    assert [event.name for event in done.events] == ["OnuStateChanged", "OnuWifiConfigured"]
    assert not [line for line in pair.bench.typed if "NOVA" in line or "senha-nova" in line]


def test_a_password_of_an_onu_in_service_is_changed_by_the_acs(pair: Pair) -> None:
    working = pair.provision().value.onu
    done = pair.bench.client.configure_wifi(onu=working, wifi=olt.WifiConfig(password_24="outra-senha-24"))
    assert told(done.value.wifi) == [("genieacs", "2.4", "executed", ())]
    assert pair.device.real[f"{WLAN}.1.PreSharedKey.1.PreSharedKey"] == "outra-senha-24"


def test_an_olt_that_sets_wifi_itself_leaves_the_acs_alone() -> None:
    acs_fake, script = GenieAcsSandbox(), FaultScript()
    acs = olt.sandbox("genieacs", fake=acs_fake, script=script)
    panel = olt.sandbox("smartolt", fake=SmartOltSandbox(), acs=acs)
    record = attrs.evolve(panel.find_onu(serial="HWTC1A2B3C11"), plan_id="8")
    assert {each.done_by for each in panel.configure_wifi(onu=record, wifi=WIFI).value.wifi} == {"smartolt"}
    assert not script.served


def test_a_device_that_does_not_answer_leaves_the_onu_provisioned_and_its_wifi_queued(pair: Pair) -> None:
    pair.device.reachable = False
    done = pair.provision()
    assert (done.value.onu.admin_state, done.value.onu.wifi) == (olt.OnuState.PROVISIONED, None)
    assert [each.state for each in done.value.wifi] == ["queued", "queued"]
    assert "OnuWifiConfigured" not in [event.name for event in done.events]
    pair.acs_fake.inform(pair.device)
    assert pair.ssid == "NOVA"


def test_a_device_that_never_called_the_acs_is_told_beside_a_provisioning_that_stands(pair: Pair) -> None:
    pair.acs_fake.devices.clear()
    done = pair.provision()
    assert done.value.onu.admin_state == olt.OnuState.PROVISIONED
    assert {(each.done_by, each.state.value) for each in done.value.wifi} == {("genieacs", "faulted")}
    assert {each.why for each in done.value.wifi} == {"Esta ONU não existe na plataforma GenieACS."}


def test_a_refusal_of_the_device_is_told_beside_a_provisioning_that_stands(pair: Pair) -> None:
    pair.device.fault_codes[f"{WLAN}.1.SSID"] = "9007"
    done = pair.provision()
    assert [(each.state.value, each.why[:9]) for each in done.value.wifi] == [
        ("faulted", "cwmp.9007"),
        ("executed", ""),
    ]
    assert done.value.onu.wifi == olt.WifiConfig(ssid_5="NOVA 5G", password_5="senha-nova-5g")


class LosesTheOrder(FaultScript):
    """Loses the second task, which is the first that changes something, before it arrives."""

    tasks = 0

    def take(self, request: FakeRequest) -> Fault | None:
        self.tasks += request.method == "POST"
        return Fault(kind=FaultKind.CLOSE_BEFORE) if (request.method, self.tasks) == ("POST", 2) else None


def test_an_order_that_the_acs_lost_is_resumed_on_the_acs_s_client() -> None:
    pair = Pair(LosesTheOrder())
    done = pair.provision()
    assert {each.state.value for each in done.value.wifi} == {"unknown"}
    assert (done.value.onu.admin_state, done.value.onu.wifi) == (olt.OnuState.PROVISIONED, None)
    (token,) = {each.reference for each in done.value.wifi}
    resumed = pair.acs.resume(token or "")
    assert [each.state.value for each in resumed.value.wifi] == ["executed", "executed"]
    assert (pair.ssid, pair.acs.unfinished()) == ("NOVA", ())


def test_onu_6_what_the_acs_would_refuse_is_refused_before_the_olt_hears_of_it(pair: Pair) -> None:
    waiting = pair.bench.found()
    typed = len(pair.bench.typed)
    for wrong in (olt.WifiConfig(ssid_24="NOVA", password_24="curta"), olt.WifiConfig(ssid_24="NOVA")):
        with pytest.raises(RuleViolation) as refused:
            pair.bench.client.provision_onu(onu=waiting, connection=PPPOE, template=template(), wifi=wrong)
        assert {violation.rule_id for violation in refused.value.violations} == {"ONU-6"}
    assert len(pair.bench.typed) == typed
    assert not pair.script.served


def test_an_acs_that_cannot_set_wifi_is_told_before_the_olt_hears_of_it(pair: Pair) -> None:
    pair.bench.client.acs = Bench().client
    asked = pair.asked()
    typed = len(pair.bench.typed)
    with pytest.raises(UnsupportedOperation) as refused:
        pair.bench.client.provision_onu(**asked)
    assert refused.value.operation == "configure_wifi"
    assert len(pair.bench.typed) == typed


def test_a_provisioning_that_the_olt_left_half_done_leaves_the_acs_alone(pair: Pair) -> None:
    done = pair.bench.client.provision_onu(**{**pair.asked(), "template": template(gem_port=7)})
    assert (done.value.complete, done.value.wifi) == (False, ())
    assert done.value.onu.admin_state is olt.OnuState.PROVISION_FAILED
    assert not pair.script.served


def test_without_an_acs_the_olt_says_that_it_cannot(pair: Pair) -> None:
    pair.bench.client.acs = None
    with pytest.raises(UnsupportedOperation) as refused:
        pair.bench.client.configure_wifi(onu=onu(), wifi=WIFI)
    assert refused.value.platform == "huawei"


def test_async_hosts_get_the_same() -> None:
    async def life() -> Any:
        fake = GenieAcsSandbox()
        acs = olt.sandbox_async("genieacs", fake=fake)
        async with olt.sandbox_async("huawei", acs=acs) as client:
            done = await client.configure_wifi(onu=onu(), wifi=WIFI)
        await acs.aclose()
        return done, device(fake, "EG8145V5").real[f"{WLAN}.1.SSID"]

    done, ssid = asyncio.run(life())
    assert told(done.value.wifi)[0] == ("genieacs", "2.4", "executed", ("ssid",))
    assert ssid == "NOVA"


# --- an order that the OLT lost -----------------------------------------------------------------------------------


def seen(done: Any) -> tuple[Any, ...]:
    """All that a host gets, without the ids that an ACS gives its tasks."""
    wifi = [attrs.evolve(each, reference=None) for each in done.value.wifi]
    return type(done), done.value.onu, [step.name for step in done.value.steps], wifi, done.warnings, done.events


@pytest.mark.parametrize("line", ["ont add*", "ont ipconfig*", "service-port*"])
def test_an_order_that_the_olt_lost_is_resumed_there_and_its_wifi_then_set_by_the_acs(line: str) -> None:
    pair = Pair()
    token = pair.lose(line)
    assert pair.ssid != "NOVA"
    done = pair.bench.client.resume(token)
    assert seen(done) == seen(Pair().provision())
    assert (type(done), pair.ssid) == (Done, "NOVA")
    assert (pair.bench.client.unfinished(), pair.acs.unfinished()) == ((), ())


def test_a_retried_provisioning_that_the_olt_lost_is_finished_by_the_acs_too(pair: Pair) -> None:
    failed = attrs.evolve(
        pair.bench.found(), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("authorisation",)
    )
    asked = {**pair.asked(), "onu": failed}
    pair.cut()
    with pytest.raises(OutcomeUnknown) as lost:
        pair.bench.client.retry_provision(**asked)
    pair.reconnect()
    done = pair.bench.client.resume(lost.value.resume_token or "")
    assert {each.done_by for each in done.value.wifi} == {"genieacs"}
    assert pair.ssid == "NOVA"


def test_an_acs_that_fails_after_a_resumption_leaves_the_provisioning_standing(pair: Pair) -> None:
    token = pair.lose()
    pair.acs_fake.devices.clear()
    done = pair.bench.client.resume(token)
    assert done.value.onu.admin_state == olt.OnuState.PROVISIONED
    assert {(each.done_by, each.state.value) for each in done.value.wifi} == {("genieacs", "faulted")}


def test_an_order_with_wifi_for_an_acs_is_not_resumed_without_one_and_waits(pair: Pair) -> None:
    token = pair.lose()
    pair.bench.client.acs = None
    with pytest.raises(RuleViolation) as refused:
        pair.bench.client.resume(token)
    assert {violation.rule_id for violation in refused.value.violations} == {"ONU-7"}
    pair.bench.client.acs = pair.acs
    (waiting,) = pair.bench.client.unfinished()
    assert pair.bench.client.resume(waiting).value.complete
    assert pair.ssid == "NOVA"


def test_an_order_of_the_host_s_own_id_leaves_its_wifi_to_the_acs_too(pair: Pair) -> None:
    asked = pair.asked()
    pair.cut()
    with pytest.raises(OutcomeUnknown):
        pair.bench.client.perform_once("pedido-1", operations.provision_onu, **asked)
    pair.reconnect()
    done = pair.bench.client.perform_once("pedido-1", operations.provision_onu, **asked)
    assert seen(done) == seen(Pair().provision())
    again = Pair()
    assert again.bench.client.perform_once("pedido-2", operations.provision_onu, **again.asked()).value.complete
    assert again.ssid == "NOVA"


def opened(pair: Pair, journal: Path, key: str, connect: Callable[..., Any] = olt.sandbox, **more: Any) -> Any:
    """The account of `pair`, opened anew by a process that knows its journal and its vault's key."""
    connector = InProcessConnector(pair.bench.fake, more.pop("script", None) or TerminalFaultScript())
    return connect(
        "huawei",
        fake=pair.bench.fake,
        connector=connector,
        journal=SqliteJournal(journal),
        vault=Vault([key]),
        account_id="olt-1",
        **more,
    )


def test_another_process_resumes_with_the_token_and_no_secret_lies_open_in_the_journal(tmp_path: Path) -> None:
    pair, journal, key = Pair(), tmp_path / "orders.db", Vault.new_key()
    first = opened(pair, journal, key, script=pair.bench.script, acs=pair.acs)
    asked = pair.asked()
    first.find_onu(serial=WORKING)
    pair.cut()
    with pytest.raises(OutcomeUnknown) as lost:
        first.provision_onu(**asked)
    first.close()
    token = lost.value.resume_token or ""
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in ("NOVA", "senha-nova-24", "senha-nova-5g"):
        assert secret.encode() not in stored
        assert secret not in token
    done = opened(pair, journal, key, acs=olt.sandbox("genieacs", fake=pair.acs_fake)).resume(token)
    assert seen(done) == seen(Pair().provision())
    assert pair.ssid == "NOVA"


def test_async_hosts_provision_the_same(tmp_path: Path) -> None:
    pair, other, key = Pair(), Pair(), Vault.new_key()
    asked, asked_once = pair.asked(), other.asked()

    async def life() -> Any:
        acs = olt.sandbox_async("genieacs", fake=pair.acs_fake)
        async with opened(pair, tmp_path / "orders.db", key, olt.sandbox_async, acs=acs) as client:
            done = await client.provision_onu(**asked)
        acs = olt.sandbox_async("genieacs", fake=other.acs_fake)
        async with opened(other, tmp_path / "orders.db", key, olt.sandbox_async, acs=acs) as client:
            return done, await client.perform_once("pedido-1", operations.provision_onu, **asked_once)

    for done in asyncio.run(life()):
        assert seen(done) == seen(Pair().provision())
    assert (pair.ssid, other.ssid) == ("NOVA", "NOVA")


def test_async_hosts_resume_the_same(tmp_path: Path) -> None:
    pair, journal, key = Pair(), tmp_path / "orders.db", Vault.new_key()
    asked = pair.asked()

    async def life() -> Any:
        acs = olt.sandbox_async("genieacs", fake=pair.acs_fake)
        async with opened(pair, journal, key, olt.sandbox_async, script=pair.bench.script, acs=acs) as client:
            await client.find_onu(serial=WORKING)
            pair.cut()
            with pytest.raises(OutcomeUnknown) as lost:
                await client.provision_onu(**asked)
        async with opened(pair, journal, key, olt.sandbox_async, acs=acs) as client:
            done = await client.resume(lost.value.resume_token or "")
        await acs.aclose()
        return done

    assert seen(asyncio.run(life())) == seen(Pair().provision())
    assert pair.ssid == "NOVA"


# --- an order that is given up between the two halves, or while the ACS works -------------------------------------


class Killed(BaseException):
    """The process ends here; nothing of the library may catch it."""


class Dies(FaultScript):
    """Ends the process, or the task, as it asks the ACS for the `at`th time."""

    def __init__(self, at: int, reason: type[BaseException] = Killed) -> None:
        super().__init__()
        self.at, self.reason = at, reason

    def take(self, request: FakeRequest) -> Fault | None:
        self.at -= 1
        if self.at == 0:
            raise self.reason
        return super().take(request)


class DiesClosing(SqliteJournal):
    """Ends the process as it closes the OLT's order, all being done."""

    def finish(self, order: str) -> None:
        if not order.endswith("/wifi"):
            raise Killed
        super().finish(order)


class House:
    """A process of a host: both accounts on one durable journal, or the ACS's in memory alone."""

    def __init__(self, pair: Pair, path: Path, key: str, connect: Callable[..., Any] = olt.sandbox) -> None:
        self.pair, self.path, self.key, self.connect = pair, path, key, connect

    def open(self, script: FaultScript | None = None, *, acs_kept: bool = True, **olt_options: Any) -> Any:
        """The OLT's client of a new process, with the ACS's beside it."""
        kept: dict[str, Any] = {"journal": SqliteJournal(self.path), "vault": Vault([self.key]), "account_id": "acs"}
        acs = self.connect("genieacs", fake=self.pair.acs_fake, script=script, **(kept if acs_kept else {}))
        connector = InProcessConnector(self.pair.bench.fake, TerminalFaultScript())
        options = {**kept, "account_id": "olt", **olt_options}
        return self.connect("huawei", fake=self.pair.bench.fake, connector=connector, acs=acs, **options)


@pytest.fixture
def house(pair: Pair, tmp_path: Path) -> House:
    return House(pair, tmp_path / "orders.db", Vault.new_key())


FIRST, FIRST_WRITE, LAST = 1, 4, 13
DEATHS = [FIRST, FIRST_WRITE, FIRST_WRITE + 1, FIRST_WRITE + 2, LAST]


def test_the_acs_s_half_of_a_provisioning_has_the_requests_at_which_these_tests_end_it(pair: Pair) -> None:
    pair.provision()
    methods = [method for method, _ in pair.script.served]
    assert (len(methods), methods.index("POST") + 1) == (LAST, FIRST_WRITE)


@pytest.mark.parametrize("acs_kept", [True, False], ids=["acs-journaled", "acs-in-memory"])
@pytest.mark.parametrize("at", DEATHS)
def test_a_kill_in_the_acs_s_half_leaves_an_order_that_the_olt_s_client_finishes(
    house: House, at: int, acs_kept: bool
) -> None:
    asked = house.pair.asked()
    with pytest.raises(Killed):
        house.open(Dies(at), acs_kept=acs_kept).provision_onu(**asked)
    client = house.open(acs_kept=acs_kept)
    (token,) = client.unfinished()
    done = client.resume(token)
    assert seen(done) == seen(Pair().provision())
    assert (house.pair.ssid, client.unfinished(), client.acs.unfinished()) == ("NOVA", (), ())


def test_an_order_of_the_host_s_own_id_that_was_killed_in_the_acs_s_half_is_carried_on_by_it(house: House) -> None:
    asked = house.pair.asked()
    with pytest.raises(Killed):
        house.open(Dies(1)).perform_once("pedido-1", operations.provision_onu, **asked)
    done = house.open().perform_once("pedido-1", operations.provision_onu, **asked)
    assert (seen(done), house.pair.ssid) == (seen(Pair().provision()), "NOVA")


def test_what_was_killed_in_the_acs_s_half_is_one_order_on_the_acs_and_not_two(house: House) -> None:
    with pytest.raises(Killed):
        house.open(Dies(LAST)).provision_onu(**house.pair.asked())
    client = house.open()
    (order,) = client.acs.unfinished()
    client.resume(*client.unfinished())
    with pytest.raises(OrderFinished):
        client.acs.resume(order)


def test_a_host_may_resume_the_acs_s_part_first(house: House) -> None:
    with pytest.raises(Killed):
        house.open(Dies(LAST)).provision_onu(**house.pair.asked())
    client = house.open()
    client.acs.resume(*client.acs.unfinished())
    done = client.resume(*client.unfinished())
    assert (seen(done), client.unfinished()) == (seen(Pair().provision()), ())


def test_a_kill_after_the_acs_s_half_ended_is_told_what_is_there(house: House) -> None:
    with pytest.raises(Killed):
        house.open(journal=DiesClosing(house.path)).provision_onu(**house.pair.asked())
    client = house.open()
    assert client.acs.unfinished() == ()
    done = client.resume(*client.unfinished())
    assert (seen(done), client.unfinished()) == (seen(Pair().provision()), ())


def test_an_acs_s_part_that_another_process_took_over_is_told_as_unknown(house: House) -> None:
    with pytest.raises(Killed):
        house.open(Dies(LAST)).provision_onu(**house.pair.asked())
    client = house.open()

    class Elsewhere(SqliteJournal):
        def append(self, account: str, order: str, number: int, entry: str) -> None:
            raise EntryTaken(order)

    other: dict[str, Any] = {"journal": Elsewhere(house.path), "vault": Vault([house.key]), "account_id": "acs"}
    client.acs = olt.sandbox("genieacs", fake=house.pair.acs_fake, **other)
    done = client.resume(*client.unfinished())
    assert {(each.state.value, each.why) for each in done.value.wifi} == {
        ("unknown", "Outro processo já assumiu esta ordem.")
    }
    assert done.value.onu.admin_state is olt.OnuState.PROVISIONED


def test_an_interrupt_in_the_acs_s_half_leaves_the_order_to_the_same_client(pair: Pair) -> None:
    pair.bench.client.acs = olt.sandbox("genieacs", fake=pair.acs_fake, script=Dies(1, KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        pair.provision()
    done = pair.bench.client.resume(*pair.bench.client.unfinished())
    assert (seen(done), pair.bench.client.unfinished()) == (seen(Pair().provision()), ())


def test_onu_13_a_replacement_that_was_killed_in_the_acs_s_half_is_finished_too(house: House) -> None:
    pair = house.pair
    old = attrs.evolve(pair.bench.known(WORKING), wifi=WIFI)
    new = olt.replacement_of(old, attrs.evolve(waiting(pair), pon_port=old.pon_port))
    pair.bench.equipment.devices[WAITING].pon = old.pon_port or ""
    with pytest.raises(Killed):
        house.open(Dies(1)).replace_onu(onu=old, new=new, connection=PPPOE, template=template())
    client = house.open()
    done = client.resume(*client.unfinished())
    assert told(done.value.wifi)[0] == ("genieacs", "2.4", "executed", ("ssid",))
    assert (done.value.onu.wifi, done.value.replaced.admin_state) == (WIFI, olt.OnuState.REMOVED)
    assert (pair.ssid, client.unfinished()) == ("NOVA", ())


@pytest.mark.parametrize("at", DEATHS)
def test_a_cancellation_in_the_acs_s_half_stops_the_task_with_the_token_of_the_whole_order(
    house: House, at: int
) -> None:
    house.connect = olt.sandbox_async
    asked = house.pair.asked()

    async def life() -> Any:
        client = house.open(Dies(at, asyncio.CancelledError))
        with pytest.raises(OutcomeUnknown) as lost:
            await client.provision_onu(**asked)
        assert isinstance(lost.value.__cause__, asyncio.CancelledError)
        assert lost.value.operation == "provision_onu"
        return await house.open().resume(lost.value.resume_token or "")

    assert seen(asyncio.run(life())) == seen(Pair().provision())
    assert house.pair.ssid == "NOVA"


def test_a_cancellation_as_the_olt_s_session_is_released_keeps_the_acs_s_half_from_beginning(house: House) -> None:
    house.connect = olt.sandbox_async
    asked = house.pair.asked()

    async def life() -> Any:
        script = FaultScript()
        client = house.open(script)
        held = client._driver._held

        @asynccontextmanager
        async def cancelled_at_the_end() -> AsyncIterator[Any]:
            async with held() as carriers:
                yield carriers
            raise asyncio.CancelledError

        client._driver._held = cancelled_at_the_end
        with pytest.raises(OutcomeUnknown) as lost:
            await client.provision_onu(**asked)
        assert not script.served
        return await house.open().resume(lost.value.resume_token or "")

    assert seen(asyncio.run(life())) == seen(Pair().provision())


def test_async_hosts_finish_a_part_that_the_acs_had_ended_too(house: House) -> None:
    house.connect = olt.sandbox_async
    asked = house.pair.asked()

    async def life() -> Any:
        with pytest.raises(Killed):
            await house.open(journal=DiesClosing(house.path)).provision_onu(**asked)
        client = house.open()
        return await client.resume(*await client.unfinished())

    assert seen(asyncio.run(life())) == seen(Pair().provision())


class Hears:
    """A host's listener, which fails on what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @host_hook
    def on_event(self, event: Any) -> None:
        self.heard.append(event.name)
        raise ValueError


def test_listeners_hear_each_account_s_own_events_once_though_the_order_was_given_up_in_between(house: House) -> None:
    by_olt, by_acs = Hears(), Hears()
    with pytest.raises(Killed):
        house.open(Dies(1), hooks=[by_olt]).provision_onu(**house.pair.asked())
    client = house.open(hooks=[by_olt])
    client.acs = olt.sandbox("genieacs", fake=house.pair.acs_fake, hooks=[by_acs])
    done = client.resume(*client.unfinished())
    assert (by_olt.heard, by_acs.heard) == (["OnuStateChanged"], ["OnuWifiConfigured"])
    assert len(done.listener_failures) == 2


@pytest.mark.parametrize("missing", ["onu", "wifi"])
@pytest.mark.parametrize("connect", [olt.sandbox, olt.sandbox_async])
def test_a_wifi_order_without_what_it_needs_is_told_by_name(connect: Any, missing: str) -> None:
    client = connect("huawei", acs=connect("genieacs"))
    asked = {"onu": onu(), "wifi": WIFI}
    del asked[missing]
    with pytest.raises(TypeError, match=missing):
        client.configure_wifi(**asked)


def test_an_account_stands_beside_no_other_that_leads_back_to_it(pair: Pair) -> None:
    for client, acs in ((pair.acs, pair.acs), (pair.acs, pair.bench.client)):
        with pytest.raises(InvalidRecord) as refused:
            client.acs = acs
        assert refused.value.problems[0].startswith("acs:")
        assert client.acs is None


def test_core_11_what_olt_and_acs_would_refuse_comes_at_once(pair: Pair) -> None:
    asked = pair.asked(olt.WifiConfig(ssid_24="NOVA", password_24="curta"))
    unlinked = {**asked, "onu": attrs.evolve(asked["onu"], plan_id=None)}
    with pytest.raises(RuleViolation) as refused:
        pair.bench.client.provision_onu(**unlinked)
    assert [violation.rule_id for violation in refused.value.violations] == ["ONU-2", "ONU-6"]


def test_a_dry_run_tells_the_olt_s_part_and_leaves_the_acs_alone(pair: Pair) -> None:
    plan = pair.bench.client.provision_onu(**pair.asked(), dry_run=True)
    assert [line for line in plan.commands if line.startswith("ont add")]
    assert not [line for line in plan.commands if "NOVA" in line]
    assert not pair.script.served
    assert not pair.bench.has()


def test_onu_13_the_acs_sets_the_wifi_of_the_old_device_on_the_new_one(pair: Pair) -> None:
    old = attrs.evolve(pair.bench.known(WORKING), wifi=WIFI)
    new = olt.replacement_of(old, attrs.evolve(waiting(pair), pon_port=old.pon_port))
    pair.bench.equipment.devices[WAITING].pon = old.pon_port or ""
    done: Any = pair.bench.client.replace_onu(onu=old, new=new, connection=PPPOE, template=template())
    assert told(done.value.wifi) == [
        ("genieacs", "2.4", "executed", ("ssid",)),
        ("genieacs", "5", "executed", ("ssid",)),
    ]
    assert pair.ssid == "NOVA"
    assert (done.value.onu.wifi, done.value.replaced.admin_state) == (WIFI, olt.OnuState.REMOVED)
    assert "onu.wifi_not_kept" not in {warning.code for warning in done.warnings}


def test_onu_13_a_network_whose_password_the_host_does_not_know_is_left_to_nobody_and_told(pair: Pair) -> None:
    half = olt.WifiConfig(ssid_24="NOVA", password_24="senha-nova-24", ssid_5="NOVA 5G")
    old = attrs.evolve(pair.bench.known(WORKING), wifi=half)
    new = olt.replacement_of(old, attrs.evolve(waiting(pair), pon_port=old.pon_port))
    pair.bench.equipment.devices[WAITING].pon = old.pon_port or ""
    done = pair.bench.client.replace_onu(onu=old, new=new, connection=PPPOE, template=template())
    assert [(each.band, each.state) for each in done.value.wifi] == [("2.4", "executed")]
    (warning,) = (each for each in done.warnings if each.code == "onu.wifi_not_kept")
    assert "5 GHz" in warning.message


def waiting(pair: Pair) -> olt.UnprovisionedOnu:
    return next(
        each
        for each in pair.bench.client.list_unprovisioned()
        if each.raw_serial.startswith(OnuSerial.parse(WAITING).hex)
    )
