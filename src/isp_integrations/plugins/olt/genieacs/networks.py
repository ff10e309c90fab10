"""Which parameters are the Wi-Fi of a band on this very device: there is no universal index (genieacs 7).

The device's own radios and channels are evidence, the table of tested models is another, and where they disagree
or neither answers, nothing is written: on some models index 1 is 5 GHz.
"""

import re
from collections.abc import Iterator, Mapping

import attrs

from isp_integrations.core.olt.models import WifiBand, WifiNetwork
from isp_integrations.core.text import fold
from isp_integrations.core.values import Value
from isp_integrations.plugins.olt.genieacs.documents import Document, leaf_at, text_at

WLAN = "InternetGatewayDevice.LANDevice.1.WLANConfiguration"
WIFI = "Device.WiFi"
SSIDS, RADIOS = range(1, 9), range(1, 5)
"""Instances that are looked at; tested models have their main networks below 7."""

_P1, _P2, _P3 = "KeyPassphrase", "PreSharedKey.1.KeyPassphrase", "PreSharedKey.1.PreSharedKey"
_P4 = "X_TP_PreSharedKey"
PASSPHRASES = (_P1, _P2, _P3, _P4)
"""Where a TR-098 passphrase may be, the standard's own name first; exactly one is written."""
_OPEN = frozenset({"none", "basic", "wep-64", "wep-128"})
_FIRST_5_GHZ_CHANNEL, _LAST_24_GHZ_CHANNEL = 36, 13
_ONLY_5, _ONLY_24 = frozenset({"a", "ac", "na", "an"}), frozenset({"b", "g", "bg", "gn", "bgn"})
_NOT_THE_MAIN = re.compile(r"guest|visitante|convidad|mesh|backhaul")


@attrs.frozen
class TestedModel(Value):
    """A tested device: the index of its network on each band, and its passphrase."""

    __test__ = False

    ghz_24: int
    ghz_5: int
    passphrase: str = _P1

    def index(self, band: WifiBand) -> int:
        """The index of that band's network."""
        return self.ghz_24 if band is WifiBand.GHZ_24 else self.ghz_5


TESTED: Mapping[str, TestedModel] = {
    **dict.fromkeys(("EG8145V5", "EG8145X6", "HG8245Q2"), TestedModel(1, 5, _P3)),
    **dict.fromkeys(("F670L", "F680", "F6600"), TestedModel(1, 5, _P2)),
    **dict.fromkeys(("HG6143D", "HG6145F"), TestedModel(1, 5, _P2)),
    **dict.fromkeys(("G-140W-C", "G-140W-H", "G-1425G-A"), TestedModel(1, 5, _P2)),
    **dict.fromkeys(("AX1800", "WiFiber 1200R", "GONUAC001", "HG114AT"), TestedModel(6, 1, _P1)),
    **dict.fromkeys(("ONT-2GF-V-RFDW", "ONT-2GF-V-RFW", "ONT-4GE-V-USB-RFDW"), TestedModel(5, 1, _P1)),
    "EC220-G5": TestedModel(1, 2, _P4),
    **dict.fromkeys(("EX220", "XX230v", "EX141"), TestedModel(1, 3)),
}
"""By product class, OBSERVED (genieacs 7)."""
_TESTED = {fold(name): model for name, model in TESTED.items()}


