"""An ONU's way into an OLT and out of it, as named steps. Each step is one transaction: all of it, or nothing.

A refused transaction is thrown away by the look at the OLT that comes next: looks are typed outside of configuration,
which is left without committing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from isp_integrations.core.cli import Command, typed
from isp_integrations.core.errors import ProviderRejected, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import already_provisioned, platform_says
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep, verification
from isp_integrations.core.readback import write_once
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.values import Value
from isp_integrations.plugins.olt.datacom import reads, tables
from isp_integrations.plugins.olt.datacom import wire as w

NUMBERS = range(128)
MAKER = "DACM"
_ROUTERS = re.compile(r"DM984-42\w*|DM985-100\w*")
"""The models that an rg-profile applies to (olt-others 1)."""
_VEIP = "veip"
_LAN_PORTS = frozenset({"ethernet", _VEIP})
_OVERRIDES: Mapping[m.ConnectionMode, Command] = {
    m.ConnectionMode.PPPOE: w.RG_PPPOE,
    m.ConnectionMode.STATIC_IP: w.RG_STATIC,
}


@attrs.frozen(kw_only=True)
class Order(Value):
    """One line of a transaction: a command with its values."""

    command: Command
    values: Mapping[str, object] = attrs.field(factory=dict, repr=False)


def is_router(model: str) -> bool:
    """Whether an rg-profile applies to ONUs of that model."""
    return _ROUTERS.fullmatch(model) is not None


def template_conditions(
    onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Iterator[tuple[str, Family, str]]:
    """What this platform asks beyond the template's fields: `(name, family, pt-BR message)`."""
    if connection.vlan is None and template.vlan is None:
        yield "vlan", Family.VALIDATION_FAILED, "Informe a VLAN na conexão ou no modelo de provisionamento."
    if template.options.get("lan_port", "ethernet") not in _LAN_PORTS:
        yield "lan_port", Family.VALIDATION_FAILED, "lan_port deve ser ethernet ou veip."
    if connection.mode is m.ConnectionMode.BRIDGE:
        return
    if onu.serial.vendor != MAKER or not is_router(onu.model or template.onu_type):
        told = "Só as ONUs DM984-42x e DM985-100 recebem a conexão por esta OLT: use bridge, ou TR-069."
        yield "onu_model", Family.UNSUPPORTED_OPERATION, told


def commit(olt: OltSpec, orders: Iterable[Order]) -> Exchange[None]:
    """Type one transaction and put it in force.

    Raises:
        ProviderRejected: a line, or all of it, was refused. Nothing of it is in force.
    """
    try:
        for order in (*orders, Order(command=w.TOP), Order(command=w.COMMIT)):
            yield from typed(w.DIALECT, olt.command(order.command, **order.values))
    except (ProviderRejected, UnexpectedAnswer):
        yield from olt.command(w.TOP)
        raise


def set_again(olt: OltSpec, orders: Iterable[Order]) -> Exchange[None]:
    """`commit` of values that nobody can read back. To set them twice is to set them: a lost answer makes them be set
    again, as soon as the OLT answers a query."""
    lines = tuple(orders)

    def send() -> Exchange[bool]:
        yield from commit(olt, lines)
        return True

    def not_to_be_seen() -> Exchange[None]:
        yield from reads.waiting(olt)

    yield from write_once(send, not_to_be_seen, settle=olt.wire.settle(w.COMMIT))


def on_onu(place: tables.Place, *orders: Order) -> tuple[Order, ...]:
    """`orders` with the lines that go to the ONU of that place."""
    return (*_on_pon(place), Order(command=w.ONU, values={"onu": place.number}), *orders)


def _on_pon(place: tables.Place) -> tuple[Order, ...]:
    return (Order(command=w.PON, values={"pon": place.pon}),)


def wifi_orders(network: m.WifiNetwork) -> tuple[Order, ...]:
    """The lines that set the one network; what the caller left empty is left as it is."""
    named = Order(command=w.RG_SSID, values={"ssid": network.ssid})
    locked = Order(command=w.RG_WIFI_KEY, values={"key": network.password})
    return (*((named,) if network.ssid else ()), *((locked,) if network.password else ()))


def refused_by_us(code: str, family: Family, message: str) -> ProviderRejected:
    """A refusal that this driver makes of what it was asked, or of what it read."""
    return _with(platform_says("ONU-16", f"onu.platform.{code}", family, message))


