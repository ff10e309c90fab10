"""An ONU's way into an OLT, as named steps: what each one types, how it is recognised, and how it is taken back.

All of them go with the ONU when it is deleted. What the ONU itself is configured with (WAN, LAN port, Wi-Fi) cannot
be read back with its secrets, and is therefore typed on every attempt.
"""

import re
from collections.abc import Iterator

import attrs

from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange, Wait
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import already_provisioned
from isp_integrations.core.olt.steps import NamedStep, verification
from isp_integrations.core.rules import Family
from isp_integrations.plugins.olt.zte import orders, reads, tables
from isp_integrations.plugins.olt.zte import wire as w
from isp_integrations.plugins.olt.zte.orders import Order

NUMBERS = range(1, 129)
MAKER = "ZTEG"
"""Letters of the serials whose ONUs take WAN and Wi-Fi from this OLT (olt-zte 3.4, 3.5)."""
_AFTER_AUTHORISATION = 2.0
"""Seconds before the ONU's interface can be configured (olt-zte 3.3)."""
_BEFORE_WIFI = 5.0
"""Seconds that working clients let pass between WAN and Wi-Fi (olt-zte 3.5)."""
_LAN_PORT = re.compile(r"eth_0/[0-9]{1,2}|veip_1")
_VEIP = "veip_1"


