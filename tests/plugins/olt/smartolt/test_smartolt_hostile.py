"""Whatever a caller hands over is refused, or reaches the panel as it is and nowhere else."""

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from isp_integrations import olt
from isp_integrations.core.errors import RuleViolation
from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox

NASTY = st.text(alphabet=st.sampled_from("aZ09 &=%+/?#;:,\"'\\\n\r\x00é\u2028.-_@"), min_size=1, max_size=20)
NAMES = st.text(alphabet=st.sampled_from("aZ09 &@#$()-`.+,/_"), min_size=1, max_size=20) | NASTY
LOGINS = st.just("fulana") | NASTY
BASE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana", password="segredo1")
TEMPLATE = olt.ProvisioningTemplate(
    name="Fibra", mode=olt.ConnectionMode.PPPOE, vlan=100, options={"zone": "Centro"}, onu_type="EG8145V5"
)


@settings(max_examples=150, deadline=None)
@given(name=NAMES, comment=NAMES, login=LOGINS, ssid=NASTY, password=NASTY.map(lambda text: (text + "12345678")[:60]))
def test_a_text_is_refused_or_arrives_unchanged(
    name: str, comment: str, login: str, ssid: str, password: str
) -> None:
    fake = SmartOltSandbox(settling=0)
    client = olt.sandbox("smartolt", fake=fake)
    (found,) = olt.search({"": client}, serial="HWTC1A2B3C01").found
    onu = olt.link_onu(found.onu, plan_id="31", name=name, description=comment)
    others = {key: attrs.evolve(each) for key, each in fake.onus.items()}
    try:
        client.provision_onu(
            onu=onu,
            connection=attrs.evolve(BASE, username=login),
            template=TEMPLATE,
            wifi=olt.WifiConfig(ssid_24=ssid, password_24=password),
        )
    except RuleViolation:
        assert "HWTC1A2B3C01" not in fake.onus
    else:
        kept = fake.onus["HWTC1A2B3C01"]
        assert (kept.name, kept.comment, kept.username) == (name, comment, login)
        assert kept.wifi == {"wifi_0/1": (ssid, password)}
    assert {key: each for key, each in fake.onus.items() if key in others} == others


@given(NASTY)
def test_an_external_id_that_a_host_kept_cannot_name_another_call(text: str) -> None:
    client = olt.sandbox("smartolt")
    onu = client.find_onu(serial="HWTC1A2B3C11")
    odd = attrs.evolve(onu, platform_ids={"unique_external_id": f"..{text}"})
    assert client.get_onu_status(onu=odd).oper_state == "online"
