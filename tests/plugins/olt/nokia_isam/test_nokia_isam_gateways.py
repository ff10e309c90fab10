"""Nokia ISAM's TL1: what the vendor's gateways are told, restarts, and an account that cannot do either."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core import registry
from isp_integrations.core.cli import Command
from isp_integrations.core.errors import (
    AuthenticationFailed,
    ConfigurationError,
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    Unavailable,
    UnverifiedWire,
)
from isp_integrations.core.fake_tl1 import Tl1Request
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.sandbox import FakeTerminal
from isp_integrations.core.tl1 import Tl1Verb
from isp_integrations.plugins.olt.equipment.shell import Said
from isp_integrations.plugins.olt.equipment.state import Refused, make_serial
from isp_integrations.plugins.olt.nokia_isam.fake_agent import NokiaAgent
from isp_integrations.plugins.olt.nokia_isam.sandbox import NokiaOlt, NokiaShell, nokia_sandbox, stocked
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from olt_seed import BRIDGE, PPPOE, WIFI, seed_nokia_isam, template

WAN = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1"
LAN = "InternetGatewayDevice.LANDevice.1.WLANConfiguration"
WAITING = make_serial(1, "ALCL")
WORKING = make_serial(11, "ALCL")
REAL = "telnet://olt.example.com/"


@pytest.fixture
def fake() -> NokiaOlt:
    return nokia_sandbox()


@pytest.fixture
def client(fake: NokiaOlt) -> olt.OltClient:
    return olt.sandbox("nokia_isam", fake=fake)


def provisioning(fake: NokiaOlt, **changes: Any) -> dict[str, Any]:
    profiles = attrs.evolve(template(PPPOE, upload_profile="HSI_1G_UP"), **changes)
    return {"onu": seed_nokia_isam(fake).waiting, "connection": PPPOE, "template": profiles}


def untagged(messages: list[str]) -> list[str]:
    """Without what every session begins with, and without the tag of each message."""
    told = (message.split(":") for message in messages if not message.startswith(("INH-MSG", "LOGOFF")))
    return [":".join((*blocks[:3], "TAG", *blocks[4:])) for blocks in told]


def setting(ont: str, slot: int, path: str, value: str) -> list[str]:
    """The messages that overwrite a slot."""
    return [
        f"DLT-HGUTR069-SPARAM::HGUTR069SPARAM-{ont}-{slot}:TAG",
        f"ENT-HGUTR069-SPARAM::HGUTR069SPARAM-{ont}-{slot}:TAG:::PARAMNAME={path},PARAMVALUE={value}",
    ]


def parameters(fake: NokiaOlt, serial: str) -> Mapping[int, str]:
    """What a gateway's slots hold, without the paths."""
    onu = fake.equipment.running.find(serial)
    assert onu is not None
    held = {key: value for key, value in onu.settings.items() if key.startswith("parameter ")}
    return {int(key.split()[1]): value.partition("=")[2] for key, value in held.items()}


# --- what is sent ---


def test_a_gateway_gets_its_port_by_the_command_line_and_then_its_connection_by_tl1(
    client: olt.OltClient, fake: NokiaOlt
) -> None:
    done = client.provision_onu(**provisioning(fake)).value
    assert [line for line in fake.lines if line.startswith("configure")][2:] == [
        "configure equipment ont slot 1/1/1/2/1/14 planned-card-type veip plndnumdataports 1"
        " plndnumvoiceports 0 admin-state up",
        "configure qos interface 1/1/1/2/1/14/1 upstream-queue 0 bandwidth-profile name:HSI_1G_UP",
        "configure interface port uni:1/1/1/2/1/14/1 admin-up",
        "configure bridge port 1/1/1/2/1/14/1 max-unicast-mac 4",
        "configure bridge port 1/1/1/2/1/14/1 vlan-id 100 tag single-tagged",
    ]
    assert untagged(fake.messages) == [
        *setting("1-1-1-2-1", 1, f"{WAN}.X_CT-COM_WANGponLinkConfig.VLANIDMark", "100"),
        *setting("1-1-1-2-1", 2, f"{WAN}.WANPPPConnection.1.Username", PPPOE.username),
        *setting("1-1-1-2-1", 3, f"{WAN}.WANPPPConnection.1.Password", PPPOE.password),
    ]
    assert done.applied == (
        "authorisation",
        "activation",
        "card",
        "queue",
        "port_up",
        "mac_limit",
        "port_vlan",
        "wan",
    )
    assert (done.complete, done.onu.admin_state) == (True, olt.OnuState.PROVISIONED)


