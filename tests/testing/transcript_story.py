"""What holds of the transcripts of every OLT that is typed to, as tests to inherit."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import attrs
import pytest

from isp_integrations.core import registry
from isp_integrations.core.errors import IspError
from isp_integrations.core.olt.link import link_onu
from isp_integrations.core.olt.models import ConnectionConfig, ProvisioningTemplate, WifiConfig
from isp_integrations.core.plain import to_plain
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.cassettes import Header, Origin
from isp_integrations.testing.contract import World
from isp_integrations.testing.leaks import scan_for_leaks
from isp_integrations.testing.modes import SYNTHETIC_KEY, TapedAccount
from isp_integrations.testing.olt_cases import CASES, OLT_CASES, Seed
from isp_integrations.testing.pseudonyms import Pseudonyms
from isp_integrations.testing.pytest_plugin import OpenCassette
from isp_integrations.testing.transcripts import TranscriptTape, transcript
from olt_seed import NAME, WIFI

RECORDED = Path(__file__).parents[1] / "cassettes"
LOOKING = ("test_connection", "list_olts", "list_unprovisioned", "list_onus", "find_onu", "get_onu_status")
CHANGING = (
    "edit_onu",
    "configure_wifi",
    "change_speed_profile",
    "disable_onu",
    "enable_onu",
    "reboot_onu",
    "save_config",
)
NEEDS: Mapping[str, str] = {"configure_wifi": "wifi", "change_speed_profile": "download_profile"}
"""What a seed must have for an operation to be asked."""
E = TypeVar("E", bound=FakeEquipment)


@attrs.frozen(kw_only=True)
class Recorded:
    """A conversation with the sandbox: its tape, what its operations answered, and the lines of its file."""

    tape: TranscriptTape
    answered: list[Any]
    lines: list[str]


_RECORDED_NOW: dict[tuple[type, str], Recorded] = {}


class TranscriptStory(Generic[E]):
    """Inherit it, set what follows, and override :meth:`seed`. Each conversation is a file.

    Attributes:
        contract: the text on the platform's commands that they were recorded against.
        services: what is provisioned, by the mode's name.
        private: what the equipment prints about people, one group to each expression.
        people: names of customers in the fake's stock.
    """

    platform: ClassVar[str]
    contract: ClassVar[str]
    services: ClassVar[Mapping[str, tuple[ConnectionConfig, ProvisioningTemplate]]]
    private: ClassVar[tuple[str, ...]] = ()
    people: ClassVar[tuple[str, ...]] = ()

    def seed(self, fake: E) -> Seed:
        """Put the seed in place, the same every time."""
        raise NotImplementedError

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The conversations, which are the names of the files."""
        changes = ("changing",) if set(CHANGING) & cls._operations() else ()
        return ("looking", *(f"provision_{mode}" for mode in cls.services), *changes, "refused")

    @classmethod
    def _operations(cls) -> set[str]:
        return set(registry.load("olt", cls.platform).operations)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test the conversations that this platform can have."""
        if "name" in metafunc.fixturenames:
            metafunc.parametrize("name", self.names())

    # --- the conversations ---

    def _talk(self, name: str, account: TapedAccount, *, is_async: bool = False) -> list[Any]:
        """Everything that the conversation's operations answered, as plain JSON."""
        fake: Any = account.fake
        seed = self.seed(fake)
        caller: Caller = AsyncCaller(account.connect_async()) if is_async else SyncCaller(account.connect())
        try:
            match name.partition("_"):
                case ("looking", _, _):
                    return self._asked(LOOKING, fake, seed, caller)
                case ("changing", _, _):
                    return self._asked(CHANGING, fake, seed, caller)
                case ("refused", _, _):
                    return self._refused(seed, caller)
                case _:
                    return self._lived(seed, caller, *self.services[name.removeprefix("provision_")])
        finally:
            caller.close()

    def _asked(self, operations: tuple[str, ...], fake: E, seed: Seed, caller: Caller) -> list[Any]:
        world = World[Seed](fake=fake, seed=seed, caller=caller, cases=OLT_CASES)
        able = [each for each in operations if each in self._operations() and getattr(seed, NEEDS.get(each, "onu"))]
        return [to_plain(caller.call(each, **CASES[each](seed, world))) for each in able]

    def _lived(
        self, seed: Seed, caller: Caller, connection: ConnectionConfig, template: ProvisioningTemplate
    ) -> list[Any]:
        """An ONU is found, provisioned, looked at and, where the platform can, deleted."""
        (found,) = (onu for onu in caller.call("list_unprovisioned") if onu.serial == seed.waiting.serial)
        onu = link_onu(found, plan_id="7", name=seed.waiting.name)
        done = caller.call("provision_onu", onu=onu, connection=connection, template=template)
        assert done.value.complete
        able = [each for each in ("get_onu_status", "delete_onu") if each in self._operations()]
        after = [caller.call(each, onu=done.value.onu) for each in able]
        return [to_plain(each) for each in (found, done, *after)]

    def _refused(self, seed: Seed, caller: Caller) -> list[Any]:
        """What is provisioned already is not provisioned again."""
        onu = attrs.evolve(seed.waiting, serial=seed.onu.serial)
        with pytest.raises(IspError) as refused:
            caller.call("provision_onu", onu=onu, connection=seed.connection, template=seed.template)
        return [type(refused.value).__name__, str(refused.value)]

    def _recorded_now(self, name: str, folder: Path) -> Recorded:
        """The conversation recorded today; once for all tests."""
        if (type(self), name) not in _RECORDED_NOW:
            path = folder / f"{name}.jsonl"
            with transcript(
                path,
                platform=self.platform,
                pseudonyms=Pseudonyms(SYNTHETIC_KEY),
                record=Origin.SANDBOX,
                contract=self.contract,
                private=self.private,
            ) as tape:
                answered = self._talk(name, TapedAccount(platform=self.platform, tape=tape))
            lines = path.read_text(encoding="utf-8").splitlines()
            _RECORDED_NOW[type(self), name] = Recorded(tape=tape, answered=answered, lines=lines)
        return _RECORDED_NOW[type(self), name]

    # --- what holds of them ---

    @pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
    def test_a_conversation_comes_out_of_its_transcript_as_out_of_the_sandbox(
        self, name: str, is_async: bool, isp_cassette: OpenCassette, tmp_path: Path
    ) -> None:
        account = isp_cassette(self.platform, name=name, contract=self.contract, private=self.private)
        played = self._talk(name, account, is_async=is_async)
        now = self._recorded_now(name, tmp_path)
        assert now.tape.scrubbed(played) == now.tape.scrubbed(now.answered)

    def test_recording_a_transcript_again_gives_the_same_bytes(self, name: str, tmp_path: Path) -> None:
        kept = (RECORDED / self.platform / f"{name}.jsonl").read_text(encoding="utf-8")
        assert self._recorded_now(name, tmp_path).lines[1:] == kept.splitlines()[1:]

    def test_a_transcript_says_where_and_when_it_was_recorded(self, name: str) -> None:
        head = (RECORDED / self.platform / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[0]
        header = Header(**json.loads(head))
        assert (header.origin, header.platform, header.contract) == (Origin.SANDBOX, self.platform, self.contract)
        assert date.fromisoformat(header.recorded) >= date(2026, 11, 22)

    def test_there_is_a_transcript_of_every_conversation_and_none_besides(self) -> None:
        assert {file.stem for file in (RECORDED / self.platform).glob("*.jsonl")} == set(self.names())

    def test_no_transcript_shows_a_person_or_a_secret(self) -> None:
        assert scan_for_leaks(RECORDED / self.platform) == ()
        credentials = registry.find(self.platform).sandbox().credentials
        typed = [value for service in self.services.values() for value in _private_of(service[0])]
        hidden = {credentials["username"], credentials["password"], *typed, *_private_of(WIFI), NAME, *self.people}
        for file in (RECORDED / self.platform).glob("*.jsonl"):
            text = file.read_text(encoding="utf-8")
            assert [value for value in hidden if value in text] == [], file.name


def _private_of(settings: ConnectionConfig | WifiConfig) -> list[str]:
    """The logins, passwords and network names in what a customer is to get."""
    names = ("username", "password", "ssid_24", "password_24", "ssid_5", "password_5")
    return [value for name in names if (value := getattr(settings, name, None))]
