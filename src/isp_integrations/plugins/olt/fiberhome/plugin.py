"""FiberHome OLTs through UNM2000 or ANM2000, by TL1."""

import re
from collections.abc import Mapping
from typing import ClassVar

import attrs

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.steps import OLD_DEVICE, carry_out, undo_all
from isp_integrations.core.olt.texts import TL1, TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import write_once
from isp_integrations.core.rules import Family
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.core.tl1 import Tl1Verb
from isp_integrations.plugins.olt.fiberhome import reads
from isp_integrations.plugins.olt.fiberhome import rows as t
from isp_integrations.plugins.olt.fiberhome import wifi as networks
from isp_integrations.plugins.olt.fiberhome import wire as w
from isp_integrations.plugins.olt.fiberhome.edits import edit_steps
from isp_integrations.plugins.olt.fiberhome.services import (
    UPLOAD_FIRST,
    Service,
    removal,
    serial_is_free,
    swap,
    template_conditions,
)
from isp_integrations.plugins.olt.fiberhome.wans import may_route

_OLTS_AHEAD = re.compile(r"[A-Za-z0-9._-]{1,64}(?:,[A-Za-z0-9._-]{1,64})*")
_WORD_TOLD = "letras sem acento, dígitos e sinais ASCII, sem espaço, vírgula, :, ;, =, aspas, ?, | e barra invertida"
_TEXT_TOLD = "letras sem acento, dígitos, espaços e sinais ASCII, sem vírgula, :, ;, =, aspas, ?, | e barra invertida"
_WORD = TL1.strip()
_READING = (w.ONUS, w.STATES)
_WIFI = (w.WIFI_HYPHENATED, w.WIFI_PLAIN)


def _text(longest: int, *, shortest: int = 1) -> TextForm:
    return TextForm(shortest=shortest, longest=longest, signs=TL1, told=_TEXT_TOLD, trimmed=True)


def _of_provision(request: r.ProvisionOnu) -> tuple[Tl1Verb, ...]:
    return (*_of_service(request), *(_WIFI if request.wifi else ()))


def _of_move(request: r.MoveOnu) -> tuple[Tl1Verb, ...]:
    return (*_of_service(request), *(_WIFI if request.onu.wifi else ()))


def _of_replace(request: r.ReplaceOnu) -> tuple[Tl1Verb, ...]:
    return (*_of_service(request), *(_WIFI if request.onu.wifi else ()))


def _of_service(request: r.ProvisionOnu | r.MoveOnu | r.ReplaceOnu) -> tuple[Tl1Verb, ...]:
    speed = (w.SPEED,) if request.template.upload_profile else ()
    return (*speed, *_of_mode(request.connection))


def _of_edit(request: r.EditOnu) -> tuple[Tl1Verb, ...]:
    renamed = () if request.name is None and request.description is None else (w.RENAME,)
    return renamed if request.connection is None else (*renamed, *_of_mode(request.connection))


def _of_mode(connection: m.ConnectionConfig) -> tuple[Tl1Verb, ...]:
    mode = connection.mode
    by_port = (w.PORT_VLANS, w.LAN_VLAN, w.DELETE_LAN_VLAN) if mode is m.ConnectionMode.BRIDGE else ()
    wan = (w.WANS, w.WIPE_WANS, w.WAN_OF_MODE[mode]) if mode in w.WAN_OF_MODE else ()
    return (*wan, *by_port)


