"""Which of a device's networks is which band's, and where its passphrase is written."""

from typing import Any

import pytest

from genieacs_by_hand import WLAN
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.models import WifiBand, WifiNetwork
from isp_integrations.plugins.olt.genieacs.documents import leaf_at, root_of
from isp_integrations.plugins.olt.genieacs.networks import TESTED, WifiOrder, network_of, network_paths, order_of

ROOT = "InternetGatewayDevice"
B24, B5 = WifiBand.GHZ_24, WifiBand.GHZ_5
LOW = {"Channel": "6", "Standard": "b,g,n"}
HIGH = {"Channel": "149", "Standard": "a,n,ac"}


def document(leaves: dict[str, Any], *, writable: bool = True) -> dict[str, Any]:
    """A device's document with those parameters."""
    made: dict[str, Any] = {}
    for path, value in leaves.items():
        node = made
        *way, last = path.split(".")
        for part in way:
            node = node.setdefault(part, {"_object": True})
        node[last] = {"_value": value, "_writable": writable, "_object": False}
    return made


def wlan(**networks: dict[str, Any]) -> dict[str, Any]:
    """A TR-098 document: `_1=…` is what network 1 tells."""
    return document(
        {f"{WLAN}{name.replace('_', '.')}.{k}": v for name, told in networks.items() for k, v in told.items()}
    )


def index_of(told: dict[str, Any], band: WifiBand, model: str = "DESCONHECIDO") -> str | None:
    found = network_of(told, ROOT, model, band)
    return found.ssid.removeprefix(f"{WLAN}.").removesuffix(".SSID") if found else None


@pytest.mark.parametrize(
    ("model", "ghz_24", "ghz_5", "key"),
    [
        ("EG8145V5", "1", "5", "PreSharedKey.1.PreSharedKey"),
        ("F670L", "1", "5", "PreSharedKey.1.KeyPassphrase"),
        ("HG6145F", "1", "5", "PreSharedKey.1.KeyPassphrase"),
        ("G-140W-C", "1", "5", "PreSharedKey.1.KeyPassphrase"),
        ("AX1800", "6", "1", "KeyPassphrase"),
        ("GONUAC001", "6", "1", "KeyPassphrase"),
        ("HG114AT", "6", "1", "KeyPassphrase"),
        ("ONT-2GF-V-RFDW", "5", "1", "KeyPassphrase"),
        ("EC220-G5", "1", "2", "X_TP_PreSharedKey"),
    ],
)
def test_a_tested_model_is_known_without_the_device_s_own_words(
    model: str, ghz_24: str, ghz_5: str, key: str
) -> None:
    assert model in TESTED
    assert (index_of({}, B24, model), index_of({}, B5, model)) == (ghz_24, ghz_5)
    found = network_of({}, ROOT, model, B24)
    assert found is not None
    assert found.passphrases[0] == f"{WLAN}.{ghz_24}.{key}"
    assert len(set(found.passphrases)) == 4


def test_an_unknown_model_is_told_apart_by_channel_and_standard() -> None:
    told = wlan(_1=HIGH, _4=LOW)
    assert (index_of(told, B24), index_of(told, B5)) == ("4", "1")


@pytest.mark.parametrize(
    ("channel", "standard", "band"),
    [
        ("6", "b,g,n", B24),
        ("13", "11bgn", B24),
        ("0", "a,n,ac", B5),
        ("36", "", B5),
        ("36", "ax", B5),
        ("6", "ax", None),
        ("6", "n", None),
        ("0", "b,g,n", None),
        ("0", "n,ax", None),
        ("14", "b,g", None),
        ("6", "a,n,ac", None),
        ("36", "b,g,n", None),
        ("-1", "", None),
    ],
)
def test_a_band_is_only_told_by_what_no_other_band_has(channel: str, standard: str, band: WifiBand | None) -> None:
    told = wlan(_3={"Channel": channel, "Standard": standard})
    assert [each for each in WifiBand if index_of(told, each)] == ([band] if band else [])


def test_where_the_table_and_the_device_disagree_neither_is_believed() -> None:
    assert index_of(wlan(_1=HIGH), B24, "EG8145V5") is None
    assert index_of(wlan(_2=LOW), B24, "EG8145V5") is None
    assert index_of(wlan(_1=LOW), B24, "EG8145V5") == "1"


def test_the_main_network_is_the_lowest_that_is_on_and_no_guest_s() -> None:
    off, guest = {**LOW, "Enable": False}, {**LOW, "SSID": "CASA-Visitantes"}
    assert index_of(wlan(_1=off, _2=guest, _3=LOW, _4=LOW), B24) == "3"
    assert index_of(wlan(_1={**off, "Enable": "0"}), B24) is None


