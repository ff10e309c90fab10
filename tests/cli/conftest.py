"""A served Contel fake that knows the example's lines, with the files that the commands are given."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from isp_integrations.cli import main
from isp_integrations.cli.demo import data_folder
from isp_integrations.cli.inputs import read_export, read_orders
from isp_integrations.cli.seeding import fake_for
from isp_integrations.core.record import create_record
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.server import serve

KEY_VARIABLE = "ISP_VAULT_KEY"


@attrs.frozen(kw_only=True)
class Rig:
    """Files of one host, and the platform they point at."""

    folder: Path
    fake: ContelSandbox
    script: FaultScript
    key: str
    base_url: str

    @property
    def record(self) -> Path:
        return self.folder / "registro.json"

    @property
    def export(self) -> Path:
        return self.folder / "exportacao.json"

    @property
    def orders(self) -> Path:
        return self.folder / "pedidos.json"

    def ask(self, *orders: dict[str, Any], **header: Any) -> None:
        """Write the orders file."""
        self.orders.write_text(json.dumps({"orders": list(orders), **header}), encoding="utf-8")

    def transfer(self, *options: str) -> int:
        """Run `transfer` on the files."""
        return main(["transfer", str(self.export), str(self.orders), "--integration", str(self.record), *options])


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    key = Vault.new_key()
    monkeypatch.setenv(KEY_VARIABLE, key)
    example = read_orders(data_folder() / "pedidos.json")
    export = data_folder() / "ixc-export.json"
    fake = fake_for(example.integrations[0], read_export(export), example.orders)
    with serve({"contel": fake}) as server:
        record = create_record(
            Contel,
            vault=Vault([key]),
            id="1",
            tenant="provedor",
            credentials=fake.credentials,
            base_url=server.base_url("contel"),
        )
        made = Rig(
            folder=tmp_path, fake=fake, script=server.script("contel"), key=key, base_url=server.base_url("contel")
        )
        made.record.write_text(record.to_json(), encoding="utf-8")
        made.export.write_text(export.read_text(encoding="utf-8"), encoding="utf-8")
        yield made


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[[], Any]:
    """The JSON document on the standard output."""
    return lambda: json.loads(capsys.readouterr().out)
