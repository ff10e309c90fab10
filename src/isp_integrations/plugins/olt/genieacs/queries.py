"""Filters over the ACS's collections. What a caller gave goes in only after its form was checked: an asterisk or a
text between slashes would turn a look-up into a scan over other customers (genieacs 2)."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.genieacs.documents import ROOTS, Document, text_at
from isp_integrations.plugins.olt.genieacs.status import informed_by, logins_of

Filter: TypeAlias = Mapping[str, Any]

DEVICE_ID = re.compile(r"[A-Za-z0-9_%-]{1,200}")
"""What the ACS takes for a device's id in a path (genieacs 1)."""
TASK_ID = re.compile(r"[0-9a-f]{24}")
"""Another id than this takes the whole interface down (genieacs 4)."""
SAFE_SIGNS = r"A-Za-z0-9._@:\-"
_SAFE = re.compile(f"[{SAFE_SIGNS}]{{1,64}}")
IDENTITY = (
    "_deviceId", "_lastInform", "_lastBoot",
    *(f"{root}._object" for root in ROOTS),
    *(path for root in ROOTS for path in informed_by(root)),
)  # fmt: skip
"""Who a device is, which data model it has, and when it calls."""
_LOGINS = tuple(path for root in ROOTS for path in logins_of(root))
LOGGED_IN = (*IDENTITY, *_LOGINS)
"""The same, and the PPPoE logins that it told."""


def is_safe(text: str) -> bool:
    """Whether a text of a caller may stand in a filter."""
    return _SAFE.fullmatch(text) is not None


def forms_of(serial: OnuSerial) -> tuple[str, ...]:
    """A GPON serial as a device may tell it by TR-069: the maker's letters or their codes, in either case."""
    return (serial.value, serial.hex, serial.value.lower(), serial.hex.lower())


def by_serial(serial: OnuSerial) -> Filter:
    """The devices of a GPON serial."""
    return {"_deviceId._SerialNumber": {"$in": list(forms_of(serial))}}


def by_login(login: str) -> Filter:
    """The devices that last told this PPPoE login; filters take no wildcard in a name."""
    return {"$or": [{path: login} for path in _LOGINS]}


def told_login(document: Document, login: str) -> bool:
    """Whether a device told this PPPoE login."""
    return any(text_at(document, path) == login for path in _LOGINS)


def asked(found_by: Filter, *, limit: int, projection: Iterable[str] = (), tag: str = "") -> Mapping[str, str]:
    """The parameters of a search; without a limit the whole fleet would come (genieacs 2)."""
    narrowed = {"$and": [{"_tags": tag}, found_by]} if tag else found_by
    query = {"query": json.dumps(narrowed, ensure_ascii=False, separators=(",", ":")), "limit": str(limit)}
    names = ",".join(projection)
    return {**query, "projection": names} if names else query
