"""The family's clients and face, and its orders as a journal keeps them."""

import inspect
from typing import Any

import pytest

from isp_integrations import olt
from isp_integrations.clients.arguments import arguments_from_plain, arguments_to_plain
from isp_integrations.clients.olt import AsyncOltClient, OltClient
from isp_integrations.core.olt import operations
from isp_integrations.core.olt.diagnosis import OpticalLimits
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.platform import spec_names
from olt_makers import LINKED, ONU, PPPOE, SERIAL, TEMPLATE, WIFI

SERVICE: dict[str, Any] = {"connection": PPPOE, "template": TEMPLATE}
ASKED: dict[str, dict[str, Any]] = {
    "change_speed_profile": {"onu": ONU, "download_profile": "500M"},
    "clean_up_onu": {"onu": LINKED, **SERVICE},
    "configure_wifi": {"onu": ONU, "wifi": WIFI},
    "delete_onu": {"onu": ONU, "moves_inventory": True, "to_stock_id": "E1"},
    "diagnose_onu": {"onu": ONU, "optical": OpticalLimits()},
    "disable_onu": {"onu": ONU},
    "edit_onu": {"onu": ONU, **SERVICE, "name": "NOVO", "asset_id": "A2", "moves_inventory": False},
    "enable_onu": {"onu": ONU},
    "find_onu": {"serial": "HWTC1A2B3C4D", "login": None},
    "get_onu_status": {"onu": ONU},
    "list_olts": {},
    "list_onus": {"olt_id": "1", "pon_port": None},
    "list_unprovisioned": {"olt_id": None, "pon_port": "0/1/3"},
    "move_onu": {"onu": ONU, **SERVICE, "pon_port": "0/1/9", "olt_id": None},
    "provision_onu": {"onu": LINKED, **SERVICE, "wifi": WIFI, "clean_up": True, "known_onus": [ONU]},
    "reboot_onu": {"onu": ONU},
    "replace_onu": {"onu": ONU, "new": LINKED, **SERVICE, "known_onus": None, "moves_inventory": True},
    "retry_provision": {"onu": LINKED, **SERVICE, "wifi": None},
    "save_config": {},
}


READING = {name for name in ASKED if name.startswith(("list_", "find_", "get_", "diagnose_"))}


def test_every_hook_of_the_family_is_asked_by_an_operation_of_the_same_name() -> None:
    assert set(spec_names(OltSpec)) - {"test_connection"} <= set(operations.__all__)
    assert set(ASKED) == set(operations.__all__)


@pytest.mark.parametrize("client", [OltClient, AsyncOltClient])
@pytest.mark.parametrize("name", operations.__all__)
def test_a_client_has_each_operation_with_its_signature_and_text(client: type, name: str) -> None:
    operation = getattr(operations, name)
    method = getattr(client, name)
    asked = {p for p in inspect.signature(operation).parameters if p not in {"session", "cursor"}}
    told = {"dry_run"} if name not in READING else set()
    assert set(inspect.signature(method).parameters) - {"self"} == asked | told
    assert method.__doc__ == operation.__doc__


@pytest.mark.parametrize("name", ASKED)
def test_an_order_is_the_same_after_a_journal_kept_it(name: str) -> None:
    operation = getattr(operations, name)
    revived = arguments_from_plain(operation, arguments_to_plain(operation, (), ASKED[name]))
    assert {key: list(value) if isinstance(value, tuple) else value for key, value in revived.items()} == ASKED[name]


def test_the_face_has_what_a_host_needs() -> None:
    needed = {
        "Onu",
        "ProvisioningTemplate",
        "WifiConfig",
        "link_onu",
        "search",
        "find",
        "diagnose",
        "rules",
        "events",
    }
    assert needed <= set(dir(olt))
    assert [name for name in dir(olt) if getattr(olt, name, None) is None] == []
    assert olt.OnuSerial.parse("HWTC1A2B3C4D") == SERIAL
