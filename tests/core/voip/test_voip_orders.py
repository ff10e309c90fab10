"""The family's orders as a journal keeps them, and what its models load."""

import subprocess
import sys
from typing import Any

import pytest

import voip_makers as make
from isp_integrations.clients.arguments import arguments_from_plain, arguments_to_plain
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import operations

ORDERS: dict[str, dict[str, Any]] = {
    "assign_number": {
        "subscriber": make.SUBSCRIBER, "line": make.LINE, "number": "1140001111", "by": m.Party.RESELLER,
        "description": "Recepção",
    },
    "create_line": {"subscriber": make.SUBSCRIBER, "line": make.NEW_LINE, "by": m.Party.SUBSCRIBER},
    "create_subscriber": {
        "profile": make.with_slots(fixed_local="31", fixed_ldn=True), "access": make.ACCESS,
        "username_check": make.FREE, "sales_plans": make.PLANS, "allowances": make.ALLOWANCES,
        "reseller_plan": make.PLANS[0], "policy": m.SubscriberPolicy(),
    },
    "disable_subscriber": {"subscriber": make.SUBSCRIBER},
    "enable_subscriber": {"subscriber": make.SUBSCRIBER},
    "open_panel": {"subscriber": make.SUBSCRIBER, "actor": "operador-1"},
    "set_simultaneous_calls": {
        "subscriber": make.granted("lines"), "line": make.LINE, "calls": 4, "by": m.Party.RESELLER,
    },
    "update_subscriber": {
        "subscriber": make.SUBSCRIBER, "profile": make.PROFILE, "by": m.Party.RESELLER, "access": None,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_is_the_same_after_a_journal_kept_it(name: str) -> None:
    operation = getattr(operations, name)
    plain = arguments_to_plain(operation, (), ORDERS[name])
    assert arguments_from_plain(operation, plain) == ORDERS[name]


def test_the_models_load_neither_libraries_nor_plugins() -> None:
    code = "from isp_integrations import voip; voip.VoipSubscriber\nimport sys\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "isp_integrations.core.voip.models" in loaded
    assert not set(loaded) & {"httpx", "httpx2", "cryptography", "cattrs", "pluggy", "asyncio", "sqlite3", "stdnum"}
    assert not [name for name in loaded if name.startswith("isp_integrations.plugins.")]
