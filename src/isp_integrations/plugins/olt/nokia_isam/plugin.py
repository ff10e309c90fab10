"""Nokia ISAM OLTs over their command line, by SSH or Telnet, and their TL1, on a port of its own.

The command line reads and authorises. TL1 restarts ONTs, and gives the vendor's own gateways their connection and
Wi-Fi; an account without its address does all the rest.
"""

from collections.abc import Mapping
from typing import ClassVar

from isp_integrations.core.cli import typed
from isp_integrations.core.errors import UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import carry_out, undo_all
from isp_integrations.core.olt.texts import QUOTED, TL1, WORD, TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.rules import Family
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.core.tl1 import Tl1Dialect, obeyed
from isp_integrations.core.wire import Declared
from isp_integrations.plugins.olt.nokia_isam import answers as a
from isp_integrations.plugins.olt.nokia_isam import gateways, services
from isp_integrations.plugins.olt.nokia_isam import wire as w

_CONFIGURING = (w.CARD, w.QUEUE, w.PORT_UP, w.MAC_LIMIT, w.PORT_VLAN)
_WORD = TextForm(longest=64, signs=WORD, told="letras, dígitos e sinais ASCII, sem espaço, aspas, ?, ;, | e \\")
_TEXT = TextForm(longest=64, signs=QUOTED, trimmed=True, told="ASCII imprimível, sem aspas, ?, ;, | e \\")
_SIGNS_OF_VALUES = TL1.strip().replace("&", "")
"""Of TL1 values in words; an ampersand joins several values to one list."""
_TOLD_OF_VALUES = "letras, dígitos e sinais ASCII, sem espaço, vírgula, :, ;, =, &, aspas, ?, | e \\"


def _value(longest: int, *, shortest: int = 1) -> TextForm:
    return TextForm(shortest=shortest, longest=longest, signs=_SIGNS_OF_VALUES, told=_TOLD_OF_VALUES)


def _of_provision(request: r.ProvisionOnu) -> tuple[Declared, ...]:
    if request.connection.mode not in gateways.ROUTED:
        return () if request.template.options.get("tag") else (w.PORT_PVID,)
    wan = (w.FREE_SLOT, *(each.message for each in (w.WAN_VLAN, w.WAN_USERNAME, w.WAN_PASSWORD)))
    return (*wan, *(_of_wifi(request.wifi) if request.wifi else ()))


def _of_wifi(wifi: m.WifiConfig) -> tuple[Declared, ...]:
    settings = (setting for network in wifi.networks() for setting in gateways.wifi_settings(network))
    return tuple(parameter.message for parameter, _ in settings)


