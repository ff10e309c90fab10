"""The installation: the customer's ONU is looked for, provisioned, looked at and restarted; the port follows it."""

import secrets

from isp_integrations import lifecycle, mapping, olt
from isp_integrations.cli.story.life import CONTRACT, INTERNET, Life
from isp_integrations.cli.story.telling import Told

INSTALLER = "12"
ASSET, LOGIN, NETWORK = "P-104", f"contrato{CONTRACT}", "CASA"
TEMPLATE = olt.ProvisioningTemplate(
    name="Fibra 500 PPPoE",
    mode=olt.ConnectionMode.PPPOE,
    vlan=100,
    onu_type="EG8145V5",
    download_profile="500M",
    upload_profile="50M",
    options={"zone": "Centro"},
)


def searches_olts(life: Life) -> Told:
    """Every ONU that waits for authorisation on either OLT, both asked at once."""
    seen = olt.search(life.olts)
    answered = sorted({found.account for found in seen.found})
    return Told(text=f"{len(seen.found)} ONUs esperam autorização", found=(*answered, *seen.failures))


def finds_onu(life: Life) -> Told:
    """The one with the serial on the customer's device."""
    (only,) = olt.search(life.olts, serial=life.script.onu_serial).found
    life.found_on, life.waiting = only.account, only.onu
    return Told(text=f"na PON {only.onu.pon_port} da OLT {only.onu.olt_id}", found=(only.account,))


def provisions_onu(life: Life) -> Told:
    """PPPoE and both Wi-Fi bands, step by step."""
    linked = olt.link_onu(
        life.waiting, plan_id=INTERNET, customer_id=life.customer.id, asset_id=ASSET, name=f"CONTRATO {CONTRACT}"
    )
    login = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, username=LOGIN, password=secrets.token_hex(8))
    wifi = olt.WifiConfig(
        ssid_24=NETWORK, password_24=secrets.token_hex(8), ssid_5=f"{NETWORK} 5G", password_5=secrets.token_hex(8)
    )
    done = life.its_olt.provision_onu(onu=linked, connection=login, template=TEMPLATE, wifi=wifi)
    life.onu = done.value.onu
    bands = " e ".join(f"{outcome.band} GHz" for outcome in done.value.wifi)
    return Told(text=f"PPPoE na VLAN {TEMPLATE.vlan}, Wi-Fi de {bands}", events=done.events, found=done.value.applied)


def diagnoses_onu(life: Life) -> Told:
    """What whoever answers the customer's call wants to know."""
    seen = life.its_olt.diagnose_onu(onu=life.onu)
    light = seen.status.optical.onu_rx_dbm
    return Told(
        text=f"{seen.message} Recebe {light} dBm, a {seen.status.distance_m} m.",
        found=(seen.status.oper_state.value, seen.verdict.value),
    )


def reboots_onu(life: Life) -> Told:
    """As the first help at any complaint does."""
    done = life.its_olt.reboot_onu(onu=life.onu)
    return Told(text="a ONU reiniciou", events=done.events, found=(done.value.state.value,))


def activates_port(life: Life) -> Told:
    """The ONU is up, so the port that was held becomes active; the map needs some minutes, which are waited."""
    ozmap = life.accounts.ozmap
    cable = next(iter(ozmap.list_cable_types()))
    request = mapping.ServiceRequest(id="900", kind=mapping.RequestKind.ACTIVATION, claimed_by=INSTALLER)
    asked = ozmap.activate_port(
        reservation=life.reservation, cable_type_id=cable.id, service_request=request, user_id=INSTALLER
    )
    followed = ozmap.follow_reservation(reservation=asked.value)
    life.reservation = followed.value
    return Told(
        text=f"com o cabo {cable.name}",
        events=(*asked.events, *followed.events),
        found=(asked.value.status.value, life.reservation.status.value),
    )


def approves_contract(life: Life) -> Told:
    """Everything is installed: the contract is in force from now on."""
    approved = life.happens(lifecycle.ContractEventKind.APPROVE)
    life.contract = lifecycle.observe(life.contract, approved, today=life.today).state
    return Told(text="o contrato vale", found=(life.contract.status.value, life.contract.access.value))


STEPS = {
    "search_olts": searches_olts,
    "find_onu": finds_onu,
    "provision_onu": provisions_onu,
    "diagnose_onu": diagnoses_onu,
    "reboot_onu": reboots_onu,
    "activate_port": activates_port,
    "approve_contract": approves_contract,
}
