"""Parks Fiberlink OLTs over their command line: what one provider's client is known to type, and no more."""

from collections.abc import Mapping
from typing import ClassVar

from isp_integrations.core.cli import Command, Meaning, typed
from isp_integrations.core.errors import ProviderRejected, UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import carry_out
from isp_integrations.core.olt.texts import LETTERS_AND_DIGITS, WORD, TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.plugins.olt.parks import services, tables
from isp_integrations.plugins.olt.parks import wire as w

_WORD = TextForm(longest=64, signs=rf"{LETTERS_AND_DIGITS}_.\-/", told="letras sem acento, dígitos e _ . - /")
_SECRET = TextForm(longest=64, signs=WORD, told="letras, dígitos e sinais ASCII, sem espaço, aspas, ?, ;, | e \\")
_PROFILES = ("line_profile", "options.vlan_profile")
_MODES = {m.ConnectionMode.BRIDGE: services.BRIDGE, m.ConnectionMode.PPPOE: services.PPPOE}


def _of_connection(request: r.ProvisionOnu) -> tuple[Command, ...]:
    return (*((w.ALIAS,) if request.onu.name else ()), *_MODES.get(request.connection.mode, ()))


class Parks(OltSpec):
    """One Fiberlink OLT. Its ONUs are addressed by their serial, and no line that lists them was seen."""

    key = "parks"
    title = "Parks Fiberlink"
    schemes = ("ssh",)
    wire = w.WIRE
    dialect = w.DIALECT
    credential_fields = (
        CredentialField(name="username", label="Usuário da OLT", secret=False),
        CredentialField(name="password", label="Senha da OLT"),
    )
    modes = frozenset(_MODES)
    pon_port_form: ClassVar[str] = r"[0-9]{1,2}/[0-9]{1,2}"
    pon_port_example: ClassVar[str] = "1/2"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = dict.fromkeys(_MODES, _PROFILES)
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.NAME: _WORD,
        TextField.DESCRIPTION: _WORD,
        TextField.PROFILE: _WORD,
        TextField.USERNAME: _SECRET,
        TextField.PASSWORD: _SECRET,
    }

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        from isp_integrations.plugins.olt.parks.sandbox import parks_sandbox  # noqa: PLC0415  for sandboxes alone

        return parks_sandbox()

    @operation(uses=(w.BLACKLIST,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from self._blacklist()

    @operation(uses=(w.BLACKLIST,))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        """The OLT keeps ONUs that nobody authorised in its blacklist."""
        rows = yield from self._blacklist()
        found = (m.UnprovisionedOnu(serial=serial, raw_serial=serial.value, pon_port=pon) for pon, serial in rows)
        return Page(items=tuple(onu for onu in found if request.pon_port in {None, onu.pon_port}))

    @operation(uses=(w.SUMMARY,))
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        if request.serial is None:
            raise UnsupportedOperation(platform=self.key, operation="find_onu", message="A busca é só por serial.")
        return self._as_onu((yield from services.demand(self, request.serial)))

    @operation(uses=(w.SUMMARY,))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        """The power is in `raw` alone: the OLT does not say at which end it is measured."""
        found = yield from services.demand(self, request.onu.serial)
        return m.OnuStatus(
            serial=found.serial,
            oper_state=self.wire.word(w.STATES, found.status.lower()),
            raw_state=found.status,
            distance_m=found.distance_m,
            model=found.model,
            raw={"Power Level": found.power} if found.power else {},
        )

    @operation(uses=(w.SUMMARY, w.ONU_ADD, w.FLOW_PROFILE), also=_of_connection)
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        service = services.Service(self, request.onu, request.connection, request.template)
        if request.onu.admin_state is m.OnuState.UNPROVISIONED:
            yield from service.refuse_if_there()
        steps = yield from carry_out(service.steps(), clean_up=request.clean_up)
        found = yield from services.find(self, request.onu.serial)
        return m.TaskReport(onu=request.onu if found is None else self._as_onu(found), steps=steps)

    @operation(uses=(w.SAVE,))
    def save_config(self, request: r.SaveConfig) -> Exchange[None]:
        yield from typed(w.DIALECT, self.command(w.SAVE))

    def _blacklist(self) -> Exchange[tuple[tuple[str, OnuSerial], ...]]:
        try:
            text = yield from typed(w.DIALECT, self.command(w.BLACKLIST))
        except ProviderRejected as said:
            if said.code != Meaning.NOT_THERE:
                raise
            return ()
        return tables.read_blacklist(text)

    def _as_onu(self, found: tables.Summary) -> m.Onu:
        return m.Onu(
            serial=found.serial,
            pon_port=found.pon,
            name=found.alias,
            model=found.model,
            admin_state=m.OnuState.PROVISIONED,
            oper_state=self.wire.word(w.STATES, found.status.lower()),
            raw_state=found.status,
        )
