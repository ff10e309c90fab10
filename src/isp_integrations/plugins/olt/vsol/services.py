"""An ONU's way into a V-SOL OLT, and out of it, as named steps.

The OLT shows that an ONU is authorised, and with which profile; what else is configured for it cannot be read back,
goes with the ONU, and is therefore typed on every attempt.
"""

from collections.abc import Iterator

import attrs

from isp_integrations.core.cli import CliCommand, Command, Meaning, typed
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import already_provisioned, onu_unknown, platform_says
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.core.rules import Family, Violation
from isp_integrations.plugins.olt.vsol import tables
from isp_integrations.plugins.olt.vsol import wire as w

_NUMBERS = range(1, 129)
_NAME = "INTERNET"
"""What we call the T-CONT, the GEM port and the service of an ONU."""


def refused(violation: Violation) -> ProviderRejected:
    """A refusal that this driver makes of what it read."""
    return ProviderRejected(message=violation.message, violation=violation)


def onus_of(olt: OltSpec, pon: str) -> Exchange[tuple[tables.OnuRow, ...]]:
    """The authorised ONUs of a PON."""
    try:
        text = yield from typed(w.DIALECT, olt.command(w.ONUS, pon=pon))
    except ProviderRejected as said:
        if said.code != Meaning.NOT_THERE:
            raise
        return ()
    return tables.read_onus(text, pon)


def find(olt: OltSpec, serial: OnuSerial, pon: str) -> Exchange[tables.OnuRow | None]:
    """The ONU of that serial on a PON."""
    rows = yield from onus_of(olt, pon)
    return next((row for row in rows if row.serial == serial), None)


def demand(olt: OltSpec, serial: OnuSerial, pon: str) -> Exchange[tables.OnuRow]:
    """The same, which must be there."""
    row = yield from find(olt, serial, pon)
    if row is None:
        raise refused(onu_unknown(olt.title))
    return row


def template_conditions(
    connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Iterator[tuple[str, Family, str]]:
    """What this platform asks of a template beyond its fields: `(name, family, pt-BR message)`."""
    if connection.vlan is None and template.vlan is None:
        yield "vlan", Family.VALIDATION_FAILED, "Informe a VLAN na conexão ou no modelo de provisionamento."
    if bool(template.upload_profile) != bool(template.download_profile):
        told = "A V-SOL limita o tráfego nos dois sentidos: informe os perfis de upload e de download, ou nenhum."
        yield "speed_profiles", Family.VALIDATION_FAILED, told


class Service:
    """One ONU's service on a PON.

    Raises:
        InvalidIdentifier: a value cannot be typed. Nothing was sent.
    """

    def __init__(
        self, olt: OltSpec, onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
    ) -> None:
        self._olt = olt
        self._onu = onu
        self._pon = onu.pon_port or ""
        self._profile = template.line_profile
        self._number = 0
        vlan = template.vlan if connection.vlan is None else connection.vlan
        self._lines = dict(self._configuration(vlan, template))
        self._add_line(self._number)
        for command, values in self._lines.items():
            self._line(command, **values)

    def _configuration(
        self, vlan: int | None, template: m.ProvisioningTemplate
    ) -> Iterator[tuple[Command, dict[str, object]]]:
        """What is typed once the ONU is authorised, in the order in which a working client goes."""
        if told := self._onu.description or self._onu.name:
            yield w.DESCRIBE, {"description": told}
        yield w.TCONT, {"tcont": _NAME, "dba": template.options.get("dba")}
        yield w.GEM_PORT, {"tcont": _NAME}
        if template.upload_profile:
            yield w.TRAFFIC_LIMIT, {"upload": template.upload_profile, "download": template.download_profile}
        yield w.SERVICE, {"service": _NAME, "vlan": vlan}
        yield w.SERVICE_PORT, {"user_vlan": template.user_vlan or vlan, "vlan": vlan}
        yield w.PORT_VLAN, {}

    def steps(self) -> tuple[NamedStep, ...]:
        """All of them, in order."""
        authorisation = NamedStep(
            name="authorisation",
            look=self._is_authorised,
            apply=self._authorise,
            undo=lambda: remove(self._olt, self._onu.serial, self._pon),
            settle=self._olt.wire.settle(w.ONU_ADD),
            verify=True,
        )
        return (authorisation, *(self._configuring(command) for command in self._lines))

    def steps_to_undo(self) -> tuple[NamedStep, ...]:
        """The same to be taken back, whatever profile the ONU has by now."""
        authorisation, *others = self.steps()
        return (attrs.evolve(authorisation, look=self._is_there), *others)

    def _configuring(self, command: Command) -> NamedStep:
        return NamedStep(
            name=command.name, apply=lambda: typed(w.DIALECT, self._line(command, **self._lines[command]))
        )

    def _is_there(self) -> Exchange[bool]:
        return (yield from self._row()) is not None

    def _is_authorised(self) -> Exchange[bool]:
        row = yield from self._row()
        if row is not None and row.profile != self._profile:
            told = "A ONU já está autorizada nesta porta com outro perfil: limpe e provisione de novo."
            raise refused(platform_says("ONU-16", "onu.platform.other_profile", Family.CONFLICT, told))
        return row is not None

    def _row(self) -> Exchange[tables.OnuRow | None]:
        row = yield from find(self._olt, self._onu.serial, self._pon)
        self._number = row.number if row else self._number
        return row

    def _authorise(self) -> Exchange[None]:
        taken = {row.number for row in (yield from onus_of(self._olt, self._pon))}
        number = next((free for free in _NUMBERS if free not in taken), None)
        if number is None:
            told = "A porta PON já tem 128 ONUs."
            raise refused(platform_says("ONU-16", "onu.platform.pon_full", Family.PRECONDITION_FAILED, told))
        yield from typed(w.DIALECT, self._add_line(number))
        self._number = number

    def _add_line(self, number: int) -> CliCommand:
        return self._olt.command(
            w.ONU_ADD, pon=self._pon, onu=number, profile=self._profile, serial=self._onu.serial.value
        )

    def _line(self, command: Command, **values: object) -> CliCommand:
        return self._olt.command(command, pon=self._pon, onu=self._number, **values)


def remove(olt: OltSpec, serial: OnuSerial, pon: str) -> Exchange[None]:
    """Take an ONU out of its PON, with all that was configured for it."""
    row = yield from find(olt, serial, pon)
    if row is not None:
        yield from typed(w.DIALECT, olt.command(w.ONU_REMOVE, pon=pon, onu=row.number))


def removal(olt: OltSpec, serial: OnuSerial, pon: str) -> NamedStep:
    """The removal of an ONU as a step."""

    def is_gone() -> Exchange[bool]:
        return (yield from find(olt, serial, pon)) is None

    return NamedStep(
        name="authorisation",
        look=is_gone,
        apply=lambda: remove(olt, serial, pon),
        settle=olt.wire.settle(w.ONU_REMOVE),
        verify=True,
    )


def somewhere_else(olt: OltSpec, pon: str, number: int) -> ProviderRejected:
    """The serial is authorised already."""
    return refused(already_provisioned(olt.title, f"{pon}, ONU {number}"))
