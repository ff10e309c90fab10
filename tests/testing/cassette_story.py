"""What holds of every platform's cassettes, as tests to inherit."""

from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import pytest
import yaml

from isp_integrations.core import registry
from isp_integrations.core.plain import to_plain
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.families import sandbox
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.cassettes import Origin, Tape, new_header
from isp_integrations.testing.contract import FamilyCases, World
from isp_integrations.testing.modes import TapedAccount, scrubber_for
from isp_integrations.testing.mvno_cases import MVNO_CASES
from isp_integrations.testing.pytest_plugin import OpenCassette
from isp_integrations.testing.transcripts import TranscriptTape

CASSETTES = Path(__file__).parents[1] / "cassettes"
FIRST = {"get_activation": ("activate_line",), "list_top_ups": ("top_up",)}
"""What is asked before, in the same conversation."""
F = TypeVar("F", bound=FakePlatform)


class CassetteStory(Generic[F]):
    """Inherit it, set `platform`, `contract` and `cases`, and override :meth:`make_fake` and :meth:`seed`."""

    platform: ClassVar[str]
    contract: ClassVar[str]
    cases: ClassVar[FamilyCases[Any]] = MVNO_CASES

    def make_fake(self) -> F:
        """A fresh fake."""
        raise NotImplementedError

    def seed(self, fake: F) -> Any:
        """Put the seed in place, the same every time."""
        raise NotImplementedError

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test the operations that this platform declares."""
        if "operation" in metafunc.fixturenames:
            metafunc.parametrize("operation", tuple(registry.load(self.cases.spec.family, self.platform).operations))

    def _talk(self, operation: str, fake: F, caller: Caller, account: TapedAccount | None = None) -> Any:
        """The conversation of an operation's cassette; its last result."""
        world = World[Any](fake=fake, seed=self.seed(fake), caller=caller, cases=self.cases)
        result = None
        for name in (*FIRST.get(operation, ()), operation):
            arguments = dict(self.cases.asks[name](world.seed, world))
            given = arguments if account is None or not arguments else account.asked(name, **arguments)
            result = caller.call(name, **given)
        return result

    @pytest.mark.parametrize("kind", ["sync", "async"])
    def test_an_operation_comes_out_of_its_cassette_as_out_of_the_sandbox(
        self, operation: str, kind: str, isp_cassette: OpenCassette
    ) -> None:
        fake = self.make_fake()
        account = isp_cassette(self.platform, name=operation, contract=self.contract, fake=fake)
        caller: Caller = SyncCaller(account.connect()) if kind == "sync" else AsyncCaller(account.connect_async())
        result = self._talk(operation, fake, caller, account)
        caller.close()
        other = self.make_fake()
        direct = SyncCaller(sandbox(self.platform, fake=other))
        expected = self._talk(operation, other, direct)
        direct.close()
        assert self.told(account.tape, result) == self.told(account.tape, expected)

    def test_a_cassette_is_what_the_sandbox_says_today(self, operation: str, tmp_path: Path) -> None:
        header = new_header(Origin.SANDBOX, self.platform, self.contract)
        tape = Tape(tmp_path / "drift.yaml", platform=self.platform, scrubber=scrubber_for(None), header=header)
        fake = self.make_fake()
        account = TapedAccount(platform=self.platform, tape=tape, fake=fake)
        caller = SyncCaller(account.connect())
        self._talk(operation, fake, caller, account)
        caller.close()
        kept = yaml.safe_load((CASSETTES / self.platform / f"{operation}.yaml").read_text(encoding="utf-8"))
        assert yaml.safe_load(tape.text())["interactions"] == kept["interactions"]

    def test_there_is_one_cassette_per_operation_and_none_besides(self) -> None:
        operations = registry.load(self.cases.spec.family, self.platform).operations
        assert {file.stem for file in (CASSETTES / self.platform).glob("*.yaml")} == set(operations)

    def told(self, tape: Tape | TranscriptTape, result: Any) -> Any:
        """A result as plain JSON, scrubbed; without warnings, which a pseudonym's unusual ICCID prefix may earn."""
        plain = tape.scrubbed(to_plain(result))
        return {k: v for k, v in plain.items() if k != "warnings"} if isinstance(plain, dict) else plain