class Service:
    """One ONU's service, on its way into an OLT.

    Attributes:
        outcomes: what became of the Wi-Fi network, once its step was tried.

    Raises:
        ProviderRejected: the template does not suit the ONU.
        InvalidIdentifier: a value cannot be typed. Either way nothing was sent.
    """

    def __init__(
        self,
        olt: OltSpec,
        onu: m.Onu,
        connection: m.ConnectionConfig,
        template: m.ProvisioningTemplate,
        wifi: m.WifiConfig | None = None,
    ) -> None:
        for code, family, message in template_conditions(onu, connection, template):
            raise refused_by_us(code, family, message)
        self._olt = olt
        self._onu = onu
        self._connection = connection
        self._template = template
        self._networks = tuple(wifi.networks()) if wifi else ()
        self._pon = onu.pon_port or ""
        self._place: tables.Place | None = None
        self._has_others = False
        self._vlan = template.vlan if connection.vlan is None else connection.vlan
        self._user_vlan = template.user_vlan or self._vlan
        self.outcomes: list[m.DeviceOutcome] = []
        anywhere = tables.Place(self._pon, NUMBERS.start)
        wifi_lines = (line for network in self._networks for line in wifi_orders(network))
        lines = (*self._authorising(), *self._wan_orders(), *wifi_lines)
        for order in (*on_onu(anywhere, *lines), self._port_order(anywhere)):
            olt.command(order.command, **order.values)

    def refuse_if_there(self) -> Exchange[None]:
        """Raise where an ONU that should be new to the OLT is authorised on it: it is somebody's."""
        place = yield from reads.find(self._olt, self._onu.serial)
        if place is not None:
            raise self._elsewhere(place)

    def steps(self) -> tuple[NamedStep, ...]:
        """All of them, in order."""
        return (
            NamedStep(
                name="authorisation",
                look=self._is_authorised,
                apply=self._authorise,
                undo=self._delete,
                settle=self._olt.wire.settle(w.COMMIT),
            ),
            *self._wan(),
            NamedStep(
                name="service_port",
                look=self._has_service_port,
                apply=self._add_service_port,
                settle=self._olt.wire.settle(w.COMMIT),
            ),
            *(self._wifi(network) for network in self._networks),
            verification(self._verify),
        )

    # --- authorisation ---

    def _is_authorised(self) -> Exchange[bool]:
        place = yield from reads.find(self._olt, self._onu.serial)
        if place is None:
            return False
        if place.pon != self._pon:
            raise self._elsewhere(place)
        self._place = place
        return True

    def _elsewhere(self, place: tables.Place) -> ProviderRejected:
        return _with(already_provisioned(self._olt.title, f"{place.pon}, ONU {place.number}"))

    def _authorise(self) -> Exchange[None]:
        """Authorise under the host's number, or else the lowest free one."""
        place = tables.Place(self._pon, (yield from self._free_number(self._onu.onu_id)))
        yield from commit(self._olt, on_onu(place, *self._authorising()))
        self._place = place

    def _free_number(self, wanted: int | None) -> Exchange[int]:
        taken = {row.place.number for row in (yield from reads.onus(self._olt, self._pon))}
        if wanted is not None and wanted in NUMBERS and wanted not in taken:
            return wanted
        free = next((number for number in NUMBERS if number not in taken), None)
        if free is None:
            raise refused_by_us("pon_full", Family.PRECONDITION_FAILED, "A porta PON não tem número livre.")
        return free

    def _authorising(self) -> tuple[Order, ...]:
        named = Order(command=w.NAME, values={"name": self._onu.name})
        port = (
            Order(command=w.ETHERNET),
            Order(command=w.NEGOTIATION),
            Order(command=w.NO_SHUTDOWN),
            Order(command=w.NATIVE_VLAN, values={"vlan": self._user_vlan}),
        )
        return (
            *((named,) if self._onu.name else ()),
            Order(command=w.SERIAL_NUMBER, values={"serial": self._onu.serial.value}),
            Order(command=w.LINE_PROFILE, values={"line_profile": self._template.line_profile}),
            *(port if self._is_bridge and not self._is_veip else ()),
        )

    def _delete(self) -> Exchange[None]:
        place = yield from reads.find(self._olt, self._onu.serial)
        if place is not None:
            yield from delete(self._olt, place)

    # --- the ONU's own connection, where it makes it ---

    def _wan(self) -> Iterator[NamedStep]:
        """The secrets cannot be read back: typed on every attempt."""
        if not self._is_bridge:
            yield NamedStep(name="wan", apply=self._set_wan)

    def _set_wan(self) -> Exchange[None]:
        yield from set_again(self._olt, on_onu(self._known_place, *self._wan_orders()))

    def _wan_orders(self) -> tuple[Order, ...]:
        if self._is_bridge:
            return ()
        asked = self._connection
        bound = Order(command=w.RG_PROFILE, values={"rg_profile": self._template.options.get("rg_profile")})
        values = {
            m.ConnectionMode.PPPOE: {"username": asked.username, "password": asked.password},
            m.ConnectionMode.STATIC_IP: {
                "address": asked.address,
                "netmask": asked.netmask,
                "gateway": asked.gateway,
            },
        }
        override = _OVERRIDES.get(asked.mode)
        return (bound, *((Order(command=override, values=values[asked.mode]),) if override else ()))

    @property
    def _is_bridge(self) -> bool:
        return self._connection.mode is m.ConnectionMode.BRIDGE

    # --- the service port ---

    @property
    def _is_veip(self) -> bool:
        return self._template.options.get("lan_port") == _VEIP

    def _has_service_port(self) -> Exchange[bool]:
        rows = yield from reads.service_ports(self._olt, self._known_place)
        found = any(row.vlan == self._vlan for row in rows)
        self._has_others = bool(rows) and not found
        return found

    def _add_service_port(self) -> Exchange[None]:
        if self._has_others:
            told = "A ONU já tem nesta OLT um serviço com outra VLAN: limpe e provisione de novo."
            raise refused_by_us("other_services", Family.CONFLICT, told)
        yield from commit(self._olt, (self._port_order(self._known_place),))

    def _port_order(self, place: tables.Place) -> Order:
        values = {
            "pon": place.pon,
            "onu": place.number,
            "gem": self._template.gem_port or 1,
            "vlan": self._vlan,
            "description": self._onu.description or None,
        }
        if self._is_veip:
            return Order(command=w.SERVICE_PORT_VEIP, values=values)
        return Order(command=w.SERVICE_PORT, values={**values, "user_vlan": self._user_vlan})

    # --- Wi-Fi ---

    def _wifi(self, network: m.WifiNetwork) -> NamedStep:
        return NamedStep(name=f"wifi_{network.band}", apply=lambda: self._set_network(network))

    def _set_network(self, network: m.WifiNetwork) -> Exchange[None]:
        done = m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self._olt.key, band=network.band)
        try:
            yield from set_again(self._olt, on_onu(self._known_place, *wifi_orders(network)))
        except ProviderRejected as refused:
            why = refused.words or refused.message
            self.outcomes.append(attrs.evolve(done, state=m.DeviceState.FAULTED, why=why))
            raise
        self.outcomes.append(done)

    def _verify(self) -> Exchange[None]:
        self._place = yield from reads.demand(self._olt, self._onu.serial)
        if not (yield from self._has_service_port()):
            told = "A OLT confirmou o serviço e não o mostra."
            raise refused_by_us("not_seen", Family.PRECONDITION_FAILED, told)

    @property
    def _known_place(self) -> tables.Place:
        if self._place is None:
            raise tables.unreadable("ONU ID")
        return self._place


