"""What SmartOLT refuses, what we refuse for it, and answers that nobody can take for a success."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import pytest

import isp_integrations as isp
from isp_integrations import olt
from isp_integrations.core.errors import (
    AuthenticationFailed,
    IspError,
    OutcomeUnknown,
    ProviderRejected,
    RateLimited,
    RuleViolation,
    UnexpectedAnswer,
    UnverifiedWire,
)
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.models import Onu
from isp_integrations.core.olt.requests import EditOnu
from isp_integrations.core.plain import to_plain
from isp_integrations.plugins.olt.smartolt.sandbox import CREDENTIALS, SmartOltSandbox, default_onus
from isp_integrations.transports.budget import RateBudget

PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana", password="segredo1")
TEMPLATE = olt.ProvisioningTemplate(
    name="Fibra", mode=olt.ConnectionMode.PPPOE, vlan=100, options={"zone": "Centro"}, onu_type="EG8145V5"
)
WIFI = olt.WifiConfig(ssid_24="CASA", password_24="senha-exemplo")
WORKING = "HWTC1A2B3C11"


def linked(client: olt.OltClient, **changes: Any) -> Onu:
    (found,) = olt.search({"": client}, serial="HWTC1A2B3C01").found
    return attrs.evolve(olt.link_onu(found.onu, plan_id="31", name="CLIENTE NOVO"), **changes)


def working(client: olt.OltClient) -> Onu:
    return attrs.evolve(client.find_onu(serial=WORKING), plan_id="31")


def refused_by_rules(fake: SmartOltSandbox, ask: Callable[[olt.OltClient], object]) -> list[tuple[str, object]]:
    client = olt.sandbox("smartolt", fake=fake)
    onu = linked(client)
    assert onu.pon_port
    calls = fake.calls
    with pytest.raises(RuleViolation) as refused:
        ask(client)
    assert fake.calls == calls
    return [(found.code, found.context.get("field")) for found in refused.value.violations]


@pytest.mark.parametrize(
    "login", ["fulana@provedor", "fulana.silva", "fulana_1", "fulana-1", "ação", "a" * 65, "a b"]
)
def test_a_pppoe_login_outside_letters_and_digits_is_refused_before_anything_is_sent(login: str) -> None:
    fake = SmartOltSandbox()
    client = olt.sandbox("smartolt", fake=fake)
    onu = linked(client)
    spoilt = {"username": attrs.evolve(PPPOE, username=login), "password": attrs.evolve(PPPOE, password=login)}
    for field, connection in spoilt.items():
        ask = partial(olt.OltClient.provision_onu, onu=onu, connection=connection, template=TEMPLATE)
        codes = refused_by_rules(fake, ask)
        assert codes == [("onu.value_invalid", f"connection.{field}")]


@pytest.mark.parametrize(
    ("onu", "template", "code"),
    [
        ({}, {"options": {}}, "onu.platform.template"),
        ({}, {"options": {"zone": "Centro; x"}}, "onu.platform.zone"),
        ({}, {"options": {"zone": "Centro", "odb": "caixa/1"}}, "onu.platform.odb"),
        ({"model": ""}, {"onu_type": ""}, "onu.platform.onu_type"),
        ({"name": ""}, {}, "onu.platform.name"),
        ({"name": "JOÃO"}, {}, "onu.value_invalid"),
        ({"description": "linha\nnova"}, {}, "onu.value_invalid"),
        ({"pon_port": "0/1/3"}, {}, "onu.platform.pon_port"),
        ({"olt_id": None}, {}, "onu.platform.olt_id"),
    ],
)
def test_what_every_authorisation_needs(onu: dict[str, Any], template: dict[str, Any], code: str) -> None:
    fake = SmartOltSandbox()
    spoilt = linked(olt.sandbox("smartolt", fake=fake), **onu)
    chosen = attrs.evolve(TEMPLATE, **template)
    codes = refused_by_rules(fake, lambda c: c.provision_onu(onu=spoilt, connection=PPPOE, template=chosen))
    assert [found for found, _ in codes] == [code]


def test_a_vlan_is_needed_somewhere() -> None:
    fake = SmartOltSandbox()
    onu = linked(olt.sandbox("smartolt", fake=fake))
    bare, chosen = attrs.evolve(PPPOE, vlan=None), attrs.evolve(TEMPLATE, vlan=None)
    assert refused_by_rules(fake, lambda c: c.provision_onu(onu=onu, connection=bare, template=chosen)) == [
        ("onu.platform.vlan", None)
    ]


def test_an_onu_that_is_authorised_already_is_refused_and_left_alone() -> None:
    fake = SmartOltSandbox()
    client = olt.sandbox("smartolt", fake=fake)
    before = attrs.evolve(fake.onus["HWTC1A2B3C11"])
    onu = attrs.evolve(linked(client), serial=working(client).serial)
    with pytest.raises(ProviderRejected) as refused:
        client.provision_onu(onu=onu, connection=PPPOE, template=TEMPLATE)
    assert refused.value.violation
    assert (refused.value.violation.rule_id, refused.value.violation.source) == ("ONU-5", "platform")
    assert fake.onus["HWTC1A2B3C11"] == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"onu_type": "NENHUM"}, "ONU type does not exist"),
        ({"options": {"zone": "Nenhuma"}}, "Zone does not exist"),
        ({"upload_profile": "9G"}, "Speed profile does not exist"),
    ],
)
def test_a_name_that_the_panel_does_not_have_is_its_refusal(changes: dict[str, Any], words: str) -> None:
    client = olt.sandbox("smartolt")
    with pytest.raises(ProviderRejected) as refused:
        client.provision_onu(onu=linked(client), connection=PPPOE, template=attrs.evolve(TEMPLATE, **changes))
    assert (refused.value.words, refused.value.applied, refused.value.pending) == (words, (), None)


def test_a_serial_nobody_authorised_is_not_found() -> None:
    client = olt.sandbox("smartolt")
    with pytest.raises(ProviderRejected) as refused:
        client.find_onu(serial="HWTC00000000")
    assert refused.value.violation
    assert refused.value.violation.family == "NotFound"
    gone = attrs.evolve(working(client), serial=linked(client).serial, platform_ids={})
    for ask in (client.reboot_onu, client.get_onu_status, client.disable_onu):
        with pytest.raises(ProviderRejected):
            ask(onu=gone)


def test_a_replacement_by_an_onu_that_is_authorised_is_refused() -> None:
    client = olt.sandbox("smartolt")
    onu = working(client)
    other = attrs.evolve(
        linked(client), serial=client.find_onu(serial="HWTC1A2B3C22").serial, connection=None, wifi=None
    )
    with pytest.raises(ProviderRejected) as refused:
        client.replace_onu(onu=onu, new=other, connection=PPPOE, template=TEMPLATE)
    assert refused.value.violation
    assert refused.value.violation.rule_id == "ONU-5"


def test_wifi_of_an_onu_without_it_is_the_panel_s_refusal_and_bridge_is_ours() -> None:
    fake = SmartOltSandbox()
    client = olt.sandbox("smartolt", fake=fake)
    onu = working(client)
    bridged = attrs.evolve(onu, connection=olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE))
    with pytest.raises(RuleViolation):
        client.configure_wifi(onu=bridged, wifi=WIFI)
    fake.onus["HWTC1A2B3C11"].type_name = "HG8310M"
    with pytest.raises(ProviderRejected, match="wifi port"):
        client.configure_wifi(onu=onu, wifi=WIFI)


def test_a_wrong_key_is_told_as_such() -> None:
    fake = SmartOltSandbox()
    fake.expire_tokens()
    with pytest.raises(AuthenticationFailed):
        olt.sandbox("smartolt", fake=fake).test_connection()
    account: Any = {"credentials": {"token": "outra"}}
    with pytest.raises(AuthenticationFailed):
        olt.sandbox("smartolt", **account).test_connection()


def test_the_panel_s_own_limit_is_a_rate_limit() -> None:
    with pytest.raises(RateLimited):
        olt.sandbox("smartolt", fake=SmartOltSandbox(hourly_calls=0)).test_connection()


def test_the_stated_hourly_budget_is_kept_and_then_refused_without_a_call() -> None:
    fake = SmartOltSandbox(hourly_calls=10**6)
    client = olt.sandbox("smartolt", fake=fake)
    for _ in range(1000):
        client.test_connection()
    with pytest.raises(RateLimited) as refused:
        client.test_connection()
    assert fake.calls == 1000
    assert refused.value.retry_after
    assert 3000 < refused.value.retry_after <= 3600


def test_a_host_s_own_budget_takes_the_place_of_the_stated_one() -> None:
    fake = SmartOltSandbox()
    client = olt.sandbox("smartolt", fake=fake, budget=RateBudget(1, 60.0, longest_wait=1.0))
    client.test_connection()
    with pytest.raises(RateLimited):
        client.test_connection()


@pytest.mark.parametrize(
    ("edit", "assumed"),
    [
        ({"connection": PPPOE}, ()),
        ({"connection": attrs.evolve(PPPOE, mode=olt.ConnectionMode.DHCP)}, ()),
        ({"connection": attrs.evolve(PPPOE, vlan=None)}, ()),
        ({"connection": attrs.evolve(PPPOE, mode=olt.ConnectionMode.BRIDGE)}, ()),
        ({"name": "OUTRO"}, ("update_location_details",)),
        ({"description": "Casa 2"}, ("update_location_details",)),
        ({"connection": PPPOE, "name": "OUTRO"}, ("update_location_details",)),
    ],
    ids=["pppoe", "dhcp", "without a VLAN", "bridge", "name", "description", "connection and name"],
)
def test_names_alone_are_edited_on_an_assumed_wire_and_only_where_that_is_accepted(
    edit: dict[str, Any], assumed: tuple[str, ...]
) -> None:
    onu = attrs.evolve(working(olt.sandbox("smartolt")), connection=edit.get("connection", PPPOE))
    with olt.connect("smartolt", base_url="https://exemplo.invalid/api", credentials=dict(CREDENTIALS)) as client:
        refused = client.session.refusal(OltSpec.edit_onu, EditOnu(onu=onu, **edit))
        assert getattr(refused, "assumed", ()) == assumed
        if assumed:
            with pytest.raises(UnverifiedWire):
                client.edit_onu(onu=onu, **edit)


def test_an_edit_of_nothing_is_refused_and_nothing_is_sent() -> None:
    fake = SmartOltSandbox()
    client = olt.sandbox("smartolt", fake=fake)
    onu = working(client)
    before = fake.calls
    with pytest.raises(RuleViolation) as refused:
        client.edit_onu(onu=onu)
    assert [violation.context["field"] for violation in refused.value.violations] == ["request"]
    assert fake.calls == before


BRIDGING = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=200)


def in_mode(mode: str) -> SmartOltSandbox:
    """A panel whose working ONU is in that mode."""
    (first, second) = default_onus()
    return SmartOltSandbox(onus=(attrs.evolve(first, mode=mode, wan_mode="Setup via ONU webpage"), second))


def test_onu_16_an_onu_is_not_put_into_bridge_by_an_edit_even_where_the_host_forgot_its_mode() -> None:
    fake = in_mode("Routing")
    client = olt.sandbox("smartolt", fake=fake)
    onu = attrs.evolve(working(client), connection=None)
    with pytest.raises(ProviderRejected) as refused:
        client.edit_onu(onu=onu, connection=BRIDGING)
    assert refused.value.violation is not None
    assert refused.value.violation.code == "onu.platform.mode_change"
    assert fake.onus[WORKING].vlan == 100


def test_the_vlan_of_a_bridge_is_edited_and_nothing_else_of_it_can_be() -> None:
    fake = in_mode("Bridging")
    client = olt.sandbox("smartolt", fake=fake)
    onu = attrs.evolve(working(client), connection=None)
    assert client.edit_onu(onu=onu, connection=BRIDGING).value.applied == ("vlan",)
    assert (fake.onus[WORKING].vlan, fake.onus[WORKING].mode) == (200, "Bridging")
    with pytest.raises(ProviderRejected) as refused:
        client.edit_onu(onu=onu, connection=attrs.evolve(BRIDGING, vlan=None))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "onu.platform.vlan"


@pytest.mark.parametrize(
    ("known", "done"), [(attrs.evolve(BRIDGING, vlan=100), True), (None, False)], ids=["of the host", "of nobody"]
)
def test_where_the_panel_shows_no_mode_a_bridge_is_edited_if_the_host_knows_it_as_one(
    known: olt.ConnectionConfig | None, done: bool
) -> None:
    row = {"unique_external_id": WORKING, "sn": WORKING}
    fake = Odd("onu/get_onus_details_by_sn", text({"status": True, "onus": [row]}))
    client = olt.sandbox("smartolt", fake=fake)
    onu = attrs.evolve(working(client), connection=known)
    if done:
        client.edit_onu(onu=onu, connection=BRIDGING)
    else:
        with pytest.raises(ProviderRejected, match="exclua e provisione"):
            client.edit_onu(onu=onu, connection=BRIDGING)
    assert fake.onus[WORKING].vlan == (200 if done else 100)


def test_it_is_discovered_with_its_form_and_no_operation_is_better_than_observed() -> None:
    described = isp.describe("smartolt")
    assert [field.name for field in described.credentials] == ["token"]
    assert described.base_url is None
    assert {op.evidence for op in described.operations if op.supported} == {"observed"}
    assert [op.name for op in described.operations if not op.supported] == ["save_config"]


class Odd(SmartOltSandbox):
    """Answers every call of one path with the same body."""

    def __init__(self, path: str, body: bytes, status: int = 200) -> None:
        super().__init__()
        self._odd = (path, body, status)

    def handle(self, request: Any) -> HttpAnswer:
        path, body, status = self._odd
        if request.path.startswith(path):
            return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)
        return super().handle(request)


def text(value: Any) -> bytes:
    return json.dumps(value).encode()


NO_SUCCESS = [
    b"", b"null", b"[]", b"1", b"<html>ok</html>", b'{"status": true', b'{"status": true, "status": true}',
    text({"status": "true", "response": []}), text({"status": 1, "response": []}), text({"response": []}),
    text({"status": True}), text({"status": True, "response": {"a": "52998224725"}}),
    text({"status": True, "response": [{"name": "Fulana"}]}),
]  # fmt: skip


@pytest.mark.parametrize("body", NO_SUCCESS)
def test_an_answer_that_nobody_understands_is_no_success_and_quotes_nothing(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer) as refused:
        list(olt.sandbox("smartolt", fake=Odd("system/get_olts", body)).list_olts())
    assert refused.value.paths
    assert "52998224725" not in str(refused.value)
    assert "Fulana" not in str(refused.value)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", text({"status": "true"}), text([True])])
def test_a_write_whose_answer_nobody_understands_is_unknown(body: bytes) -> None:
    client = olt.sandbox("smartolt", fake=Odd("onu/reboot", body))
    with pytest.raises(OutcomeUnknown) as lost:
        client.reboot_onu(onu=working(client))
    assert lost.value.pending == "reboot"


def test_a_refusal_in_a_400_and_a_success_in_a_400_are_both_refusals() -> None:
    for body in ({"status": False, "error": "Nope 52998224725"}, {"status": True, "response": []}):
        with pytest.raises(ProviderRejected) as refused:
            list(olt.sandbox("smartolt", fake=Odd("system/get_olts", text(body), 400)).list_olts())
        assert "52998224725" not in str(refused.value)


def test_odd_rows_do_not_hide_the_others() -> None:
    rows = [
        {"unique_external_id": "A", "sn": None, "status": "Online"},
        {"unique_external_id": "B", "sn": "não é", "status": "Online"},
        {"unique_external_id": 12, "sn": "HWTC1A2B3C33", "status": "Quase", "onu": "7", "board": 1, "port": "2"},
    ]
    client = olt.sandbox("smartolt", fake=Odd("onu/get_all_onus_details", text({"status": True, "onus": rows})))
    (onu,) = client.list_onus()
    assert (onu.serial.value, onu.onu_id, onu.pon_port) == ("HWTC1A2B3C33", 7, "1/2")
    assert (onu.oper_state, onu.raw_state) == ("unknown", "Quase")


@pytest.mark.parametrize(
    ("word", "state"),
    [("ONLINE", "online"), ("los", "los"), ("pwrfail", "offline"), ("Degradado", "unknown"), (None, "unknown")],
)
def test_the_panel_s_words_are_read_in_any_case_and_never_guessed(word: str | None, state: str) -> None:
    fake = Odd("onu/get_onu_status/", text({"status": True, "response": word}))
    client = olt.sandbox("smartolt", fake=fake)
    status = client.get_onu_status(onu=working(client))
    assert (status.oper_state, status.raw_state) == (state, word)


@pytest.mark.parametrize(
    "printed", ["", "lixo", "Rx optical power(dBm) : [-,-]\nONT distance(m) : longe", "a" * 10000]
)
def test_a_status_text_that_says_nothing_leaves_the_levels_empty(printed: str) -> None:
    fake = Odd("onu/get_onu_full_status_info/", text({"status": True, "full_status_info": printed}))
    client = olt.sandbox("smartolt", fake=fake)
    status = client.get_onu_status(onu=working(client))
    assert (status.oper_state, status.optical, status.distance_m) == ("online", olt.OpticalLevels(), None)


def test_the_first_line_of_a_label_counts_and_a_dash_is_no_value() -> None:
    printed = (
        "Temperature : -\nTemperature : 51(C)\nTemperature : 99(C)\nLast down cause : ONT is reset by ONT command\n"
    )
    fake = Odd("onu/get_onu_full_status_info/", text({"status": True, "full_status_info": printed}))
    client = olt.sandbox("smartolt", fake=fake)
    assert client.get_onu_status(onu=working(client)).temperature_c == 51


def test_an_olt_that_cannot_be_asked_now_leaves_the_panel_s_word() -> None:
    fake = Odd("onu/get_onu_full_status_info/", text({"status": False, "error": "OLT is busy"}))
    client = olt.sandbox("smartolt", fake=fake)
    assert client.get_onu_status(onu=working(client)).oper_state == "online"


def test_nothing_secret_is_in_an_error_or_its_json() -> None:
    fake = Odd("onu/set_onu_wan_mode_pppoe", text({"status": False, "error": "bad password segredo1"}))
    client = olt.sandbox("smartolt", fake=fake)
    done = client.provision_onu(onu=linked(client), connection=PPPOE, template=TEMPLATE)
    assert done.value.missing == ("wan",)
    assert CREDENTIALS["token"] not in repr(done)
    broken = olt.sandbox("smartolt", fake=Odd("onu/authorize_onu", b"<html>"))
    with pytest.raises(IspError) as lost:
        broken.provision_onu(onu=linked(broken), connection=PPPOE, template=TEMPLATE)
    assert "segredo1" not in repr(lost.value) + str(to_plain(lost.value))


TAKEN = "external id is not unique"


def test_an_id_taken_under_every_name_is_refused_and_nothing_counts_as_applied() -> None:
    client = olt.sandbox("smartolt", fake=Odd("onu/authorize_onu", text({"status": False, "error": TAKEN}), 400))
    with pytest.raises(ProviderRejected) as refused:
        client.provision_onu(onu=linked(client), connection=PPPOE, template=TEMPLATE)
    assert (refused.value.words, refused.value.applied) == (TAKEN, ())
