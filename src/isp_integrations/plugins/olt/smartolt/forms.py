"""The forms that SmartOLT is sent for an authorisation and for a WAN."""

from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.requests import ProvisionOnu
from isp_integrations.plugins.olt.smartolt import wire as w


def onu_type_of(request: ProvisionOnu) -> str:
    """The panel's type of the ONU: the template's, or the model that the ONU was found with."""
    return request.template.onu_type or request.onu.model


def authorisation(request: ProvisionOnu, external_id: str) -> w.Authorise:
    """An authorisation under that id; without board and port the panel would only keep it for later."""
    onu, template = request.onu, request.template
    board, port = (onu.pon_port or "").split("/")
    bridge = request.connection.mode is m.ConnectionMode.BRIDGE
    return w.Authorise(
        olt_id=onu.olt_id or "",
        pon_type=w.GPON,
        board=board,
        port=port,
        serial=onu.serial.value,
        onu_type=onu_type_of(request),
        mode=w.BRIDGING if bridge else w.ROUTING,
        vlan=str(request.connection.vlan),
        zone=template.options["zone"],
        name=onu.name,
        external_id=external_id,
        comment=onu.description or None,
        odb=template.options.get("odb"),
        custom_profile=template.options.get("custom_profile"),
        upload_profile=template.upload_profile or None,
        download_profile=template.download_profile or None,
    )


def wan_form(
    connection: m.ConnectionConfig, template: m.ProvisioningTemplate | None
) -> w.Pppoe | w.Dhcp | w.StaticIp:
    """The WAN of a routing ONU, IPv4, configured by OMCI unless the template says otherwise."""
    options = template.options if template else {}
    common = {"method": options.get("configuration_method", w.OMCI), "protocol": w.IPV4}
    if connection.mode is m.ConnectionMode.PPPOE:
        return w.Pppoe(username=connection.username, password=connection.password, **common)
    if connection.mode is m.ConnectionMode.DHCP:
        return w.Dhcp(**common)
    first, second, *_ = (*connection.dns, None, None)
    return w.StaticIp(
        address=connection.address,
        netmask=connection.netmask,
        gateway=connection.gateway,
        dns1=first,
        dns2=second,
        **common,
    )
