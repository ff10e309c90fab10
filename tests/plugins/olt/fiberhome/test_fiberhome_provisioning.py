"""Provisioning through a UNM2000: what is sent, in which order, and what becomes of refusals."""

from typing import Any

import attrs
import pytest

from fiberhome_by_hand import (
    BRIDGE,
    DHCP,
    FOREIGN,
    PLAIN_UNIT,
    PPPOE,
    SECOND,
    STATIC,
    WAITING,
    WIFI,
    Bench,
    broken,
    template,
)
from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, RuleViolation
from isp_integrations.plugins.olt.equipment.state import Network, Wan
from isp_integrations.plugins.olt.fiberhome import fake_tables
from isp_integrations.plugins.olt.fiberhome.fake_services import FakeServices
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, FiberHomeConnection, Habits

PON = f"OLTID={CENTRE},PONID=NA-NA-1-3"
ONU = f"{PON},ONUIDTYPE=MAC,ONUID={WAITING}"
PPPOE_WAN = (
    f"SET-WANSERVICE::{ONU}:::STATUS=1,MODE=2,CONNTYPE=2,COS=0,VLAN=100,QOS=2,NAT=1,IPMODE=3,PPPOEPROXY=2,"
    "PPPOEUSER=fulana@exemplo,PPPOEPASSWD=s3nh@,PPPOENAME=,PPPOEMODE=1,QINQSTATE=0"
)
MODES = {"pppoe": PPPOE, "bridge": BRIDGE, "dhcp": DHCP, "static_ip": STATIC}


@pytest.fixture
def bench() -> Bench:
    return Bench()


def states(report: olt.TaskReport) -> dict[str, str]:
    return {step.name: step.state.value for step in report.steps}


def nothing(bench: Bench, *, after: int) -> str:
    """An empty list, as the answer to the message that comes that many messages from now."""
    tag = f"T{len(bench.fake.connections[-1].messages) + after}"
    return f"\nM  {tag} COMPLD\n   total_blocks=0\n\n;\n"


def test_pppoe_with_both_networks_is_sent_message_by_message(bench: Bench) -> None:
    onu = bench.found(name="CLIENTE 1", description="Casa 1")
    done = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=WIFI).value
    assert bench.sent == [
        f"ADD-ONU::{PON}:::AUTHTYPE=MAC,ONUID={WAITING},NAME=CLIENTE 1,DESC=Casa 1,ONUTYPE=HG6145E",
        f"{PPPOE_WAN},UPORT=0",
        f"{PPPOE_WAN},SSID=1",
        f"{PPPOE_WAN},SSID=5",
        f"CFG-WIFISERVICE::{ONU}:::ENABLE=enable,WILESS-AREA=5,WILESS-CHANNEL=0,WILESS-STANDARD=802.11bgn,"
        "WORKING-FREQUENCY=2.4GHZ,FREQUENCY-BANDWIDTH=20/40MHZ,SSID=1,SSID-ENABLE=1,SSID-NAME=CASA,"
        "AUTH-MODE=WPA2PSK,ENCRYP-TYPE=AES,PRESHARED-KEY=senha-exemplo",
        f"CFG-WIFISERVICE::{ONU}:::ENABLE=enable,WILESS-AREA=5,WILESS-CHANNEL=0,WILESS-STANDARD=802.11ac,"
        "WORKING-FREQUENCY=5.8GHZ,FREQUENCY-BANDWIDTH=80MHZ,SSID=1,SSID-ENABLE=1,SSID-NAME=CASA 5G,"
        "AUTH-MODE=WPA2PSK,ENCRYP-TYPE=AES,PRESHARED-KEY=senha exemplo 5",
    ]
    assert done.applied == ("authorisation", "other_wans", "wan", "verification", "wifi_2.4", "wifi_5")
    assert done.onu.admin_state is olt.OnuState.PROVISIONED
    assert (done.onu.olt_id, done.onu.pon_port, done.onu.onu_id, done.onu.model) == (CENTRE, "1/3", 1, "HG6145E")
    assert done.onu.wifi == WIFI


