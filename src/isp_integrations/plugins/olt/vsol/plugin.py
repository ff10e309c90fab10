"""V-SOL OLTs over their command line, by SSH or Telnet: what one working client is known to type, and no more."""

from collections.abc import Mapping
from typing import ClassVar

from isp_integrations.core.cli import Command, Meaning, typed
from isp_integrations.core.errors import InvalidIdentifier, ProviderRejected, UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import onu_unknown
from isp_integrations.core.olt.steps import carry_out, undo_all
from isp_integrations.core.olt.texts import LETTERS_AND_DIGITS, TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.rules import Family
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.plugins.olt.vsol import services, tables
from isp_integrations.plugins.olt.vsol import wire as w

_WORD = TextForm(longest=64, signs=rf"{LETTERS_AND_DIGITS}_.\-:/", told="letras sem acento, dígitos e _ . - : /")
_ENABLED = {"enable": True, "disable": False}
_CONFIGURING = (w.TCONT, w.GEM_PORT, w.SERVICE, w.SERVICE_PORT, w.PORT_VLAN)


def _of_template(request: r.ProvisionOnu) -> tuple[Command, ...]:
    named = (w.DESCRIBE,) if request.onu.description or request.onu.name else ()
    return (*named, *((w.TRAFFIC_LIMIT,) if request.template.upload_profile else ()))


