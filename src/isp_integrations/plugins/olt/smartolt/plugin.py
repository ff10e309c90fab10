"""SmartOLT: a management system of many OLTs, reached by REST. Everything that stands on the wire is in :mod:`.wire`.

An ONU has an *external id* there, which is its serial unless an ONU that is gone holds that. The authorisation
answers before the OLT is finished: what follows it waits, and is tried again a few times.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import ClassVar, TypeVar

import attrs

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected, RateLimited, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange, Wait, refused
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import refusals
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep, carry_out, undo_all
from isp_integrations.core.olt.texts import TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided
from isp_integrations.core.rules import Family
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.text import is_blank
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.olt.smartolt import wire as w
from isp_integrations.plugins.olt.smartolt.answers import accepted, no_such_onu, refuse_a_new_bridge
from isp_integrations.plugins.olt.smartolt.forms import authorisation, onu_type_of, wan_form
from isp_integrations.plugins.olt.smartolt.pages import place_after, place_of, shown_again
from isp_integrations.plugins.olt.smartolt.rows import enabled_of, external_id_of, onu_of, the_onu_of, waiting_of
from isp_integrations.plugins.olt.smartolt.status import status_of

M = TypeVar("M")
T = TypeVar("T")

SETTLING_SECONDS = 6.0
"""How long the OLT is at work after an authorisation that was answered (smartolt 3.3)."""
TRIES, PAUSE_SECONDS = 3, 8.0
"""How often, and how far apart, what follows the authorisation is tried (smartolt 3.3)."""
OTHER_IDS = 3
"""External ids tried after the serial itself, which some ONU that is gone may hold."""

_NAME_SIGNS = r"A-Za-z0-9 @#$&()\-`.+,/_"
_NAME = TextForm(longest=64, signs=_NAME_SIGNS, told="letras sem acento, dígitos, espaço e @#$&()-`.+,/_")
_LOGIN = TextForm(longest=64, signs="A-Za-z0-9", told="só letras sem acento e dígitos")
_ZONE = re.compile(r"[A-Za-z0-9 _-]{1,64}")
_WAN_MODES = frozenset({m.ConnectionMode.PPPOE, m.ConnectionMode.DHCP, m.ConnectionMode.STATIC_IP})
_WAN_ENDPOINTS = {
    m.ConnectionMode.PPPOE: w.SET_PPPOE,
    m.ConnectionMode.DHCP: w.SET_DHCP,
    m.ConnectionMode.STATIC_IP: w.SET_STATIC,
}


def _wan_of(request: r.ProvisionOnu) -> tuple[Endpoint, ...]:
    wan = _WAN_ENDPOINTS.get(request.connection.mode)
    return (*((wan,) if wan else ()), *((w.SET_WIFI, w.DETAILS) if request.wifi else ()))


def _edited(request: r.EditOnu) -> tuple[Endpoint, ...]:
    connection = request.connection
    wan = _WAN_ENDPOINTS.get(connection.mode) if connection else None
    vlan = (w.MAIN_VLAN,) if connection and connection.vlan else ()
    names = (w.LOCATION,) if request.name is not None or request.description is not None else ()
    return (*((wan,) if wan else ()), *vlan, *names)


class SmartOlt(OltSpec):
    """SmartOLT: both kinds of search in one call, bridge at the authorisation alone, Wi-Fi on routing ONUs."""

    key = "smartolt"
    title = "SmartOLT"
    credential_fields = (CredentialField(name="token", label="Chave da API (X-Token)"),)
    wire = w.BOOK
    rate = (w.CALLS_PER_HOUR, 3600.0)
    modes = frozenset({*_WAN_MODES, m.ConnectionMode.BRIDGE})
    switchable_modes = _WAN_MODES
    wifi_bands = frozenset(m.WifiBand)
    many_olts = True
    pon_port_form = r"[0-9]{1,3}/[0-9]{1,3}"
    pon_port_example = "1/3"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = dict.fromkeys(
        (*_WAN_MODES, m.ConnectionMode.BRIDGE), ("options.zone",)
    )
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.NAME: _NAME,
        TextField.DESCRIPTION: _NAME,
        TextField.USERNAME: _LOGIN,
        TextField.PASSWORD: _LOGIN,
    }

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with two OLTs and ONUs waiting on both."""
        from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox  # noqa: PLC0415  rarely wanted

        return SmartOltSandbox()

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        """VLAN, ONU type and name are needed by every authorisation; zone and ODB have a charset of their own."""
        options = request.template.options
        conditions = (
            ("vlan", request.connection.vlan is not None, "Informe a VLAN da conexão ou do modelo."),
            ("onu_type", bool(onu_type_of(request)), "Informe o tipo da ONU (onu_type) cadastrado no painel."),
            ("name", not is_blank(request.onu.name), "Informe o nome da ONU."),
            *(
                (key, key not in options or bool(_ZONE.fullmatch(options[key])), f"{key}: {_ZONE_TOLD}")
                for key in ("zone", "odb")
            ),
        )
        return tuple((name, Family.VALIDATION_FAILED, told) for name, holds, told in conditions if not holds)

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the account's API key in its header."""
        header = ("X-Token", self.account.credentials["token"])
        return attrs.evolve(request, headers=(*request.headers, header))

    @operation(uses=(w.OLTS,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by listing the OLTs."""
        yield from self._ask(w.OLTS, w.Olts)

    @operation(uses=(w.OLTS,))
    def list_olts(self, request: r.ListOlts, cursor: str | None) -> Exchange[Page[m.Olt]]:
        """Every OLT of the panel, in one page."""
        olts = yield from self._ask(w.OLTS, w.Olts)
        return Page(items=tuple(m.Olt(id=o.id, name=o.name or "", model=o.hardware or "") for o in olts.rows))

    @operation(uses=(w.UNCONFIGURED, w.UNCONFIGURED_OF_OLT))
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]:
        """ONUs that wait, in one call for one OLT or for all. EPON ones are listed without a serial."""
        if request.olt_id is None:
            waiting = yield from self._ask(w.UNCONFIGURED, w.Waiting)
        else:
            waiting = yield from self._ask(w.UNCONFIGURED_OF_OLT, w.Waiting, path={"olt": request.olt_id})
        onus = (waiting_of(row) for row in waiting.rows)
        return Page(items=tuple(onu for onu in onus if request.pon_port in {None, onu.pon_port}))

    @operation(uses=(w.ALL_ONUS,))
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]:
        """Authorised ONUs, a hundred to a page, or all at once on a panel without pages; EPON ones are left out."""
        number, before = place_of(cursor)
        query = {"page": str(number), "page_size": str(w.PAGE_SIZE)}
        if request.olt_id is not None:
            query["olt_id"] = request.olt_id
        if request.pon_port is not None:
            query["board"], query["port"] = request.pon_port.split("/")
        rows = (yield from self._ask(w.ALL_ONUS, w.Onus, query=query)).rows
        if shown_again(before, rows):
            return Page(items=())
        onus = tuple(onu for row in rows if (onu := onu_of(self.wire, row)) is not None)
        return Page(items=onus, cursor=place_after(number, rows))

    @operation(uses=(w.ONUS_BY_SERIAL,))
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        """The authorised ONU of a serial."""
        found = (yield from self._authorised(request.serial)) if request.serial else None
        if found is None:
            raise no_such_onu(self.title)
        return found

    @operation(uses=(w.ONUS_BY_SERIAL, w.STATUS, w.FULL_STATUS))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        """The panel's word, and beside it what the OLT itself prints now; nothing printed leaves the levels empty."""
        path = {"id": (yield from self._external_id(request.onu.serial))}
        word = (yield from self._ask(w.STATUS, w.StatusTold, path=path)).word
        try:
            text = (yield from self._ask(w.FULL_STATUS, w.FullStatus, path=path)).text
        except ProviderRejected as refused:
            if isinstance(refused, AuthenticationFailed | RateLimited):
                raise
            text = ""
        return status_of(self.wire, request.onu.serial, word, text)

    @operation(uses=(w.ONUS_BY_SERIAL, w.AUTHORISE), also=_wan_of)
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]:
        """Authorise, then the WAN, then each Wi-Fi network.

        An ONU that is authorised already, and not by a failed attempt of ours, is refused before anything is sent.
        """
        onu = request.onu
        if onu.admin_state is m.OnuState.UNPROVISIONED and (yield from self._authorised(onu.serial)) is not None:
            violation = refusals.already_provisioned(self.title)
            raise ProviderRejected(message=violation.message, violation=violation)
        wifi: list[m.DeviceOutcome] = []
        steps = self._provision_steps(request, wifi)
        reports = yield from carry_out(steps, clean_up=request.clean_up)
        seen = yield from self._authorised(onu.serial)
        return m.TaskReport(onu=seen or onu, steps=reports, wifi=tuple(wifi))

    @operation(uses=(w.ONUS_BY_SERIAL, w.DELETE))
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]:
        """Delete what a failed attempt authorised; everything else goes with it."""
        asked = r.ProvisionOnu(onu=request.onu, connection=request.connection, template=request.template)
        reports = yield from undo_all(self._provision_steps(asked, []))
        return m.TaskReport(onu=request.onu, steps=reports)

    @operation(uses=(w.ONUS_BY_SERIAL, w.SET_WIFI, w.DETAILS))
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        """Set each network and read its SSID back; a refusal of the second leaves the first in place and is told."""
        path = {"id": (yield from self._external_id(request.onu.serial))}
        outcomes: list[m.DeviceOutcome] = []
        for network in request.wifi.networks():
            try:
                outcomes.append((yield from self._set_network(path, network)))
            except ProviderRejected as refused:
                if not outcomes:
                    raise
                outcomes.append(self._faulted(network, refused))
        return tuple(outcomes)

    @operation(uses=(w.ONUS_BY_SERIAL,), also=_edited)
    def edit_onu(self, request: r.EditOnu) -> Exchange[m.TaskReport]:
        """Set the WAN, the VLAN and the names, as far as they are asked for; all of them can be sent again."""
        onu = request.onu
        path = {"id": (yield from self._external_id(onu.serial))}
        if request.connection is not None and request.connection.mode is m.ConnectionMode.BRIDGE:
            known = (yield from self._as_it_stands(onu)).connection or onu.connection
            refuse_a_new_bridge(self.title, known, request.connection)
        reports = yield from carry_out(tuple(self._edit_steps(request, path)))
        return m.TaskReport(onu=(yield from self._as_it_stands(onu)), steps=reports)

    @operation(uses=(w.ONUS_BY_SERIAL, w.MOVE))
    def move_onu(self, request: r.MoveOnu) -> Exchange[m.TaskReport]:
        """One call, which keeps the configuration. A lost answer is known only where the panel shows positions."""
        onu = request.onu
        path = {"id": (yield from self._external_id(onu.serial))}
        board, port = request.pon_port.split("/")
        form = w.MoveForm(olt_id=request.olt_id or "", board=board, port=port)

        def there() -> Exchange[bool]:
            seen = yield from self._as_it_stands(onu)
            if None in {seen.olt_id, seen.pon_port}:
                raise Undecided("O painel não mostra a posição da ONU.")
            return (seen.olt_id, seen.pon_port) == (request.olt_id, request.pon_port)

        step = NamedStep(
            name="move",
            apply=partial(self._order, w.MOVE, path, form),
            look=there,
            settle=self.wire.settle(w.MOVE),
            verify=True,
        )
        reports = yield from carry_out((step,))
        moved = attrs.evolve(onu, olt_id=request.olt_id, pon_port=request.pon_port, onu_id=None)
        return m.TaskReport(onu=(yield from self._as_it_stands(moved)), steps=reports)

    @operation(uses=(w.ONUS_BY_SERIAL, w.SWAP_SERIAL))
    def replace_onu(self, request: r.ReplaceOnu) -> Exchange[m.TaskReport]:
        """Change the serial in place: the panel's record, with all its services, becomes the new device's."""
        path = {"id": (yield from self._external_id(request.onu.serial))}
        new = request.new.serial
        if (yield from self._authorised(new)) is not None:
            violation = refusals.already_provisioned(self.title)
            raise ProviderRejected(message=violation.message, violation=violation)

        def there() -> Exchange[bool]:
            return (yield from self._authorised(new)) is not None

        step = NamedStep(
            name="swap_serial",
            apply=partial(self._order, w.SWAP_SERIAL, path, w.SerialForm(serial=new.value)),
            look=there,
            settle=self.wire.settle(w.SWAP_SERIAL),
            verify=True,
        )
        reports = yield from carry_out((step,))
        return m.TaskReport(onu=(yield from self._as_it_stands(request.new)), steps=reports, replaced=request.onu)

    @operation(uses=(w.ONUS_BY_SERIAL, w.DELETE))
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]:
        """Remove an ONU from panel and OLT with everything on it; one that is gone already is gone."""
        serial = request.onu.serial
        gone = NamedStep(
            name="delete",
            apply=partial(self._delete, serial),
            look=partial(self._absent, serial),
            settle=self.wire.settle(w.DELETE),
            verify=True,
        )
        reports = yield from carry_out((gone,))
        return m.TaskReport(onu=request.onu, steps=reports)

    @operation(uses=(w.ONUS_BY_SERIAL, w.SPEED))
    def change_speed_profile(self, request: r.ChangeSpeedProfile) -> Exchange[m.Onu]:
        """Put an ONU on other speed profiles of the panel."""
        path = {"id": (yield from self._external_id(request.onu.serial))}
        form = w.SpeedForm(
            upload_profile=request.upload_profile or None, download_profile=request.download_profile or None
        )
        yield from self._order(w.SPEED, path, form)
        return (yield from self._as_it_stands(request.onu))

    @operation(uses=(w.ONUS_BY_SERIAL, w.REBOOT))
    def reboot_onu(self, request: r.RebootOnu) -> Exchange[m.DeviceOutcome]:
        """Restart an ONU."""
        path = {"id": (yield from self._external_id(request.onu.serial))}
        yield from self._order(w.REBOOT, path)
        return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self.key)

    @operation(uses=(w.ONUS_BY_SERIAL, w.ENABLE, w.ADMINISTRATIVE))
    def enable_onu(self, request: r.EnableOnu) -> Exchange[m.Onu]:
        """Bring a disabled ONU back."""
        return (yield from self._switch(w.ENABLE, request.onu))

    @operation(uses=(w.ONUS_BY_SERIAL, w.DISABLE, w.ADMINISTRATIVE))
    def disable_onu(self, request: r.DisableOnu) -> Exchange[m.Onu]:
        """Take an ONU out of service."""
        return (yield from self._switch(w.DISABLE, request.onu))

    # --- the steps of a provisioning ---

    def _provision_steps(self, request: r.ProvisionOnu, wifi: list[m.DeviceOutcome]) -> tuple[NamedStep, ...]:
        serial = request.onu.serial

        def authorised() -> Exchange[bool]:
            return (yield from self._authorised(serial)) is not None

        steps = [
            NamedStep(
                name="authorise",
                apply=partial(self._authorise, request),
                look=authorised,
                undo=partial(self._delete, serial),
                settle=self.wire.settle(w.AUTHORISE),
                verify=True,
            )
        ]
        if request.connection.mode in _WAN_ENDPOINTS:
            steps.append(NamedStep(name="wan", apply=partial(self._first_wan, request)))
        for network in request.wifi.networks() if request.wifi else ():
            name = f"wifi_{network.band}"
            steps.append(NamedStep(name=name, apply=partial(self._first_network, serial, network, wifi)))
        return tuple(steps)

    def _authorise(self, request: r.ProvisionOnu) -> Exchange[None]:
        """Authorise under the serial, or under another external id where one that is gone holds that."""
        own = request.onu.serial.value
        ids = (own, *(f"{own}{tail}" for tail in range(2, 2 + OTHER_IDS)))
        for external_id in ids:
            try:
                yield from self._order(w.AUTHORISE, {}, authorisation(request, external_id))
            except ProviderRejected as refused:
                if external_id == ids[-1] or not w.TAKEN_ID.search(refused.words):
                    raise
            else:
                yield from Wait(SETTLING_SECONDS)
                return

    def _first_wan(self, request: r.ProvisionOnu) -> Exchange[None]:
        path = {"id": (yield from self._external_id(request.onu.serial))}
        yield from _tried(partial(self._set_wan, path, request.connection, request.template))

    def _first_network(
        self, serial: OnuSerial, network: m.WifiNetwork, outcomes: list[m.DeviceOutcome]
    ) -> Exchange[None]:
        path = {"id": (yield from self._external_id(serial))}
        try:
            outcomes.append((yield from _tried(partial(self._set_network, path, network))))
        except ProviderRejected as refused:
            outcomes.append(self._faulted(network, refused))
            raise

    # --- what the panel is told ---

    def _set_wan(
        self, path: Mapping[str, str], connection: m.ConnectionConfig, template: m.ProvisioningTemplate | None
    ) -> Exchange[None]:
        form = wan_form(connection, template)
        yield from self._order(_WAN_ENDPOINTS[connection.mode], path, form)

    def _set_network(self, path: Mapping[str, str], network: m.WifiNetwork) -> Exchange[m.DeviceOutcome]:
        port = w.WIFI_PORTS[network.band]
        form = w.WifiForm(
            port=port, dhcp=w.NO_CONTROL, ssid=network.ssid, password=network.password, authentication=w.WPA2
        )
        yield from self._order(w.SET_WIFI, path, form)
        row = (yield from self._ask(w.DETAILS, w.OnuDetails, path=path)).onu
        if row.external_id != path["id"]:
            raise UnexpectedAnswer(message=f"{self.title} respondeu sobre outra ONU.", paths=("$.onu_details",))
        shown = {each.port: each.ssid for each in row.wifi_ports or ()}
        return m.DeviceOutcome(
            state=m.DeviceState.EXECUTED,
            done_by=self.key,
            band=network.band,
            verified=("ssid",) if shown.get(port) == network.ssid else (),
        )

    def _faulted(self, network: m.WifiNetwork, refused: ProviderRejected) -> m.DeviceOutcome:
        why = refused.words or refused.message
        return m.DeviceOutcome(state=m.DeviceState.FAULTED, done_by=self.key, band=network.band, why=why)

    def _edit_steps(self, request: r.EditOnu, path: Mapping[str, str]) -> Iterator[NamedStep]:
        connection = request.connection
        if connection is not None and connection.vlan is not None:
            form = w.MainVlan(vlan=str(connection.vlan))
            yield NamedStep(name="vlan", apply=partial(self._order, w.MAIN_VLAN, path, form))
        if connection is not None and connection.mode in _WAN_ENDPOINTS:
            yield NamedStep(name="wan", apply=partial(self._set_wan, path, connection, request.template))
        if request.name is not None or request.description is not None:
            names = w.LocationForm(name=request.name, comment=request.description)
            yield NamedStep(name="names", apply=partial(self._order, w.LOCATION, path, names))

    def _delete(self, serial: OnuSerial) -> Exchange[None]:
        found = yield from self._authorised(serial)
        if found is not None:
            yield from self._order(w.DELETE, {"id": external_id_of(found)})

    def _switch(self, endpoint: Endpoint, onu: m.Onu) -> Exchange[m.Onu]:
        path = {"id": (yield from self._external_id(onu.serial))}
        yield from self._order(endpoint, path)
        word = (yield from self._ask(w.ADMINISTRATIVE, w.AdministrativeTold, path=path)).word
        seen = yield from self._as_it_stands(onu)
        return attrs.evolve(seen, enabled=enabled_of(word))

    # --- what the panel shows ---

    def _authorised(self, serial: OnuSerial) -> Exchange[m.Onu | None]:
        """The authorised ONU of a serial, `None` when there is none."""
        try:
            found = yield from self._ask(w.ONUS_BY_SERIAL, w.Onus, path={"serial": serial.value})
        except ProviderRejected as refused:
            if not refusals.says_not_found(refused):
                raise
            return None
        return the_onu_of(self.wire, found.rows, serial)

    def _absent(self, serial: OnuSerial) -> Exchange[bool]:
        return (yield from self._authorised(serial)) is None

    def _as_it_stands(self, onu: m.Onu) -> Exchange[m.Onu]:
        return (yield from self._authorised(onu.serial)) or onu

    def _external_id(self, serial: OnuSerial) -> Exchange[str]:
        """The panel's id of an ONU, always looked up: one that a host kept is another serial's after a swap."""
        found = yield from self._authorised(serial)
        if found is None:
            raise no_such_onu(self.title)
        return external_id_of(found)

    # --- asking ---

    def _ask(
        self,
        endpoint: Endpoint,
        model: type[M],
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Exchange[M]:
        answer = yield from self.call(endpoint, path=path, query=query)
        return self.wire.read(model, accepted(self.title, answer))

    def _order(self, endpoint: Endpoint, path: Mapping[str, str], form: object = None) -> Exchange[None]:
        told = {} if form is None else self.wire.plain(form)
        body = {key: text for key, text in told.items() if text is not None}
        step = self.call(endpoint, path=path, body=body)
        answer = yield from step
        try:
            accepted(self.title, answer)
        except ProviderRejected as said:
            yield from refused(step, said)


_ZONE_TOLD = "só letras sem acento, dígitos, espaço, _ e -."


def _tried(act: Callable[[], Exchange[T]]) -> Exchange[T]:
    """`act`, again after a pause while the OLT is still at work; the last refusal is the answer."""
    for _ in range(TRIES - 1):
        try:
            return (yield from act())
        except ProviderRejected as refused:
            if isinstance(refused, AuthenticationFailed | RateLimited):
                raise
            yield from Wait(PAUSE_SECONDS)
    return (yield from act())
