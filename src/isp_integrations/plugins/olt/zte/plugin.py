"""ZTE ZXA10 OLTs over their command line, by SSH or Telnet."""

import re
from collections.abc import Mapping
from typing import ClassVar, TypeAlias

import attrs

from isp_integrations.core.cli import Command, typed
from isp_integrations.core.errors import InvalidIdentifier, ProviderRejected, UnsupportedOperation
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
from isp_integrations.plugins.olt.zte import orders, reads, tables
from isp_integrations.plugins.olt.zte import wire as w
from isp_integrations.plugins.olt.zte.edits import Edit
from isp_integrations.plugins.olt.zte.removals import Removal
from isp_integrations.plugins.olt.zte.services import MAKER, Service, template_conditions

_CURSOR = re.compile(r"(classic|titan):(\d{1,2}/\d{1,3}/\d{1,3}(?:,\d{1,2}/\d{1,3}/\d{1,3})*)")
_Ahead: TypeAlias = list[tuple[int, int, int]]
"""Slot, next port and last port of each board that is left."""
_WORD_TOLD = "letras, dígitos e sinais ASCII, sem espaço, aspas, ?, ;, | e barra invertida"
_WORD_FORM = TextForm(longest=64, signs=WORD, told=_WORD_TOLD)
_OF_THE_OLT = ("onu_type", "line_profile")
_OF_A_WAN = (*_OF_THE_OLT, "options.vlan_profile")
_LOOKING = (w.CARDS, w.ONU_BY_SERIAL, w.DETAIL)
_BRINGING_IN = (*_LOOKING, w.STATES, w.RUNNING, w.ONU_ADD, w.TCONT, w.GEM_PORT, w.SERVICE_PORT, w.SERVICE)
_TAKING_OUT = (*_LOOKING, w.ONU_DELETE)
_WIFI = (w.WIFI_ON, w.SSID, w.WIFI_KEY)
_WAN: Mapping[m.ConnectionMode, Command] = {
    m.ConnectionMode.PPPOE: w.WAN_PPPOE,
    m.ConnectionMode.DHCP: w.WAN_DHCP,
    m.ConnectionMode.STATIC_IP: w.WAN_STATIC,
}


def _of_connection(request: r.ProvisionOnu | r.MoveOnu | r.ReplaceOnu) -> tuple[Command, ...]:
    wan = _WAN.get(request.connection.mode)
    return (w.BRIDGE_PORT,) if wan is None else (wan, w.WAN_SERVICE)


def _of_edit(request: r.EditOnu) -> tuple[Command, ...]:
    wan = _WAN.get(request.connection.mode) if request.connection else None
    return (w.NAME, w.DESCRIPTION, *((wan,) if wan else ()))


