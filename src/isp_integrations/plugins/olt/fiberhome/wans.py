"""The customer's connection on an ONU: whether it stands as asked, and the steps that bring it about.

FiberHome's own gateways (HGU) have WANs, one message for each port or radio that a WAN serves. Every WAN is wiped
before one is set, as working scripts do. Any other ONU is a bridge, whose first LAN port gets the VLAN.
"""

import re
from collections.abc import Callable, Iterator

from isp_integrations.core.exchange import Exchange, Rehearsing
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.steps import NamedStep, verification
from isp_integrations.core.readback import Undecided
from isp_integrations.core.rules import Family
from isp_integrations.core.tl1 import Tl1Verb
from isp_integrations.plugins.olt.fiberhome import reads
from isp_integrations.plugins.olt.fiberhome import rows as t
from isp_integrations.plugins.olt.fiberhome import wire as w

OWN_VENDOR = "FHTT"
_GATEWAY = re.compile(r"(?:AN)?5506-0[24]-F|HG\d", re.IGNORECASE)
_PLAIN_UNIT = re.compile(r"(?:AN)?5506-0\d-[AB]", re.IGNORECASE)
_ALL_LAN_PORTS = 0
_RADIOS = {m.WifiBand.GHZ_24: 1, m.WifiBand.GHZ_5: 5}
"""The first network of each band, as WANs number them."""
BANDS = {
    "none": (),
    "2.4": (m.WifiBand.GHZ_24,),
    "2.4/5": (m.WifiBand.GHZ_24, m.WifiBand.GHZ_5),
}
"""What a template's `options["bands"]` may say: the radios that the connection serves."""
_EVERY_BAND = "2.4/5"


def is_gateway(onu: m.Onu, kind: str) -> bool:
    """Whether an ONU of that type is known to be one of FiberHome's gateways."""
    return onu.serial.vendor == OWN_VENDOR and _GATEWAY.match(kind) is not None


def may_route(onu: m.Onu, kind: str) -> bool:
    """Whether an ONU of that type can make a connection of its own: FiberHome's can, but for the plain ones."""
    return onu.serial.vendor == OWN_VENDOR and not _PLAIN_UNIT.match(kind)


def connection_conditions(onu: m.Onu, kind: str, connection: m.ConnectionConfig) -> Iterator[tuple[str, Family, str]]:
    """What FiberHome asks of a connection: `(name, family, pt-BR message)`."""
    if connection.vlan is None:
        yield "vlan", Family.VALIDATION_FAILED, "Informe a VLAN na conexão ou no modelo de provisionamento."
    elif connection.vlan > w.HIGHEST_VLAN:
        yield "vlan", Family.VALIDATION_FAILED, f"A FiberHome aceita VLAN de 1 a {w.HIGHEST_VLAN}."
    if connection.mode is not m.ConnectionMode.BRIDGE and not may_route(onu, kind):
        told = "Só ONUs roteadoras da FiberHome fazem esta conexão; as demais são configuradas em bridge."
        yield "router", Family.UNSUPPORTED_OPERATION, told