@attrs.frozen(kw_only=True)
class Network(Value):
    """The parameters of one band's network.

    Attributes:
        passphrases: where its passphrase may be, the likeliest first.
        security: the parameter that tells its mode of security.
    """

    ssid: str
    passphrases: tuple[str, ...]
    security: str

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells which passphrase can be written, and no passphrase."""
        return tuple(f"{path}._writable" for path in self.passphrases)


@attrs.frozen(kw_only=True)
class WifiOrder(Value):
    """What one band's parameters are to become; `passphrase` is the one parameter that is written for it."""

    band: WifiBand
    ssid: str
    passphrase: str
    asked: WifiNetwork

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Each parameter with its new value."""
        both = ((self.ssid, self.asked.ssid), (self.passphrase, self.asked.password))
        return tuple((path, value) for path, value in both if value)


def wlan_of(root: str) -> str:
    """The object with all networks."""
    return WIFI if root == "Device" else WLAN


def network_paths(root: str) -> tuple[str, ...]:
    """What tells bands apart; none of it is a secret."""
    if root == "Device":
        return (
            *(f"{WIFI}.SSID.{n}.{name}" for n in SSIDS for name in ("SSID", "Enable", "LowerLayers")),
            *(f"{WIFI}.AccessPoint.{n}.{name}" for n in SSIDS for name in ("SSIDReference", "Security.ModeEnabled")),
            *(f"{WIFI}.Radio.{n}.OperatingFrequencyBand" for n in RADIOS),
        )
    names = ("SSID", "Enable", "Channel", "Standard", "BeaconType")
    return tuple(f"{WLAN}.{n}.{name}" for name in names for n in SSIDS)


def order_of(document: Document, keys: Document, network: Network | None, asked: WifiNetwork) -> WifiOrder | str:
    """The order that sets `asked` on `network`, or why there can be none, pt-BR.

    Args:
        keys: the part of the document that says which passphrases can be written.
    """
    if network is None:
        return f"não se sabe qual das redes do aparelho é a de {asked.band} GHz"
    if fold(text_at(document, network.security)) in _OPEN:
        return f"a rede de {asked.band} GHz é aberta ou WEP, e o modo de segurança não é trocado"
    writable = [path for path in network.passphrases if _is_writable(keys, path)]
    if asked.ssid and not _is_writable(document, network.ssid):
        return f"o aparelho não deixa trocar o SSID de {asked.band} GHz"
    if asked.password and not writable:
        return f"o aparelho não mostra onde fica a senha de {asked.band} GHz"
    passphrase = writable[0] if writable else network.passphrases[0]
    return WifiOrder(band=asked.band, ssid=network.ssid, passphrase=passphrase, asked=asked)


def network_of(document: Document, root: str, model: str, band: WifiBand) -> Network | None:
    """The network of `band`; `None` where nothing tells it, or the table and the device disagree."""
    bands = dict(_bands(document, root))
    tested = _TESTED.get(fold(model))
    main = [index for index, told in bands.items() if told is band and _is_main(document, root, index)]
    tabled = tested.index(band) if tested else None
    index = next((each for each in (tabled, *main) if each is not None), None)
    if index is None or bands.get(index, band) is not band or (main and index != main[0]):
        return None
    if root == "Device":
        return _tr181(document, index)
    first = tested.passphrase if tested else _P1
    ordered = (first, *(name for name in PASSPHRASES if name != first))
    base = f"{WLAN}.{index}"
    return Network(
        ssid=f"{base}.SSID",
        passphrases=tuple(f"{base}.{name}" for name in ordered),
        security=f"{base}.BeaconType",
    )


def _tr181(document: Document, index: int) -> Network:
    ssid = f"{WIFI}.SSID.{index}"
    point = next((n for n in SSIDS if text_at(document, _reference(n)).rstrip(".") == ssid), index)
    security = f"{WIFI}.AccessPoint.{point}.Security"
    return Network(
        ssid=f"{ssid}.SSID",
        passphrases=(f"{security}.KeyPassphrase",),
        security=f"{security}.ModeEnabled",
    )


def _reference(point: int) -> str:
    return f"{WIFI}.AccessPoint.{point}.SSIDReference"


def _bands(document: Document, root: str) -> Iterator[tuple[int, WifiBand]]:
    """The band of each index, where the device's own words tell it."""
    tell = _by_radio if root == "Device" else _by_channel
    for index in SSIDS:
        band = tell(document, index)
        if band is not None:
            yield index, band


def _by_radio(document: Document, index: int) -> WifiBand | None:
    radio = text_at(document, f"{WIFI}.SSID.{index}.LowerLayers").rstrip(".")
    if not re.fullmatch(r"Device\.WiFi\.Radio\.[0-9]{1,3}", radio):
        return None
    told = text_at(document, f"{radio}.OperatingFrequencyBand")
    return {"2.4GHz": WifiBand.GHZ_24, "5GHz": WifiBand.GHZ_5}.get(told)


def _by_channel(document: Document, index: int) -> WifiBand | None:
    """By channel and standard together; `ax` and `n` are of both bands, and channel 0 is "automatic"."""
    leaf = leaf_at(document, f"{WLAN}.{index}.Channel")
    channel = leaf.number if leaf else None
    words = set(re.findall("[a-z]+", text_at(document, f"{WLAN}.{index}.Standard").lower()))
    high = channel is not None and channel >= _FIRST_5_GHZ_CHANNEL
    low = channel is not None and 1 <= channel <= _LAST_24_GHZ_CHANNEL
    if (high or words & _ONLY_5) and not low and not words & _ONLY_24:
        return WifiBand.GHZ_5
    return WifiBand.GHZ_24 if low and words & _ONLY_24 and not words & _ONLY_5 else None


def _is_writable(document: Document, path: str) -> bool:
    leaf = leaf_at(document, path)
    return leaf is not None and leaf.writable is True


def _is_main(document: Document, root: str, index: int) -> bool:
    """Whether a network is switched on, as far as is known, and not called a guest's or a mesh's."""
    base = f"{WIFI}.SSID.{index}" if root == "Device" else f"{WLAN}.{index}"
    enabled = leaf_at(document, f"{base}.Enable")
    off = enabled is not None and enabled.flag is False
    return not off and not _NOT_THE_MAIN.search(fold(text_at(document, f"{base}.SSID")))
