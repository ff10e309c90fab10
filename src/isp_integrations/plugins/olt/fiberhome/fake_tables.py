"""The tables and sentences of the fake management system, column by column as the contract file has them."""

from collections.abc import Mapping
from typing import Final

from isp_integrations.core.olt.models import ConnectionMode, OperState
from isp_integrations.plugins.olt.equipment.state import Device, Equipment, OnuConfig, Wan

WAITING: Final = ("SLOTNO", "PONNO", "MAC", "LOID", "PWD", "ERROR", "AUTHTIME", "DT")
ONUS: Final = ("OLTID", "PONID", "ONUNO", "NAME", "DESC", "ONUTYPE", "IP", "AUTHTYPE", "MAC", "LOID", "PWD", "SWVER")
STATES: Final = ("ONUID", "AdminState", "OperState", "Auth", "AUTHINFO", "ONUIP", "LASTOFFTIME")
ANYWHERE: Final = ("OLTID", "NAME", "ONUTYPE", "SlotNo", "PonNo", "ONUNO", "AUTHTYPE", "AUTHINFO", "LOID", "SWVER")
OPTICS: Final = (
    "ONUID",
    "RxPower",
    "RxPowerR",
    "TxPower",
    "TxPowerR",
    "CurrTxBias",
    "CurrTxBiasR",
    "Temperature",
    "TemperatureR",
    "Voltage",
    "VoltageR",
    "PTxPower",
    "PRxPower",
)
WANS: Final = (
    "SVCNAME",
    "CONNMODE",
    "CONNTYPE",
    "VLANID",
    "VLANCOS",
    "NATFLAG",
    "IPOBTAINTYPE",
    "STATICIPADDRESS",
    "STATICIPSUBNET",
    "STATICGATEWAY",
    "MASTERDNS",
    "SLAVEDNS",
    "PPPOEPROXYFLAG",
    "PPPOEUSERNAME",
    "PPPOEPASSWD",
    "PPPOESVCNAME",
    "PPPOEMODE",
    "QOSFLAG",
    "BINDPORTNO",
)
PORT_VLANS: Final = ("ONUIP", "PORTID", "VLANMODE", "SVLAN", "SCOS", "STPID", "CVLAN", "CCOS", "CTPID", "TLS")
SENTENCES: Final[Mapping[str, tuple[str, str, str]]] = {
    "IRNE": ("IRNE", "resource does not exist", "object not exist, please check"),
    "IMP": ("IMP", "missing parameter", ""),
    "IIPF": ("IIPF", "invalid parameter format", ""),
    "IIPE": ("IIPE", "input parameter error", ""),
    "DDNS": ("DDNS", "device may not support this operation", ""),
    "DDOF": ("DDOF", "device operation failed", ""),
    "DDB": ("DDB", "device is busy", ""),
    "SENS": ("SENS", "EMS may not support this operation", ""),
    "SEOF": ("SEOF", "EMS operation failed", ""),
    "EEEH": ("EEEH", "EMS exception happens", ""),
    "serial_taken": ("IIPE", "resource already exist", ""),
    "onu_number_taken": ("IIPE", "resource already exist", ""),
    "onu_missing": ("IRNE", "resource does not exist", ""),
    "profile_missing": ("IRNE", "resource does not exist", "object not exist, please check"),
    "offline": ("DDOF", "ONU not registered", ""),
}
_NUMBERS = {ConnectionMode.DHCP: "1", ConnectionMode.STATIC_IP: "2", ConnectionMode.PPPOE: "3"}
_WORDS = {ConnectionMode.DHCP: "DHCP", ConnectionMode.STATIC_IP: "static", ConnectionMode.PPPOE: "PPPoE"}
_NO_TIME = "--"


def waiting_row(device: Device, olt: Equipment, after: str) -> tuple[str, ...]:
    """An ONU that waits."""
    slot, _, pon = device.pon.partition("/")
    moment = f"{olt.now:%Y-%m-%d %H:%M:%S}"
    return (slot, pon, device.serial + after, "--", "--", "1", moment, device.model)


def onu_row(olt: str, prefix: str, onu: OnuConfig) -> tuple[str, ...]:
    """An authorised ONU."""
    pon = f"{prefix}-{onu.pon.replace('/', '-')}"
    names = (onu.name or "--", onu.description or "--", onu.type)
    return (olt, pon, str(onu.number), *names, "--", "MAC", onu.serial, "--", "--", "RP2740")


def state_row(olt: Equipment, onu: OnuConfig) -> tuple[str, ...]:
    """How an ONU is now."""
    up = olt.state(onu) is OperState.ONLINE
    device = olt.device(onu)
    fell = f"{device.down_at:%Y-%m-%d %H:%M:%S}" if device and device.down_at else _NO_TIME
    return (str(onu.number), "UP", "UP" if up else "DOWN", "MAC", onu.serial, "--", fell)


def anywhere_row(olt: str, onu: OnuConfig) -> tuple[str, ...]:
    """Where an ONU is."""
    slot, _, pon = onu.pon.partition("/")
    return (olt, onu.name or "--", onu.type, slot, pon, str(onu.number), "MAC", onu.serial, "--", "RP2740")


def optics_row(device: Device, onu: OnuConfig, *, comma: bool) -> tuple[str, ...]:
    """Optical power in dBm, the OLT's side last."""
    levels = [device.onu_rx_dbm, device.onu_tx_dbm, "12.5", device.temperature_c, "3.28"]
    told = [each for level in levels for each in (str(level), "normal")]
    row = (str(onu.number), *told, "--", str(device.olt_rx_dbm))
    return tuple(cell.replace(".", ",") for cell in row) if comma else row


def wan_row(wan: Wan, bound: str, *, words: bool) -> tuple[str, ...]:
    """A WAN, its PPPoE password in clear as the system shows it."""
    bridge = wan.mode is ConnectionMode.BRIDGE
    kind = ("bridge" if bridge else "route") if words else ("1" if bridge else "2")
    address = "--" if bridge else (_WORDS if words else _NUMBERS)[wan.mode]
    first, second, *_ = (*wan.dns, "--", "--")
    pppoe = wan.mode is ConnectionMode.PPPOE
    login = (wan.username, wan.password, "--", "1") if pppoe else ("--", "--", "--", "--")
    fixed = (wan.address or "--", wan.netmask or "--", wan.gateway or "--", first, second)
    name = f"1_INTERNET_{'B' if bridge else 'R'}_VID_{wan.vlan}"
    return (name, "2", kind, str(wan.vlan), "0", "1", address, *fixed, "2", *login, "2", bound)


def port_vlan_row(port: str, vlan: int) -> tuple[str, ...]:
    """A VLAN of a LAN port."""
    return ("--", port, "Tag", "--", "--", "--", str(vlan), "0", "--", "--")


def no_blocks(ctag: str) -> str:
    """An empty list as some systems say it."""
    head = f"\r\n   FAKE-EMS 2026-01-31 10:20:30\r\nM  {ctag} COMPLD\r\n"
    return f"{head}   total_blocks=0\r\n   block_number=0\r\n   block_records=0\r\n\r\n;\r\n"
