"""An ONU's way into an OLT, as named steps: what each one types, how it is recognised, and how it is taken back.

What the ONT itself is configured with (VLAN of a LAN port, WAN) goes with the ONT, cannot be read back with its
secrets, and is therefore typed on every attempt.
"""

from collections.abc import Iterator
from itertools import count

import attrs

from isp_integrations.core.cli import Meaning, pattern
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange, Rehearsing, Wait
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import already_provisioned
from isp_integrations.core.olt.steps import NamedStep, unless_rehearsed, verification
from isp_integrations.core.rules import Family
from isp_integrations.plugins.olt.huawei import orders, reads, tables
from isp_integrations.plugins.olt.huawei import wire as w

_BEFORE_WAN_CONFIG = 10.0
"""Seconds that working scripts let pass between the service port and `ont wan-config` (olt-huawei 3.3)."""
_FIRST_RELEASE_WITH_WAN = 17
_ANY_NUMBER = 0
_PORTS_OF_A_BOARD = 16
_NEIGHBOURS = 4
"""ONTs of each PON of the board that a rehearsal looks at, for one with the line profile of its template."""


def template_conditions(
    connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Iterator[tuple[str, Family, str]]:
    """What this platform asks of a template beyond its fields: `(name, family, pt-BR message)`."""
    if connection.vlan is None and template.vlan is None:
        yield "vlan", Family.VALIDATION_FAILED, "Informe a VLAN na conexão ou no modelo de provisionamento."
    tables_named = (template.download_profile, template.upload_profile)
    if any(tables_named) and not all(name.isdecimal() and name.isascii() for name in tables_named):
        told = "Os perfis de velocidade da Huawei são números de traffic table, de download e de upload."
        yield "speed_profiles", Family.VALIDATION_FAILED, told
    numbers = {key: template.options.get(key, "0") for key in ("ip_index", "policy_route_profile")}
    if wrong := [key for key, text in numbers.items() if not (text.isdecimal() and text.isascii())]:
        yield "options", Family.VALIDATION_FAILED, f"Devem ser números no modelo: {', '.join(wrong)}."


class Service:
    """One ONU's service, on its way into an OLT.

    Raises:
        ProviderRejected: the template lacks what Huawei asks for.
        InvalidIdentifier: a value cannot be typed. Either way nothing was sent.
    """

    def __init__(
        self, olt: OltSpec, onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
    ) -> None:
        for code, family, message in template_conditions(connection, template):
            raise orders.refused_by_us(code, family, message)
        self._olt = olt
        self._onu = onu
        self._template = template
        self._place = tables.Place.parse(onu.pon_port or "")
        self._number: int | None = None
        self._has_others = False
        self._vlan = template.vlan if connection.vlan is None else connection.vlan
        self._user_vlan = template.user_vlan or self._vlan
        self._inside = dict(self._lines_inside(connection))
        for line in (self._add_line(), self._service_port_line(_ANY_NUMBER), *self._inside.values()):
            olt.command(line.command, **attrs.asdict(self._place), ont=_ANY_NUMBER, **line.values)

    def refuse_old_release(self) -> Exchange[None]:
        """Raise, before anything is changed, where the OLT's release is known to lack a line that is wanted."""
        if "wan_config" not in self._inside:
            return
        release = yield from reads.release(self._olt)
        if release is not None and release < _FIRST_RELEASE_WITH_WAN:
            told = "A versão da OLT não tem ont wan-config: tire wan_profile do modelo de provisionamento."
            raise orders.refused_by_us("release", Family.UNSUPPORTED_OPERATION, told)

    def refuse_if_there(self) -> Exchange[None]:
        """Raise where an ONU that should be new to the OLT is authorised on it: it is somebody's."""
        info = yield from reads.find(self._olt, self._onu.serial)
        if info is not None:
            raise self._elsewhere(info)

    def steps(self) -> tuple[NamedStep, ...]:
        """All of them, in the order in which working scripts go."""
        after = {"wan_config"}
        return (
            self._authorisation(),
            *(self._inner(name) for name in self._inside if name not in after),
            self._service_port(),
            *(self._inner(name) for name in self._inside if name in after),
            verification(self._verify),
        )

    def steps_to_undo(self) -> tuple[NamedStep, ...]:
        """The same to be taken back, whatever profiles and VLANs the ONT has by now."""
        there = {"authorisation": self._is_there, "service_port": self._has_any_service_port}
        return tuple(attrs.evolve(step, look=there.get(step.name)) for step in self.steps())

    def _lines_inside(self, connection: m.ConnectionConfig) -> Iterator[tuple[str, orders.Line]]:
        """What the ONT itself is configured with, by the names of the steps."""
        options = self._template.options
        if connection.mode is m.ConnectionMode.BRIDGE:
            yield "native_vlan", orders.Line(command=w.NATIVE_VLAN, values={"vlan": self._vlan})
            return
        yield "wan", orders.wan_line(connection, self._vlan, options.get("ip_index"))
        index: dict[str, object] = {"index": options.get("ip_index", "0")}
        if profile := options.get("wan_profile"):
            yield "internet_config", orders.Line(command=w.INTERNET_CONFIG, values=index)
        if policy := options.get("policy_route_profile"):
            yield "policy_route", orders.Line(command=w.POLICY_ROUTE, values={"policy": policy})
        if profile:
            wan_id, wan_name = orders.by_id_or_name(profile)
            values = {**index, "wan_id": wan_id, "wan_name": wan_name}
            yield "wan_config", orders.Line(command=w.WAN_CONFIG, values=values)

    def _inner(self, name: str) -> NamedStep:
        return NamedStep(name=name, apply=lambda: self._configure(name))

    def _configure(self, name: str) -> Exchange[None]:
        if name == "wan_config":
            yield Wait(_BEFORE_WAN_CONFIG)
        yield from orders.type_at(self._olt, self._inside[name], self._place, self._known_number)

    def _authorisation(self) -> NamedStep:
        return NamedStep(
            name="authorisation",
            look=self._is_authorised,
            apply=self._authorise,
            undo=lambda: orders.remove(self._olt, w.ONT_DELETE, self._place, self._known_number),
            settle=self._olt.wire.settle(w.ONT_ADD),
        )

    def _is_there(self) -> Exchange[bool]:
        return (yield from self._info()) is not None

    def _is_authorised(self) -> Exchange[bool]:
        info = yield from self._info()
        if info is not None and not _has_profiles(info, self._template):
            told = "A ONU já está autorizada nesta porta com outros perfis: limpe e provisione de novo."
            raise orders.refused_by_us("other_profiles", Family.CONFLICT, told)
        return info is not None

    def _info(self) -> Exchange[tables.OntInfo | None]:
        """The ONT as it is authorised on its PON; `None` where it is nowhere."""
        info = yield from reads.find(self._olt, self._onu.serial)
        if info is not None and info.place != self._place:
            raise self._elsewhere(info)
        self._number = info.number if info else self._number
        return info

    def _elsewhere(self, info: tables.OntInfo) -> ProviderRejected:
        return orders.with_violation(already_provisioned(self._olt.title, f"{info.place}, ONT {info.number}"))

    def _authorise(self) -> Exchange[None]:
        try:
            text = yield from self._add(self._onu.onu_id)
        except ProviderRejected as said:
            if said.code != Meaning.ALREADY_THERE or not (yield from self._is_authorised()):
                raise
        else:
            rehearsed = yield from Rehearsing()
            self._number = (yield from self._number_ahead()) if rehearsed else tables.read_number_given(text)

    def _number_ahead(self) -> Exchange[int]:
        """The number that the OLT would give: the one asked for, or else the first free one."""
        taken = {row.number for row in (yield from reads.onts_of_pon(self._olt, self._place))}
        asked = self._onu.onu_id
        return asked if asked is not None and asked not in taken else next(n for n in count() if n not in taken)

    def _add(self, number: int | None) -> Exchange[str]:
        """Add the ONT under a number, or under the first free one where that is taken."""
        try:
            return (yield from orders.type_at(self._olt, self._add_line(), self._place, number))
        except ProviderRejected as said:
            if number is None or not pattern(w.NUMBER_TAKEN).fullmatch(said.words):
                raise
        return (yield from self._add(None))

    def _add_line(self) -> orders.Line:
        line_id, line_name = orders.by_id_or_name(self._template.line_profile)
        service_id, service_name = orders.by_id_or_name(self._template.service_profile)
        values = {
            "serial": self._onu.serial.hex,
            "line_id": line_id,
            "line_name": line_name,
            "service_id": service_id,
            "service_name": service_name,
            "description": self._onu.description or self._onu.name or None,
        }
        return orders.Line(command=w.ONT_ADD, values=values)

    def _service_port(self) -> NamedStep:
        return NamedStep(
            name="service_port",
            look=self._has_service_port,
            apply=self._add_service_port,
            undo=lambda: orders.remove(self._olt, w.SERVICE_PORTS_REMOVE, self._place, self._known_number),
            settle=self._olt.wire.settle(w.SERVICE_PORT_ADD),
            verify=True,
        )

    def _has_service_port(self) -> Exchange[bool]:
        rows = yield from self._service_ports()
        gem = self._template.gem_port
        found = any(row.vlan == self._vlan and gem in (None, row.gem) for row in rows)
        self._has_others = bool(rows) and not found
        return found

    def _has_any_service_port(self) -> Exchange[bool]:
        return bool((yield from self._service_ports()))

    def _service_ports(self) -> Exchange[tuple[tables.ServicePortRow, ...]]:
        return (yield from reads.service_ports(self._olt, self._place, self._known_number))

    def _add_service_port(self) -> Exchange[None]:
        if self._has_others:
            told = "A ONU já tem nesta OLT um serviço com outra VLAN: limpe e provisione de novo."
            raise orders.refused_by_us("other_services", Family.CONFLICT, told)
        gem = self._template.gem_port
        if gem is None:
            gem = orders.gem_of((yield from self._profiled()), self._user_vlan)
        yield from orders.add_service_port(self._olt, self._service_port_line(gem), self._place, self._known_number)

    def _profiled(self) -> Exchange[tables.OntInfo]:
        """The ONT, which shows the GEM ports of its line profile; one with the same while it is only rehearsed."""
        info = yield from unless_rehearsed(reads.demand(self._olt, self._onu.serial), otherwise=None)
        if info is not None and (info.place == self._place or self._is_alike(info)):
            return info
        for port in sorted(range(_PORTS_OF_A_BOARD), key=lambda port: port != self._place.port):
            place = attrs.evolve(self._place, port=port)
            rows = yield from unless_rehearsed(reads.onts_of_pon(self._olt, place), otherwise=())
            for row in rows[:_NEIGHBOURS]:
                info = (yield from reads.find(self._olt, row.serial)) if row.serial else None
                if info is not None and self._is_alike(info):
                    return info
        told = (
            "Nenhuma ONU da placa tem este perfil de linha: para ensaiar a service-port, informe gem_port no modelo."
        )
        raise orders.refused_by_us("gem_port", Family.PRECONDITION_FAILED, told)

    def _is_alike(self, info: tables.OntInfo) -> bool:
        return self._template.line_profile in _profile(info, "Line")

    def _service_port_line(self, gem: int) -> orders.Line:
        return orders.service_port_line(
            vlan=self._vlan,
            gem=gem,
            user_vlan=self._user_vlan,
            upload=self._template.upload_profile or None,
            download=self._template.download_profile or None,
        )

    def _verify(self) -> Exchange[None]:
        """Read the ONT back: an OLT takes a configuration that the ONT then refuses."""
        info = yield from reads.demand(self._olt, self._onu.serial)
        if info.text("Config state") == "failed":
            told = "A ONU recusou a configuração (Config state: failed): confira os perfis e o modelo da ONU."
            raise orders.refused_by_us("config_failed", Family.PRECONDITION_FAILED, told)

    @property
    def _known_number(self) -> int:
        if self._number is None:
            raise tables.unreadable("ONT-ID")
        return self._number


def _has_profiles(info: tables.OntInfo, template: m.ProvisioningTemplate) -> bool:
    """Whether an ONT has the profiles of a template; one that it does not tell is taken as the same."""
    asked = ((template.line_profile, _profile(info, "Line")), (template.service_profile, _profile(info, "Service")))
    return all(not told or wanted in told for wanted, told in asked)


def _profile(info: tables.OntInfo, kind: str) -> set[str]:
    """The number and the name of an ONT's profile, as far as they are told."""
    return {info.text(f"{kind} profile ID"), info.text(f"{kind} profile name")} - {""}
