"""Where a test's calls go: to a recording, or past it to the sandbox or a real account while it is recorded.

A recording is a cassette, or the transcript of a platform that is typed to.

========================= ==================================================================================
`ISP_RECORD`              absent: recordings are played. `sandbox`: they are made on the embedded fake.
                          `live`: they are made on a real account.
`ISP_LIVE_<PLATFORM>_<X>` a credential of the real account, by its field's name in capitals; for `live` alone.
                          `ISP_LIVE_<PLATFORM>_BASE_URL` is its address, where none is public, and
                          `…_<NAME>_URL` each further one, by its name in capitals. Of equipment
                          over SSH, `…_HOST_KEY` is its key's fingerprint, and `…_LEGACY_ALGORITHMS=1` accepts
                          what only old equipment speaks.
`ISP_SCRUB_KEY`           what pseudonyms are made with; a secret, needed for `live`.
========================= ==================================================================================
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import attrs

from isp_integrations.clients.arguments import arguments_from_plain, arguments_to_plain
from isp_integrations.clients.families import FamilyClients, client_class, clients_of
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core import registry
from isp_integrations.core.platform import Platform
from isp_integrations.core.sandbox import Fake, FakeEquipment, FakePlatform
from isp_integrations.sandbox.embedded import address_of
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.testing.cassettes import AsyncCassetteSender, CassetteSender, Origin, Tape, cassette
from isp_integrations.testing.pseudonyms import Pseudonyms
from isp_integrations.testing.scrubbing import Scrubber
from isp_integrations.testing.transcripts import TranscriptTape, transcript
from isp_integrations.transports.async_http import AsyncHttpxSender
from isp_integrations.transports.clock import Clock, SystemClock
from isp_integrations.transports.http import HttpxSender
from isp_integrations.transports.sending import AsyncHttpSender, HttpSender
from isp_integrations.transports.terminal.options import TerminalOptions

SYNTHETIC_KEY = b"synthetic people only"


def record_origin(environment: Mapping[str, str] = os.environ) -> Origin | None:
    """What `ISP_RECORD` asks for; `None` plays."""
    asked = environment.get("ISP_RECORD", "")
    if asked in {"", "none"}:
        return None
    if asked not in set(Origin):
        raise ValueError(f"ISP_RECORD deve ser none, sandbox ou live, não {asked!r}.")
    return Origin(asked)


def scrub_key(origin: Origin | None, environment: Mapping[str, str] = os.environ) -> bytes:
    """What pseudonyms are made with for that origin: real people need a secret key."""
    key = environment.get("ISP_SCRUB_KEY", "").encode()
    if origin is Origin.LIVE and not key:
        raise ValueError("Gravar de uma conta real exige ISP_SCRUB_KEY, que não fica no repositório.")
    return key or SYNTHETIC_KEY


def scrubber_for(origin: Origin | None, environment: Mapping[str, str] = os.environ) -> Scrubber:
    """The scrubber for that origin."""
    return Scrubber(scrub_key(origin, environment))


@attrs.frozen(kw_only=True)
class TapedAccount:
    """An account whose calls are played from `tape`, or recorded on it.

    Attributes:
        tape: a cassette, or a transcript where the platform is typed to.
        fake: what the sandbox is recorded on; a fresh one by default.
    """

    platform: str
    tape: Tape | TranscriptTape
    fake: Fake = attrs.field()
    environment: Mapping[str, str] = attrs.field(factory=lambda: os.environ, repr=False)

    @fake.default
    def _fresh_fake(self) -> Fake:
        return registry.find(self.platform).sandbox()

    def asked(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """An operation's arguments as this conversation knows them: its pseudonyms, where a cassette is played.

        What is typed to equipment is known again as it is.
        """
        if not self.tape.replaying or isinstance(self.tape, TranscriptTape):
            return arguments
        function = getattr(client_class(self._plugin.family), operation).operation
        plain = arguments_to_plain(function, (), arguments)
        return arguments_from_plain(function, self.tape.scrubbed(plain))

    def connect(self) -> Any:
        """A sync client of the account, of its family's class."""
        options = self._options()
        if isinstance(self.tape, Tape):
            options["transport"] = CassetteSender(self._sender(options["clock"]), self.tape)
        return self._clients.connect(
            self.platform, credentials=self._credentials(), base_url=self._address(), **options
        )

    def connect_async(self) -> Any:
        """An async client of the account, of its family's class."""
        options = self._options()
        if isinstance(self.tape, Tape):
            options["transport"] = AsyncCassetteSender(self._async_sender(options["clock"]), self.tape)
        return self._clients.connect_async(
            self.platform, credentials=self._credentials(), base_url=self._address(), **options
        )

    def _options(self) -> HostOptions:
        """What both clients are opened with; for a cassette its sender comes to it."""
        options: HostOptions = {"clock": SystemClock() if self._live else JumpingClock(), "accept_assumed": True}
        if isinstance(self.tape, TranscriptTape):
            options |= self.tape.options
        if isinstance(self.fake, FakeEquipment) and not self.tape.replaying and not self._live:
            options["connector"] = InProcessConnector(self.fake, scheme=self._scheme)
        if self._live:
            named = {name: self._variable(f"{name}_url") for name in self._plugin.other_bases}
            options["other_base_urls"] = {name: url for name, url in named.items() if url}
        if self._live and self._plugin.dialect is not None:
            options["terminal"] = TerminalOptions(
                host_key=self._variable("host_key") or None,
                legacy_algorithms=self._variable("legacy_algorithms") == "1",
            )
        return options

    def _sender(self, clock: Clock) -> HttpSender | None:
        """What a cassette listens to; nothing where it is played."""
        if self.tape.replaying:
            return None
        return (
            HttpxSender()
            if self._live
            else InProcessSender(self._http_fake, FaultScript(), monotonic=clock.monotonic)
        )

    def _async_sender(self, clock: Clock) -> AsyncHttpSender | None:
        """The async twin of `_sender`."""
        if self.tape.replaying:
            return None
        if self._live:
            return AsyncHttpxSender()
        return AsyncInProcessSender(self._http_fake, FaultScript(), monotonic=clock.monotonic)

    @property
    def _live(self) -> bool:
        return not self.tape.replaying and self.tape.header.origin is Origin.LIVE

    @property
    def _http_fake(self) -> FakePlatform:
        return cast("FakePlatform", self.fake)

    def _credentials(self) -> Mapping[str, str]:
        fields = self._plugin.credential_fields
        given = self.fake.credentials
        if self._live:
            asked = {field.name: self._variable(field.name) for field in fields}
            given = {name: value for name, value in asked.items() if value}
        typed = isinstance(self.tape, TranscriptTape)
        hidden = (field.name for field in fields if field.secret or (typed and field.name == "username"))
        self.tape.hide(given[name] for name in hidden if given.get(name))
        return given

    def _address(self) -> str | None:
        if self._live:
            return self._variable("base_url") or None
        return address_of(self.platform, self._scheme)

    @property
    def _scheme(self) -> str:
        """How the sandbox is reached: by Telnet rather than SSH, for there the log-in is typed."""
        known = self._plugin.schemes
        return next(scheme for scheme in ("telnet", "http", *known) if scheme in known)

    @property
    def _plugin(self) -> type[Platform]:
        return registry.find(self.platform)

    @property
    def _clients(self) -> FamilyClients:
        return clients_of(self._plugin.family)

    def _variable(self, name: str) -> str:
        return self.environment.get(f"ISP_LIVE_{self.platform}_{name}".upper(), "")


def recording(
    folder: Path, platform: str, name: str, *, contract: str = "", private: tuple[str, ...] = ()
) -> AbstractContextManager[Tape | TranscriptTape]:
    """A platform's recording of that name, played or made as `ISP_RECORD` says; one folder per platform.

    Args:
        contract: which text on the platform's wire it is made against.
        private: see :func:`~isp_integrations.testing.transcripts.transcript`.
    """
    origin = record_origin()
    if registry.find(platform).dialect is None:
        return cassette(
            folder / platform / f"{name}.yaml",
            platform=platform,
            scrubber=scrubber_for(origin),
            record=origin,
            contract=contract,
        )
    return transcript(
        folder / platform / f"{name}.jsonl",
        platform=platform,
        pseudonyms=Pseudonyms(scrub_key(origin)),
        record=origin,
        contract=contract,
        private=private,
    )
