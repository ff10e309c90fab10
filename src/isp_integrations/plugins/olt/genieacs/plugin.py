"""GenieACS: a TR-069 server that reaches into the customer's device, for Wi-Fi above all.

Nothing here is done at once: an order is a task that the device fetches when it calls, and what the server shows is
its cache of what the device last told. An answer 200 can be silent (the device got nothing), and 202 is no success.
Everything that stands on the wire is in :mod:`.wire`.
"""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import attrs

from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange, Now, Wait
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import refusals
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.texts import TextField, TextForm
from isp_integrations.core.platform import Account, ConnectionTest, operation
from isp_integrations.core.reading import known
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.olt.genieacs import queries as q
from isp_integrations.plugins.olt.genieacs import wire as w
from isp_integrations.plugins.olt.genieacs.credentials import FIELDS, problems_of
from isp_integrations.plugins.olt.genieacs.documents import Document, leaf_at, moment, root_of, text_at
from isp_integrations.plugins.olt.genieacs.networks import (
    WifiOrder,
    network_of,
    network_paths,
    order_of,
    wlan_of,
)
from isp_integrations.plugins.olt.genieacs.status import oper_state, status_of, status_paths

M = TypeVar("M", w.DeviceRow, w.TaskRow, w.FaultRow)

BOOT_LOOKS, BOOT_PAUSE_SECONDS = 6, 15.0
"""How often, and how far apart, it is looked whether a device that took a restart has started again."""
_MOST_OF_A_LOGIN = 10


@attrs.frozen(kw_only=True)
class _Device:
    """A device as the server knows it: its row, and the part of its document that was asked for."""

    row: w.DeviceRow
    document: Document

    @property
    def model(self) -> str:
        return self.row.device_id.product_class or ""