class NokiaIsam(OltSpec):
    """One ISAM. ONTs are found by their serial, in the status of the whole OLT."""

    key = "nokia_isam"
    title = "Nokia ISAM"
    schemes = ("ssh", "telnet")
    wire = w.WIRE
    dialect = w.DIALECT
    other_bases: ClassVar[Mapping[str, str]] = {
        w.TL1: "agente TL1 da OLT, tl1://olt.exemplo:1023, para PPPoE, Wi-Fi e reinício"
    }
    other_dialects: ClassVar[Mapping[str, Tl1Dialect]] = {w.TL1: w.TL1_DIALECT}
    credential_fields = (
        CredentialField(name="username", label="Usuário da OLT", secret=False),
        CredentialField(name="password", label="Senha da OLT"),
    )
    modes = frozenset({m.ConnectionMode.BRIDGE, *gateways.ROUTED})
    wifi_bands = frozenset(m.WifiBand)
    wifi_single_field = True
    pon_port_form: ClassVar[str] = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,2}"
    pon_port_example: ClassVar[str] = "1/1/3/16"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = dict.fromkeys(modes, ("upload_profile",))
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.NAME: _TEXT,
        TextField.DESCRIPTION: _TEXT,
        TextField.PROFILE: _WORD,
        TextField.USERNAME: _value(64),
        TextField.PASSWORD: _value(64),
        TextField.SSID: _value(32),
        TextField.WIFI_PASSWORD: _value(63, shortest=8),
    }

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        from isp_integrations.plugins.olt.nokia_isam.sandbox import nokia_sandbox  # noqa: PLC0415  for sandboxes alone

        return nokia_sandbox()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        return tuple(services.template_conditions(request.onu, request.connection, request.template))

    @classmethod
    def wifi_refusal(cls, onu: m.Onu, band: m.WifiBand) -> str | None:
        if onu.serial.vendor == gateways.MAKER:
            return None
        return "Só o Wi-Fi de ONTs roteadoras da Nokia é configurado por esta OLT: use o ACS."

    @operation(uses=(w.WAITING,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from self._waiting()

    @operation(uses=(w.WAITING,))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        found = (
            m.UnprovisionedOnu(serial=ont.serial, raw_serial=ont.serial.value, pon_port=ont.pon)
            for ont in (yield from self._waiting())
            if request.pon_port in {None, ont.pon}
        )
        return Page(items=tuple(found))

    @operation(uses=(w.STATUS,))
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]:
        """ONTs that were planned without a serial are left out."""
        onts = yield from services.onts_of(self)
        asked = (ont for ont in onts if request.pon_port in {None, ont.place.pon})
        return Page(items=tuple(self._as_onu(ont, ont.serial) for ont in asked if ont.serial is not None))

    @operation(uses=(w.STATUS,))
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        if request.serial is None:
            raise UnsupportedOperation(platform=self.key, operation="find_onu", message="A busca é só por serial.")
        return self._as_onu((yield from services.demand(self, request.serial)), request.serial)

    @operation(uses=(w.STATUS, w.OPTICS))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        """The distance is in `raw` alone: the OLT does not say in which unit it is."""
        serial = request.onu.serial
        ont = yield from services.demand(self, serial)
        onu = self._as_onu(ont, serial)
        optical = m.OpticalLevels()
        if onu.oper_state is m.OperState.ONLINE:
            optical = a.read_optics((yield from typed(w.DIALECT, self.command(w.OPTICS, ont=ont.place))))
        return m.OnuStatus(
            serial=serial,
            oper_state=onu.oper_state,
            raw_state=onu.raw_state,
            enabled=onu.enabled,
            optical=optical,
            raw={"ont-olt-distance": ont.distance} if ont.distance else {},
        )

    @operation(uses=(w.STATUS, w.ONT_ADD, w.ONT_UP, *_CONFIGURING), also=_of_provision)
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        onu = request.onu
        service = services.Service(self, onu, request.connection, request.template, request.wifi)
        if onu.admin_state is m.OnuState.UNPROVISIONED:
            found = yield from services.find(self, onu.serial)
            if found is not None:
                raise services.somewhere_else(self, found.place)
        steps = yield from carry_out(service.steps(), clean_up=request.clean_up)
        seen = yield from self._as_it_stands(onu)
        return m.TaskReport(onu=seen, steps=steps, wifi=tuple(service.outcomes))

    @operation(uses=(w.STATUS, w.ONT_DOWN, w.ONT_DELETE))
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]:
        steps = services.Service(self, request.onu, request.connection, request.template).steps()
        if (yield from services.find(self, request.onu.serial)) is None:
            undone = tuple(m.StepReport(name=step.name, state=m.StepState.UNDONE) for step in steps)
            return m.TaskReport(onu=request.onu, steps=undone)
        reports = yield from undo_all(steps)
        return m.TaskReport(onu=(yield from self._as_it_stands(request.onu)), steps=reports)

    @operation(uses=(w.STATUS, w.ONT_DOWN, w.ONT_DELETE))
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]:
        step = services.removal(self, request.onu.serial)
        return m.TaskReport(onu=request.onu, steps=(yield from carry_out((step,))))

    @operation(uses=(w.STATUS, w.FREE_SLOT), also=lambda request: _of_wifi(request.wifi))
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        """Set the first network of each band of a gateway. Nothing of it can be read back."""
        for network in request.wifi.networks():
            gateways.refuse_untypeable(self, gateways.wifi_settings(network))
        ont = yield from services.demand(self, request.onu.serial)
        return (yield from gateways.set_networks(self, ont.place, request.wifi))

    @operation(uses=(w.STATUS, w.RESTART))
    def reboot_onu(self, request: r.RebootOnu) -> Exchange[m.DeviceOutcome]:
        """Restart an ONT. Nothing that the OLT is known to show proves it, so a lost answer stays unknown."""
        ont = yield from services.demand(self, request.onu.serial)
        yield from obeyed(w.TL1_DIALECT, self.command(w.RESTART, ont=ont.place.aid))
        return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self.key)

    @operation(uses=(w.SAVE,))
    def save_config(self, request: r.SaveConfig) -> Exchange[None]:
        yield from typed(w.DIALECT, self.command(w.SAVE))

    def _waiting(self) -> Exchange[tuple[a.WaitingOnt, ...]]:
        return a.read_waiting((yield from typed(w.DIALECT, self.command(w.WAITING))))

    def _as_it_stands(self, onu: m.Onu) -> Exchange[m.Onu]:
        """The ONT as the OLT shows it after a task; as it was asked for where the OLT has none."""
        ont = yield from services.find(self, onu.serial)
        return onu if ont is None else self._as_onu(ont, onu.serial)

    def _as_onu(self, ont: a.Ont, serial: OnuSerial) -> m.Onu:
        return m.Onu(
            serial=serial,
            pon_port=ont.place.pon,
            onu_id=ont.place.number,
            name=ont.name,
            description=ont.description,
            enabled=ont.enabled,
            admin_state=m.OnuState.PROVISIONED,
            oper_state=self.wire.word(w.STATES, ont.oper_status),
            raw_state=ont.oper_status,
        )
