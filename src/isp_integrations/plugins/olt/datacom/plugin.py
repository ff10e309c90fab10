"""Datacom DmOS OLTs over their command line, by SSH or Telnet."""

from collections.abc import Mapping
from typing import ClassVar

import attrs

from isp_integrations.core.cli import Command
from isp_integrations.core.errors import ProviderRejected, UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.steps import OLD_DEVICE, carry_out, undo_all
from isp_integrations.core.olt.texts import WORD, TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.rules import Family
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.plugins.olt.datacom import reads, services
from isp_integrations.plugins.olt.datacom import wire as w
from isp_integrations.plugins.olt.datacom.services import Service, removal

_WORD_TOLD = "letras, dígitos e sinais ASCII, sem espaço, aspas, ?, ;, | e barra invertida"
_WORD_FORM = TextForm(longest=64, signs=WORD, told=_WORD_TOLD)
_OF_A_ROUTER = ("line_profile", "onu_type", "options.rg_profile")
_ROUTED = (m.ConnectionMode.PPPOE, m.ConnectionMode.DHCP, m.ConnectionMode.STATIC_IP)
_LOOKING = (w.ONU_BY_SERIAL, w.DETAIL)
_BRINGING_IN = (
    *_LOOKING,
    w.ONUS_OF_PON,
    w.SERVICE_PORTS,
    w.SERIAL_NUMBER,
    w.LINE_PROFILE,
    w.SERVICE_PORT,
    w.COMMIT,
)
_TAKING_OUT = (w.ONU_BY_SERIAL, w.SERVICE_PORTS, w.ONU_DELETE, w.SERVICE_PORT_DELETE, w.COMMIT)
_WIFI = (w.RG_SSID, w.RG_WIFI_KEY)
_WAN: Mapping[m.ConnectionMode, tuple[Command, ...]] = {
    m.ConnectionMode.PPPOE: (w.RG_PROFILE, w.RG_PPPOE),
    m.ConnectionMode.DHCP: (w.RG_PROFILE,),
    m.ConnectionMode.STATIC_IP: (w.RG_PROFILE, w.RG_STATIC),
}


def _of_connection(request: r.ProvisionOnu | r.MoveOnu | r.ReplaceOnu) -> tuple[Command, ...]:
    return _WAN.get(request.connection.mode, ())


