"""An ACS beside an OLT: Wi-Fi that the OLT cannot set goes there, and the result says who did it."""

import asyncio
from inspect import signature
from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.clients.olt import AsyncOltClient, OltClient
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, RuleViolation, UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.platform import Account, operation
from isp_integrations.core.record import create_record
from isp_integrations.core.session import Session
from isp_integrations.core.vault import Vault
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.olt.smartolt.plugin import SmartOlt
from isp_integrations.transports.async_drivers import AsyncDriver
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.drivers import Driver
from isp_integrations.transports.ledger import Ledger
from olt_makers import BRIDGE, LINKED, ONU, PPPOE, TEMPLATE, WIFI, Everything

ALL = frozenset(m.ConnectionMode)
LEDGER = Ledger(journal=None, vault=None, account="teste")


class Olt(Everything):
    """An OLT that provisions and sets no Wi-Fi on 5 GHz."""

    key = "cabo"
    title = "Cabo"
    wire = WireBook()
    wifi_bands = frozenset({m.WifiBand.GHZ_24})
    refuses_a_step = False

    @operation(uses=())
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        yield from ()
        wifi = tuple(_done(self.key, network.band) for network in request.wifi.networks()) if request.wifi else ()
        second = m.StepState.FAILED if self.refuses_a_step else m.StepState.DONE
        steps = (
            m.StepReport(name="authorise", state=m.StepState.DONE),
            m.StepReport(name="wan", state=second),
        )
        return m.TaskReport(onu=m.Onu(serial=request.onu.serial, onu_id=7), steps=steps, wifi=wifi)

    @operation(uses=())
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        yield from ()
        return tuple(_done(self.key, network.band) for network in request.wifi.networks())


class Bare(Everything):
    """An OLT without any Wi-Fi."""

    key = "seco"
    wire = WireBook()


class Acs(Everything):
    """An ACS, which sets Wi-Fi in every mode."""

    key = "acs"
    title = "ACS"
    wire = WireBook()
    wifi_modes = ALL
    failure: Exception | None = None

    @operation(uses=())
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        yield from ()
        if self.failure:
            raise self.failure
        return tuple(_done(self.key, network.band) for network in request.wifi.networks())


def _done(platform: str, band: m.WifiBand) -> m.DeviceOutcome:
    return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=platform, band=band)


class Caller:
    """One OLT client with an ACS client beside it, sync or async, called alike."""

    def __init__(self, kind: str, *, acs: bool = True) -> None:
        self.kind = kind
        self.olt, self.acs = Olt(Account()), Acs(Account())
        make = self._sync if kind == "sync" else self._async
        self.client: Any = make(self.olt)
        self.client.acs = make(self.acs) if acs else None

    def _sync(self, platform: Any) -> OltClient:
        return OltClient(Session(platform), Driver({}, clock=SystemClock(), ledger=LEDGER))

    def _async(self, platform: Any) -> AsyncOltClient:
        return AsyncOltClient(Session(platform), AsyncDriver({}, clock=SystemClock(), ledger=LEDGER))

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            result = getattr(self.client, name)(**arguments)
            return result if self.kind == "sync" else asyncio.run(result)

        return call


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def done_by(report: m.TaskReport) -> list[tuple[str, str, str]]:
    return [(outcome.done_by, str(outcome.band), outcome.state.value) for outcome in report.wifi]


PROVISION: dict[str, Any] = {"onu": LINKED, "connection": PPPOE, "template": TEMPLATE}
ONLY_24 = m.WifiConfig(ssid_24="CASA", password_24="senha-exemplo")


def test_wifi_goes_to_the_acs_only_where_the_olt_cannot(kind: str) -> None:
    caller = Caller(kind)
    assert done_by(caller.configure_wifi(onu=ONU, wifi=ONLY_24).value) == [("cabo", "2.4", "executed")]
    both = caller.configure_wifi(onu=ONU, wifi=WIFI).value
    assert done_by(both) == [("acs", "2.4", "executed"), ("acs", "5", "executed")]
    assert both.onu.wifi == WIFI
    behind = attrs.evolve(ONU, connection=BRIDGE)
    assert done_by(caller.configure_wifi(onu=behind, wifi=ONLY_24).value) == [("acs", "2.4", "executed")]


