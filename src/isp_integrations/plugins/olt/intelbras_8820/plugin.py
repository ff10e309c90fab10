"""Intelbras 8820i and 8820plus OLTs over their command line: what public clients are known to type, and no more.

The OLT shows which numbers of a PON are free, who waits on it, and one ONU's status by its number; what is configured
for an ONU is never read back.
"""

from collections.abc import Mapping
from typing import ClassVar

import attrs

from isp_integrations.core.cli import CliCommand, Command, typed
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import onu_unknown, platform_says
from isp_integrations.core.olt.steps import NamedStep, carry_out
from isp_integrations.core.olt.texts import LETTERS_AND_DIGITS, TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.plugins.olt.intelbras_8820 import tables
from isp_integrations.plugins.olt.intelbras_8820 import wire as w
from isp_integrations.plugins.olt.intelbras_8820.status import is_of, status_of

_WORD = TextForm(longest=64, signs=rf"{LETTERS_AND_DIGITS}_.\-", told="letras sem acento, dígitos e _ . -")
_BRIDGES: Mapping[str, Command] = {"eth": w.BRIDGE_ETH, "router": w.BRIDGE_ROUTER}


def _bridge_of(template: m.ProvisioningTemplate) -> Command | None:
    return _BRIDGES.get(template.options.get("uplink", "eth"))


def _of_template(request: r.ProvisionOnu) -> tuple[Command, ...]:
    bridge = _bridge_of(request.template)
    named = (w.DESCRIBE,) if request.onu.description or request.onu.name else ()
    return (*named, *((bridge,) if bridge else ()))


