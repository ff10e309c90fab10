"""What a device's document says of its state: an estimate by its last call, and what it last told of its optics."""

import math
from datetime import datetime, timedelta
from decimal import Decimal

from isp_integrations.core.olt.models import OnuStatus, OperState, OpticalLevels
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.genieacs import wire as w
from isp_integrations.plugins.olt.genieacs.documents import Document, Leaf, leaf_at, moment, text_at

USUAL_INTERVAL = 300
"""Seconds between a device's calls where it does not tell: GenieACS's own setting (genieacs 10)."""
_LONGEST_INTERVAL = 86400
_GRACE = 30
_NO_ADDRESS = frozenset({"", "0.0.0.0"})  # noqa: S104  an address nobody has
_WAN = "InternetGatewayDevice.WANDevice.1"
_OPTICS = (
    "X_GponInterafceConfig", "X_ZTE-COM_WANPONInterfaceConfig", "X_FH_GponInterfaceConfig",
    "X_CMCC_GponInterfaceConfig",
)  # fmt: skip
OPTICAL = (
    *((f"{_WAN}.{name}.RXPower", f"{_WAN}.{name}.TXPower") for name in _OPTICS),
    *(
        (f"{base}.RXPower", f"{base}.TXPower")
        for base in ("InternetGatewayDevice.X_ALU_OntOpticalParam", "Device.Optical.Interface.1.X_TP_GPON_Config")
    ),
)
"""Where vendors keep the received and the sent power, their misspelling included (genieacs 9)."""
_POWER_UNIT = 0.0001
"""Milliwatts in the unit of a positive received power, which is 0.1 µW (genieacs 9)."""
_LOWEST_DBM, _HIGHEST_DBM = -40, 10


def logins_of(root: str) -> tuple[str, ...]:
    """Where a device of that data model may keep its PPPoE login; filters take no wildcards (genieacs 6)."""
    if root == "Device":
        return tuple(f"Device.PPP.Interface.{n}.Username" for n in range(1, 9))
    return tuple(f"{ppp}.Username" for ppp in _connections())


def informed_by(root: str) -> tuple[str, str]:
    """How often a device calls, in seconds, and whether it does."""
    management = f"{root}.ManagementServer"
    return f"{management}.PeriodicInformInterval", f"{management}.PeriodicInformEnable"


def status_paths(root: str) -> tuple[str, ...]:
    """The parameters that a status is made of, none of which is a secret."""
    addresses = (
        tuple(f"{ppp}.ExternalIPAddress" for ppp in _connections())
        if root != "Device"
        else tuple(f"Device.PPP.Interface.{n}.IPCP.LocalIPAddress" for n in range(1, 9))
    )
    optics = tuple(path for pair in OPTICAL for path in pair if path.startswith(f"{root}."))
    return (_version_of(root), *informed_by(root), *addresses, *optics)


def status_of(document: Document, row: w.DeviceRow, serial: OnuSerial, root: str, now: datetime) -> OnuStatus:
    """The status; whatever the ACS has not read is left empty."""
    addresses = (text_at(document, path) for path in status_paths(root) if path.endswith("IPAddress"))
    return OnuStatus(
        serial=serial,
        oper_state=oper_state(document, row, root, now),
        optical=_levels(document, root),
        last_up_at=moment(row.last_boot, "$._lastBoot"),
        model=row.device_id.product_class or "",
        software=text_at(document, _version_of(root)),
        wan_address=next((text for text in addresses if text not in _NO_ADDRESS), None),
    )


def oper_state(document: Document, row: w.DeviceRow, root: str, now: datetime) -> OperState:
    """ONLINE is an estimate by the age of the last call; an unreachable device is no offline one (genieacs 10)."""
    seen = moment(row.last_inform, "$._lastInform")
    told, enabled = (leaf_at(document, path) for path in informed_by(root))
    interval = USUAL_INTERVAL if told is None or told.number is None else int(told.number)
    if seen is None or not 0 < interval <= _LONGEST_INTERVAL or (enabled is not None and enabled.flag is False):
        return OperState.UNKNOWN
    age = now - seen
    if age <= timedelta(seconds=1.5 * interval + _GRACE):
        return OperState.ONLINE
    return OperState.UNKNOWN if age <= timedelta(seconds=3 * interval) else OperState.OFFLINE


def _version_of(root: str) -> str:
    return f"{root}.DeviceInfo.SoftwareVersion"


def _connections() -> tuple[str, ...]:
    return tuple(
        f"{_WAN}.WANConnectionDevice.{device}.WANPPPConnection.{ppp}" for device in range(1, 9) for ppp in (1, 2)
    )


def _levels(document: Document, root: str) -> OpticalLevels:
    """The first pair that the device told. The unit of the received power is that of the sent one too."""
    for rx_path, tx_path in OPTICAL:
        received = leaf_at(document, rx_path) if rx_path.startswith(f"{root}.") else None
        if received is None or not received.number:
            continue
        in_dbm = received.number < 0
        return OpticalLevels(
            onu_rx_dbm=_dbm(received, in_dbm=in_dbm),
            onu_tx_dbm=_dbm(leaf_at(document, tx_path), in_dbm=in_dbm),
            measured_at=received.read_at,
        )
    return OpticalLevels()


def _dbm(leaf: Leaf | None, *, in_dbm: bool) -> Decimal | None:
    """A power in dBm; `None` where it is not told, or is none that a fibre carries."""
    raw = leaf.number if leaf else None
    if raw is None or (not in_dbm and raw <= 0):
        return None
    power = raw if in_dbm else Decimal(str(round(10 * math.log10(float(raw) * _POWER_UNIT), 2)))
    return power if _LOWEST_DBM <= power <= _HIGHEST_DBM else None
