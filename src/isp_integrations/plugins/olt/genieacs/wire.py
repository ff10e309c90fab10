"""GenieACS's northbound interface: three collections to look into, and the tasks of one device.

What only the vendor's source tells (the optional members of a task, the codes of answers) may change without notice
and is no better than OBSERVED here; so are the parameters of devices, which third parties tell of tested models.
"""

from typing import Annotated

from isp_integrations.core.evidence import DOCUMENTED, OBSERVED, Evidence
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import Endpoint, Wire, WireBook, wire_model

_COLLECTIONS, _DOCUMENT, _WRITING, _TASKS = (f"genieacs {section}" for section in ("2", "3", "4", "5.1"))
_QUEUE = "genieacs 5.2"


def _told(key: str, source: str) -> Wire:
    return Wire(key, DOCUMENTED, source)


def _seen(key: str, source: str) -> Wire:
    return Wire(key, OBSERVED, source)


# --- answers ---


@wire_model
class DeviceId:
    """Who a device says it is. The serial is the TR-069 one, which need not be the GPON serial."""

    serial: Annotated[str, _seen("_SerialNumber", _DOCUMENT)]
    product_class: Annotated[str | None, _seen("_ProductClass", _DOCUMENT)] = None


@wire_model
class DeviceRow:
    """A device's document without its tree of parameters. Times are ISO texts in UTC."""

    id: Annotated[str, _told("_id", _DOCUMENT)]
    device_id: Annotated[DeviceId, _seen("_deviceId", _DOCUMENT)]
    last_inform: Annotated[str | None, _seen("_lastInform", _DOCUMENT)] = None
    last_boot: Annotated[str | None, _seen("_lastBoot", _DOCUMENT)] = None


@wire_model
class TaskRow:
    """A task that waits, or one that was just taken: its answer also echoes what it was asked, secrets included."""

    id: Annotated[str, _told("_id", _WRITING)]
    device: Annotated[str | None, _seen("device", _TASKS)] = None
    unique_key: Annotated[str | None, _seen("uniqueKey", _TASKS)] = None
    timestamp: Annotated[str | None, _seen("timestamp", _TASKS)] = None


@wire_model
class FaultRow:
    """Why a task of a device failed."""

    id: Annotated[str, _seen("_id", _QUEUE)]
    code: Annotated[str | None, _seen("code", _QUEUE)] = None
    message: Annotated[str | None, _seen("message", _QUEUE)] = None


# --- tasks ---


@wire_model
class ReadParameters:
    """Make the ACS ask the device for these values."""

    names: Annotated[list[str], _told("parameterNames", _TASKS)]
    unique_key: Annotated[str, _seen("uniqueKey", _TASKS)]
    expiry: Annotated[int, _seen("expiry", _TASKS)]
    name: Annotated[str, _told("name", _TASKS)] = "getParameterValues"


@wire_model
class RefreshObject:
    """Make the ACS ask the device for everything below one name."""

    object_name: Annotated[str, _told("objectName", _TASKS)]
    unique_key: Annotated[str, _seen("uniqueKey", _TASKS)]
    expiry: Annotated[int, _seen("expiry", _TASKS)]
    name: Annotated[str, _told("name", _TASKS)] = "refreshObject"


@wire_model
class SetParameters:
    """Make the device take these values, `[name, value, type]`, all of them or none."""

    values: Annotated[list[list[str]], _told("parameterValues", _TASKS)]
    unique_key: Annotated[str, _seen("uniqueKey", _TASKS)]
    expiry: Annotated[int, _seen("expiry", _TASKS)]
    name: Annotated[str, _told("name", _TASKS)] = "setParameterValues"


@wire_model
class Reboot:
    """Restart the device."""

    unique_key: Annotated[str, _seen("uniqueKey", _TASKS)]
    expiry: Annotated[int, _seen("expiry", _TASKS)]
    name: Annotated[str, _told("name", _TASKS)] = "reboot"


MODELS = (DeviceId, DeviceRow, TaskRow, FaultRow, ReadParameters, RefreshObject, SetParameters, Reboot)


def _find(name: str, path: str, evidence: Evidence, answer: type[object]) -> Endpoint:
    return Endpoint(name, "GET", path, Effect.READ, evidence, _COLLECTIONS, answer=answer)


def _task(name: str, effect: Effect, body: type[object]) -> Endpoint:
    return Endpoint(name, "POST", "devices/{id}/tasks", effect, DOCUMENTED, _WRITING, body=body, answer=TaskRow)


DEVICES = _find("devices", "devices", DOCUMENTED, DeviceRow)
TASKS = _find("tasks", "tasks", DOCUMENTED, TaskRow)
FAULTS = _find("faults", "faults", DOCUMENTED, FaultRow)
READ_PARAMETERS = _task("get_parameter_values", Effect.READ, ReadParameters)
REFRESH = _task("refresh_object", Effect.READ, RefreshObject)
SET_PARAMETERS = _task("set_parameter_values", Effect.REPEATABLE, SetParameters)
"""Sent twice it is one task, for the second replaces the first by its key (genieacs 5.1)."""
REBOOT = _task("reboot", Effect.WRITE, Reboot)

BOOK = WireBook(
    endpoints=(DEVICES, TASKS, FAULTS, READ_PARAMETERS, REFRESH, SET_PARAMETERS, REBOOT),
    models=MODELS,
)

STRING = "xsd:string"
DONE, ACCEPTED = 200, 202
CALL_THE_DEVICE = {"connection_request": "", "timeout": "5000"}
"""Asks for a session now, and waits so many milliseconds for it to begin; its mere presence counts (genieacs 4)."""
WIFI_EXPIRY, REBOOT_EXPIRY = 3600, 600
"""Seconds after which a task that nobody fetched is dropped (genieacs 5.1, 13)."""
KEY = "isp-integrations"
"""What the keys of our tasks begin with."""
