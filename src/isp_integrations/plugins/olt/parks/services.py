"""An ONU's way into a Parks OLT, as named steps.

The OLT shows on which PON an ONU is authorised; what else is configured for it cannot be read back, and is therefore
typed on every attempt. Nobody recorded the line that takes an ONU out, so that nothing is undone either.
"""

from collections.abc import Iterator, Mapping

from isp_integrations.core.cli import CliCommand, Command, Meaning, typed
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import already_provisioned, onu_unknown
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.core.rules import Violation
from isp_integrations.plugins.olt.parks import tables
from isp_integrations.plugins.olt.parks import wire as w

BRIDGE = (w.UNI_VLAN,)
PPPOE = (w.PPPOE_AUTH, w.PPPOE_TRIGGER, w.PPPOE_NAT, w.PPPOE_LOGIN, w.IPHOST_VLAN, w.NO_FEC)


def refused(violation: Violation) -> ProviderRejected:
    """A refusal that this driver makes of what it read."""
    return ProviderRejected(message=violation.message, violation=violation)


def find(olt: OltSpec, serial: OnuSerial) -> Exchange[tables.Summary | None]:
    """The authorised ONU of that serial."""
    try:
        text = yield from typed(w.DIALECT, olt.command(w.SUMMARY, serial=on_wire(serial)))
    except ProviderRejected as said:
        if said.code != Meaning.NOT_THERE:
            raise
        return None
    return tables.read_summary(text, serial)


def demand(olt: OltSpec, serial: OnuSerial) -> Exchange[tables.Summary]:
    """The same, which must be there."""
    found = yield from find(olt, serial)
    if found is None:
        raise refused(onu_unknown(olt.title))
    return found


def on_wire(serial: OnuSerial) -> str:
    """A serial as this OLT writes it: `prks00b0a1b2`."""
    return serial.value.lower()


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
        self._lines = {
            command.name: (command, values) for command, values in _configuration(onu, connection, template)
        }
        self._line(w.ONU_ADD, {})
        for command, values in self._lines.values():
            self._line(command, values)

    def steps(self) -> tuple[NamedStep, ...]:
        """All of them, in order."""
        authorisation = NamedStep(
            name="authorisation",
            look=self._is_authorised,
            apply=self._authorise,
            settle=self._olt.wire.settle(w.ONU_ADD),
            verify=True,
        )
        return (authorisation, *(self._configuring(name) for name in self._lines))

    def refuse_if_there(self) -> Exchange[None]:
        """Raise where an ONU that should be new to the OLT is authorised on it: it is somebody's."""
        found = yield from find(self._olt, self._onu.serial)
        if found is not None:
            raise refused(already_provisioned(self._olt.title, found.pon))

    def _configuring(self, name: str) -> NamedStep:
        return NamedStep(name=name, apply=lambda: typed(w.DIALECT, self._line(*self._lines[name])))

    def _is_authorised(self) -> Exchange[bool]:
        found = yield from find(self._olt, self._onu.serial)
        if found is not None and found.pon != self._pon:
            raise refused(already_provisioned(self._olt.title, found.pon))
        return found is not None

    def _authorise(self) -> Exchange[None]:
        try:
            yield from typed(w.DIALECT, self._line(w.ONU_ADD, {}))
        except ProviderRejected as said:
            if said.code != Meaning.ALREADY_THERE or not (yield from self._is_authorised()):
                raise

    def _line(self, command: Command, values: Mapping[str, object]) -> CliCommand:
        return self._olt.command(command, pon=self._pon, serial=on_wire(self._onu.serial), **values)


def _configuration(
    onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Iterator[tuple[Command, Mapping[str, object]]]:
    """What is typed once the ONU is authorised, in the order in which a working client goes."""
    if onu.name:
        yield w.ALIAS, {"alias": onu.name}
    yield w.FLOW_PROFILE, {"flow": template.line_profile}
    vlan = {"vlan_profile": template.options.get("vlan_profile")}
    login = {"username": connection.username, "password": connection.password}
    own: Mapping[Command, Mapping[str, object]] = {w.UNI_VLAN: vlan, w.IPHOST_VLAN: vlan, w.PPPOE_LOGIN: login}
    for command in BRIDGE if connection.mode is m.ConnectionMode.BRIDGE else PPPOE:
        yield command, own.get(command, {})