def test_both_bands_are_set_in_their_own_slots_and_never_called_verified(
    client: olt.OltClient, fake: NokiaOlt
) -> None:
    done = client.configure_wifi(onu=seed_nokia_isam(fake).onu, wifi=WIFI).value
    assert untagged(fake.messages) == [
        *setting("1-1-1-1-1", 6, f"{LAN}.1.SSID", WIFI.ssid_24),
        *setting("1-1-1-1-1", 7, f"{LAN}.1.PreSharedKey.1.PreSharedKey", WIFI.password_24),
        *setting("1-1-1-1-1", 8, f"{LAN}.5.SSID", WIFI.ssid_5),
        *setting("1-1-1-1-1", 9, f"{LAN}.5.PreSharedKey.1.PreSharedKey", WIFI.password_5),
    ]
    assert [(each.band, each.state, each.done_by, each.verified) for each in done.wifi] == [
        (olt.WifiBand.GHZ_24, olt.DeviceState.EXECUTED, "nokia_isam", ()),
        (olt.WifiBand.GHZ_5, olt.DeviceState.EXECUTED, "nokia_isam", ()),
    ]


def test_provisioning_sets_the_networks_last(client: olt.OltClient, fake: NokiaOlt) -> None:
    done = client.provision_onu(**provisioning(fake), wifi=WIFI).value
    assert done.applied[-3:] == ("wan", "wifi_2.4", "wifi_5")
    assert parameters(fake, WAITING) == {
        1: "100",
        2: PPPOE.username,
        3: PPPOE.password,
        6: WIFI.ssid_24,
        7: WIFI.password_24,
        8: WIFI.ssid_5,
        9: WIFI.password_5,
    }
    assert done.onu.wifi == WIFI


def test_a_network_that_was_set_is_overwritten_and_one_field_of_it_alone(
    client: olt.OltClient, fake: NokiaOlt
) -> None:
    onu = client.configure_wifi(onu=seed_nokia_isam(fake).onu, wifi=WIFI).value.onu
    client.configure_wifi(onu=onu, wifi=olt.WifiConfig(password_5="outra-senha-9"))
    assert parameters(fake, WORKING) == {
        6: WIFI.ssid_24,
        7: WIFI.password_24,
        8: WIFI.ssid_5,
        9: "outra-senha-9",
    }


def test_a_restart_is_one_message_and_the_ont_goes_down(client: olt.OltClient, fake: NokiaOlt) -> None:
    done = client.reboot_onu(onu=seed_nokia_isam(fake).onu)
    assert untagged(fake.messages) == ["INIT-SYS::ONT-1-1-1-1-1:TAG::6"]
    assert (done.value.state, done.value.done_by, done.value.verified) == (
        olt.DeviceState.EXECUTED,
        "nokia_isam",
        (),
    )
    assert fake.equipment.devices[WORKING].down_cause is olt.DownCause.RESTARTED
    assert [event.name for event in done.events] == ["OnuRebooted"]


def test_a_dry_run_tells_the_commands_of_both_terminals(client: olt.OltClient, fake: NokiaOlt) -> None:
    plan = client.provision_onu(**provisioning(fake), dry_run=True)
    assert (plan.commands[0].split()[0], plan.commands[-1].split("::")[0]) == ("configure", "ENT-HGUTR069-SPARAM")
    assert (plan.stopped_by, fake.messages) == (None, [])


# --- an account without TL1, and one that is wrong ---


def without_tl1(fake: NokiaOlt, **options: Any) -> olt.OltClient:
    """An account on a real address that tells none of TL1."""
    connector = InProcessConnector(fake, scheme="telnet")
    options = {"connector": connector, "clock": JumpingClock(), **options}
    return olt.connect("nokia_isam", credentials=fake.credentials, base_url=REAL, **options)


