"""What is loaded before it is needed: nothing. (How long loading takes is measured in `benchmarks/`.)"""

import subprocess
import sys

import pytest

LIBRARIES = ("httpx", "httpx2", "cryptography", "cattrs", "tenacity", "pluggy")
PLUGINS = "isp_integrations.plugins."
MODELS = "from isp_integrations import mvno; mvno.MvnoLine"
PLATFORMS = "import isp_integrations as isp; assert isp.platforms()"
CONNECT = (
    "from isp_integrations import mvno; mvno.connect('contel', base_url='http://127.0.0.1:1/', "
    "credentials={'chave_acesso': 'a', 'chave_acesso_franquia': 'b'})"
)


def loaded_by(code: str) -> set[str]:
    """Names of the modules that a fresh Python has loaded after `code`."""
    question = f"{code}\nimport sys\nprint(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", question], check=True, capture_output=True, text=True).stdout.split()
    )


def plugins_in(modules: set[str]) -> set[str]:
    return {name for name in modules if name.startswith(PLUGINS)}


def test_importing_the_library_loads_its_lazy_namespace_alone() -> None:
    ours = {name for name in loaded_by("import isp_integrations") if name.startswith("isp_integrations")}
    assert ours == {"isp_integrations", "isp_integrations._lazy"}


@pytest.mark.parametrize("module", ["typing", "re", "attr", "asyncio"])
def test_importing_the_library_loads_nothing_slow_of_others(module: str) -> None:
    assert module not in loaded_by("import isp_integrations") - loaded_by("pass")


def test_the_mobile_models_load_neither_libraries_nor_plugins() -> None:
    modules = loaded_by(MODELS)
    assert "isp_integrations.core.mvno.models" in modules
    assert not modules & {*LIBRARIES, "asyncio", "sqlite3", "stdnum", "isp_integrations.core.errors"}
    assert not plugins_in(modules)


def test_listing_the_platforms_loads_no_plugin() -> None:
    modules = loaded_by(PLATFORMS)
    assert not plugins_in(modules)
    assert not modules & {"httpx", "httpx2", "cryptography", "cattrs", "tenacity"}


def test_connecting_loads_the_platform_and_not_what_only_its_first_call_needs() -> None:
    modules = loaded_by(CONNECT)
    assert "isp_integrations.plugins.mvno.contel.plugin" in modules
    assert not modules & {"httpx", "httpx2", "cryptography", "cattrs", "tenacity", "ssl", "zoneinfo"}


def test_connecting_a_sync_host_loads_nothing_async_and_no_durable_journal() -> None:
    modules = loaded_by(CONNECT)
    assert not modules & {"asyncio", "sqlite3", "concurrent.futures.thread"}
    assert not {name for name in modules if name.startswith("isp_integrations.") and ".async_" in name}


def test_connecting_to_http_loads_nothing_that_equipment_needs() -> None:
    modules = loaded_by(CONNECT)
    assert not {name for name in modules if name.startswith("isp_integrations.transports.terminal")}
    assert not modules & {
        "isp_integrations.core.cli",
        "isp_integrations.core.tl1",
        "isp_integrations.core.typed_text",
    }


def test_a_platform_that_borrows_orders_alone_loads_the_orders_of_the_assumed_wire_alone() -> None:
    modules = loaded_by(CONNECT)
    assumed = {name.rpartition(".")[2] for name in modules if name.startswith(f"{PLUGINS}mvno.assumed.")}
    assert assumed == {"orders", "order_wire"}