@pytest.mark.parametrize("connection", MODES.values(), ids=MODES.keys())
def test_every_mode_ends_as_it_was_asked_for(bench: Bench, connection: olt.ConnectionConfig) -> None:
    assert bench.provisioned(connection=connection).admin_state is olt.OnuState.PROVISIONED
    assert bench.config().wans == {
        0: Wan(
            mode=connection.mode,
            vlan=connection.vlan or 0,
            username=connection.username,
            password=connection.password,
            address=connection.address,
            netmask=connection.netmask,
            gateway=connection.gateway,
            dns=connection.dns,
        )
    }


@pytest.mark.parametrize("connection", MODES.values(), ids=MODES.keys())
def test_a_connection_told_in_words_and_more_columns_is_recognised(connection: olt.ConnectionConfig) -> None:
    bench = Bench(Habits(words=True, wide=True, per_block=1))
    onu = bench.provisioned(connection=connection)
    failed = attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("wan",))
    before = len(bench.sent)
    again = bench.client.retry_provision(onu=failed, connection=connection, template=template(connection)).value
    assert states(again)["wan"] == "already"
    assert len(bench.sent) == before


def test_a_bridge_on_a_gateway_serves_its_lan_ports_alone(bench: Bench) -> None:
    bench.provisioned(connection=BRIDGE)
    assert bench.sent[1:] == [
        f"SET-WANSERVICE::{ONU}:::STATUS=1,MODE=2,CONNTYPE=1,COS=0,VLAN=100,QOS=2,QINQSTATE=0,UPORT=0"
    ]


@pytest.mark.parametrize(("serial", "kind", "pon"), [(PLAIN_UNIT, "AN5506-01-A1", "1-4"), (FOREIGN, "OTHER2", "2-1")])
def test_a_bridge_on_any_other_unit_is_a_vlan_of_its_first_lan_port(
    bench: Bench, serial: str, kind: str, pon: str
) -> None:
    bench.provisioned(serial, BRIDGE, onu_type=kind)
    target = f"OLTID={CENTRE},PONID=NA-NA-{pon},ONUIDTYPE=MAC,ONUID={serial}"
    assert bench.sent[1:] == [f"CFG-LANPORTVLAN::{target},ONUPORT=NA-NA-NA-1:::CVLAN=100,CCOS=0"]
    assert bench.config(serial).settings["lan 1"] == "100"


@pytest.mark.parametrize(
    ("serial", "kind"), [(PLAIN_UNIT, "AN5506-01-A1"), (PLAIN_UNIT, "5506-04-B2"), (FOREIGN, "HG6145E")]
)
def test_onu_16_a_unit_that_does_not_route_is_refused_a_connection_of_its_own(
    bench: Bench, serial: str, kind: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=bench.found(serial), connection=PPPOE, template=template(onu_type=kind))
    assert [v.code for v in refused.value.violations] == ["onu.platform.router"]
    assert bench.sent == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"onu_type": ""}, "onu.platform.template"),
        ({"options": {"bands": "5"}}, "onu.platform.bands"),
        ({"download_profile": "1G"}, "onu.platform.speed_profiles"),
        ({"vlan": 4086}, "onu.platform.vlan"),
        ({"vlan": None}, "onu.platform.vlan"),
    ],
)
def test_onu_16_a_template_that_cannot_be_sent_is_refused_first(
    bench: Bench, change: dict[str, Any], code: str
) -> None:
    connection = attrs.evolve(PPPOE, vlan=None)
    made = attrs.evolve(template(vlan=100), **change)
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=connection, template=made)
    assert code in [violation.code for violation in refused.value.violations]
    assert bench.sent == []


def test_the_highest_vlan_is_4085(bench: Bench) -> None:
    bench.provisioned(connection=attrs.evolve(PPPOE, vlan=4085))
    assert bench.config().wans[0].vlan == 4085


