"""Devices as the fake server knows them: what they really hold, and what the server last heard of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

_WLAN = "InternetGatewayDevice.LANDevice.1.WLANConfiguration"
_WAN = "InternetGatewayDevice.WANDevice.1"
_PPP = f"{_WAN}.WANConnectionDevice.1.WANPPPConnection.1"
KEYS: Final = ("KeyPassphrase", "PreSharedKey", "X_TP_PreSharedKey", "Password")
"""Parameters that the devices read back empty."""


@attrs.define(kw_only=True)
class FakeDevice:
    """A customer's device.

    Attributes:
        real: what it holds, by parameter.
        read_only: parameters that it does not let anybody write.
        cache: what the server last heard: value, whether it is writable, and when.
        unheard: beginnings of the parameters that the server has not heard of at first.
        reachable: whether it answers when the server calls it; else it calls by itself, in :meth:`inform`.
        slow: whether it answers too late, and its task stays queued.
        fault_codes: TR-069 codes with which it refuses a parameter.
        starting: whether it took a restart and is not up yet.
    """

    oui: str
    product_class: str
    serial: str
    real: dict[str, Any] = attrs.field(repr=False)
    read_only: set[str] = attrs.field(factory=set)
    unheard: tuple[str, ...] = ()
    cache: dict[str, dict[str, Any]] = attrs.field(factory=dict, repr=False)
    tags: list[str] = attrs.field(factory=list)
    reachable: bool = True
    slow: bool = False
    fault_codes: dict[str, str] = attrs.field(factory=dict)
    last_inform: str = ""
    last_boot: str = ""
    starting: bool = False
    reboots: int = 0

    @property
    def id(self) -> str:
        """The server's id: three parts, each with every other sign than letters, digits and `_` as `%XX`."""
        return "-".join(_escaped(part) for part in (self.oui, self.product_class, self.serial))

    def heard(self, path: str, at: str, value: Any = None) -> None:
        """The server hears of a parameter: what the device tells, or what it was made to take."""
        if path not in self.real:
            self.cache.pop(path, None)
            return
        told = "" if path.rpartition(".")[2] in KEYS else self.real[path]
        self.cache[path] = {
            "_object": False,
            "_writable": path not in self.read_only,
            "_value": told if value is None else value,
            "_type": "xsd:string",
            "_timestamp": at,
        }

    def document(self) -> dict[str, Any]:
        """The server's document of it."""
        document: dict[str, Any] = {
            "_id": self.id,
            "_deviceId": {
                "_Manufacturer": "Exemplo",
                "_OUI": self.oui,
                "_ProductClass": self.product_class,
                "_SerialNumber": self.serial,
            },
            "_lastInform": self.last_inform,
            "_lastBoot": self.last_boot,
            "_tags": self.tags,
        }
        for path, leaf in self.cache.items():
            node = document
            for name in path.split(".")[:-1]:
                node = node.setdefault(name, {"_object": True, "_writable": False, "_timestamp": leaf["_timestamp"]})
            node[path.rpartition(".")[2]] = dict(leaf)
        return document


def default_devices() -> Iterator[FakeDevice]:
    """A Huawei ONT, a Nokia one, an Intelbras router with its bands the other way round, and one of TR-181."""
    yield FakeDevice(
        oui="00259E", product_class="EG8145V5", serial="485754431A2B3C11",
        real={
            **_wlan(1, "CASA", "11", "b,g,n", "PreSharedKey.1.PreSharedKey"),
            **_wlan(5, "CASA 5G", "44", "a,n,ac", "PreSharedKey.1.PreSharedKey"),
            **_common("InternetGatewayDevice", "V5R020C10S100"),
            f"{_PPP}.Username": "cliente1", f"{_PPP}.ExternalIPAddress": "203.0.113.7",
            f"{_WAN}.X_GponInterafceConfig.RXPower": "-19.42", f"{_WAN}.X_GponInterafceConfig.TXPower": "2.13",
        },
    )  # fmt: skip
    yield FakeDevice(
        oui="00D0F6", product_class="G-140W-C", serial="ALCL1A2B3C44",
        real={
            **_wlan(1, "LOJA", "6", "b,g,n", "PreSharedKey.1.KeyPassphrase"),
            **_wlan(5, "LOJA 5G", "36", "a,n,ac", "PreSharedKey.1.KeyPassphrase"),
            **_common("InternetGatewayDevice", "3FE4"),
            f"{_PPP}.Username": "cliente4",
        },
    )  # fmt: skip
    yield FakeDevice(
        oui="D8365F", product_class="AX1800", serial="ITBS1A2B3C22", unheard=(_WLAN,),
        real={
            **_wlan(1, "SOBRADO 5G", "149", "a,n,ac,ax", "KeyPassphrase"),
            **_wlan(6, "SOBRADO", "3", "b,g,n,ax", "KeyPassphrase"),
            **_common("InternetGatewayDevice", "1.0.9"),
            f"{_PPP}.Username": "cliente2",
        },
    )  # fmt: skip
    yield FakeDevice(
        oui="1C61B4", product_class="EX220", serial="2230000000017",
        real={
            **_tr181(1, 1, "2.4GHz", "CHACARA"), **_tr181(3, 2, "5GHz", "CHACARA 5G"),
            **_common("Device", "1.2.0"),
            "Device.PPP.Interface.1.Username": "cliente3",
        },
    )  # fmt: skip


def _wlan(index: int, ssid: str, channel: str, standard: str, key: str) -> Mapping[str, Any]:
    base = f"{_WLAN}.{index}"
    return {
        f"{base}.SSID": ssid,
        f"{base}.Enable": True,
        f"{base}.Channel": channel,
        f"{base}.Standard": standard,
        f"{base}.BeaconType": "11i",
        f"{base}.{key}": "senha-de-antes",
    }


def _tr181(index: int, radio: int, band: str, ssid: str) -> Mapping[str, Any]:
    point = f"Device.WiFi.AccessPoint.{index}"
    return {
        f"Device.WiFi.SSID.{index}.SSID": ssid,
        f"Device.WiFi.SSID.{index}.Enable": True,
        f"Device.WiFi.SSID.{index}.LowerLayers": f"Device.WiFi.Radio.{radio}.",
        f"Device.WiFi.Radio.{radio}.OperatingFrequencyBand": band,
        f"{point}.SSIDReference": f"Device.WiFi.SSID.{index}.",
        f"{point}.Security.ModeEnabled": "WPA2-Personal",
        f"{point}.Security.KeyPassphrase": "senha-de-antes",
    }


def _common(root: str, version: str) -> Mapping[str, Any]:
    return {
        f"{root}.DeviceInfo.SoftwareVersion": version,
        f"{root}.ManagementServer.PeriodicInformInterval": 300,
        f"{root}.ManagementServer.PeriodicInformEnable": True,
    }


def _escaped(part: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), part)