class Intelbras8820(OltSpec):
    """One 8820i or 8820plus OLT."""

    key = "intelbras_8820"
    title = "Intelbras 8820"
    schemes = ("telnet",)
    wire = w.WIRE
    dialect = w.DIALECT
    credential_fields = (
        CredentialField(name="username", label="Usuário da OLT", secret=False),
        CredentialField(name="password", label="Senha da OLT"),
    )
    modes = frozenset({m.ConnectionMode.BRIDGE})
    addressed_by = ("pon_port", "onu_id")
    pon_port_form: ClassVar[str] = r"[1-9]|1[0-6]"
    pon_port_example: ClassVar[str] = "1"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = {
        m.ConnectionMode.BRIDGE: ("service_profile",)
    }
    texts: ClassVar[Mapping[TextField, TextForm]] = dict.fromkeys(
        (TextField.NAME, TextField.DESCRIPTION, TextField.PROFILE), _WORD
    )

    @classmethod
    def sandbox(cls) -> FakeEquipment:
        from isp_integrations.plugins.olt.intelbras_8820.sandbox import (  # noqa: PLC0415  for sandboxes alone
            intelbras_sandbox,
        )

        return intelbras_sandbox()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        conditions = (
            ("vlan", request.connection.vlan is not None, "Informe a VLAN na conexão ou no modelo."),
            ("uplink", _bridge_of(request.template) is not None, "options.uplink do modelo deve ser eth ou router."),
        )
        return tuple((name, Family.VALIDATION_FAILED, told) for name, holds, told in conditions if not holds)

    @operation(uses=(w.ONU_SHOW,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        yield from self._pons(None)

    @operation(uses=(w.ONU_SHOW,))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        pons = yield from self._pons(request.pon_port)
        found = (
            m.UnprovisionedOnu(
                serial=onu.serial, raw_serial=onu.serial.value, pon_port=str(pon.number), model=onu.model
            )
            for pon in pons
            for onu in pon.found
        )
        return Page(items=tuple(found))

    @operation(uses=(w.ONU_STATUS,))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        """An ONU is looked at by its number; where another one has that by now, the one asked for is not there."""
        onu, pon, number = request.onu, request.onu.pon_port or "", request.onu.onu_id or 0
        text = yield from typed(w.DIALECT, self.command(w.ONU_STATUS, pon=pon, onu=number))
        row = tables.read_status(text, pon, number)
        if row is None or not is_of(row, onu.serial):
            raise _refused(onu_unknown(self.title))
        return status_of(self.wire, onu.serial, row)

    @operation(uses=(w.ONU_SHOW, w.ONU_SET), also=_of_template)
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        """The bridge comes last: whether it is there cannot be read, so that nothing may fail after it."""
        arrival = _Arrival(self, request)
        steps = yield from carry_out(arrival.steps(), clean_up=request.clean_up)
        onu = attrs.evolve(request.onu, onu_id=arrival.number, admin_state=m.OnuState.PROVISIONED)
        return m.TaskReport(onu=onu, steps=steps)

    def pon(self, pon_port: str) -> Exchange[tables.Pon]:
        """One PON as it is now."""
        (found,) = yield from self._pons(pon_port)
        return found

    def _pons(self, asked: str | None) -> Exchange[tuple[tables.Pon, ...]]:
        text = yield from typed(w.DIALECT, self.command(w.ONU_SHOW, pon=asked))
        pons = tables.read_pons(text)
        if asked is not None and [str(pon.number) for pon in pons] != [asked]:
            raise tables.unreadable("GPON Link")
        return pons


class _Arrival:
    """One ONU's way into the OLT.

    Raises:
        InvalidIdentifier: a value cannot be typed. Nothing was sent.
    """

    def __init__(self, olt: Intelbras8820, request: r.ProvisionOnu) -> None:
        self.number = request.onu.onu_id
        self._olt = olt
        self._onu = request.onu
        self._pon = request.onu.pon_port or ""
        self._profile = request.template.service_profile
        bridge = _bridge_of(request.template) or w.BRIDGE_ETH
        told = request.onu.description or request.onu.name
        self._lines: dict[str, tuple[Command, dict[str, object]]] = {
            **({"description": (w.DESCRIBE, {"description": told})} if told else {}),
            "bridge": (bridge, {"vlan": request.connection.vlan}),
        }
        self._set_line()
        for command, values in self._lines.values():
            self._line(command, values)

    def steps(self) -> tuple[NamedStep, ...]:
        """All of them, in order."""
        authorisation = NamedStep(name="authorisation", look=self._is_authorised, apply=self._authorise, verify=True)
        return (authorisation, *(self._configuring(name) for name in self._lines))

    def _configuring(self, name: str) -> NamedStep:
        return NamedStep(name=name, apply=lambda: typed(w.DIALECT, self._line(*self._lines[name])))

    def _is_authorised(self) -> Exchange[bool]:
        """Whether the number that it was given is taken, and it waits no more."""
        pon = yield from self._olt.pon(self._pon)
        waits = self._onu.serial in {found.serial for found in pon.found}
        return self.number is not None and self.number not in pon.free and not waits

    def _authorise(self) -> Exchange[None]:
        pon = yield from self._olt.pon(self._pon)
        if self._onu.serial not in {found.serial for found in pon.found}:
            told = "A ONU não espera autorização nesta porta PON: ou já está autorizada, ou não está ligada a ela."
            raise _refused(platform_says("ONU-16", "onu.platform.not_waiting", Family.CONFLICT, told))
        if not pon.free:
            told = "A porta PON não tem número livre."
            raise _refused(platform_says("ONU-16", "onu.platform.pon_full", Family.PRECONDITION_FAILED, told))
        if self.number not in pon.free:
            self.number = min(pon.free)
        yield from typed(w.DIALECT, self._set_line())

    def _set_line(self) -> CliCommand:
        return self._line(w.ONU_SET, {"serial": self._onu.serial.value, "profile": self._profile})

    def _line(self, command: Command, values: Mapping[str, object]) -> CliCommand:
        return self._olt.command(command, pon=self._pon, onu=self.number or 0, **values)


def _refused(violation: Violation) -> ProviderRejected:
    return ProviderRejected(message=violation.message, violation=violation)