class Zte(OltSpec):
    """One ZXA10 OLT, of either line of products: which one is read of its own list of boards.

    ONUs are found by their serial, wherever they are. WAN and Wi-Fi are set on ZTE's own ONUs alone.
    """

    key = "zte"
    title = "ZTE ZXA10"
    schemes = ("telnet", "ssh")
    wire = w.WIRE
    dialect = w.DIALECT
    credential_fields = (
        CredentialField(name="username", label="Usuário da OLT", secret=False),
        CredentialField(name="password", label="Senha da OLT"),
        CredentialField(name="enable_password", label="Senha do modo enable, se a OLT pedir", required=False),
    )
    modes = frozenset({m.ConnectionMode.BRIDGE, *_WAN})
    wifi_bands = frozenset(m.WifiBand)
    wifi_single_field = True
    pon_port_form: ClassVar[str] = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,2}"
    pon_port_example = "1/2/3"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = {
        m.ConnectionMode.BRIDGE: _OF_THE_OLT,
        **dict.fromkeys(_WAN, _OF_A_WAN),
    }
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.NAME: _WORD_FORM,
        TextField.DESCRIPTION: _WORD_FORM,
        TextField.USERNAME: _WORD_FORM,
        TextField.PASSWORD: _WORD_FORM,
        TextField.PROFILE: _WORD_FORM,
        TextField.SSID: TextForm(longest=32, signs=WORD, told=_WORD_TOLD),
        TextField.WIFI_PASSWORD: TextForm(shortest=8, longest=63, signs=WORD, told=_WORD_TOLD),
    }

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        from isp_integrations.plugins.olt.zte.sandbox import zte_sandbox  # noqa: PLC0415  for sandboxes alone

        return zte_sandbox()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        return tuple(template_conditions(request.onu, request.connection, request.template))

    @classmethod
    def wifi_refusal(cls, onu: m.Onu, band: m.WifiBand) -> str | None:
        if onu.serial.vendor == MAKER:
            return None
        return "Só o Wi-Fi de ONUs ZTE é configurado por esta OLT: use o ACS."

    @operation(uses=(w.CARDS,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from reads.chassis(self)

    @operation(uses=(w.UNCFG_GPON, w.UNCFG_PON))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        rows = yield from reads.waiting(self)
        items = (
            m.UnprovisionedOnu(serial=row.serial, raw_serial=row.serial.value, pon_port=row.pon, model=row.model)
            for row in rows
            if request.pon_port in {None, row.pon}
        )
        return Page(items=tuple(items))

    @operation(uses=(w.CARDS, w.STATES, w.BASE_INFO))
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]:
        if request.pon_port:
            spelling = yield from reads.spelling(self)
            return Page(items=(yield from self._onus_of(spelling, request.pon_port)))
        spelling, ahead = yield from self._ahead(cursor)
        if not ahead:
            return Page(items=())
        (slot, port, last), *later = ahead
        try:
            onus = yield from self._onus_of(spelling, f"1/{slot}/{port}")
        except ProviderRejected as refused:
            if port not in {0, last} or refused.code not in reads.ABSENT_COMMAND:
                raise
            onus = ()
        following = [(slot, port + 1, last)] if port < last else []
        return Page(items=onus, cursor=_cursor(spelling, [*following, *later]))

    @operation(uses=_LOOKING)
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        if request.serial is None:
            raise UnsupportedOperation(platform=self.key, operation="find_onu", message="A busca é só por serial.")
        return (yield from self._read(m.Onu(serial=request.serial)))

    @operation(uses=(*_LOOKING, w.POWER))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        spelling, place = yield from self._located(request.onu)
        page = yield from reads.detail(self, spelling, place, request.onu.serial)
        levels = m.OpticalLevels()
        if self.wire.word(w.PHASES, page.text("Phase state")) is m.OperState.ONLINE:
            levels = yield from reads.optical(self, spelling, place)
        return reads.as_status(self, request.onu.serial, page, levels)

    @operation(uses=_BRINGING_IN, also=lambda request: (*_of_connection(request), *(_WIFI if request.wifi else ())))
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        spelling = yield from reads.spelling(self)
        service = Service(self, spelling, request.onu, request.connection, request.template, request.wifi)
        if request.onu.admin_state is m.OnuState.UNPROVISIONED:
            yield from service.refuse_if_there()
        steps = yield from carry_out(service.steps(), clean_up=request.clean_up)
        onu = yield from self._as_it_stands(spelling, request.onu)
        return m.TaskReport(onu=onu, steps=steps, wifi=tuple(service.outcomes))

    @operation(uses=_TAKING_OUT)
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]:
        spelling = yield from reads.spelling(self)
        steps = Service(self, spelling, request.onu, request.connection, request.template).steps()
        if (yield from reads.find(self, request.onu.serial)) is None:
            undone = tuple(m.StepReport(name=step.name, state=m.StepState.UNDONE) for step in steps)
            return m.TaskReport(onu=request.onu, steps=undone)
        reports = yield from undo_all(steps)
        return m.TaskReport(onu=(yield from self._as_it_stands(spelling, request.onu)), steps=reports)

    @operation(uses=(*_LOOKING, *_WIFI))
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        spelling, place = yield from self._located(request.onu)
        networks = request.wifi.networks()
        return (yield from orders.set_networks(self, spelling, place, request.onu.serial, networks))

    @operation(uses=_LOOKING, also=_of_edit)
    def edit_onu(self, request: r.EditOnu) -> Exchange[m.TaskReport]:
        spelling, place = yield from self._located(request.onu)
        edit = Edit(self, spelling, place, request)
        yield from edit.refuse_other_vlan()
        steps = yield from carry_out(tuple(edit.steps()))
        return m.TaskReport(onu=(yield from self._as_it_stands(spelling, request.onu)), steps=steps)

    @operation(uses=(*_BRINGING_IN, w.ONU_DELETE), also=_of_connection)
    def move_onu(self, request: r.MoveOnu) -> Exchange[m.TaskReport]:
        spelling = yield from reads.spelling(self)
        there = attrs.evolve(request.onu, pon_port=request.pon_port, onu_id=None)
        kept = _kept_wifi(request.onu, request.connection)
        service = Service(self, spelling, there, request.connection, request.template, kept)
        yield from reads.states(self, spelling, request.pon_port)
        removal = Removal(self, spelling, request.onu.serial, prefix="old_place.", new_pon=request.pon_port)
        steps = yield from carry_out((removal.step(), *service.steps()))
        onu = yield from self._as_it_stands(spelling, there)
        return m.TaskReport(onu=onu, steps=steps, wifi=tuple(service.outcomes))

    @operation(uses=(*_BRINGING_IN, w.ONU_DELETE), also=_of_connection)
    def replace_onu(self, request: r.ReplaceOnu) -> Exchange[m.TaskReport]:
        spelling = yield from reads.spelling(self)
        kept = _kept_wifi(attrs.evolve(request.new, wifi=request.onu.wifi), request.connection)
        service = Service(self, spelling, request.new, request.connection, request.template, kept)
        if request.new.admin_state is m.OnuState.UNPROVISIONED:
            yield from service.refuse_if_there()
        removal = Removal(self, spelling, request.onu.serial, prefix=OLD_DEVICE)
        steps = yield from carry_out((*service.steps(), removal.step()))
        onu = yield from self._as_it_stands(spelling, request.new)
        return m.TaskReport(onu=onu, steps=steps, wifi=tuple(service.outcomes), replaced=request.onu)

    @operation(uses=_TAKING_OUT)
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]:
        spelling = yield from reads.spelling(self)
        steps = yield from carry_out((Removal(self, spelling, request.onu.serial).step(),))
        return m.TaskReport(onu=request.onu, steps=steps)

    @operation(uses=(w.CARDS, w.ONU_BY_SERIAL, w.REBOOT))
    def reboot_onu(self, request: r.RebootOnu) -> Exchange[m.DeviceOutcome]:
        """Restart an ONU. Nothing that the OLT is known to show proves it, so a lost answer stays unknown."""
        spelling, place = yield from self._located(request.onu)
        yield from orders.type_at(self, spelling, place, orders.Order(command=w.REBOOT))
        return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self.key)

    @operation(uses=(*_LOOKING, w.NO_SHUTDOWN))
    def enable_onu(self, request: r.EnableOnu) -> Exchange[m.Onu]:
        return (yield from self._switched(request.onu, w.NO_SHUTDOWN))

    @operation(uses=(*_LOOKING, w.SHUTDOWN))
    def disable_onu(self, request: r.DisableOnu) -> Exchange[m.Onu]:
        return (yield from self._switched(request.onu, w.SHUTDOWN))

    @operation(uses=(w.SAVE,))
    def save_config(self, request: r.SaveConfig) -> Exchange[None]:
        yield from typed(w.DIALECT, self.command(w.SAVE))

    def _located(self, onu: m.Onu) -> Exchange[tuple[tables.Spelling, tables.Place]]:
        spelling = yield from reads.spelling(self)
        return spelling, (yield from reads.demand(self, onu.serial))

    def _read(self, onu: m.Onu) -> Exchange[m.Onu]:
        spelling, place = yield from self._located(onu)
        page = yield from reads.detail(self, spelling, place, onu.serial)
        return reads.as_onu(self, onu.serial, place, page)

    def _switched(self, onu: m.Onu, command: Command) -> Exchange[m.Onu]:
        spelling, place = yield from self._located(onu)
        yield from orders.type_at(self, spelling, place, orders.Order(command=command))
        page = yield from reads.detail(self, spelling, place, onu.serial)
        return reads.as_onu(self, onu.serial, place, page)

    def _as_it_stands(self, spelling: tables.Spelling, onu: m.Onu) -> Exchange[m.Onu]:
        """The ONU as the OLT shows it after a task; as it was asked for where the OLT has none."""
        place = yield from reads.find(self, onu.serial)
        if place is None:
            return onu
        page = yield from reads.detail(self, spelling, place, onu.serial)
        return reads.as_onu(self, onu.serial, place, page)

    def _onus_of(self, spelling: tables.Spelling, pon: str) -> Exchange[tuple[m.Onu, ...]]:
        found = {row.place: row for row in (yield from reads.states(self, spelling, pon))}
        if not found:
            return ()
        rows = yield from reads.base_info(self, spelling, pon)
        if len(rows) != len(found) or any(row.place not in found for row in rows):
            raise tables.unreadable("OnuIndex")
        return tuple(reads.listed(self, row, found[row.place], row.serial) for row in rows if row.serial is not None)

    def _ahead(self, cursor: str | None) -> Exchange[tuple[tables.Spelling, _Ahead]]:
        """Where the list goes on. Ports begin at 1, on some builds at 0: both ends are asked for, and the one that
        does not exist is refused."""
        if cursor is None:
            chassis = yield from reads.chassis(self)
            return chassis.spelling, [(slot, 0, ports) for slot, ports in chassis.ports.items()]
        found = _CURSOR.fullmatch(cursor)
        if found is None:
            raise InvalidIdentifier(kind="cursor", reason="não é de uma lista desta plataforma")
        places = (place.split("/") for place in found[2].split(","))
        ahead = [(int(slot), int(port), int(last)) for slot, port, last in places]
        return tables.Spelling(found[1]), ahead


def _kept_wifi(onu: m.Onu, connection: m.ConnectionConfig) -> m.WifiConfig | None:
    """The networks that an ONU keeps when it is brought in again, where this OLT can set them."""
    settable = connection.mode in Zte.wifi_modes and onu.serial.vendor == MAKER
    return onu.wifi if settable else None


def _cursor(spelling: tables.Spelling, places: _Ahead) -> str | None:
    left = ",".join(f"{slot}/{port}/{last}" for slot, port, last in places)
    return f"{spelling}:{left}" if left else None