@pytest.mark.parametrize(
    ("bands", "bound"),
    [
        ("none", "LAN1-LAN2-LAN3-LAN4"),
        ("2.4", "LAN1-LAN2-LAN3-LAN4-SSID1"),
        ("2.4/5", "LAN1-LAN2-LAN3-LAN4-SSID1-SSID5"),
    ],
)
def test_the_template_says_which_radios_the_connection_serves(bench: Bench, bands: str, bound: str) -> None:
    bench.provisioned(options={"bands": bands})
    assert bench.config().settings["bound 0"] == bound


def test_a_static_address_carries_its_servers_and_may_have_none(bench: Bench) -> None:
    bench.provisioned(connection=STATIC)
    assert (
        "IPMODE=2,WANIP=192.0.2.110,WANMASK=255.255.255.0,WANGATEWAY=192.0.2.1,MASTERDNS=192.0.2.53,SLAVEDNS=192.0.2.54"
        in bench.sent[1]
    )
    other = Bench()
    other.provisioned(connection=attrs.evolve(STATIC, dns=()))
    assert "WANGATEWAY=192.0.2.1,QINQSTATE=0" in other.sent[1]


def test_speed_profiles_are_set_upload_first(bench: Bench) -> None:
    bench.provisioned(upload_profile="500M", download_profile="1G")
    assert bench.sent[1] == f"CFG-ONUBW::{ONU}:::UPBW=500M,DOWNBW=1G"


def test_a_system_that_writes_rack_and_shelf_as_numbers_is_written_to_so() -> None:
    bench = Bench(Habits(prefix="1-1"), pon_prefix="1-1")
    assert bench.provisioned().pon_port == "1/3"
    assert bench.sent[0].startswith(f"ADD-ONU::OLTID={CENTRE},PONID=1-1-1-3:")


@pytest.mark.parametrize("setting", ["hyphenated", "plain"])
@pytest.mark.parametrize("real", ["hyphenated", "plain"])
def test_wifi_keys_are_spelt_as_the_account_says_and_once_the_other_way(setting: str, real: str) -> None:
    bench = Bench(Habits(wifi_keys=real), wifi_keys=setting)
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(), wifi=WIFI).value
    assert bench.config().networks == {
        1: Network(ssid="CASA", key="senha-exemplo"),
        5: Network(ssid="CASA 5G", key="senha exemplo 5"),
    }
    assert [outcome.state.value for outcome in done.wifi] == ["executed", "executed"]
    spelt = ["SSID-NAME" in each for each in bench.sent if each.startswith("CFG-WIFISERVICE")]
    assert spelt == (
        [setting == "hyphenated"] * 2 if setting == real else [setting == "hyphenated", real == "hyphenated"] * 2
    )


def test_a_network_that_is_refused_for_another_reason_is_not_tried_the_other_way(bench: Bench) -> None:
    bench.centre.devices[WAITING].bands = frozenset({olt.WifiBand.GHZ_24})
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(), wifi=WIFI).value
    assert done.missing == ("wifi_5",)
    assert [(o.band, o.state.value) for o in done.wifi] == [("2.4", "executed"), ("5", "faulted")]
    assert done.wifi[1].why == "DDNS device may not support this operation"
    assert sum("5.8GHZ" in each for each in bench.sent) == 1
    assert done.onu.admin_state is olt.OnuState.PROVISION_FAILED


def test_onu_5_an_onu_authorised_on_any_olt_is_not_provisioned_again(bench: Bench) -> None:
    onu = attrs.evolve(bench.known(), admin_state=olt.OnuState.UNPROVISIONED, olt_id="192.0.2.12", pon_port="1/2")
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template())
    assert broken(refused.value) == "onu.already_linked"
    assert f"OLT {CENTRE}, PON 1/1" in refused.value.message
    assert bench.sent == []


def test_onu_5_a_retry_does_not_authorise_what_came_to_be_authorised_elsewhere(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("authorisation",))
    bench.provisioned(WAITING)
    before = len(bench.sent)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.retry_provision(onu=attrs.evolve(onu, pon_port="1/2"), connection=PPPOE, template=template())
    assert broken(refused.value) == "onu.already_linked"
    assert len(bench.sent) == before