@pytest.mark.parametrize(
    "ask",
    [
        lambda client, fake: client.provision_onu(**provisioning(fake)),
        lambda client, fake: client.configure_wifi(onu=seed_nokia_isam(fake).onu, wifi=WIFI),
        lambda client, fake: client.reboot_onu(onu=seed_nokia_isam(fake).onu),
    ],
    ids=["pppoe", "wifi", "reboot"],
)
def test_what_needs_tl1_is_refused_before_anything_is_typed_where_there_is_none(
    fake: NokiaOlt, ask: Callable[[olt.OltClient, NokiaOlt], object]
) -> None:
    lacking = pytest.raises(ConfigurationError, match=r"falta other_base_urls\.tl1 \(agente")
    with without_tl1(fake, accept_assumed=True) as client, lacking:
        ask(client, fake)
    assert (fake.lines, fake.messages) == ([], [])


def test_on_this_machine_nobody_knows_the_port_of_tl1_unless_it_is_told(fake: NokiaOlt) -> None:
    with serve({"nokia_isam": fake}) as server:
        shell = server.base_url("nokia_isam", "telnet")
        account: dict[str, Any] = {"credentials": fake.credentials, "base_url": shell}
        lacking = pytest.raises(ConfigurationError, match=r"other_base_urls\.tl1")
        with olt.connect("nokia_isam", **account) as client, lacking:
            client.reboot_onu(onu=seed_nokia_isam(fake).onu)
        account["other_base_urls"] = {"tl1": server.base_url("nokia_isam", "tl1")}
        with olt.connect("nokia_isam", **account) as client:
            assert client.reboot_onu(onu=seed_nokia_isam(fake).onu).value.state is olt.DeviceState.EXECUTED


def test_a_bridge_needs_no_tl1(fake: NokiaOlt) -> None:
    seed = seed_nokia_isam(fake)
    with without_tl1(fake) as client:
        done = client.provision_onu(onu=seed.waiting, connection=seed.connection, template=seed.template).value
        assert done.complete
        assert client.delete_onu(onu=done.onu).value.complete
    assert fake.agents == []


def test_an_account_with_the_address_of_tl1_does_it_all(fake: NokiaOlt) -> None:
    tl1 = {"tl1": "tl1://olt.example.com:1023"}
    with without_tl1(fake, other_base_urls=tl1, accept_assumed=True) as client:
        assert client.provision_onu(**provisioning(fake)).value.complete
    assert len(fake.agents) == 1
    assert fake.messages[-1] == "LOGOFF"


def test_pppoe_on_a_real_olt_waits_until_its_assumed_paths_are_accepted(fake: NokiaOlt) -> None:
    with without_tl1(fake, other_base_urls={"tl1": "tl1://olt.example.com:1023"}) as client:
        with pytest.raises(UnverifiedWire) as refused:
            client.provision_onu(**provisioning(fake))
        assert set(refused.value.assumed) == {"wan_vlan", "wan_username", "wan_password"}
        assert client.reboot_onu(onu=seed_nokia_isam(fake).onu).value.state is olt.DeviceState.EXECUTED


def test_the_networks_go_to_the_acs_where_there_is_no_tl1(fake: NokiaOlt) -> None:
    acs_fake = registry.find("genieacs").sandbox()
    onu = attrs.evolve(seed_nokia_isam(fake).onu, serial=OnuSerial.parse("ALCL1A2B3C44"), connection=PPPOE)
    with olt.sandbox("genieacs", fake=acs_fake) as acs, without_tl1(fake, acs=acs) as client:
        done = client.configure_wifi(onu=onu, wifi=WIFI)
    assert {each.done_by for each in done.value.wifi} == {"genieacs"}
    assert fake.lines == []