class GenieAcs(OltSpec):
    """GenieACS's northbound interface. It has no access control of its own: the credentials are those of whatever
    stands before it."""

    key = "genieacs"
    title = "GenieACS"
    credential_fields = FIELDS
    wire = w.BOOK
    wifi_bands = frozenset(m.WifiBand)
    wifi_single_field = True
    finds_by = frozenset({"serial", "login"})
    texts: ClassVar[Mapping[TextField, TextForm]] = {
        TextField.USERNAME: TextForm(longest=64, signs=q.SAFE_SIGNS, told="letras sem acento, dígitos e ._@:-"),
    }

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        if problems := tuple(problems_of(account.credentials)):
            raise InvalidRecord(problems=problems)

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with devices of several makers."""
        from isp_integrations.plugins.olt.genieacs.sandbox import GenieAcsSandbox  # noqa: PLC0415  rarely wanted

        return GenieAcsSandbox()

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with what the proxy or gateway before the server wants."""
        given = self.account.credentials
        headers = request.headers
        if given.get("basic_user"):
            pair = f"{given['basic_user']}:{given['basic_password']}".encode()
            headers = (*headers, ("Authorization", f"Basic {base64.b64encode(pair).decode()}"))
        if given.get("header_name"):
            headers = (*headers, (given["header_name"], given["header_value"]))
        return attrs.evolve(request, headers=headers)

    @operation(uses=(w.DEVICES,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by asking for one device; an empty server is a connected one."""
        yield from self._rows(w.DEVICES, w.DeviceRow, q.asked({}, limit=1, projection=("_deviceId",)))

    @operation(uses=(w.DEVICES,))
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]:
        """The device of a GPON serial, or the one that last told a PPPoE login. Its Wi-Fi is without passwords.

        A login is found only where the server has read it, and many makers' TR-069 serial is not the GPON one.
        """
        if request.serial is not None:
            device = yield from self._by_serial(request.serial)
        else:
            device = yield from self._by_login(request.login or "")
        if device is None:
            raise self._refused(refusals.onu_unknown(self.title))
        serial = request.serial or known(OnuSerial.parse, device.row.device_id.serial)
        if serial is None:
            told = "O aparelho deste login não se identifica por um serial GPON."
            raise self._refused(refusals.platform_says("ONU-16", "onu.platform.no_serial", Family.NOT_FOUND, told))
        return (yield from self._as_onu(device, serial, request.login))

    @operation(uses=(w.DEVICES,))
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]:
        """What the server last heard. ONLINE is an estimate by the device's last call; optical levels are as old as
        `measured_at` says."""
        device = yield from self._device(request.onu)
        root = self._root(device)
        document = yield from self._document(device, status_paths(root))
        return status_of(document, device.row, request.onu.serial, root, (yield from Now()))

    @operation(uses=(w.DEVICES, w.REFRESH, w.READ_PARAMETERS, w.SET_PARAMETERS, w.TASKS, w.FAULTS))
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]:
        """One task for each band. What cannot be resolved on this device is refused before any of them is sent; a
        band whose task is refused after another's was taken is told as faulted."""
        device = yield from self._device(request.onu)
        outcomes: list[m.DeviceOutcome] = []
        for order in (yield from self._orders(device, request.wifi)):
            try:
                outcomes.append((yield from self._set_network(device, order)))
            except ProviderRejected as said:
                if not outcomes:
                    raise
                outcomes.append(self._faulted(said.message, order.band))
        return tuple(outcomes)

    @operation(uses=(w.DEVICES, w.TASKS, w.FAULTS, w.REBOOT))
    def reboot_onu(self, request: r.RebootOnu) -> Exchange[m.DeviceOutcome]:
        """Restart a device. One that does not answer restarts when it calls, within ten minutes, or not at all.

        An executed one is looked at for a minute and a half; `verified` has `"last_boot"` once it started again.
        """
        device = yield from self._device(request.onu)
        task = w.Reboot(unique_key=f"{w.KEY}-reboot", expiry=w.REBOOT_EXPIRY)
        try:
            answer = yield from self._post(w.REBOOT, device, task, call=True)
            outcome = yield from self._became(device, answer)
        except (OutcomeUnknown, UnexpectedAnswer):
            waiting = yield from self._waiting(device, task.unique_key)
            if waiting is not None:
                return waiting
            if not (yield from self._started_again(device)):
                raise
            return self._executed(verified=("last_boot",))
        if outcome.state is m.DeviceState.EXECUTED and (yield from self._started_again(device)):
            return attrs.evolve(outcome, verified=("last_boot",))
        return outcome

    # --- looking a device up ---

    def _device(self, onu: m.Onu) -> Exchange[_Device]:
        """The device of an ONU: the one that the host keeps the id of, else by serial, else by login, which finds a
        router behind the ONU. An id kept from before a swap of devices is not followed."""
        kept = onu.platform_ids.get("device_id", "")
        if q.DEVICE_ID.fullmatch(kept):
            found = yield from self._devices({"_id": kept}, limit=1)
            if found and found[0].row.device_id.serial in q.forms_of(onu.serial):
                return found[0]
        device = yield from self._by_serial(onu.serial)
        login = onu.connection.username if onu.connection else ""
        if device is None and q.is_safe(login):
            device = yield from self._by_login(login)
        if device is None:
            raise self._refused(refusals.onu_unknown(self.title))
        return device

    def _by_serial(self, serial: OnuSerial) -> Exchange[_Device | None]:
        found = yield from self._devices(q.by_serial(serial), limit=2)
        if any(device.row.device_id.serial not in q.forms_of(serial) for device in found):
            raise self._of_another("_deviceId._SerialNumber")
        if len(found) > 1:
            raise self._ambiguous()
        return found[0] if found else None

    def _by_login(self, login: str) -> Exchange[_Device | None]:
        """The device that told this login. Of several, which a swap leaves behind, the one that still calls."""
        found = yield from self._devices(q.by_login(login), limit=_MOST_OF_A_LOGIN, projection=q.LOGGED_IN)
        if not all(q.told_login(device.document, login) for device in found):
            raise self._of_another("Username")
        if len(found) <= 1:
            return found[0] if found else None
        now = yield from Now()
        calling = [device for device in found if self._state(device, now) is m.OperState.ONLINE]
        if len(calling) != 1 or len(found) == _MOST_OF_A_LOGIN:
            raise self._ambiguous()
        return calling[0]

    def _devices(
        self, found_by: q.Filter, *, limit: int, projection: Iterable[str] = q.IDENTITY
    ) -> Exchange[list[_Device]]:
        query = q.asked(found_by, limit=limit, projection=projection, tag=self.account.credentials.get("tag", ""))
        rows = yield from self._rows(w.DEVICES, w.DeviceRow, query)
        if any(not q.DEVICE_ID.fullmatch(row.id) for row, _ in rows):
            raise UnexpectedAnswer(
                message=f"{self.title} mostra um aparelho com identificador inválido.", paths=("_id",)
            )
        return [_Device(row=row, document=document) for row, document in rows]

    def _document(self, device: _Device, paths: Iterable[str]) -> Exchange[Document]:
        """A part of a device's document, never the whole: it holds passwords and people."""
        found = yield from self._one(w.DEVICES, w.DeviceRow, device.row.id, ("_deviceId", *paths))
        if found is None:
            raise self._refused(refusals.onu_unknown(self.title))
        return found[1]

    def _as_onu(self, device: _Device, serial: OnuSerial, login: str | None) -> Exchange[m.Onu]:
        root = self._root(device)
        document = yield from self._document(device, network_paths(root))
        ssids = {
            band: text_at(document, network.ssid)
            for band in m.WifiBand
            if (network := network_of(document, root, device.model, band)) is not None
        }
        wifi = m.WifiConfig(ssid_24=ssids.get(m.WifiBand.GHZ_24, ""), ssid_5=ssids.get(m.WifiBand.GHZ_5, ""))
        return m.Onu(
            serial=serial,
            connection=m.ConnectionConfig(mode=m.ConnectionMode.PPPOE, username=login) if login else None,
            wifi=wifi if any(ssids.values()) else None,
            model=device.model,
            admin_state=m.OnuState.PROVISIONED,
            oper_state=self._state(device, (yield from Now())),
            platform_ids={"device_id": device.row.id},
        )

    def _state(self, device: _Device, now: datetime) -> m.OperState:
        return oper_state(device.document, device.row, root_of(device.document) or "", now)

    def _root(self, device: _Device) -> str:
        root = root_of(device.document)
        if root is None:
            told = "O aparelho ainda não contou ao ACS nenhum parâmetro."
            raise self._refused(
                refusals.platform_says("ONU-16", "onu.platform.no_data_model", Family.PRECONDITION_FAILED, told)
            )
        return root

    # --- Wi-Fi ---

    def _orders(self, device: _Device, wifi: m.WifiConfig) -> Exchange[tuple[WifiOrder, ...]]:
        """An order for each band. What the server has not read yet is asked of the device, once."""
        found = yield from self._possible(device, wifi)
        if not all(isinstance(each, WifiOrder) for each in found):
            task = w.RefreshObject(
                object_name=wlan_of(self._root(device)), unique_key=f"{w.KEY}-wifi-refresh", expiry=w.WIFI_EXPIRY
            )
            yield from self._post(w.REFRESH, device, task, call=True)
            found = yield from self._possible(device, wifi)
        if told := "; ".join(each for each in found if isinstance(each, str)):
            message = f"{self.title} não configura o Wi-Fi deste aparelho: {told}."
            raise self._refused(
                refusals.platform_says("ONU-7", "onu.wifi_unsupported", Family.UNSUPPORTED_OPERATION, message)
            )
        return tuple(each for each in found if isinstance(each, WifiOrder))

    def _possible(self, device: _Device, wifi: m.WifiConfig) -> Exchange[list[WifiOrder | str]]:
        """For each band its order, or why there can be none by what the server knows now."""
        root = self._root(device)
        document = yield from self._document(device, network_paths(root))
        asked = [(network_of(document, root, device.model, each.band), each) for each in wifi.networks()]
        paths = [path for network, _ in asked if network for path in network.keys]
        keys = (yield from self._document(device, paths)) if paths else {}
        return [order_of(document, keys, network, each) for network, each in asked]

    def _set_network(self, device: _Device, order: WifiOrder) -> Exchange[m.DeviceOutcome]:
        """Set one band. The device tells its values first, for what equals the cache is not sent (genieacs 5.3)."""
        asked = yield from self._ask_device(device, order, call=False)
        since = moment(asked.timestamp, "$.timestamp") if asked else None
        task = w.SetParameters(
            values=[[path, value, w.STRING] for path, value in order.values],
            unique_key=f"{w.KEY}-wifi-{order.band}",
            expiry=w.WIFI_EXPIRY,
        )
        try:
            answer = yield from self._post(w.SET_PARAMETERS, device, task, call=True)
            outcome = yield from self._became(device, answer)
        except (OutcomeUnknown, UnexpectedAnswer) as failure:
            waiting = (yield from self._waiting(device, task.unique_key, since)) if since else None
            if waiting is not None:
                return attrs.evolve(waiting, band=order.band)
            if isinstance(failure, OutcomeUnknown):
                raise
            answer = yield from self._post(w.SET_PARAMETERS, device, task, call=True)
            outcome = yield from self._became(device, answer)
        if outcome.state is m.DeviceState.EXECUTED:
            outcome = yield from self._checked(device, order, since or moment(answer.timestamp, "$.timestamp"))
        return attrs.evolve(outcome, band=order.band)

    def _checked(self, device: _Device, order: WifiOrder, since: datetime | None) -> Exchange[m.DeviceOutcome]:
        """What became of a task that left no fault: one whose parameters the device does not have leaves none.

        Args:
            since: when the server took the order, by its own clock. An order sent twice counts from the first time:
                the second one may have found everything done.
        """
        document = yield from self._document(device, _shown_of(order))
        for path, _ in order.values:
            leaf = leaf_at(document, path)
            if leaf is None or leaf.writable is False:
                return self._faulted("o aparelho não tem o parâmetro, ou não deixa escrevê-lo")
            if since is None or leaf.read_at is None or leaf.read_at < since:
                return self._faulted("o ACS deu a ordem por feita, e o aparelho não a recebeu")
        if not order.asked.ssid:
            return self._executed()
        shown = yield from self._ssid_now(device, order)
        if shown is not None and shown != order.asked.ssid:
            return self._faulted("o aparelho mostra outro SSID depois da ordem")
        return self._executed(verified=() if shown is None else ("ssid",))

    def _ssid_now(self, device: _Device, order: WifiOrder) -> Exchange[str | None]:
        """The SSID as the device itself tells it now; `None` where it does not answer."""
        try:
            told = yield from self._ask_device(device, order, call=True)
            if told is None or not told.done:
                return None
            return text_at((yield from self._document(device, (order.ssid,))), order.ssid)
        except ProviderError:
            return None

    def _ask_device(self, device: _Device, order: WifiOrder, *, call: bool) -> Exchange["_Taken | None"]:
        """Queue the reading of what is to be written.

        `None` for an answer that nobody understands: whether it was read is then told by the parameters' own times.
        """
        task = w.ReadParameters(
            names=[path for path, _ in order.values], unique_key=f"{w.KEY}-read-{order.band}", expiry=w.WIFI_EXPIRY
        )
        try:
            return (yield from self._post(w.READ_PARAMETERS, device, task, call=call))
        except UnexpectedAnswer:
            return None

    # --- tasks ---

    def _post(self, endpoint: Endpoint, device: _Device, task: object, *, call: bool) -> Exchange["_Taken"]:
        """Hand a task over; `call` has the server call the device now instead of waiting for it."""
        query = w.CALL_THE_DEVICE if call else None
        answer = yield from self.call(endpoint, path={"id": device.row.id}, query=query, body=task)
        self._refuse_failure(answer)
        if answer.status not in {w.DONE, w.ACCEPTED}:
            raise self._unexpected("status")
        row = self.wire.read(w.TaskRow, answer.json())
        if not q.TASK_ID.fullmatch(row.id):
            raise self._unexpected("$._id")
        return _Taken(id=row.id, done=answer.status == w.DONE, timestamp=row.timestamp)

    def _became(self, device: _Device, task: "_Taken") -> Exchange[m.DeviceOutcome]:
        """What became of a task. After 202 only the queue tells whether it waits, failed or ran after all."""
        if task.done:
            return self._executed()
        waits = yield from self._one(w.TASKS, w.TaskRow, task.id)
        fault = yield from self._fault(device, task.id)
        if fault is not None:
            return fault
        return self._queued(task.id) if waits else self._executed()

    def _waiting(self, device: _Device, key: str, since: datetime | None = None) -> Exchange[m.DeviceOutcome | None]:
        """The task that waits under our `key`, queued or faulted; `None` where there is none.

        Args:
            since: a task from before it is an earlier order's, and does not count.
        """
        found_by = {"device": device.row.id, "uniqueKey": key}
        query = q.asked(found_by, limit=1, projection=("device", "uniqueKey", "timestamp"))
        rows = yield from self._rows(w.TASKS, w.TaskRow, query)
        if not rows:
            return None
        task = rows[0][0]
        if (task.device, task.unique_key) != (device.row.id, key):
            raise self._of_another("device")
        taken = moment(task.timestamp, "$[0].timestamp")
        if since is not None and (taken is None or taken < since):
            return None
        return (yield from self._fault(device, task.id)) or self._queued(task.id)

    def _fault(self, device: _Device, task_id: str) -> Exchange[m.DeviceOutcome | None]:
        fault_id = f"{device.row.id}:task_{task_id}"
        found = yield from self._one(w.FAULTS, w.FaultRow, fault_id, ("code", "message"))
        if found is None:
            return None
        told = ": ".join(text for text in (found[0].code, found[0].message) if text)
        return self._faulted(self.quotable(told) or "o aparelho recusou a ordem")

    def _started_again(self, device: _Device) -> Exchange[bool]:
        """Whether the device is seen to have started after the order; one that is not may still do so."""
        before = moment(device.row.last_boot, "$._lastBoot")
        for _ in range(BOOT_LOOKS):
            yield from Wait(BOOT_PAUSE_SECONDS)
            try:
                found = yield from self._one(w.DEVICES, w.DeviceRow, device.row.id, q.IDENTITY)
            except ProviderError:
                return False
            now = moment(found[0].last_boot, "$._lastBoot") if found else None
            if now is not None and (before is None or now > before):
                return True
        return False

    def _executed(self, verified: tuple[str, ...] = ()) -> m.DeviceOutcome:
        return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=self.key, verified=verified)

    def _queued(self, task_id: str) -> m.DeviceOutcome:
        told = "o aparelho não atendeu agora; a ordem espera que ele chame o ACS"
        return m.DeviceOutcome(state=m.DeviceState.QUEUED, done_by=self.key, why=told, reference=task_id)

    def _faulted(self, why: str, band: m.WifiBand | None = None) -> m.DeviceOutcome:
        return m.DeviceOutcome(state=m.DeviceState.FAULTED, done_by=self.key, band=band, why=why)

    # --- asking ---

    def _one(
        self, endpoint: Endpoint, model: type[M], wanted: str, projection: Iterable[str] = ()
    ) -> Exchange[tuple[M, Document] | None]:
        """The row of that id in a collection; `None` where it has none."""
        rows = yield from self._rows(endpoint, model, q.asked({"_id": wanted}, limit=1, projection=projection))
        if any(row.id != wanted for row, _ in rows):
            raise self._of_another("_id")
        return rows[0] if rows else None

    def _rows(
        self, endpoint: Endpoint, model: type[M], query: Mapping[str, str]
    ) -> Exchange[list[tuple[M, Document]]]:
        """The rows of a collection, each beside the JSON that it was read from."""
        answer = yield from self.call(endpoint, query=query)
        self._refuse_failure(answer)
        rows: Any = answer.json()
        if answer.status != w.DONE or not isinstance(rows, list):
            raise self._unexpected("$")
        return [(self.wire.read(model, row, f"$[{number}]"), row) for number, row in enumerate(rows)]

    def _refuse_failure(self, answer: HttpAnswer) -> None:
        """Raise what a 4xx amounts to. Its text is not kept: it may quote the filter."""
        if answer.status in {401, 403}:
            told = f"O proxy do {self.title} recusou as credenciais."
            raise AuthenticationFailed(message=told, code=str(answer.status))
        if answer.status == 404 and answer.body.strip() == b"No such device":  # noqa: PLR2004
            raise self._refused(refusals.onu_unknown(self.title))
        if 400 <= answer.status < 500:  # noqa: PLR2004
            raise ProviderRejected(message=f"{self.title} recusou o pedido.", code=str(answer.status))

    def _unexpected(self, path: str) -> UnexpectedAnswer:
        return UnexpectedAnswer(message=f"A resposta não parece ser do {self.title}.", paths=(path,))

    def _of_another(self, path: str) -> UnexpectedAnswer:
        """An answer about another device or task than the one that was asked for."""
        return UnexpectedAnswer(message=f"{self.title} respondeu sobre outra coisa que a pedida.", paths=(path,))

    def _refused(self, violation: Violation) -> ProviderRejected:
        return ProviderRejected(message=violation.message, violation=violation)

    def _ambiguous(self) -> ProviderRejected:
        told = f"{self.title} tem mais de um aparelho com este serial ou login; nada foi feito."
        return self._refused(refusals.platform_says("ONU-16", "onu.platform.ambiguous", Family.CONFLICT, told))


@attrs.frozen(kw_only=True)
class _Taken:
    """A task that the server took; `done` where the device ran it at once, without a fault."""

    id: str
    done: bool
    timestamp: str | None


def _shown_of(order: WifiOrder) -> tuple[str, ...]:
    """What is looked at after an order: the SSID, and of the passphrase all but its value."""
    return (order.ssid, f"{order.passphrase}._writable", f"{order.passphrase}._timestamp")
