"""Huawei SmartAX OLTs over their command line, by SSH or Telnet."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeAlias

import attrs

from isp_integrations.core.cli import Command, Meaning, typed
from isp_integrations.core.errors import InvalidIdentifier, ProviderRejected, UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.steps import OLD_DEVICE, carry_out, undo_all
from isp_integrations.core.olt.texts import QUOTED, WORD, TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import write_once
from isp_integrations.core.rules import Family
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.plugins.olt.huawei import orders, reads, tables
from isp_integrations.plugins.olt.huawei import wire as w
from isp_integrations.plugins.olt.huawei.edits import Edit
from isp_integrations.plugins.olt.huawei.removals import Removal
from isp_integrations.plugins.olt.huawei.services import Service, template_conditions

_FRAME = 0
_PORTS_OF_A_BOARD = 16
_CURSOR = re.compile(r"\d{1,2}/\d{1,2}(?:,\d{1,2}/\d{1,2})*")
_Pon: TypeAlias = tuple[int, int]
"""Slot and port."""
_PROFILES = ("line_profile", "service_profile")
_WORD_TOLD = "letras, dígitos e sinais ASCII, sem espaço, aspas, ?, ;, | e barra invertida"
_QUOTED_TOLD = "letras, dígitos, espaços e sinais ASCII, sem aspas, ?, ;, | e barra invertida"
_QUOTED = TextForm(longest=64, signs=QUOTED, told=_QUOTED_TOLD, trimmed=True)
_READING = (w.ONT_BY_SERIAL,)
_BRINGING_IN = (
    w.ONT_BY_SERIAL,
    w.ONTS_OF_PON,
    w.SERVICE_PORTS,
    w.ONT_ADD,
    w.SERVICE_PORT_ADD,
)
_TAKING_OUT = (w.ONT_BY_SERIAL, w.SERVICE_PORTS, w.SERVICE_PORTS_REMOVE, w.ONT_DELETE)
_CONNECTION = {
    m.ConnectionMode.BRIDGE: w.NATIVE_VLAN,
    m.ConnectionMode.PPPOE: w.IPCONFIG_PPPOE,
    m.ConnectionMode.DHCP: w.IPCONFIG_DHCP,
    m.ConnectionMode.STATIC_IP: w.IPCONFIG_STATIC,
}
_OPTIONS = {"wan_profile": (w.VERSION, w.INTERNET_CONFIG, w.WAN_CONFIG), "policy_route_profile": (w.POLICY_ROUTE,)}


def _of_connection(request: r.ProvisionOnu | r.MoveOnu | r.ReplaceOnu) -> tuple[Command, ...]:
    wanted = (commands for option, commands in _OPTIONS.items() if request.template.options.get(option))
    return (*_of_mode(request.connection.mode), *(command for commands in wanted for command in commands))


def _of_edit(request: r.EditOnu) -> tuple[Command, ...]:
    described = () if request.name is None and request.description is None else (w.ONT_DESCRIBE,)
    if request.connection is None:
        return described
    return (*described, w.SERVICE_PORT_ADD, w.SERVICE_PORTS_REMOVE, *_of_mode(request.connection.mode))


def _of_mode(mode: m.ConnectionMode) -> tuple[Command, ...]:
    return (_CONNECTION[mode],) if mode in _CONNECTION else ()


class Huawei(OltSpec):
    """One SmartAX OLT (MA5600T and MA5800 families).

    ONUs are found by their serial, wherever they are. Wi-Fi cannot be set by this command line; an ACS does that.
    """

    key = "huawei"
    title = "Huawei SmartAX"
    schemes = ("ssh", "telnet")
    wire = w.WIRE
    dialect = w.DIALECT
    credential_fields = (
        CredentialField(name="username", label="Usuário da OLT", secret=False),
        CredentialField(name="password", label="Senha da OLT"),
    )
    modes = frozenset(_CONNECTION)
    pon_port_form: ClassVar[str] = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,2}"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = dict.fromkeys(_CONNECTION, _PROFILES)
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.NAME: _QUOTED,
        TextField.DESCRIPTION: _QUOTED,
        TextField.USERNAME: TextForm(longest=64, signs=WORD, told=_WORD_TOLD),
        TextField.PASSWORD: TextForm(longest=64, signs=WORD, told=_WORD_TOLD),
        TextField.PROFILE: TextForm(longest=64, signs=WORD, told=_WORD_TOLD),
    }

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        from isp_integrations.plugins.olt.huawei.sandbox import huawei_sandbox  # noqa: PLC0415  for sandboxes alone

        return huawei_sandbox()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        return tuple(template_conditions(request.connection, request.template))

    @operation(uses=(w.VERSION,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from typed(w.DIALECT, self.command(w.VERSION))

    @operation(uses=(w.AUTOFIND,))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        place = tables.Place.parse(request.pon_port) if request.pon_port else None
        found = yield from reads.found_onts(self, place)
        return Page(items=tuple(reads.waiting(ont) for ont in found))

    @operation(uses=(w.BOARDS, w.ONTS_OF_PON))
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]:
        if request.pon_port:
            return Page(items=(yield from self._onus_of(tables.Place.parse(request.pon_port))))
        ahead = yield from self._slots_ahead(cursor)
        if not ahead:
            return Page(items=())
        (slot, port), *later = ahead
        try:
            onus = yield from self._onus_of(tables.Place(_FRAME, slot, port))
        except ProviderRejected as refused:
            if refused.code != Meaning.BAD_ARGUMENT:
                raise
            return Page(items=(), cursor=_cursor(later))
        following = [(slot, port + 1)] if port + 1 < _PORTS_OF_A_BOARD else []
        return Page(items=onus, cursor=_cursor([*following, *later]))

    @operation(uses=_READING)
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        if request.serial is None:
            raise UnsupportedOperation(platform=self.key, operation="find_onu", message="A busca é só por serial.")
        return reads.as_onu(self, (yield from reads.demand(self, request.serial)))

    @operation(uses=(*_READING, w.OPTICAL_INFO, w.WAN_INFO))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        info = yield from reads.demand(self, request.onu.serial)
        levels, address = m.OpticalLevels(), None
        if self.wire.word(w.RUN_STATES, info.labels["Run state"]) is m.OperState.ONLINE:
            levels = yield from reads.optical(self, info)
            address = yield from reads.wan_address(self, info)
        return reads.as_status(self, info, levels, address)

    @operation(uses=_BRINGING_IN, also=_of_connection)
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        service = Service(self, request.onu, request.connection, request.template)
        yield from service.refuse_old_release()
        if request.onu.admin_state is m.OnuState.UNPROVISIONED:
            yield from service.refuse_if_there()
        steps = yield from carry_out(service.steps(), clean_up=request.clean_up)
        return m.TaskReport(onu=(yield from self._as_it_stands(request.onu)), steps=steps)

    @operation(uses=_TAKING_OUT)
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]:
        steps = Service(self, request.onu, request.connection, request.template).steps_to_undo()
        if (yield from reads.find(self, request.onu.serial)) is None:
            undone = tuple(m.StepReport(name=step.name, state=m.StepState.UNDONE) for step in steps)
            return m.TaskReport(onu=request.onu, steps=undone)
        reports = yield from undo_all(steps)
        return m.TaskReport(onu=(yield from self._as_it_stands(request.onu)), steps=reports)

    @operation(uses=_READING, also=_of_edit)
    def edit_onu(self, request: r.EditOnu) -> Exchange[m.TaskReport]:
        info = yield from reads.demand(self, request.onu.serial)
        rows: tuple[tables.ServicePortRow, ...] = ()
        if request.connection is not None:
            rows = yield from reads.service_ports(self, info.place, info.number)
        steps = yield from carry_out(tuple(Edit(self, request, info, rows).steps()), clean_up=True)
        return m.TaskReport(onu=(yield from self._as_it_stands(request.onu)), steps=steps)

    @operation(uses=(*_BRINGING_IN, *_TAKING_OUT), also=_of_connection)
    def move_onu(self, request: r.MoveOnu) -> Exchange[m.TaskReport]:
        """Take it out of its place and into the new one, which is read first: one that does not exist is refused."""
        there = attrs.evolve(request.onu, pon_port=request.pon_port, onu_id=None)
        service = Service(self, there, request.connection, request.template)
        yield from service.refuse_old_release()
        place = tables.Place.parse(request.pon_port)
        yield from reads.onts_of_pon(self, place)
        removal = Removal(self, request.onu.serial, prefix="old_place.", new_place=place)
        steps = yield from carry_out((*removal.steps(), *service.steps()))
        return m.TaskReport(onu=(yield from self._as_it_stands(there)), steps=steps)

    @operation(uses=(*_BRINGING_IN, *_TAKING_OUT), also=_of_connection)
    def replace_onu(self, request: r.ReplaceOnu) -> Exchange[m.TaskReport]:
        service = Service(self, request.new, request.connection, request.template)
        yield from service.refuse_old_release()
        if request.new.admin_state is m.OnuState.UNPROVISIONED:
            yield from service.refuse_if_there()
        removal = Removal(self, request.onu.serial, prefix=OLD_DEVICE)
        steps = yield from carry_out((*service.steps(), *removal.steps()))
        return m.TaskReport(onu=(yield from self._as_it_stands(request.new)), steps=steps, replaced=request.onu)

    @operation(uses=_TAKING_OUT)
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]:
        steps = yield from carry_out(Removal(self, request.onu.serial).steps())
        return m.TaskReport(onu=request.onu, steps=steps)

    @operation(uses=(*_READING, w.ONT_RESET))
    def reboot_onu(self, request: r.RebootOnu) -> Exchange[m.DeviceOutcome]:
        before = yield from reads.demand(self, request.onu.serial)
        done = m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self.key)

        def send() -> Exchange[m.DeviceOutcome]:
            yield from orders.type_at(self, orders.Line(command=w.ONT_RESET), before.place, before.number)
            return done

        def look() -> Exchange[m.DeviceOutcome | None]:
            now = yield from reads.demand(self, request.onu.serial)
            cause = self.wire.word(w.DOWN_CAUSES, now.text("Last down cause"))
            went_down = now.text("Last down time") != before.text("Last down time")
            return done if went_down and cause is m.DownCause.RESTARTED else None

        return (yield from write_once(send, look, settle=self.wire.settle(w.ONT_RESET)))

    @operation(uses=(*_READING, w.ONT_ACTIVATE))
    def enable_onu(self, request: r.EnableOnu) -> Exchange[m.Onu]:
        return (yield from self._switched(request.onu, w.ONT_ACTIVATE, on=True))

    @operation(uses=(*_READING, w.ONT_DEACTIVATE))
    def disable_onu(self, request: r.DisableOnu) -> Exchange[m.Onu]:
        return (yield from self._switched(request.onu, w.ONT_DEACTIVATE, on=False))

    @operation(uses=(w.SAVE,))
    def save_config(self, request: r.SaveConfig) -> Exchange[None]:
        yield from typed(w.DIALECT, self.command(w.SAVE))

    def _switched(self, onu: m.Onu, command: Command, *, on: bool) -> Exchange[m.Onu]:
        before = yield from self._found_and_read(onu)
        if before.enabled is on:
            return before
        place, number = tables.Place.parse(before.pon_port or ""), before.onu_id

        def send() -> Exchange[m.Onu]:
            yield from orders.type_at(self, orders.Line(command=command), place, number)
            return (yield from self._found_and_read(onu))

        def look() -> Exchange[m.Onu | None]:
            now = yield from self._found_and_read(onu)
            return now if now.enabled is on else None

        return (yield from write_once(send, look, settle=self.wire.settle(command)))

    def _found_and_read(self, onu: m.Onu) -> Exchange[m.Onu]:
        return reads.as_onu(self, (yield from reads.demand(self, onu.serial)))

    def _as_it_stands(self, onu: m.Onu) -> Exchange[m.Onu]:
        """The ONU as the OLT shows it after a task; as it was asked for where the OLT has none."""
        info = yield from reads.find(self, onu.serial)
        return onu if info is None else reads.as_onu(self, info)

    def _onus_of(self, place: tables.Place) -> Exchange[tuple[m.Onu, ...]]:
        return reads.listed(self, place, (yield from reads.onts_of_pon(self, place)))

    def _slots_ahead(self, cursor: str | None) -> Exchange[list[_Pon]]:
        """Where the list goes on: the next PON, and after it the first of each board that is left."""
        if cursor is None:
            slots = tables.read_gpon_slots((yield from typed(w.DIALECT, self.command(w.BOARDS, frame=_FRAME))))
            return [(slot, 0) for slot in slots]
        if not _CURSOR.fullmatch(cursor):
            raise InvalidIdentifier(kind="cursor", reason="não é de uma lista desta plataforma")
        return [(int(slot), int(port)) for slot, _, port in (place.partition("/") for place in cursor.split(","))]


def _cursor(places: Sequence[_Pon]) -> str | None:
    return ",".join(f"{slot}/{port}" for slot, port in places) or None
