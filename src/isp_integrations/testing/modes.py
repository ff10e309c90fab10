"""Where a test's calls go: to a cassette, or past it to the sandbox or a real account while it is recorded.

========================= ==================================================================================
`ISP_RECORD`              absent: cassettes are played. `sandbox`: they are recorded on the embedded fake.
                          `live`: they are recorded on a real account.
`ISP_LIVE_<PLATFORM>_<X>` a credential of the real account, by its field's name in capitals; for `live` alone.
                          `ISP_LIVE_<PLATFORM>_BASE_URL` is its address, where none is public.
`ISP_SCRUB_KEY`           what pseudonyms are made with; a secret, needed for `live`.
========================= ==================================================================================
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from isp_integrations.clients.arguments import arguments_from_plain, arguments_to_plain
from isp_integrations.clients.families import FamilyClients, client_class, clients_of
from isp_integrations.core import registry
from isp_integrations.core.platform import Platform
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.embedded import address_of
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.testing.cassettes import AsyncCassetteSender, CassetteSender, Origin, Tape
from isp_integrations.testing.scrubbing import Scrubber
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.http import AsyncHttpxSender, HttpxSender

SYNTHETIC_KEY = b"synthetic people only"


def record_origin(environment: Mapping[str, str] = os.environ) -> Origin | None:
    """What `ISP_RECORD` asks for; `None` plays."""
    asked = environment.get("ISP_RECORD", "")
    if asked in {"", "none"}:
        return None
    if asked not in set(Origin):
        raise ValueError(f"ISP_RECORD deve ser none, sandbox ou live, não {asked!r}.")
    return Origin(asked)


def scrubber_for(origin: Origin | None, environment: Mapping[str, str] = os.environ) -> Scrubber:
    """The scrubber for that origin: real people need a secret key."""
    key = environment.get("ISP_SCRUB_KEY", "").encode()
    if origin is Origin.LIVE and not key:
        raise ValueError("Gravar de uma conta real exige ISP_SCRUB_KEY, que não fica no repositório.")
    return Scrubber(key or SYNTHETIC_KEY)


@attrs.frozen(kw_only=True)
class TapedAccount:
    """An account whose calls are played from `tape`, or recorded on it.

    Attributes:
        fake: what the sandbox is recorded on; a fresh one by default.
    """

    platform: str
    tape: Tape
    fake: FakePlatform = attrs.field()
    environment: Mapping[str, str] = attrs.field(factory=lambda: os.environ, repr=False)

    @fake.default
    def _fresh_fake(self) -> FakePlatform:
        return registry.find(self.platform).sandbox()

    def asked(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """An operation's arguments as this conversation knows them: its pseudonyms, where it is played."""
        if not self.tape.replaying:
            return arguments
        function = getattr(client_class(self._plugin.family), operation).operation
        plain = arguments_to_plain(function, (), arguments)
        return arguments_from_plain(function, self.tape.scrubbed(plain))

    def connect(self) -> Any:
        """A sync client of the account, of its family's class."""
        clock = JumpingClock()
        inner: InProcessSender | HttpxSender | None = None
        if self._live:
            inner = HttpxSender()
        elif not self.tape.replaying:
            inner = InProcessSender(self.fake, FaultScript(), monotonic=clock.monotonic)
        return self._clients.connect(
            self.platform,
            credentials=self._credentials(),
            base_url=self._address(),
            transport=CassetteSender(inner, self.tape),
            clock=SystemClock() if self._live else clock,
            accept_assumed=True,
        )

    def connect_async(self) -> Any:
        """An async client of the account, of its family's class."""
        clock = JumpingClock()
        inner: AsyncInProcessSender | AsyncHttpxSender | None = None
        if self._live:
            inner = AsyncHttpxSender()
        elif not self.tape.replaying:
            inner = AsyncInProcessSender(self.fake, FaultScript(), monotonic=clock.monotonic)
        return self._clients.connect_async(
            self.platform,
            credentials=self._credentials(),
            base_url=self._address(),
            transport=AsyncCassetteSender(inner, self.tape),
            clock=SystemClock() if self._live else clock,
            accept_assumed=True,
        )

    @property
    def _live(self) -> bool:
        return not self.tape.replaying and self.tape.header.origin is Origin.LIVE

    def _credentials(self) -> Mapping[str, str]:
        fields = self._plugin.credential_fields
        given = self.fake.credentials
        if self._live:
            asked = {field.name: self._variable(field.name) for field in fields}
            given = {name: value for name, value in asked.items() if value}
        self.tape.hide(given[field.name] for field in fields if field.secret and given.get(field.name))
        return given

    def _address(self) -> str | None:
        return (self._variable("base_url") or None) if self._live else address_of(self.platform)

    @property
    def _plugin(self) -> type[Platform]:
        return registry.find(self.platform)

    @property
    def _clients(self) -> FamilyClients:
        return clients_of(self._plugin.family)

    def _variable(self, name: str) -> str:
        return self.environment.get(f"ISP_LIVE_{self.platform}_{name}".upper(), "")


def cassette_path(folder: Path, platform: str, name: str) -> Path:
    """Where a cassette lives: one folder per platform."""
    return folder / platform / f"{name}.yaml"
