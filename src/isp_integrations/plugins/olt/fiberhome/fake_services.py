"""What the fake management system does to one ONU: WANs, LAN ports, names, speeds, Wi-Fi, restart, another serial."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from isp_integrations.core.fake_tl1 import Tl1Request
from isp_integrations.core.olt.models import ConnectionMode, WifiBand
from isp_integrations.plugins.olt.equipment.state import Equipment, Network, OnuConfig, Refused, Wan

_MODES = {"1": ConnectionMode.DHCP, "2": ConnectionMode.STATIC_IP, "3": ConnectionMode.PPPOE}
_NEEDED = {
    ConnectionMode.BRIDGE: (),
    ConnectionMode.DHCP: (),
    ConnectionMode.STATIC_IP: ("WANIP", "WANMASK", "WANGATEWAY"),
    ConnectionMode.PPPOE: ("PPPOEUSER", "PPPOEPASSWD"),
}
_VLANS = range(1, 4086)
_NETWORKS_OF_A_BAND = 4
_FIRST_NETWORK = {"2.4GHZ": (WifiBand.GHZ_24, 1), "5.8GHZ": (WifiBand.GHZ_5, 5)}
_HYPHENATED: Final = ("WORKING-FREQUENCY", "SSID-NAME", "PRESHARED-KEY")
_PLAIN: Final = tuple(key.replace("-", "") for key in _HYPHENATED)
_SHORTEST_KEY = 8
_OWN_VENDOR = "FHTT"


class FakeServices:
    """The messages about one authorised ONU. A `Refused` carries the system's own code.

    Args:
        wifi_keys: `"hyphenated"` or `"plain"`.
    """

    def __init__(self, wifi_keys: str) -> None:
        self._wifi_keys = wifi_keys

    def knows(self, verb: str) -> bool:
        """Whether there is such a message."""
        return verb in self._VERBS

    def run(self, asked: Tl1Request, olt: Equipment, onu: OnuConfig) -> None:
        """Do what is asked."""
        self._VERBS[asked.verb](self, asked.payload, olt, onu)

    def vlans_of(self, onu: OnuConfig) -> list[int]:
        """VLANs of the first LAN port."""
        return [int(text) for text in onu.settings.get("lan 1", "").split()]

    def _set_wan(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        _refuse_foreign(onu)
        if said.get("STATUS") == "2":
            onu.wans.clear()
            onu.settings = {key: text for key, text in onu.settings.items() if not key.startswith("bound ")}
            return
        wan, port = _wan_of(said), _port_of(said)
        for index, known in onu.wans.items():
            bound = onu.settings[f"bound {index}"]
            if known == wan and port not in bound:
                onu.settings[f"bound {index}"] = f"{bound}-{port}"
                return
        index = len(onu.wans)
        onu.wans[index] = wan
        onu.settings[f"bound {index}"] = port

    def _set_lan_vlan(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        vlans = {*self.vlans_of(onu), _vlan_of(said, "CVLAN")}
        onu.settings["lan 1"] = " ".join(map(str, sorted(vlans)))

    def _delete_lan_vlan(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        vlans = [vlan for vlan in self.vlans_of(onu) if vlan != _vlan_of(said, "CVLAN")]
        onu.settings["lan 1"] = " ".join(map(str, vlans))

    def _rename(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        onu.name = said.get("ONUNAME", onu.name)
        onu.description = said.get("ONUDESC", onu.description)

    def _speed(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        if "UPBW" not in said:
            raise Refused("IMP")
        for key in ("UPBW", "DOWNBW"):
            if key in said:
                onu.settings[key] = olt.profile("bandwidth", said[key]).name

    def _swap(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        if said.get("AUTHTYPE") != "MAC" or "AUTHINFO" not in said:
            raise Refused("IMP")
        olt.running.replace_serial(onu, said["AUTHINFO"], olt.now)

    def _reset(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        olt.restart_onu(onu)

    def _wifi(self, said: Mapping[str, str], olt: Equipment, onu: OnuConfig) -> None:
        _refuse_foreign(onu)
        keys = _PLAIN if self._wifi_keys == "plain" else _HYPHENATED
        if any(key not in said for key in keys):
            raise Refused("IMP")
        frequency, ssid, password = (said[key] for key in keys)
        if frequency not in _FIRST_NETWORK or len(password) < _SHORTEST_KEY:
            raise Refused("IIPE")
        band, first = _FIRST_NETWORK[frequency]
        device = olt.device(onu)
        if device is not None and band not in device.bands:
            raise Refused("DDNS")
        number = int(said.get("SSID", "1"))
        if not 1 <= number <= _NETWORKS_OF_A_BAND:
            raise Refused("IIPE")
        onu.networks[first + number - 1] = Network(ssid=ssid, key=password)

    _VERBS: ClassVar[Mapping[str, Callable[["FakeServices", Mapping[str, str], Equipment, OnuConfig], None]]] = {
        "SET-WANSERVICE": _set_wan,
        "CFG-LANPORTVLAN": _set_lan_vlan,
        "DEL-LANPORTVLAN": _delete_lan_vlan,
        "CFG-ONUNAMEANDDESC": _rename,
        "CFG-ONUBW": _speed,
        "CFG-ONU": _swap,
        "RESET-ONU": _reset,
        "CFG-WIFISERVICE": _wifi,
    }


def _refuse_foreign(onu: OnuConfig) -> None:
    if not onu.serial.startswith(_OWN_VENDOR):
        raise Refused("DDNS")


def _wan_of(said: Mapping[str, str]) -> Wan:
    if said.get("STATUS") != "1" or "CONNTYPE" not in said:
        raise Refused("IMP")
    mode = ConnectionMode.BRIDGE if said["CONNTYPE"] == "1" else _MODES.get(said.get("IPMODE", ""))
    if mode is None:
        raise Refused("IIPE")
    if any(not said.get(key) for key in _NEEDED[mode]):
        raise Refused("IMP")
    return Wan(
        mode=mode,
        vlan=_vlan_of(said, "VLAN"),
        username=said.get("PPPOEUSER", ""),
        password=said.get("PPPOEPASSWD", ""),
        address=said.get("WANIP", ""),
        netmask=said.get("WANMASK", ""),
        gateway=said.get("WANGATEWAY", ""),
        dns=tuple(said[key] for key in ("MASTERDNS", "SLAVEDNS") if key in said),
    )


def _port_of(said: Mapping[str, str]) -> str:
    if ("UPORT" in said) == ("SSID" in said):
        raise Refused("IMP")
    if "SSID" in said:
        return f"SSID{said['SSID']}"
    return "LAN1-LAN2-LAN3-LAN4" if said["UPORT"] == "0" else f"LAN{said['UPORT']}"


def _vlan_of(said: Mapping[str, str], key: str) -> int:
    text = said.get(key, "")
    if not text:
        raise Refused("IMP")
    if not text.isdecimal() or int(text) not in _VLANS:
        raise Refused("IIPE")
    return int(text)
