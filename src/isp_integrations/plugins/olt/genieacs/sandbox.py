"""A stateful fake of GenieACS's northbound interface behind a proxy, written from the contract file.

The traps are the server's own: a task whose values equal the cache is done without a word to the device, one about a
parameter that the device does not have leaves no fault, and what was sent is cached as if it had been told.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.olt.genieacs.fake_devices import FakeDevice, default_devices
from isp_integrations.plugins.olt.genieacs.fake_filters import CannotFilter, matches, projected, sort_key

CREDENTIALS: Final = {"basic_user": "provedor", "basic_password": "senha-do-proxy"}
_HTML: Final = {"content-type": "text/html"}
_NEEDED: Final[Mapping[str, str]] = {
    "setParameterValues": "parameterValues",
    "getParameterValues": "parameterNames",
    "refreshObject": "objectName",
    "reboot": "name",
}
"""The tasks that it runs, with the member that each cannot do without."""
Task = dict[str, Any]


class GenieAcsSandbox:
    """GenieACS's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        devices: of several makers by default, all of them heard of now.
        now: the server's clock; the machine's by default. Two things never happen at the same instant.

    Attributes:
        tasks: what waits for a device, in order; a task that failed stays.
        faults: by `"<device>:task_<task>"`.
        crashes: how often a request took the server down, which answers nothing then; the proxy answers 502.
    """

    def __init__(
        self,
        *,
        devices: Iterable[FakeDevice] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.tasks: list[Task] = []
        self.faults: dict[str, dict[str, Any]] = {}
        self.crashes = 0
        self._now = now
        self._last = datetime.min.replace(tzinfo=UTC)
        self._open = True
        self._made = 0
        self.devices = {device.id: device for device in (default_devices() if devices is None else devices)}
        for device in self.devices.values():
            device.last_inform = device.last_boot = self._tick()
            for path in device.real:
                if not path.startswith(device.unheard):
                    device.heard(path, device.last_inform)

    def expire_tokens(self) -> None:
        """Refuse the proxy's password from now on."""
        self._open = False

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the server would."""
        pair = f"{CREDENTIALS['basic_user']}:{CREDENTIALS['basic_password']}".encode()
        if not self._open or request.headers.get("authorization") != f"Basic {base64.b64encode(pair).decode()}":
            return HttpAnswer(status=401, headers=_HTML, body=b"<html>401 Authorization Required</html>")
        room, _, rest = request.path.strip("/").partition("/")
        try:
            if request.method == "GET" and not rest:
                return self._collection(room, request.query)
            if request.method == "POST" and room == "devices" and rest.endswith("/tasks"):
                return self._posted(unquote(rest.removesuffix("/tasks")), request)
            if room == "tasks" and (request.method == "DELETE" or rest.endswith("/retry")):
                return self._mended(rest)
        except (CannotFilter, KeyError, TypeError, AttributeError):
            self.crashes += 1
            return HttpAnswer(status=502, headers=_HTML, body=b"<html>502 Bad Gateway</html>")
        return _text("404 Not Found", 404)

    def inform(self, device: FakeDevice) -> None:
        """The device calls: it fetches its tasks and tells of itself."""
        device.last_inform = self._tick()
        if device.starting:
            device.starting, device.last_boot = False, device.last_inform
        for task in [each for each in self.tasks if each["device"] == device.id]:
            if task.get("_expires", self._last) < self._last:
                self.tasks.remove(task)
            elif _fault_id(task) not in self.faults:
                self._run(device, task)

    # --- reading ---

    def _collection(self, name: str, query: Mapping[str, str]) -> HttpAnswer:
        rows: list[dict[str, Any]]
        match name:
            case "devices":
                self._start_again()
                rows = [device.document() for device in self.devices.values()]
            case "tasks":
                rows = [_shown(task) for task in self.tasks]
            case "faults":
                rows = list(self.faults.values())
            case _:
                return _text("404 Not Found", 404)
        try:
            found_by = json.loads(query.get("query", "{}"))
        except ValueError as error:
            return _text(f"SyntaxError: {error}", 400)
        found = [row for row in rows if matches(row, found_by, by_value=name == "devices")]
        for key, direction in json.loads(query.get("sort", "{}")).items():
            found.sort(key=sort_key(key), reverse=direction < 0)
        skip, total = int(query.get("skip", "0")), len(found)
        found = found[skip : skip + int(query["limit"])] if "limit" in query else found[skip:]
        if query.get("projection"):
            found = [projected(row, query["projection"].split(",")) for row in found]
        return _json(found, total=str(total))

    def _start_again(self) -> None:
        for device in self.devices.values():
            if device.starting:
                self.inform(device)

    # --- tasks ---

    def _posted(self, device_id: str, request: FakeRequest) -> HttpAnswer:
        if device_id not in self.devices:
            return _text("No such device", 404)
        device = self.devices[device_id]
        called = "connection_request" in request.query
        if not request.body:
            if not called:
                return _text("Bad Request", 400)
            return _text("", 200) if device.reachable else _text("Device is offline", 504)
        task = self._queued(device, json.loads(request.body))
        if not called or device.slow or not device.reachable:
            return _json(_shown(task), 202)
        self.inform(device)
        return _json(_shown(task), 202 if _fault_id(task) in self.faults else 200)

    def _queued(self, device: FakeDevice, asked: Task) -> Task:
        needed = asked[_NEEDED[asked["name"]]]
        if not needed and needed != "":
            raise TypeError("an empty task")
        key = asked.get("uniqueKey")
        for other in [each for each in self.tasks if key and each["device"] == device.id]:
            if other.get("uniqueKey") == key:
                self._drop(other)
        at = self._tick()
        self._made += 1
        task = {**asked, "_id": f"{self._made:024x}", "device": device.id, "timestamp": at}
        if "expiry" in asked:
            task["_expires"] = self._last + timedelta(seconds=asked["expiry"])
        self.tasks.append(task)
        return task

    def _mended(self, rest: str) -> HttpAnswer:
        task_id = rest.removesuffix("/retry")
        task = next((each for each in self.tasks if each["_id"] == task_id), None)
        if task is None:
            return _text("Task not found", 404)
        if rest == task_id:
            self._drop(task)
        else:
            self.faults.pop(_fault_id(task), None)
        return _text("", 200)

    def _drop(self, task: Task) -> None:
        self.tasks.remove(task)
        self.faults.pop(_fault_id(task), None)

    def _run(self, device: FakeDevice, task: Task) -> None:
        at = device.last_inform
        match task["name"]:
            case "getParameterValues":
                for path in task["parameterNames"]:
                    device.heard(path, at)
            case "refreshObject":
                for path in [path for path in device.real if path.startswith(task["objectName"])]:
                    device.heard(path, at)
            case "reboot":
                device.reboots += 1
                device.starting = True
            case _:
                if code := self._set(device, task["parameterValues"], at):
                    fault_id = _fault_id(task)
                    self.faults[fault_id] = {
                        "_id": fault_id,
                        "device": device.id,
                        "channel": f"task_{task['_id']}",
                        "timestamp": at,
                        "code": f"cwmp.{code}",
                        "message": "Request denied by the device",
                        "retries": 0,
                    }
                    return
        self.tasks.remove(task)

    @staticmethod
    def _set(device: FakeDevice, values: Iterable[list[str]], at: str) -> str | None:
        """Set all of them or none; the code of the device's refusal."""
        sent: dict[str, str] = {}
        for path, value, *_ in values:
            cached = device.cache.get(path)
            if path not in device.real:
                device.cache.pop(path, None)
            elif cached is None or (cached["_writable"] and cached["_value"] != value):
                sent[path] = value
        refused = next((device.fault_codes[path] for path in sent if path in device.fault_codes), None)
        if refused is None:
            device.real.update(sent)
            for path, value in sent.items():
                device.heard(path, at, value)
        return refused

    def _tick(self) -> str:
        """The instant, later than any before."""
        self._last = max(self._now(), self._last + timedelta(milliseconds=1))
        return self._last.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fault_id(task: Task) -> str:
    return f"{task['device']}:task_{task['_id']}"


def _shown(task: Task) -> Task:
    """A task as it is told; the instant of its expiry is ours."""
    return {name: value for name, value in task.items() if name != "_expires"}


def _json(content: object, status: int = 200, **headers: str) -> HttpAnswer:
    told = {"content-type": "application/json", "genieacs-version": "1.2.16+sandbox", **headers}
    return HttpAnswer(status=status, headers=told, body=json.dumps(content).encode())


def _text(content: str, status: int) -> HttpAnswer:
    told = {"content-type": "text/plain", "genieacs-version": "1.2.16+sandbox"}
    return HttpAnswer(status=status, headers=told, body=content.encode())