def test_a_serial_that_the_system_has_by_then_is_authorised_once_it_is_seen(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("authorisation",))
    bench.provisioned(WAITING)
    there = bench.config()
    bench.say("LST-ONU:*", nothing(bench, after=1))
    bench.say("QUERY-ONUINFO*", nothing(bench, after=2))
    done = bench.client.retry_provision(onu=onu, connection=PPPOE, template=template()).value
    assert done.complete
    assert bench.config() is there


def test_a_type_that_the_system_lacks_changes_nothing(bench: Bench) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(onu_type="HG9999"))
    assert (refused.value.code, refused.value.words) == ("bad_argument", "IIPE input parameter error")
    assert not bench.has()


@pytest.mark.parametrize("habits", [Habits(), Habits(portuguese=True, empty="zero"), Habits(empty="refusal")])
def test_a_refused_step_is_reported_and_a_retry_does_what_is_missing(habits: Habits) -> None:
    bench = Bench(habits)
    onu = bench.found()
    made = template(upload_profile="2G")
    failed = bench.client.provision_onu(onu=onu, connection=PPPOE, template=made).value
    assert states(failed) == {
        "authorisation": "done",
        "speed": "failed",
        "other_wans": "not_tried",
        "wan": "not_tried",
        "verification": "not_tried",
    }
    assert failed.onu.admin_state is olt.OnuState.PROVISION_FAILED
    again = bench.client.retry_provision(
        onu=failed.onu, connection=PPPOE, template=template(upload_profile="1G")
    ).value
    assert states(again)["authorisation"] == "already"
    assert again.complete
    assert [each.split(":")[0] for each in bench.sent].count("ADD-ONU") == 1


def test_a_refused_step_can_be_cleaned_up_at_once_or_later(bench: Bench) -> None:
    made = template(upload_profile="2G")
    at_once = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=made, clean_up=True).value
    assert at_once.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert not bench.has()
    failed = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=made).value.onu
    later = bench.client.clean_up_onu(onu=failed, connection=PPPOE, template=made).value
    assert later.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert not bench.has()
    assert set(states(bench.client.clean_up_onu(onu=failed, connection=PPPOE, template=made).value).values()) == {
        "undone"
    }


def test_a_connection_that_the_system_accepts_and_does_not_do_fails_the_verification(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeServices, "_VERBS", {**FakeServices._VERBS, "SET-WANSERVICE": lambda *_: None})
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value
    assert done.missing == ("verification",)
    assert broken(done.steps[-1]) == "onu.platform.not_seen"
    assert done.onu.admin_state is olt.OnuState.PROVISION_FAILED


def test_words_of_a_connection_that_nobody_knows_are_no_proof_against_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake_tables, "_NUMBERS", dict.fromkeys(fake_tables._NUMBERS, "9"))
    onu = bench.provisioned()
    assert onu.admin_state is olt.OnuState.PROVISIONED
    failed = attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("wan",))
    bench.client.retry_provision(onu=failed, connection=PPPOE, template=template())
    assert len(bench.config().wans) == 1


def test_a_put_off_order_is_neither_done_nor_refused(bench: Bench) -> None:
    onu = bench.found()
    tag = f"T{len(bench.fake.connections[-1].messages) + 4}"
    bench.say("ADD-ONU*", f"\nM  {tag} DELAY\n;\n")
    with pytest.raises(OutcomeUnknown):
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template())


def test_a_rehearsal_tells_the_messages_and_changes_nothing(bench: Bench) -> None:
    onu = bench.found()
    plan = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), dry_run=True)
    assert [line.split("::")[0] for line in plan.commands] == ["ADD-ONU", *["SET-WANSERVICE"] * 3]
    assert plan.commands[0].split(":")[5] == f"AUTHTYPE=MAC,ONUID={WAITING},ONUTYPE=HG6145E;"
    assert plan.stopped_by is None
    assert bench.sent == []