class FiberHome(OltSpec):
    """One UNM2000 or ANM2000 with all its OLTs. ONUs go by serial; those of FiberHome route and have Wi-Fi.

    The system must have the licence of its TL1 interface. Everything travels in clear text, passwords included.
    """

    key = "fiberhome"
    title = "FiberHome UNM2000/ANM2000"
    schemes = ("tl1",)
    wire = w.WIRE
    dialect = w.DIALECT
    credential_fields = (
        CredentialField(name="username", label="Usuário do UNM2000/ANM2000", secret=False),
        CredentialField(name="password", label="Senha do UNM2000/ANM2000"),
        CredentialField(
            name="pon_prefix",
            label="Como o sistema escreve rack e subrack (padrão: NA-NA)",
            secret=False,
            required=False,
            choices=(reads.USUAL_PREFIX, "1-1"),
        ),
        CredentialField(
            name="wifi_keys",
            label="Chaves do Wi-Fi com ou sem hífen (padrão: hyphenated)",
            secret=False,
            required=False,
            choices=(networks.HYPHENATED, networks.PLAIN),
        ),
    )
    modes = frozenset(w.WAN_OF_MODE)
    switchable_modes = modes
    wifi_bands = frozenset(m.WifiBand)
    many_olts = True
    addressed_by = ("olt_id", "pon_port")
    pon_port_form: ClassVar[str] = r"[0-9]{1,2}/[0-9]{1,2}"
    pon_port_example: ClassVar[str] = "1/3"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = dict.fromkeys(
        w.WAN_OF_MODE, ("onu_type",)
    )
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.NAME: _text(64),
        TextField.DESCRIPTION: _text(64),
        TextField.USERNAME: TextForm(longest=64, signs=_WORD, told=_WORD_TOLD),
        TextField.PASSWORD: TextForm(longest=64, signs=_WORD, told=_WORD_TOLD),
        TextField.SSID: _text(32),
        TextField.WIFI_PASSWORD: _text(63, shortest=8),
        TextField.PROFILE: _text(64),
    }

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        """A new stateful fake system of two OLTs."""
        from isp_integrations.plugins.olt.fiberhome.sandbox import FiberHomeFake  # noqa: PLC0415  rarely wanted

        return FiberHomeFake()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        """VLAN within FiberHome's own range, a router where one is asked for, speeds and bands that can be sent."""
        return tuple(template_conditions(request.onu, request.connection, request.template))

    @classmethod
    def wifi_refusal(cls, onu: m.Onu, band: m.WifiBand) -> str | None:
        """Only FiberHome's own gateways have a Wi-Fi that the system sets."""
        return (
            None if may_route(onu, onu.model) else f"{cls.title} só configura o Wi-Fi de ONUs roteadoras FiberHome."
        )

    @operation(uses=(w.DEVICES,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by listing the OLTs."""
        yield from reads.ask(self, w.DEVICES, {})

    @operation(uses=(w.DEVICES,))
    def list_olts(self, request: r.ListOlts, cursor: str | None) -> Exchange[Page[m.Olt]]:
        """Every OLT of the system, in one page; its id is its address."""
        return Page(items=(yield from reads.olts(self)))

    @operation(uses=(w.WAITING, w.WAITING_OF_OLT))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        """ONUs that wait, in one call for one OLT or for all. Units of EPON are listed without a serial."""
        olt = request.olt_id
        if olt is None:
            found = yield from reads.listed(self, w.WAITING, {})
            waiting = [reads.as_waiting(row, t.cell(row, "OLTID")) for row in found]
        else:
            pon = reads.pon_id(self, olt, request.pon_port)
            found = yield from reads.listed(self, w.WAITING_OF_OLT, {"olt": olt, "pon": pon})
            waiting = [reads.as_waiting(row, olt) for row in found]
        return Page(items=tuple(onu for onu in waiting if request.pon_port in {None, onu.pon_port}))

    @operation(uses=(w.DEVICES, *_READING))
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]:
        """Authorised ONUs with their states, one OLT to a page. Units of EPON are left out."""
        if request.olt_id is not None:
            return Page(items=(yield from self._onus_of(request.olt_id, request.pon_port)))
        ahead = yield from self._olts_ahead(cursor)
        if not ahead:
            return Page(items=())
        olt, *later = ahead
        return Page(items=(yield from self._onus_of(olt, request.pon_port)), cursor=",".join(later) or None)

    @operation(uses=(w.ANYWHERE, *_READING))
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        """The authorised ONU of a serial, on whichever OLT."""
        found = (yield from reads.locate(self, request.serial)) if request.serial else None
        if found is None:
            raise reads.nobody(self)
        return (yield from reads.with_state_if_told(self, found))

    @operation(uses=(w.STATES, w.OPTICS))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        """State and time of the last fall; optical power and temperature unless it is off the air."""
        told = yield from reads.state(self, request.onu)
        up = reads.with_state(self, request.onu, told).oper_state is not m.OperState.OFFLINE
        levels = (yield from reads.optics(self, request.onu)) if up else {}
        return reads.as_status(self, request.onu, told, levels)

    @operation(uses=(w.ANYWHERE, *_READING, w.ADD_ONU), also=_of_provision)
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        """Authorise; then speed, connection and Wi-Fi. An ONU authorised anywhere else is refused first."""
        service = Service(self, request.onu, request.connection, request.template, request.wifi)
        if request.onu.admin_state is m.OnuState.UNPROVISIONED:
            yield from serial_is_free(self, request.onu.serial)
        steps = yield from carry_out(tuple(service.steps()), clean_up=request.clean_up)
        seen = yield from self._as_it_stands(request.onu)
        return m.TaskReport(onu=seen, steps=steps, wifi=tuple(service.wifi))

    @operation(uses=(*_READING, w.DELETE_ONU))
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]:
        """Delete what a failed attempt authorised; everything else goes with it."""
        onu = request.onu
        steps = tuple(Service(self, onu, request.connection, request.template).steps())
        if (yield from reads.find(self, onu)) is None:
            gone = tuple(m.StepReport(name=step.name, state=m.StepState.UNDONE) for step in steps)
            return m.TaskReport(onu=onu, steps=gone)
        reports = yield from undo_all(steps)
        return m.TaskReport(onu=(yield from self._as_it_stands(onu)), steps=reports)

    @operation(uses=(w.ONUS, *_WIFI))
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        """Set the first network of each band. Nothing of it can be read back."""
        networks.refuse_untypeable(self, request.onu, request.wifi)
        yield from reads.demand(self, request.onu)
        return (yield from networks.set_networks(self, request.onu, request.wifi))

    @operation(uses=_READING, also=_of_edit)
    def edit_onu(self, request: r.EditOnu) -> Exchange[m.TaskReport]:
        """Set name and description, and the connection anew: its WANs are wiped first."""
        seen = yield from reads.demand(self, request.onu)
        steps = yield from carry_out(tuple(edit_steps(self, request, seen)))
        return m.TaskReport(onu=(yield from self._as_it_stands(request.onu)), steps=steps)

    @operation(uses=(w.ANYWHERE, *_READING, w.WAITING_OF_OLT, w.DELETE_ONU, w.ADD_ONU), also=_of_move)
    def move_onu(self, request: r.MoveOnu) -> Exchange[m.TaskReport]:
        """Delete it in the old place and bring it in at the new one, Wi-Fi included; the new one must be there."""
        there = attrs.evolve(request.onu, olt_id=request.olt_id, pon_port=request.pon_port, onu_id=None)
        service = Service(self, there, request.connection, request.template, request.onu.wifi)
        yield from reads.demand_pon(self, there)
        old = removal(self, request.onu, prefix="old_place.")
        steps = yield from carry_out((old, *service.steps()))
        return m.TaskReport(onu=(yield from self._as_it_stands(there)), steps=steps, wifi=tuple(service.wifi))

    @operation(uses=(w.ANYWHERE, *_READING, w.ADD_ONU, w.DELETE_ONU, w.SWAP_SERIAL), also=_of_replace)
    def replace_onu(self, request: r.ReplaceOnu) -> Exchange[m.TaskReport]:
        """Change the serial in place for the same type on the same PON; else bring it in, then delete the old."""
        onu, new = request.onu, request.new
        service = Service(self, new, request.connection, request.template, onu.wifi)
        if new.admin_state is m.OnuState.UNPROVISIONED:
            yield from serial_is_free(self, new.serial)
        old = yield from reads.find(self, onu)
        same_kind = old is not None and old.model.casefold() == request.template.onu_type.casefold()
        if same_kind and (onu.olt_id, onu.pon_port) == (new.olt_id, new.pon_port):
            gone = removal(self, onu, prefix=OLD_DEVICE, swapped=True)
            steps = (swap(self, onu, new), gone, *service.steps_after_authorisation(heir_of=onu))
        else:
            steps = (*service.steps(), removal(self, onu, prefix=OLD_DEVICE))
        reports = yield from carry_out(steps)
        seen = yield from self._as_it_stands(new)
        return m.TaskReport(onu=seen, steps=reports, wifi=tuple(service.wifi), replaced=onu)

    @operation(uses=(w.ONUS, w.DELETE_ONU))
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]:
        """Remove an ONU with everything on it, in one message; one that is gone already is gone."""
        steps = yield from carry_out((removal(self, request.onu),))
        return m.TaskReport(onu=request.onu, steps=steps)

    @operation(uses=(*_READING, w.SPEED))
    def change_speed_profile(self, request: r.ChangeSpeedProfile) -> Exchange[m.Onu]:
        """Put an ONU on other bandwidth profiles of the system, which does not show them afterwards."""
        if not request.upload_profile:
            raise reads.refused_by_us("speed_profiles", Family.UNSUPPORTED_OPERATION, UPLOAD_FIRST)
        speeds = {"upload": request.upload_profile, "download": request.download_profile or None}
        yield from reads.order(self, w.SPEED, request.onu, **speeds)
        return (yield from self._as_it_stands(request.onu))

    @operation(uses=(w.STATES, w.RESET))
    def reboot_onu(self, request: r.RebootOnu) -> Exchange[m.DeviceOutcome]:
        """Restart an ONU. A lost answer counts once the system shows a later fall."""
        before = t.cell((yield from reads.state(self, request.onu)), "LASTOFFTIME")
        done = m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self.key)

        def send() -> Exchange[m.DeviceOutcome]:
            yield from reads.order(self, w.RESET, request.onu)
            return done

        def look() -> Exchange[m.DeviceOutcome | None]:
            now = t.cell((yield from reads.state(self, request.onu)), "LASTOFFTIME")
            return done if now != before else None

        return (yield from write_once(send, look, settle=self.wire.settle(w.RESET)))

    def _as_it_stands(self, onu: m.Onu) -> Exchange[m.Onu]:
        """The ONU as the system shows it after a task; as it was asked for where it has none."""
        seen = yield from reads.find(self, onu)
        return onu if seen is None else (yield from reads.with_state_if_told(self, seen))

    def _onus_of(self, olt: str, pon_port: str | None) -> Exchange[tuple[m.Onu, ...]]:
        scope = {"olt": olt, "pon": reads.pon_id(self, olt, pon_port)}
        found = yield from reads.listed(self, w.ONUS, scope)
        if not found:
            return ()
        told = {t.read_serial(row, "AUTHINFO"): row for row in (yield from reads.listed(self, w.STATES, scope))}
        onus = []
        for row in found:
            serial = t.read_serial(row, "MAC")
            if serial is not None:
                onu = reads.as_onu(row, serial, t.read_place(row, olt))
                onus.append(reads.with_state(self, onu, told[serial]) if serial in told else onu)
        return tuple(onus)

    def _olts_ahead(self, cursor: str | None) -> Exchange[list[str]]:
        """The OLTs whose lists are still to come."""
        if cursor is None:
            return [olt.id for olt in (yield from reads.olts(self))]
        if not _OLTS_AHEAD.fullmatch(cursor):
            raise InvalidIdentifier(kind="cursor", reason="não é de uma lista desta plataforma")
        return cursor.split(",")