class Connection:
    """The connection of one ONU.

    Args:
        kind: type of the ONU, which decides whether it has WANs.
        bands: see :data:`BANDS`; empty is every band.

    Raises:
        ProviderRejected: it cannot be what is asked.
        InvalidIdentifier: a value cannot be sent. Either way nothing was sent.
    """

    def __init__(
        self, ems: OltSpec, onu: m.Onu, connection: m.ConnectionConfig, *, kind: str, bands: str = ""
    ) -> None:
        for code, family, message in connection_conditions(onu, kind, connection):
            raise reads.refused_by_us(code, family, message)
        self._ems = ems
        self._onu = onu
        self._heir_of: m.Onu | None = None
        self._wiped = False
        self._asked = connection
        self._bridge = connection.mode is m.ConnectionMode.BRIDGE
        self._by_lan_port = self._bridge and not is_gateway(onu, kind)
        self._radios = () if self._bridge else tuple(_RADIOS[band] for band in BANDS[bands or _EVERY_BAND])
        self._verb = w.LAN_VLAN if self._by_lan_port else w.WAN_OF_MODE[connection.mode]
        self._values = {"vlan": connection.vlan} if self._by_lan_port else _wan_values(connection)
        ems.command(self._verb, **reads.target(ems, onu), **self._values)

    def steps(self, *, heir_of: m.Onu | None = None) -> Iterator[NamedStep]:
        """What is in the way goes first, then the connection is set.

        Args:
            heir_of: the ONU whose place, with all that is configured there, this one takes.
        """
        self._heir_of = heir_of
        if self._by_lan_port:
            yield self._step("other_vlans", self._no_other_vlan, self._remove_vlans, w.DELETE_LAN_VLAN)
            yield self._step("lan_vlan", self._has_vlan, self._set_vlan, w.LAN_VLAN)
        else:
            yield self._step("other_wans", self._no_other_wan, self._wipe, w.WIPE_WANS)
            yield self._step("wan", self._has_wan, self._set_wan, self._verb)
        yield verification(self._verify)

    def _step(
        self, name: str, look: Callable[[], Exchange[bool]], apply: Callable[[], Exchange[None]], verb: Tl1Verb
    ) -> NamedStep:
        return NamedStep(name=name, look=look, apply=apply, settle=self._ems.wire.settle(verb))

    def _verify(self) -> Exchange[None]:
        """Read the connection back: a system takes what the ONU then does not do."""
        try:
            stands = yield from (self._has_vlan() if self._by_lan_port else self._is_as_asked())
        except Undecided:
            return
        if not stands:
            told = "O sistema aceitou a conexão, mas a leitura da ONU não a mostra como foi pedida."
            raise reads.refused_by_us("not_seen", Family.PRECONDITION_FAILED, told)

    def _place(self) -> Exchange[dict[str, object]]:
        """Where the ONU is looked up; what another one leaves it is seen there while the swap is only rehearsed."""
        rehearsed = self._heir_of is not None and (yield from Rehearsing())
        return reads.target(self._ems, self._heir_of if self._heir_of and rehearsed else self._onu)

    # --- a VLAN on the first LAN port ---

    def _vlans(self) -> Exchange[frozenset[int | None]]:
        found = yield from reads.listed(self._ems, w.PORT_VLANS, (yield from self._place()))
        return frozenset(t.read_number(row, "CVLAN") for row in found) - {None}

    def _no_other_vlan(self) -> Exchange[bool]:
        return (yield from self._vlans()) <= {self._asked.vlan}

    def _has_vlan(self) -> Exchange[bool]:
        return self._asked.vlan in (yield from self._vlans())

    def _remove_vlans(self) -> Exchange[None]:
        for vlan in sorted(vlan for vlan in (yield from self._vlans()) if vlan and vlan != self._asked.vlan):
            yield from reads.remove(self._ems, w.DELETE_LAN_VLAN, self._onu, vlan=vlan)

    def _set_vlan(self) -> Exchange[None]:
        yield from reads.order(self._ems, w.LAN_VLAN, self._onu, **self._values)

    # --- WANs ---

    def _wans(self) -> Exchange[tuple[reads.Row, ...]]:
        if self._wiped and (yield from Rehearsing()):
            return ()
        return (yield from reads.listed(self._ems, w.WANS, (yield from self._place())))

    def _no_other_wan(self) -> Exchange[bool]:
        return all(self._matches(row) for row in (yield from self._wans()))

    def _is_as_asked(self) -> Exchange[bool]:
        found = yield from self._wans()
        return bool(found) and all(self._matches(row) for row in found)

    def _has_wan(self) -> Exchange[bool]:
        """Whether every WAN is the one asked for, and together they serve every port just once."""
        found = yield from self._wans()
        bound = [each for row in found for each in t.read_bindings(row)]
        wanted = {f"SSID{radio}" for radio in self._radios}
        served = {each for each in bound if each.startswith("SSID")} == wanted and "LAN1" in bound
        return all(self._matches(row) for row in found) and served and len(bound) == len(set(bound))

    def _wipe(self) -> Exchange[None]:
        yield from reads.remove(self._ems, w.WIPE_WANS, self._onu)
        self._wiped = True

    def _set_wan(self) -> Exchange[None]:
        """Set the WAN anew; what a lost attempt left of it would otherwise be doubled."""
        if (yield from self._wans()):
            yield from self._wipe()
        yield from reads.order(self._ems, self._verb, self._onu, **self._values, lan=_ALL_LAN_PORTS)
        for radio in self._radios:
            yield from reads.order(self._ems, self._verb, self._onu, **self._values, ssid=radio)

    def _matches(self, row: reads.Row) -> bool:
        """Whether a WAN is the one asked for.

        Raises:
            Undecided: in words that are not known.
        """
        asked = self._asked
        if t.read_number(row, "VLANID") != asked.vlan:
            return False
        way = t.cell(row, "CONNTYPE").casefold()
        if way not in w.BRIDGE_WORDS | w.ROUTE_WORDS:
            raise Undecided("O sistema chama o tipo da conexão por um nome que não se conhece.")
        if self._bridge or way in w.BRIDGE_WORDS:
            return self._bridge and way in w.BRIDGE_WORDS
        mode = self._ems.wire.word(w.ADDRESS_WORDS, t.cell(row, "IPOBTAINTYPE"))
        if mode is m.ConnectionMode.UNKNOWN:
            raise Undecided("O sistema chama o modo de endereço por um nome que não se conhece.")
        return mode is asked.mode and all(_says(row, column, text) for column, text in _columns_of(asked))


def _says(row: reads.Row, column: str, asked: str) -> bool:
    """Whether a cell says what was asked; one that the system hides says nothing."""
    told = t.cell(row, column)
    return told == asked or not told.strip("*")


def _columns_of(asked: m.ConnectionConfig) -> tuple[tuple[str, str], ...]:
    """The cells of a WAN that must say what was asked."""
    match asked.mode:
        case m.ConnectionMode.PPPOE:
            return (("PPPOEUSERNAME", asked.username), ("PPPOEPASSWD", asked.password))
        case m.ConnectionMode.STATIC_IP:
            return (
                ("STATICIPADDRESS", asked.address),
                ("STATICIPSUBNET", asked.netmask),
                ("STATICGATEWAY", asked.gateway),
            )
        case _:
            return ()


def _wan_values(asked: m.ConnectionConfig) -> dict[str, object]:
    match asked.mode:
        case m.ConnectionMode.PPPOE:
            return {"vlan": asked.vlan, "username": asked.username, "password": asked.password}
        case m.ConnectionMode.STATIC_IP:
            first, second, *_ = (*asked.dns, None, None)
            addresses = {"address": asked.address, "netmask": asked.netmask, "gateway": asked.gateway}
            return {"vlan": asked.vlan, **addresses, "first_dns": first, "second_dns": second}
        case _:
            return {"vlan": asked.vlan}