def test_wans_that_are_not_the_one_asked_for_are_wiped_first(bench: Bench) -> None:
    bench.provisioned(connection=DHCP)
    failed = attrs.evolve(bench.known(WAITING), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("wan",))
    done = bench.client.retry_provision(onu=failed, connection=PPPOE, template=template()).value
    assert states(done)["other_wans"] == "done"
    assert f"SET-WANSERVICE::{ONU}:::STATUS=2" in bench.sent
    assert [wan.mode for wan in bench.config().wans.values()] == [olt.ConnectionMode.PPPOE]


def test_a_password_of_another_customer_is_another_connection(bench: Bench) -> None:
    onu = bench.provisioned()
    failed = attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("wan",))
    other = attrs.evolve(PPPOE, password="outra")
    bench.client.retry_provision(onu=failed, connection=other, template=template())
    assert bench.config().wans[0].password == "outra"


def test_a_busy_olt_is_asked_again_and_then_told(bench: Bench) -> None:
    onu = bench.found()
    bench.centre.be_busy(3)
    assert bench.client.provision_onu(onu=onu, connection=PPPOE, template=template()).value.complete


@pytest.mark.parametrize("verb", ["LST-DEVICE*", "LST-UNREGONU*"])
def test_an_exception_of_the_system_is_asked_about_once_more(bench: Bench, verb: str) -> None:
    list(bench.client.list_olts())
    tag = f"T{len(bench.fake.connections[-1].messages) + 1}"
    bench.say(verb, f"\nM  {tag} DENY\n   EN=EEEH   ENDESC=EMS exception happens\n;\n")
    read = bench.client.list_olts if "DEVICE" in verb else bench.client.list_unprovisioned
    assert list(read())


@pytest.mark.parametrize(
    ("onu_name", "description"), [("João", ""), ("a,b", ""), ("a;b", ""), ("", "a:b"), ("", "a=b"), ("a\nb", "")]
)
def test_onu_15_names_that_tl1_cannot_carry_are_refused(bench: Bench, onu_name: str, description: str) -> None:
    onu = bench.found(name=onu_name, description=description)
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template())
    assert refused.value.violations[0].rule_id == "ONU-15"
    assert bench.sent == []


def test_onu_6_a_text_that_begins_with_a_blank_is_refused_before_anything_is_sent(bench: Bench) -> None:
    wifi = attrs.evolve(WIFI, password_5=" 12345678")
    with pytest.raises(RuleViolation, match="password_5: não pode começar nem terminar com espaço"):
        bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(), wifi=wifi)
    assert bench.sent == []


def test_onu_7_a_foreign_unit_has_no_wifi_that_the_system_sets(bench: Bench) -> None:
    onu = attrs.evolve(bench.provisioned(FOREIGN, BRIDGE, onu_type="OTHER2"), connection=None)
    with pytest.raises(RuleViolation) as refused:
        bench.client.configure_wifi(onu=onu, wifi=WIFI)
    assert {violation.code for violation in refused.value.violations} == {"onu.wifi_unsupported"}


def test_two_onus_of_one_pon_get_numbers_of_their_own(bench: Bench) -> None:
    assert [bench.provisioned(WAITING).onu_id, bench.provisioned(SECOND).onu_id] == [1, 2]


def test_a_wan_that_is_there_twice_is_made_one(bench: Bench) -> None:
    onu = bench.provisioned()
    config = bench.config()
    config.wans[1], config.settings["bound 1"] = config.wans[0], "LAN1"
    failed = attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("wan",))
    done = bench.client.retry_provision(onu=failed, connection=PPPOE, template=template()).value
    assert states(done)["wan"] == "done"
    assert len(bench.config().wans) == 1


def test_an_authorisation_that_the_system_accepts_and_does_not_show_is_not_done(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FiberHomeConnection, "_add", lambda *_: None)
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value
    assert states(done)["authorisation"] == "failed"
    assert len(bench.sent) == 1
