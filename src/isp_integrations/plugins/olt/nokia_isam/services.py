"""An ONT's way into an ISAM, as named steps: a bridge by the command line alone, a gateway by TL1 as well.

The OLT shows where an ONT is authorised and whether it is activated; what else is configured for it is not read back,
and is therefore typed on every attempt: each line says how things shall be.
"""

from collections.abc import Callable, Iterator, Mapping

from isp_integrations.core.cli import CliCommand, Command, Meaning, typed
from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected
from isp_integrations.core.exchange import Exchange, Wait
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import already_provisioned, onu_unknown, platform_says
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.core.rules import Family, Violation
from isp_integrations.plugins.olt.nokia_isam import answers as a
from isp_integrations.plugins.olt.nokia_isam import gateways as g
from isp_integrations.plugins.olt.nokia_isam import wire as w

_TAGGED = "single-tagged"
_TAGS = frozenset({"", _TAGGED})
_BRIDGE = {"slot": 1, "card": "ethernet"}
_GATEWAY = {"slot": 14, "card": "veip"}
_PORTS_EXIST = 90.0
"""Seconds from an ONT's activation until its ports exist, as clients of the TL1 allow; of the command line nobody
tells."""
_KINDS = ("pon", "x-pon")
_NUMBERS = range(1, 129)


def refused(violation: Violation) -> ProviderRejected:
    """A refusal that this driver makes of what it read."""
    return ProviderRejected(message=violation.message, violation=violation)