@pytest.mark.parametrize(
    "address",
    [
        "https://olt.example.com",
        "telnet://olt.example.com:1023",
        "tl1://u:p@olt.example.com",
        "tl1://a b",
        "olt:1023",
    ],
)
def test_an_address_of_tl1_that_is_none_is_refused_when_the_account_is_opened(fake: NokiaOlt, address: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        without_tl1(fake, other_base_urls={"tl1": address})
    (problem,) = refused.value.problems
    assert problem.startswith("other_base_urls.tl1: ")
    assert "u:p" not in problem


def test_every_message_is_sent_to_the_address_of_tl1_and_every_line_to_the_main_one() -> None:
    commands = registry.find("nokia_isam").wire.commands.values()
    assert {command.base for command in commands if isinstance(command, Tl1Verb)} == {"tl1"}
    assert {command.base for command in commands if isinstance(command, Command)} == {""}


@pytest.mark.parametrize(("address", "accepted"), [("tl1://127.0.0.1:1023", True), ("tl1://olt.example.com", False)])
def test_an_account_is_a_sandbox_only_where_both_its_addresses_are(
    fake: NokiaOlt, address: str, accepted: bool
) -> None:
    with olt.sandbox("nokia_isam", fake=fake, other_base_urls={"tl1": address}) as client:
        assert client.session.accept_assumed is accepted


class OtherUsers(NokiaOlt):
    """An ISAM whose TL1 does not know the user."""

    def terminal(self, scheme: str) -> FakeTerminal:
        if scheme != "tl1":
            return super().terminal(scheme)
        self.agents.append(NokiaAgent(self.equipment, {**self.credentials, "password": "outra"}))
        return self.agents[-1]


def test_a_user_that_tl1_refuses_is_told_as_such_and_no_message_is_sent() -> None:
    fake = OtherUsers(stocked())
    with olt.sandbox("nokia_isam", fake=fake) as client, pytest.raises(AuthenticationFailed):
        client.reboot_onu(onu=seed_nokia_isam(fake).onu)
    assert (len(fake.agents), fake.messages) == (1, [])


def test_a_provisioning_that_tl1_lets_nobody_finish_says_what_is_missing() -> None:
    fake, clock = OtherUsers(stocked()), JumpingClock()
    with olt.sandbox("nokia_isam", fake=fake, clock=clock) as client:
        started = clock.monotonic()
        done = client.provision_onu(**provisioning(fake), wifi=WIFI).value
    assert done.missing == ("wan", "wifi_2.4", "wifi_5")
    assert done.onu.admin_state is olt.OnuState.PROVISION_FAILED
    assert (len(fake.agents), clock.monotonic() - started < 60) == (1, True)


# --- refusals ---


class Denying(NokiaOlt):
    """An ISAM whose TL1 refuses what names one parameter, and quotes it."""

    refused = "Password"

    def terminal(self, scheme: str) -> FakeTerminal:
        terminal = super().terminal(scheme)
        if isinstance(terminal, NokiaAgent):
            run = terminal.run

            def judged(asked: Tl1Request) -> str:
                if self.refused and asked.payload.get("PARAMNAME", "").endswith(self.refused):
                    told = f"   IDNV\r\n   /* PARAMVALUE {asked.payload['PARAMVALUE']} */\r\n"
                    return f"\r\n   ISAM 26-01-31 10:20:30\r\nM  {asked.ctag} DENY\r\n{told};\r\n<"
                return run(asked)

            terminal.run = judged  # type: ignore[method-assign]  # one session of the tests' own
        return terminal


def test_a_parameter_that_is_denied_is_a_step_that_failed_in_words_without_the_secret() -> None:
    fake = Denying(stocked())
    with olt.sandbox("nokia_isam", fake=fake) as client:
        failed = client.provision_onu(**provisioning(fake), wifi=WIFI).value
        (step,) = (step for step in failed.steps if step.state is olt.StepState.FAILED)
        assert (step.name, step.why) == ("wan", "IDNV /* PARAMVALUE *** */")
        assert (failed.missing, failed.wifi) == (("wan", "wifi_2.4", "wifi_5"), ())
        fake.refused = ""
        done = client.retry_provision(**{**provisioning(fake), "onu": failed.onu}, wifi=WIFI).value
    assert done.complete
    assert parameters(fake, WAITING)[3] == PPPOE.password
    assert len([line for line in fake.lines if "sernum" in line]) == 1


def test_a_network_that_is_denied_is_told_of_itself_and_the_other_is_set(fake: NokiaOlt) -> None:
    fake = Denying(stocked())
    fake.refused = "WLANConfiguration.1.SSID"
    with olt.sandbox("nokia_isam", fake=fake) as client:
        done = client.configure_wifi(onu=seed_nokia_isam(fake).onu, wifi=WIFI)
    assert [(each.state, each.why) for each in done.value.wifi] == [
        (olt.DeviceState.FAULTED, "IDNV /* PARAMVALUE *** */"),
        (olt.DeviceState.EXECUTED, ""),
    ]
    assert done.value.onu.wifi == olt.WifiConfig(ssid_5=WIFI.ssid_5, password_5=WIFI.password_5)
    assert parameters(fake, WORKING) == {8: WIFI.ssid_5, 9: WIFI.password_5}


def test_an_ont_that_is_off_the_air_is_not_restarted(client: olt.OltClient, fake: NokiaOlt) -> None:
    onu = attrs.evolve(seed_nokia_isam(fake).onu, serial=OnuSerial.parse(make_serial(12, "ALCL")))
    with pytest.raises(ProviderRejected) as refused:
        client.reboot_onu(onu=onu)
    assert refused.value.words == "SNVS /* Status, Not in Valid State */"


def test_onu_16_pppoe_is_for_the_vendors_own_gateways(client: olt.OltClient, fake: NokiaOlt) -> None:
    asked = provisioning(fake)
    other = attrs.evolve(asked["onu"], serial=OnuSerial.parse(make_serial(1, "HWTC")))
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**{**asked, "onu": other})
    assert [violation.code for violation in refused.value.violations] == ["onu.platform.router"]
    assert fake.lines == []