def template_conditions(
    onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Iterator[tuple[str, Family, str]]:
    """What this platform asks beyond the template's fields: `(name, family, pt-BR message)`."""
    if connection.vlan is None and template.vlan is None:
        yield "vlan", Family.VALIDATION_FAILED, "Informe a VLAN na conexão ou no modelo de provisionamento."
    if connection.mode is not m.ConnectionMode.BRIDGE and onu.serial.vendor != MAKER:
        told = "Só ONUs ZTE recebem a conexão por esta OLT: use bridge, ou configure a ONU por TR-069."
        yield "onu_maker", Family.UNSUPPORTED_OPERATION, told
    if not _LAN_PORT.fullmatch(template.options.get("lan_port", _VEIP)):
        yield "lan_port", Family.VALIDATION_FAILED, "lan_port deve ser eth_0/1, eth_0/2… ou veip_1."


class Service:
    """One ONU's service, on its way into an OLT.

    Attributes:
        outcomes: what became of each Wi-Fi network, once its step was tried.

    Raises:
        ProviderRejected: the template does not suit this line of products.
        InvalidIdentifier: a value cannot be typed. Either way nothing was sent.
    """

    def __init__(
        self,
        olt: OltSpec,
        spelling: tables.Spelling,
        onu: m.Onu,
        connection: m.ConnectionConfig,
        template: m.ProvisioningTemplate,
        wifi: m.WifiConfig | None = None,
    ) -> None:
        for code, family, message in template_conditions(onu, connection, template):
            raise orders.refused_by_us(code, family, message)
        self._olt = olt
        self._spelling = spelling
        self._onu = onu
        self._connection = connection
        self._template = template
        self._networks = tuple(wifi.networks()) if wifi else ()
        self._pon = onu.pon_port or ""
        self._place: tables.Place | None = None
        self._vlan = template.vlan if connection.vlan is None else connection.vlan
        self._user_vlan = template.user_vlan or self._vlan
        self.outcomes: list[m.DeviceOutcome] = []
        self._refuse_speeds()
        anywhere = tables.Place(self._pon, NUMBERS.start)
        for order in (self._add_order(NUMBERS.start), *self._all_orders()):
            orders.step_at(olt, spelling, anywhere, order)

    def refuse_if_there(self) -> Exchange[None]:
        """Raise where an ONU that should be new to the OLT is authorised on it: it is somebody's."""
        place = yield from reads.find(self._olt, self._onu.serial)
        if place is not None:
            raise self._elsewhere(place)

    def steps(self) -> tuple[NamedStep, ...]:
        """All of them, in the order in which working clients go."""
        return (
            self._authorisation(),
            *self._naming(),
            self._seen_step("tcont", self._tcont(), rf"tcont 1 (?:name \S+ )?profile {re.escape(self._profile)}"),
            self._seen_step("gem_port", Order(command=w.GEM_PORT), r"gemport 1 (?:name \S+ )?tcont 1"),
            *self._traffic(),
            self._inner(),
            *(self._wifi(network) for network in self._networks),
            verification(self._verify),
        )

    @property
    def _profile(self) -> str:
        return self._template.line_profile

    def _refuse_speeds(self) -> None:
        template = self._template
        speeds = bool(template.upload_profile), bool(template.download_profile)
        if self._spelling is tables.Spelling.CLASSIC and any(speeds) and not all(speeds):
            told = "Esta linha de OLT pede os perfis de upload e de download juntos, ou nenhum."
            raise orders.refused_by_us("speed_profiles", Family.VALIDATION_FAILED, told)
        if self._spelling is tables.Spelling.TITAN and template.upload_profile:
            told = "Nesta linha de OLT o upload é limitado pelo perfil de T-CONT: tire upload_profile do modelo."
            raise orders.refused_by_us("speed_profiles", Family.UNSUPPORTED_OPERATION, told)

    def _all_orders(self) -> Iterator[Order]:
        yield from orders.name_orders(self._onu.name, self._onu.description)
        yield from (self._tcont(), Order(command=w.GEM_PORT), *self._speed_orders(), self._service_port_order())
        yield from self._inner_orders()
        for network in self._networks:
            yield from orders.wifi_orders(network, self._spelling)

    def _type(self, *lines: Order) -> Exchange[None]:
        yield from orders.type_at(self._olt, self._spelling, self._known_place, *lines)

    # --- authorisation ---

    def _authorisation(self) -> NamedStep:
        return NamedStep(
            name="authorisation",
            look=self._is_authorised,
            apply=self._authorise,
            undo=self._delete,
            settle=self._olt.wire.settle(w.ONU_ADD),
        )

    def _is_authorised(self) -> Exchange[bool]:
        place = yield from reads.find(self._olt, self._onu.serial)
        if place is None:
            return False
        if place.pon != self._pon:
            raise self._elsewhere(place)
        self._place = place
        return True

    def _elsewhere(self, place: tables.Place) -> ProviderRejected:
        return orders.with_violation(already_provisioned(self._olt.title, f"{place.pon}, ONU {place.number}"))

    def _authorise(self) -> Exchange[None]:
        """Authorise under the host's number, or else the lowest free one."""
        place = tables.Place(self._pon, (yield from self._free_number(self._onu.onu_id)))
        yield from orders.type_at(self._olt, self._spelling, place, self._add_order(place.number))
        self._place = place
        yield Wait(_AFTER_AUTHORISATION)

    def _free_number(self, wanted: int | None) -> Exchange[int]:
        rows = yield from reads.states(self._olt, self._spelling, self._pon)
        taken = {row.place.number for row in rows}
        if wanted is not None and wanted in NUMBERS and wanted not in taken:
            return wanted
        free = next((number for number in NUMBERS if number not in taken), None)
        if free is None:
            raise orders.refused_by_us("pon_full", Family.PRECONDITION_FAILED, "A porta PON não tem número livre.")
        return free

    def _add_order(self, number: int) -> Order:
        values = {"number": number, "type": self._template.onu_type, "serial": self._onu.serial.value}
        return Order(command=w.ONU_ADD, values=values)

    def _delete(self) -> Exchange[None]:
        yield from self._type(Order(command=w.ONU_DELETE, values={"number": self._known_place.number}))

    # --- the ONU's interface ---

    def _naming(self) -> Iterator[NamedStep]:
        lines = orders.name_orders(self._onu.name, self._onu.description)
        if lines:
            yield NamedStep(name="names", apply=lambda: self._type(*lines))

    def _tcont(self) -> Order:
        return Order(command=w.TCONT, values={"profile": self._profile})

    def _traffic(self) -> tuple[NamedStep, ...]:
        lines = self._speed_orders()
        if not lines:
            return (self._service_port(),)
        speed = NamedStep(name="speed", apply=lambda: self._type(*lines))
        on_vport = self._spelling is tables.Spelling.TITAN
        return (self._service_port(), speed) if on_vport else (speed, self._service_port())

    def _speed_orders(self) -> tuple[Order, ...]:
        template = self._template
        if not template.download_profile:
            return ()
        download = {"download": template.download_profile}
        if self._spelling is tables.Spelling.TITAN:
            return (Order(command=w.TRAFFIC_POLICY, values=download),)
        return (Order(command=w.TRAFFIC_LIMIT, values={"upload": template.upload_profile, **download}),)

    def _service_port(self) -> NamedStep:
        vport = "" if self._spelling is tables.Spelling.TITAN else "vport 1 "
        shown = rf"service-port 1 {vport}user-vlan {self._user_vlan} vlan {self._vlan}"
        step = self._seen_step("service_port", self._service_port_order(), shown)
        return attrs.evolve(step, apply=self._add_service_port, verify=True)

    def _service_port_order(self) -> Order:
        command = w.SERVICE_PORT_TITAN if self._spelling is tables.Spelling.TITAN else w.SERVICE_PORT
        return Order(command=command, values={"user_vlan": self._user_vlan, "vlan": self._vlan})

    def _add_service_port(self) -> Exchange[None]:
        if self._spelling is tables.Spelling.CLASSIC:
            yield from self._set_vport_mode()
        yield from self._type(self._service_port_order())

    def _set_vport_mode(self) -> Exchange[None]:
        """Some releases need it, and the others do not have the line."""
        try:
            yield from self._type(Order(command=w.VPORT_MODE))
        except ProviderRejected as refused:
            if refused.code not in reads.ABSENT_COMMAND:
                raise

    def _seen_step(self, name: str, order: Order, shown: str) -> NamedStep:
        """A step of one line, recognised in the running configuration by what stands there."""
        in_vport = order.command.mode is w.VPORT

        def look() -> Exchange[bool]:
            place = self._known_place
            interface = place.vport if in_vport else self._spelling.onu(place)
            lines = yield from reads.running(self._olt, interface)
            return any(re.fullmatch(rf"{shown}(?: .*)?", line) for line in lines)

        settle = self._olt.wire.settle(order.command)
        return NamedStep(name=name, look=look, apply=lambda: self._type(order), settle=settle)

    # --- the ONU itself ---

    def _inner(self) -> NamedStep:
        name = "bridge" if self._connection.mode is m.ConnectionMode.BRIDGE else "wan"
        return NamedStep(name=name, apply=lambda: self._type(*self._inner_orders()))

    def _inner_orders(self) -> tuple[Order, ...]:
        vlan = {"vlan": self._user_vlan}
        service = Order(command=w.SERVICE, values=vlan)
        if self._connection.mode is not m.ConnectionMode.BRIDGE:
            wan = orders.wan_order(self._connection, self._template.options, self._spelling)
            return (service, wan, Order(command=w.WAN_SERVICE))
        port = self._template.options.get("lan_port", "eth_0/1")
        if port == _VEIP:
            return (service, Order(command=w.BRIDGE_VEIP))
        return (service, Order(command=w.BRIDGE_PORT, values={"port": port, **vlan}))

    def _wifi(self, network: m.WifiNetwork) -> NamedStep:
        return NamedStep(name=f"wifi_{network.band}", apply=lambda: self._set_network(network))

    def _set_network(self, network: m.WifiNetwork) -> Exchange[None]:
        if not self.outcomes:
            yield Wait(_BEFORE_WIFI)
        asked = self._olt, self._spelling, self._known_place, self._onu.serial, network
        try:
            self.outcomes.append((yield from orders.set_network(*asked)))
        except ProviderRejected as refused:
            self.outcomes.append(orders.faulted(self._olt, network, refused))
            raise
        if self.outcomes[-1].state is m.DeviceState.FAULTED:
            raise orders.config_refused()

    def _verify(self) -> Exchange[None]:
        place = yield from reads.demand(self._olt, self._onu.serial)
        if (yield from orders.config_failed(self._olt, self._spelling, place, self._onu.serial)):
            raise orders.config_refused()

    @property
    def _known_place(self) -> tables.Place:
        if self._place is None:
            raise tables.unreadable("OnuIndex")
        return self._place