class Datacom(OltSpec):
    """One DmOS OLT. ONUs are found by their serial, wherever they are.

    WAN and Wi-Fi are values of an rg-profile that one ONU overrides; it applies to a few of the maker's own models.
    """

    key = "datacom"
    title = "Datacom DmOS"
    schemes = ("ssh", "telnet")
    wire = w.WIRE
    dialect = w.DIALECT
    credential_fields = (
        CredentialField(name="username", label="Usuário da OLT", secret=False),
        CredentialField(name="password", label="Senha da OLT"),
    )
    modes = frozenset({m.ConnectionMode.BRIDGE, *_ROUTED})
    wifi_bands = frozenset({m.WifiBand.GHZ_24})
    wifi_single_field = True
    pon_port_form: ClassVar[str] = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,2}"
    pon_port_example = "1/1/2"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = {
        m.ConnectionMode.BRIDGE: ("line_profile",),
        **dict.fromkeys(_ROUTED, _OF_A_ROUTER),
    }
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.NAME: _WORD_FORM,
        TextField.DESCRIPTION: _WORD_FORM,
        TextField.USERNAME: _WORD_FORM,
        TextField.PASSWORD: TextForm(longest=32, signs=WORD, told=_WORD_TOLD),
        TextField.PROFILE: _WORD_FORM,
        TextField.SSID: TextForm(longest=32, signs=WORD, told=_WORD_TOLD),
        TextField.WIFI_PASSWORD: TextForm(shortest=8, longest=63, signs=WORD, told=_WORD_TOLD),
    }

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        from isp_integrations.plugins.olt.datacom.sandbox import datacom_sandbox  # noqa: PLC0415  for sandboxes alone

        return datacom_sandbox()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        return tuple(services.template_conditions(request.onu, request.connection, request.template))

    @classmethod
    def wifi_refusal(cls, onu: m.Onu, band: m.WifiBand) -> str | None:
        if onu.serial.vendor == services.MAKER and (not onu.model or services.is_router(onu.model)):
            return None
        return "Só o Wi-Fi das ONUs DM984-42x e DM985-100 é configurado por esta OLT: use o ACS."

    @operation(uses=(w.DISCOVERED,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from reads.waiting(self)

    @operation(uses=(w.DISCOVERED,))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        rows = yield from reads.waiting(self)
        found = (
            m.UnprovisionedOnu(serial=row.serial, raw_serial=row.serial.value, pon_port=row.pon)
            for row in rows
            if request.pon_port in {None, row.pon}
        )
        return Page(items=tuple(found))

    @operation(uses=(w.ONUS, w.ONUS_OF_PON))
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]:
        rows = yield from reads.onus(self, request.pon_port)
        return Page(items=tuple(reads.listed(self, row) for row in rows))

    @operation(uses=_LOOKING)
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        if request.serial is None:
            raise UnsupportedOperation(platform=self.key, operation="find_onu", message="A busca é só por serial.")
        return (yield from reads.onu(self, request.serial))

    @operation(uses=(*_LOOKING, w.RSSI))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        return (yield from reads.status(self, request.onu.serial))

    @operation(uses=_BRINGING_IN, also=lambda request: (*_of_connection(request), *(_WIFI if request.wifi else ())))
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        service = Service(self, request.onu, request.connection, request.template, request.wifi)
        if request.onu.admin_state is m.OnuState.UNPROVISIONED:
            yield from service.refuse_if_there()
        steps = yield from carry_out(service.steps(), clean_up=request.clean_up)
        onu = yield from self._as_it_stands(request.onu)
        return m.TaskReport(onu=onu, steps=steps, wifi=tuple(service.outcomes))

    @operation(uses=_TAKING_OUT, also=lambda request: (w.DETAIL,))
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]:
        steps = Service(self, request.onu, request.connection, request.template).steps()
        if (yield from reads.find(self, request.onu.serial)) is None:
            undone = tuple(m.StepReport(name=step.name, state=m.StepState.UNDONE) for step in steps)
            return m.TaskReport(onu=request.onu, steps=undone)
        reports = yield from undo_all(steps)
        return m.TaskReport(onu=(yield from self._as_it_stands(request.onu)), steps=reports)

    @operation(uses=(w.ONU_BY_SERIAL, *_WIFI, w.COMMIT))
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        place = yield from reads.demand(self, request.onu.serial)
        outcomes = []
        for network in request.wifi.networks():
            yield from services.set_again(self, services.on_onu(place, *services.wifi_orders(network)))
            done = m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self.key, band=network.band)
            outcomes.append(done)
        return tuple(outcomes)

    @operation(uses=(*_BRINGING_IN, w.ONU_DELETE, w.SERVICE_PORT_DELETE), also=_of_connection)
    def move_onu(self, request: r.MoveOnu) -> Exchange[m.TaskReport]:
        there = attrs.evolve(request.onu, pon_port=request.pon_port, onu_id=None)
        service = Service(self, there, request.connection, request.template, _kept_wifi(there, request.connection))
        yield from reads.onus(self, request.pon_port)
        gone = removal(self, request.onu.serial, prefix="old_place.", new_pon=request.pon_port)
        steps = yield from carry_out((gone, *service.steps()))
        onu = yield from self._as_it_stands(there)
        return m.TaskReport(onu=onu, steps=steps, wifi=tuple(service.outcomes))

    @operation(uses=(*_BRINGING_IN, w.ONU_DELETE, w.SERVICE_PORT_DELETE), also=_of_connection)
    def replace_onu(self, request: r.ReplaceOnu) -> Exchange[m.TaskReport]:
        kept = _kept_wifi(attrs.evolve(request.new, wifi=request.onu.wifi), request.connection)
        service = Service(self, request.new, request.connection, request.template, kept)
        if request.new.admin_state is m.OnuState.UNPROVISIONED:
            yield from service.refuse_if_there()
        gone = removal(self, request.onu.serial, prefix=OLD_DEVICE)
        steps = yield from carry_out((*service.steps(), gone))
        onu = yield from self._as_it_stands(request.new)
        return m.TaskReport(onu=onu, steps=steps, wifi=tuple(service.outcomes), replaced=request.onu)

    @operation(uses=_TAKING_OUT)
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]:
        steps = yield from carry_out((removal(self, request.onu.serial),))
        return m.TaskReport(onu=request.onu, steps=steps)

    def _as_it_stands(self, onu: m.Onu) -> Exchange[m.Onu]:
        """The ONU as the OLT shows it after a task; as it was asked for where the OLT has none."""
        try:
            return (yield from reads.onu(self, onu.serial))
        except ProviderRejected as refused:
            if refused.violation is None:
                raise
            return onu


def _kept_wifi(onu: m.Onu, connection: m.ConnectionConfig) -> m.WifiConfig | None:
    """The 2.4 GHz network that an ONU keeps when it is brought in again, where this OLT can set it."""
    if onu.wifi is None or connection.mode not in Datacom.wifi_modes:
        return None
    return m.WifiConfig(ssid_24=onu.wifi.ssid_24, password_24=onu.wifi.password_24)