def template_conditions(
    onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Iterator[tuple[str, Family, str]]:
    """What this platform asks of a template and its ONT beyond their fields: `(name, family, pt-BR message)`."""
    yield from g.gateway_conditions(onu, connection)
    if connection.vlan is None and template.vlan is None:
        yield "vlan", Family.VALIDATION_FAILED, "Informe a VLAN na conexão ou no modelo de provisionamento."
    if template.options.get("tag", "") not in _TAGS:
        yield "tag", Family.VALIDATION_FAILED, "tag deve ser single-tagged, ou ficar fora."


def onts_of(olt: OltSpec) -> Exchange[tuple[a.Ont, ...]]:
    """The authorised ONTs of GPON ports, and of those of newer cards, which have a table of their own."""
    onts: dict[a.Place, a.Ont] = {}
    for kind in _KINDS:
        try:
            text = yield from typed(w.DIALECT, olt.command(w.STATUS, kind=kind))
        except ProviderRejected as said:
            if said.code != Meaning.UNKNOWN_COMMAND or kind == _KINDS[0]:
                raise
        else:
            for ont in a.read_onts(text):
                if onts.setdefault(ont.place, ont) != ont:
                    raise a.unreadable("ont")
    return tuple(onts.values())


def find(olt: OltSpec, serial: OnuSerial) -> Exchange[a.Ont | None]:
    """The authorised ONT of that serial, on whatever PON."""
    found = [ont for ont in (yield from onts_of(olt)) if ont.serial == serial]
    if len(found) > 1:
        raise a.unreadable("sernum")
    return found[0] if found else None


def demand(olt: OltSpec, serial: OnuSerial) -> Exchange[a.Ont]:
    """The same, which must be there."""
    ont = yield from find(olt, serial)
    if ont is None:
        raise refused(onu_unknown(olt.title))
    return ont


class Service:
    """One ONT's service on a PON.

    Attributes:
        outcomes: what became of each Wi-Fi network that was tried.

    Raises:
        InvalidIdentifier: a value cannot be typed. Nothing was sent.
    """

    def __init__(
        self,
        olt: OltSpec,
        onu: m.Onu,
        connection: m.ConnectionConfig,
        template: m.ProvisioningTemplate,
        wifi: m.WifiConfig | None = None,
    ) -> None:
        self._olt = olt
        self._onu = onu
        self._place = a.Place(onu.pon_port or "", 0)
        self._just_activated = False
        self.outcomes: list[m.DeviceOutcome] = []
        routed = connection.mode in g.ROUTED
        vlan = template.vlan if connection.vlan is None else connection.vlan
        self._lines = dict(_configuration(vlan, template, routed=routed))
        self._wan = g.wan_settings(connection, vlan) if routed else ()
        self._networks = tuple(wifi.networks()) if wifi and routed else ()
        self._adding = {
            "name": onu.name or None,
            "description": onu.description or None,
            "sernum": f"{onu.serial.vendor}:{onu.serial.value[4:]}",
            "variant": template.options.get("variant") or None,
        }
        self._line(w.ONT_ADD, self._adding)
        for command, values in self._lines.items():
            self._line(command, values)
        for settings in (self._wan, *map(g.wifi_settings, self._networks)):
            g.refuse_untypeable(olt, settings)

    def steps(self) -> tuple[NamedStep, ...]:
        """All of them, in order."""
        authorisation = NamedStep(
            name="authorisation",
            look=self._is_authorised,
            apply=self._authorise,
            undo=lambda: remove(self._olt, self._onu.serial),
            verify=True,
        )
        activation = NamedStep(name="activation", look=self._is_active, apply=self._activate, verify=True)
        lines = (self._configuring(command) for command in self._lines)
        wan = (NamedStep(name="wan", apply=self._set_wan),) if self._wan else ()
        return (authorisation, activation, *lines, *wan, *map(self._wifi, self._networks))

    def _configuring(self, command: Command) -> NamedStep:
        return NamedStep(
            name=command.name, apply=lambda: self._patiently(lambda: self._type(command, self._lines[command]))
        )

    def _wifi(self, network: m.WifiNetwork) -> NamedStep:
        return NamedStep(name=f"wifi_{network.band}", apply=lambda: self._set_network(network))

    def _is_authorised(self) -> Exchange[bool]:
        ont = yield from find(self._olt, self._onu.serial)
        if ont is None:
            return False
        if ont.place.pon != self._place.pon:
            raise somewhere_else(self._olt, ont.place)
        self._place = ont.place
        return True

    def _is_active(self) -> Exchange[bool]:
        return (yield from demand(self._olt, self._onu.serial)).enabled is True

    def _authorise(self) -> Exchange[None]:
        pon, wanted = self._place.pon, self._onu.onu_id
        taken = {ont.place.number for ont in (yield from onts_of(self._olt)) if ont.place.pon == pon}
        free = [number for number in _NUMBERS if number not in taken]
        if not free:
            told = "A porta PON não tem número livre."
            raise refused(platform_says("ONU-16", "onu.platform.pon_full", Family.PRECONDITION_FAILED, told))
        self._place = a.Place(pon, wanted if wanted in free else free[0])
        yield from self._type(w.ONT_ADD, self._adding)

    def _activate(self) -> Exchange[None]:
        yield from self._type(w.ONT_UP, {})
        self._just_activated = True

    def _patiently(self, act: Callable[[], Exchange[None]]) -> Exchange[None]:
        """An ONT that was only just activated may have no ports yet: what it refuses is tried again once it has."""
        try:
            yield from act()
        except AuthenticationFailed:
            raise
        except ProviderRejected:
            if not self._just_activated:
                raise
            self._just_activated = False
            yield Wait(_PORTS_EXIST)
            yield from act()

    def _set_wan(self) -> Exchange[None]:
        yield from self._patiently(lambda: g.apply_settings(self._olt, self._place, self._wan))

    def _set_network(self, network: m.WifiNetwork) -> Exchange[None]:
        try:
            self.outcomes.append((yield from g.set_network(self._olt, self._place, network)))
        except ProviderRejected as said:
            self.outcomes.append(g.faulted(self._olt, network, said))
            raise

    def _type(self, command: Command, values: Mapping[str, object]) -> Exchange[None]:
        yield from typed(w.DIALECT, self._line(command, values))

    def _line(self, command: Command, values: Mapping[str, object]) -> CliCommand:
        return self._olt.command(command, ont=self._place, **values)


def _configuration(
    vlan: int | None, template: m.ProvisioningTemplate, *, routed: bool
) -> Iterator[tuple[Command, Mapping[str, object]]]:
    """What is typed once the ONT is activated, in the order in which a working client goes. A gateway tags what it
    sends."""
    card = _GATEWAY if routed else _BRIDGE
    slot = {"slot": card["slot"]}
    tag = _TAGGED if routed else template.options.get("tag") or None
    yield w.CARD, card
    yield w.QUEUE, {**slot, "upload": template.upload_profile}
    yield w.PORT_UP, slot
    yield w.MAC_LIMIT, slot
    yield w.PORT_VLAN, {**slot, "vlan": vlan, "tag": tag}
    if tag is None:
        yield w.PORT_PVID, {**slot, "vlan": vlan}


def remove(olt: OltSpec, serial: OnuSerial) -> Exchange[None]:
    """Take an ONT out of its PON, with all that was configured for it; it is deactivated first."""
    ont = yield from find(olt, serial)
    if ont is not None:
        yield from typed(w.DIALECT, olt.command(w.ONT_DOWN, ont=ont.place))
        yield from typed(w.DIALECT, olt.command(w.ONT_DELETE, ont=ont.place))


def removal(olt: OltSpec, serial: OnuSerial) -> NamedStep:
    """The removal of an ONT as a step."""

    def is_gone() -> Exchange[bool]:
        return (yield from find(olt, serial)) is None

    return NamedStep(name="authorisation", look=is_gone, apply=lambda: remove(olt, serial), verify=True)


def somewhere_else(olt: OltSpec, place: a.Place) -> ProviderRejected:
    """The serial is authorised already."""
    return refused(already_provisioned(olt.title, f"{place.pon}, ONT {place.number}"))