def test_an_olt_that_sets_no_wifi_at_all_leaves_it_to_the_acs(kind: str) -> None:
    caller = Caller(kind)
    caller.client.session = Session(Bare(Account()))
    assert done_by(caller.configure_wifi(onu=ONU, wifi=ONLY_24).value) == [("acs", "2.4", "executed")]


def test_without_an_acs_the_olt_s_own_refusal_stands(kind: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        Caller(kind, acs=False).configure_wifi(onu=ONU, wifi=WIFI)
    assert [violation.rule_id for violation in refused.value.violations] == ["ONU-7"]


def test_the_acs_s_own_rules_hold(kind: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        Caller(kind).configure_wifi(onu=attrs.evolve(ONU, plan_id=None), wifi=WIFI)
    assert [violation.rule_id for violation in refused.value.violations] == ["ONU-6"]


def test_a_provisioning_is_followed_by_the_acs_and_both_are_one_result(kind: str) -> None:
    done = Caller(kind).provision_onu(**PROVISION, wifi=WIFI)
    assert done.value.complete
    assert done_by(done.value) == [("acs", "2.4", "executed"), ("acs", "5", "executed")]
    assert (done.value.onu.admin_state, done.value.onu.wifi) == (m.OnuState.PROVISIONED, WIFI)
    assert [event.name for event in done.events] == ["OnuStateChanged", "OnuWifiConfigured"]


def test_an_olt_that_sets_the_wifi_itself_is_left_to_it(kind: str) -> None:
    done = Caller(kind).provision_onu(**PROVISION, wifi=ONLY_24)
    assert done_by(done.value) == [("cabo", "2.4", "executed")]


def test_what_the_acs_would_refuse_is_refused_before_the_olt_is_touched(kind: str) -> None:
    caller = Caller(kind)
    with pytest.raises(RuleViolation) as refused:
        caller.provision_onu(**PROVISION, wifi=m.WifiConfig(ssid_5="CASA", password_5="curta"))
    assert [violation.code for violation in refused.value.violations] == ["onu.wifi_invalid"]


def test_the_acs_is_not_asked_after_a_provisioning_that_failed(kind: str) -> None:
    caller = Caller(kind)
    caller.olt.refuses_a_step = True
    done = caller.provision_onu(**PROVISION, wifi=WIFI)
    assert (done.value.missing, done.value.wifi) == (("wan",), ())


@pytest.mark.parametrize(
    ("failure", "state", "resumable"),
    [
        (ProviderRejected(message="aparelho desconhecido"), "faulted", False),
        (UnsupportedOperation(message="não", platform="acs"), "faulted", False),
        (OutcomeUnknown(message="perdido"), "unknown", True),
    ],
)
def test_an_acs_that_fails_leaves_the_provisioning_standing_and_says_why(
    kind: str, failure: Any, state: str, resumable: bool
) -> None:
    caller = Caller(kind)
    caller.acs.failure = failure
    done = caller.provision_onu(**PROVISION, wifi=WIFI)
    assert done.value.onu.admin_state is m.OnuState.PROVISIONED
    assert done_by(done.value) == [("acs", "2.4", state), ("acs", "5", state)]
    assert {outcome.reference is not None for outcome in done.value.wifi} == {resumable}
    assert all(outcome.why for outcome in done.value.wifi)
    assert done.value.onu.wifi is None


def test_the_methods_keep_signature_and_docstring() -> None:
    assert "wifi" in signature(OltClient.provision_onu).parameters
    assert OltClient.configure_wifi.__doc__
    assert OltClient.configure_wifi.__doc__ == AsyncOltClient.configure_wifi.__doc__
    assert vars(OltClient.provision_onu)["operation"].__name__ == "provision_onu"


def test_a_stored_account_opens_with_its_acs_beside_it() -> None:
    vault = Vault([Vault.new_key()])
    stored = create_record(
        SmartOlt,
        vault=vault,
        id="9",
        tenant="provedor-1",
        credentials={"token": "abc"},
        base_url="https://exemplo.invalid/api",
    )
    acs = Caller("sync", acs=False).client
    with olt.open(stored, vault=vault, acs=acs) as client:
        assert client.acs is acs
    behind = Caller("async", acs=False).client
    assert olt.open_async(stored, vault=vault, acs=behind).acs is behind