def test_a_radio_s_own_words_tell_the_bands_of_tr_181() -> None:
    wifi = "Device.WiFi"
    told = document({
        f"{wifi}.SSID.1.LowerLayers": f"{wifi}.Radio.2.",
        f"{wifi}.SSID.3.LowerLayers": f"{wifi}.Radio.1.",
        f"{wifi}.SSID.4.LowerLayers": "Device.IP.Interface.1",
        f"{wifi}.Radio.1.OperatingFrequencyBand": "2.4GHz",
        f"{wifi}.Radio.2.OperatingFrequencyBand": "5GHz",
        f"{wifi}.AccessPoint.7.SSIDReference": f"{wifi}.SSID.3.",
    })  # fmt: skip
    found = network_of(told, "Device", "", B24)
    assert found is not None
    assert (found.ssid, found.passphrases) == (
        f"{wifi}.SSID.3.SSID",
        (f"{wifi}.AccessPoint.7.Security.KeyPassphrase",),
    )
    other = network_of(told, "Device", "", B5)
    assert other is not None
    assert other.passphrases == (f"{wifi}.AccessPoint.1.Security.KeyPassphrase",)


def order(keys: dict[str, Any], model: str = "EG8145V5", **asked: str) -> WifiOrder | str:
    told = document({f"{WLAN}.1.SSID": "CASA"})
    network = network_of(told, ROOT, model, B24)
    return order_of(told, keys, network, WifiNetwork(band=B24, **asked))


def test_exactly_one_passphrase_is_written_the_table_s_where_it_can_be() -> None:
    both = document({f"{WLAN}.1.KeyPassphrase": "", f"{WLAN}.1.PreSharedKey.1.PreSharedKey": ""})
    one = document({f"{WLAN}.1.KeyPassphrase": ""})
    for keys, path in ((both, "PreSharedKey.1.PreSharedKey"), (one, "KeyPassphrase")):
        made = order(keys, ssid="NOVA", password="senha-nova-24")
        assert isinstance(made, WifiOrder)
        assert made.values == ((f"{WLAN}.1.SSID", "NOVA"), (f"{WLAN}.1.{path}", "senha-nova-24"))


def test_a_passphrase_that_cannot_be_written_is_none() -> None:
    keys = document({f"{WLAN}.1.PreSharedKey.1.PreSharedKey": ""}, writable=False)
    assert order(keys, password="senha-nova-24") == "o aparelho não mostra onde fica a senha de 2.4 GHz"
    assert isinstance(order(keys, ssid="NOVA"), WifiOrder)


def test_an_ssid_that_cannot_be_written_is_told() -> None:
    told = document({f"{WLAN}.1.SSID": "CASA"}, writable=False)
    network = network_of(told, ROOT, "EG8145V5", B24)
    assert order_of(told, {}, network, WifiNetwork(band=B24, ssid="NOVA")) == (
        "o aparelho não deixa trocar o SSID de 2.4 GHz"
    )


@pytest.mark.parametrize("root", ["InternetGatewayDevice", "Device"])
def test_what_is_asked_to_tell_bands_apart_is_short_and_no_secret(root: str) -> None:
    paths = network_paths(root)
    assert not [path for path in paths if "Key" in path or "Passphrase" in path]
    assert len("%2C".join(paths)) < 4096


def test_an_order_shows_neither_ssid_nor_password() -> None:
    made = order(document({f"{WLAN}.1.KeyPassphrase": ""}), ssid="NOVA", password="senha-nova-24")
    assert "NOVA" not in repr(made)
    assert "senha-nova-24" not in repr(made)


@pytest.mark.parametrize(
    "node",
    [
        "texto",
        5,
        [],
        {"_value": {"a": 1}},
        {"_value": []},
        {"_writable": "sim"},
        {"_timestamp": "ontem"},
        {"_timestamp": 5},
        {"_timestamp": "2026-01-31T12:00:00"},
    ],
)
def test_a_parameter_of_another_form_is_told_by_its_path(node: Any) -> None:
    with pytest.raises(UnexpectedAnswer) as refused:
        leaf_at({"Device": {"X": node}}, "Device.X")
    assert refused.value.paths == ("Device.X",)


def test_an_object_and_what_is_missing_are_no_parameters() -> None:
    assert leaf_at({"Device": {"_object": True}}, "Device") is None
    assert leaf_at({}, "Device.X") is None
    assert root_of({"_id": "x"}) is None