def delete(olt: OltSpec, place: tables.Place) -> Exchange[None]:
    """Take an ONU out with its service ports: without them in the same transaction, the OLT refuses it."""
    rows = yield from reads.service_ports(olt, place)
    ports = (Order(command=w.SERVICE_PORT_DELETE, values={"index": row.index}) for row in rows)
    gone = Order(command=w.ONU_DELETE, values={"onu": place.number})
    yield from commit(olt, (*_on_pon(place), gone, Order(command=w.TOP), *ports))


def removal(olt: OltSpec, serial: OnuSerial, *, prefix: str = "", new_pon: str | None = None) -> NamedStep:
    """The step that takes an ONU out of wherever it is authorised.

    Args:
        prefix: how the step's name begins, in tasks that also bring an ONU in.
        new_pon: the PON that the same ONU goes to; there it is not in the way.
    """

    def is_gone() -> Exchange[bool]:
        place = yield from reads.find(olt, serial)
        return place is None or place.pon == new_pon

    def take_out() -> Exchange[None]:
        place = yield from reads.find(olt, serial)
        if place is not None:
            yield from delete(olt, place)

    return NamedStep(
        name=f"{prefix}authorisation",
        look=is_gone,
        apply=take_out,
        settle=olt.wire.settle(w.COMMIT),
        verify=True,
    )


def _with(violation: Violation) -> ProviderRejected:
    return ProviderRejected(message=violation.message, violation=violation)