def test_onu_7_so_is_the_wifi(client: olt.OltClient, fake: NokiaOlt) -> None:
    other = attrs.evolve(seed_nokia_isam(fake).onu, serial=OnuSerial.parse(make_serial(1, "HWTC")))
    with pytest.raises(RuleViolation, match="use o ACS") as refused:
        client.configure_wifi(onu=other, wifi=WIFI)
    assert {violation.rule_id for violation in refused.value.violations} == {"ONU-7"}
    assert fake.lines == []


def test_onu_7_a_bridge_has_no_wifi(client: olt.OltClient, fake: NokiaOlt) -> None:
    seed = seed_nokia_isam(fake)
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(onu=seed.waiting, connection=BRIDGE, template=seed.template, wifi=WIFI)
    assert {violation.rule_id for violation in refused.value.violations} == {"ONU-7"}


HOSTILE = ["a;b", "a,b", "a=b", "a:b", "a b", "a&b", 'a"b', "a'b", "a?b", "a|b", "a\\b", "a\nb", "a\x03b", "ação"]


@pytest.mark.parametrize("sign", HOSTILE)
def test_onu_15_a_login_or_password_that_could_become_something_else_is_refused(
    client: olt.OltClient, fake: NokiaOlt, sign: str
) -> None:
    text = f"nome{sign}"
    for connection in (attrs.evolve(PPPOE, username=text), attrs.evolve(PPPOE, password=text)):
        with pytest.raises(RuleViolation) as refused:
            client.provision_onu(**{**provisioning(fake), "connection": connection})
        assert {violation.rule_id for violation in refused.value.violations} == {"ONU-15"}
    assert (fake.lines, fake.messages) == ([], [])


@pytest.mark.parametrize("sign", HOSTILE)
def test_onu_6_a_network_or_key_that_could_become_something_else_is_refused(
    client: olt.OltClient, fake: NokiaOlt, sign: str
) -> None:
    for field in ("ssid_24", "password_24", "ssid_5", "password_5"):
        with pytest.raises(RuleViolation) as refused:
            client.configure_wifi(
                onu=seed_nokia_isam(fake).onu, wifi=attrs.evolve(WIFI, **{field: f"rede-de-casa{sign}"})
            )
        assert {violation.rule_id for violation in refused.value.violations} == {"ONU-6"}
    assert (fake.lines, fake.messages) == ([], [])


# --- ports that come late, answers that never come ---


class LatePorts(NokiaShell):
    """An ISAM that has no ports yet when they are first configured."""

    refuses: tuple[str, ...] = ("configure qos",)

    def obey(self, line: str) -> Said:
        if line.startswith(self.refuses):
            self.refuses = tuple(each for each in self.refuses if not line.startswith(each))
            raise Refused("onu_missing")
        return super().obey(line)


class MoodyPorts(LatePorts):
    """One that refuses something else after that."""

    refuses = ("configure qos", "configure bridge")


def test_what_an_ont_refuses_right_after_its_activation_is_tried_again_once_it_has_ports() -> None:
    fake, clock = NokiaOlt(stocked(), LatePorts), JumpingClock()
    with olt.sandbox("nokia_isam", fake=fake, clock=clock) as client:
        started = clock.monotonic()
        assert client.provision_onu(**provisioning(fake)).value.complete
    assert clock.monotonic() - started >= 90
    assert len([line for line in fake.lines if line.startswith("configure qos")]) == 2