class Vsol(OltSpec):
    """One V1600G OLT. Its ONUs are listed PON by PON, so that the account says how many PONs it has."""

    key = "vsol"
    title = "V-SOL"
    schemes = ("ssh", "telnet")
    wire = w.WIRE
    dialect = w.DIALECT
    credential_fields = (
        CredentialField(name="username", label="Usuário da OLT", secret=False),
        CredentialField(name="password", label="Senha da OLT"),
        CredentialField(name="enable_password", label="Senha de enable"),
        CredentialField(name="pons", label="Número de portas PON", secret=False, choices=("4", "8", "16")),
    )
    modes = frozenset({m.ConnectionMode.BRIDGE})
    addressed_by = ("pon_port",)
    pon_port_form: ClassVar[str] = r"0/(?:[1-9]|1[0-6])"
    pon_port_example: ClassVar[str] = "0/1"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = {
        m.ConnectionMode.BRIDGE: ("line_profile", "options.dba")
    }
    texts: ClassVar[Mapping[TextField, TextForm]] = dict.fromkeys(
        (TextField.NAME, TextField.DESCRIPTION, TextField.PROFILE), _WORD
    )

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        from isp_integrations.plugins.olt.vsol.sandbox import vsol_sandbox  # noqa: PLC0415  for sandboxes alone

        return vsol_sandbox()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        return tuple(services.template_conditions(request.connection, request.template))

    @operation(uses=(w.ONUS,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from services.onus_of(self, self._pons[0])

    @operation(uses=(w.WAITING,))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        """One PON to a page: the OLT has no line that lists them all."""
        pon, later = self._next_pon(request.pon_port, cursor)
        try:
            text = yield from typed(w.DIALECT, self.command(w.WAITING, pon=pon))
        except ProviderRejected as said:
            if said.code != Meaning.NOT_THERE:
                raise
            return Page(items=(), cursor=later)
        rows = tables.read_waiting(text, pon)
        found = (m.UnprovisionedOnu(serial=r.serial, raw_serial=r.serial.value, pon_port=pon) for r in rows)
        return Page(items=tuple(found), cursor=later)

    @operation(uses=(w.ONUS,))
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]:
        """One PON to a page; ONUs that are not known by a serial are left out."""
        pon, later = self._next_pon(request.pon_port, cursor)
        rows = yield from services.onus_of(self, pon)
        return Page(items=tuple(_as_onu(row, pon) for row in rows if row.serial), cursor=later)

    @operation(uses=(w.ONUS,))
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        if request.serial is None:
            raise UnsupportedOperation(platform=self.key, operation="find_onu", message="A busca é só por serial.")
        for pon in self._pons:
            row = yield from services.find(self, request.serial, pon)
            if row is not None:
                return _as_onu(row, pon)
        raise services.refused(onu_unknown(self.title))

    @operation(uses=(w.ONUS, w.STATES))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        onu, pon = request.onu, request.onu.pon_port or ""
        row = yield from services.demand(self, onu.serial, pon)
        text = yield from typed(w.DIALECT, self.command(w.STATES, pon=pon))
        state = tables.read_states(text, pon).get(row.number)
        if state is None:
            raise tables.unreadable("onu state")
        phase = state.phase.lower()
        oper_state = self.wire.word(w.PHASES, phase)
        down = oper_state in {m.OperState.OFFLINE, m.OperState.LOS}
        return m.OnuStatus(
            serial=onu.serial,
            oper_state=oper_state,
            raw_state=state.phase,
            enabled=_ENABLED.get(state.admin.lower()),
            last_down_cause=self.wire.word(w.DOWN_CAUSES, phase) if down else None,
            raw_down_cause=state.phase if down else None,
            model=row.model,
        )

    @operation(uses=(w.ONUS, w.ONU_ADD, *_CONFIGURING), also=_of_template)
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        onu = request.onu
        service = services.Service(self, onu, request.connection, request.template)
        if onu.admin_state is m.OnuState.UNPROVISIONED:
            for pon in self._pons:
                row = yield from services.find(self, onu.serial, pon)
                if row is not None:
                    raise services.somewhere_else(self, pon, row.number)
        steps = yield from carry_out(service.steps(), clean_up=request.clean_up)
        return m.TaskReport(onu=(yield from self._as_it_stands(onu)), steps=steps)

    @operation(uses=(w.ONUS, w.ONU_REMOVE))
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]:
        steps = services.Service(self, request.onu, request.connection, request.template).steps_to_undo()
        row = yield from services.find(self, request.onu.serial, request.onu.pon_port or "")
        if row is None:
            undone = tuple(m.StepReport(name=step.name, state=m.StepState.UNDONE) for step in steps)
            return m.TaskReport(onu=request.onu, steps=undone)
        reports = yield from undo_all(steps)
        return m.TaskReport(onu=(yield from self._as_it_stands(request.onu)), steps=reports)

    @operation(uses=(w.ONUS, w.ONU_REMOVE))
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]:
        step = services.removal(self, request.onu.serial, request.onu.pon_port or "")
        return m.TaskReport(onu=request.onu, steps=(yield from carry_out((step,))))

    @property
    def _pons(self) -> tuple[str, ...]:
        return tuple(f"0/{number}" for number in range(1, int(self.account.credentials["pons"]) + 1))

    def _next_pon(self, asked: str | None, cursor: str | None) -> tuple[str, str | None]:
        """The PON that is listed now, and the cursor for the one after it."""
        if asked is not None:
            return asked, None
        if cursor is not None and cursor not in self._pons:
            raise InvalidIdentifier(kind="cursor", reason="não é de uma lista desta plataforma")
        place = self._pons.index(cursor) if cursor else 0
        return self._pons[place], self._pons[place + 1] if place + 1 < len(self._pons) else None

    def _as_it_stands(self, onu: m.Onu) -> Exchange[m.Onu]:
        """The ONU as the OLT shows it after a task; as it was asked for where the OLT has none."""
        pon = onu.pon_port or ""
        row = yield from services.find(self, onu.serial, pon)
        return onu if row is None else _as_onu(row, pon)


def _as_onu(row: tables.OnuRow, pon: str) -> m.Onu:
    """An authorised ONU as the family has it; the OLT's list does not tell whether it is on the air."""
    if row.serial is None:
        raise tables.unreadable("AuthInfo")
    return m.Onu(
        serial=row.serial,
        pon_port=pon,
        onu_id=row.number,
        model=row.model,
        line_profile=row.profile,
        admin_state=m.OnuState.PROVISIONED,
    )