def test_ports_are_waited_for_once_however_much_is_refused_afterwards() -> None:
    fake, clock = NokiaOlt(stocked(), MoodyPorts), JumpingClock()
    with olt.sandbox("nokia_isam", fake=fake, clock=clock) as client:
        started = clock.monotonic()
        failed = client.provision_onu(**provisioning(fake)).value
    assert failed.missing[0] == "mac_limit"
    assert 90 <= clock.monotonic() - started < 180


def test_what_is_refused_for_good_is_waited_for_once_and_on_a_later_attempt_not_at_all(fake: NokiaOlt) -> None:
    clock = JumpingClock()
    with olt.sandbox("nokia_isam", fake=fake, clock=clock) as client:
        started = clock.monotonic()
        asked = provisioning(fake, upload_profile="NENHUM")
        failed = client.provision_onu(**asked).value
        waited = clock.monotonic() - started
        assert (failed.missing[0], 90 <= waited < 180) == ("queue", True)
        client.retry_provision(**{**asked, "onu": failed.onu})
        assert clock.monotonic() - started - waited < 90


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "drop_during", "silence", "say"])
@pytest.mark.parametrize("on", ["DLT-*-2:*", "ENT-*-2:*"])
def test_a_parameter_whose_answer_was_lost_is_freed_and_set_again(fake: NokiaOlt, kind: str, on: str) -> None:
    script = TerminalFaultScript(TerminalFault(kind=TerminalFaultKind(kind), on=on, text="Lorem 42 ipsum\n"))
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client:
        assert client.provision_onu(**provisioning(fake)).value.complete
    assert parameters(fake, WAITING) == {1: "100", 2: PPPOE.username, 3: PPPOE.password}
    assert len(fake.agents) == 2


def test_a_parameter_that_is_denied_when_it_is_set_again_is_refused_and_not_in_doubt(fake: NokiaOlt) -> None:
    denied = "\n   ISAM 26-01-31 10:20:30\nM  T3 DENY\n   IDNV\n;\n<"
    script = TerminalFaultScript(
        TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="ENT-*-6:*"),
        TerminalFault(kind=TerminalFaultKind.SAY, on="ENT-*-6:T3:*", text=denied),
    )
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client:
        done = client.configure_wifi(onu=seed_nokia_isam(fake).onu, wifi=WIFI).value
    assert [(each.state, each.why) for each in done.wifi] == [
        (olt.DeviceState.FAULTED, "IDNV"),
        (olt.DeviceState.EXECUTED, ""),
    ]


def test_a_parameter_that_cannot_be_made_up_for_is_in_doubt_by_its_own_name_and_resumed(fake: NokiaOlt) -> None:
    script = TerminalFaultScript(
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="T"),
        TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="ENT-*-2:*"),
        TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="T", times=20),
    )
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client:
        with pytest.raises(OutcomeUnknown) as lost:
            client.provision_onu(**provisioning(fake))
        assert lost.value.pending == "wan_username"
        assert lost.value.applied[-1] == "wan_vlan"
        assert lost.value.resume_token
        with pytest.raises(OutcomeUnknown) as again:
            client.resume(lost.value.resume_token)
        assert again.value.pending == "wan_username"
        script.__init__()  # type: ignore[misc]  # the way is free again
        done = client.resume(again.value.resume_token or "")
    assert done.value.complete
    assert parameters(fake, WAITING) == {1: "100", 2: PPPOE.username, 3: PPPOE.password}
    assert len([line for line in fake.lines if "sernum" in line]) == 1


def test_an_answer_that_neither_obeys_nor_refuses_leaves_a_restart_in_doubt(fake: NokiaOlt) -> None:
    text = "\n   ISAM 26-01-31 10:20:30\nM  T2 DELAY\n;\n<"
    script = TerminalFaultScript(TerminalFault(kind=TerminalFaultKind.SAY, on="INIT-SYS*", text=text))
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client, pytest.raises(OutcomeUnknown) as lost:
        client.reboot_onu(onu=seed_nokia_isam(fake).onu)
    assert lost.value.pending == "restart"


def test_tl1_that_is_not_there_leaves_a_restart_undone(fake: NokiaOlt) -> None:
    script = TerminalFaultScript(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="T", times=20))
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client, pytest.raises(Unavailable):
        client.reboot_onu(onu=seed_nokia_isam(fake).onu)
    assert fake.equipment.devices[WORKING].down_cause is None
