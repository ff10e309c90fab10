"""Fake equipment over real sockets: SSH, Telnet, host keys, faults, and our own clients on both sides."""

import os
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Unpack

import attrs
import pytest

from isp_integrations.clients.opening import HostOptions, Opening
from isp_integrations.core.addresses import endpoint_of
from isp_integrations.core.cli import typed
from isp_integrations.core.errors import (
    AuthenticationFailed,
    ConfigurationError,
    InvalidRecord,
    OutcomeUnknown,
    Unavailable,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import Account
from isp_integrations.sandbox.server import SandboxServer, serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from isp_integrations.sandbox.terminal_server import host_key
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.terminal.channels import Connector
from isp_integrations.transports.terminal.options import TerminalOptions
from isp_integrations.transports.terminal.sessions import TerminalAccount
from isp_integrations.transports.terminal.ssh import SshConnector
from isp_integrations.transports.terminal.telnet import SocketConnector
from tiny_hands import QUICK, Hands, tiny_account
from tiny_olt import ADD, DIALECT, SHOW, TinyFake, TinyOlt

SERIAL = "TINY0A1B2C3D"
PLATFORM = TinyOlt(Account(credentials=TinyFake.credentials))
ANY_KEY = attrs.evolve(QUICK, trust_any_host_key=True)


@pytest.fixture(scope="module")
def olt() -> TinyFake:
    return TinyFake()


@pytest.fixture(scope="module")
def server(olt: TinyFake) -> Iterator[SandboxServer]:
    with serve({"tiny_olt": olt}) as running:
        yield running


@pytest.fixture(autouse=True)
def _clean(olt: TinyFake, server: SandboxServer) -> None:
    olt.__init__()  # type: ignore[misc]  # one server for all tests


def connector(server: SandboxServer, scheme: str, options: TerminalOptions, password: str = "") -> Connector:
    _, host, port = endpoint_of(server.base_url("tiny_olt", scheme))
    if scheme == "telnet":
        return SocketConnector(host, port, columns=options.columns)
    known = TinyFake.credentials
    return SshConnector(host, port, known["username"], password or known["password"], options)


@pytest.fixture(params=["sync", "async"])
def side(request: pytest.FixtureRequest) -> bool:
    return request.param == "async"


def opened(stack: ExitStack, server: SandboxServer, scheme: str, *, side: bool, **told: Any) -> Hands:
    options = told.pop("options", ANY_KEY)
    account = tiny_account(connector(server, scheme, options), options=options, clock=SystemClock(), **told)
    return stack.enter_context(Hands(account, is_async=side))


def work() -> Exchange[str]:
    yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=SERIAL, description="Casa 1"))
    return (yield from typed(DIALECT, PLATFORM.command(SHOW)))


@pytest.mark.parametrize("scheme", ["ssh", "telnet"])
@pytest.mark.parametrize("page", [0, 3])
def test_an_operation_works_over_a_real_socket(
    server: SandboxServer, olt: TinyFake, scheme: str, page: int, side: bool
) -> None:
    olt.page = page
    olt.onus.update({f"TINY{number:08d}": "x" for number in range(20)})
    with ExitStack() as stack:
        hands = opened(stack, server, scheme, side=side)
        text = hands.run(work())
        hands.run(typed(DIALECT, PLATFORM.command(SHOW)))
    assert len(text.splitlines()) == 21
    assert text.endswith(f"{SERIAL}  Casa 1")
    assert len(olt.shells) == 1


@pytest.mark.parametrize("scheme", ["ssh", "telnet"])
@pytest.mark.parametrize("size", [1, 5])
def test_slow_and_split_output_is_read_whole(
    server: SandboxServer, olt: TinyFake, scheme: str, size: int, side: bool
) -> None:
    olt.onus.update({f"TINY{number:08d}": "x" for number in range(3)})
    server.terminal_script("tiny_olt").add(
        TerminalFault(kind=TerminalFaultKind.SPLIT, size=size, seconds=0.0005, times=4)
    )
    with ExitStack() as stack:
        text = opened(stack, server, scheme, side=side).run(typed(DIALECT, PLATFORM.command(SHOW)))
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize("scheme", ["ssh", "telnet"])
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "silence"])
def test_a_lost_write_is_unknown(server: SandboxServer, olt: TinyFake, scheme: str, kind: str, side: bool) -> None:
    server.terminal_script("tiny_olt").add(TerminalFault(kind=TerminalFaultKind(kind), on="onu add*"))
    options = attrs.evolve(ANY_KEY, answer_timeout=0.3)
    with ExitStack() as stack, pytest.raises(OutcomeUnknown) as unknown:
        opened(stack, server, scheme, side=side, options=options).run(work())
    assert unknown.value.pending == "onu_add"
    assert bool(olt.onus) is (kind != "drop_before")


def test_a_wrong_password_is_refused_by_ssh_and_telnet(server: SandboxServer, side: bool) -> None:
    wrong = {"username": "operador", "password": "other-secret"}
    for scheme in ("ssh", "telnet"):
        account = tiny_account(connector(server, scheme, ANY_KEY, "other-secret"), options=ANY_KEY, credentials=wrong)
        with Hands(account, is_async=side) as hands, pytest.raises(AuthenticationFailed) as refusal:
            hands.run(work())
        assert "other-secret" not in str(refusal.value)


def test_the_host_key_must_be_the_known_one(server: SandboxServer, side: bool) -> None:
    shown = host_key().get_fingerprint("sha256")
    with ExitStack() as stack:
        known = attrs.evolve(QUICK, host_key=shown)
        assert opened(stack, server, "ssh", side=side, options=known).run(work())
    other = attrs.evolve(QUICK, host_key="SHA256:" + "A" * 43)
    with ExitStack() as stack, pytest.raises(ConfigurationError, match="chave SSH"):
        opened(stack, server, "ssh", side=side, options=other).run(work())


def test_a_file_of_known_hosts_counts(server: SandboxServer, tmp_path: Any, side: bool) -> None:
    _, host, port = endpoint_of(server.base_url("tiny_olt"))
    file = tmp_path / "known_hosts"
    file.write_bytes(f"[{host}]:{port} ".encode() + host_key().export_public_key())
    with ExitStack() as stack:
        options = attrs.evolve(QUICK, known_hosts=str(file))
        assert opened(stack, server, "ssh", side=side, options=options).run(work())
    file.write_text("")
    with ExitStack() as stack, pytest.raises(ConfigurationError, match="chave SSH"):
        opened(stack, server, "ssh", side=side, options=options).run(work())


@pytest.mark.parametrize("scheme", ["ssh", "telnet"])
def test_the_equipment_tells_its_own_time_and_not_its_clients(olt: TinyFake, scheme: str) -> None:
    latency, pause = 0.05, 0.2
    with serve({"tiny_olt": olt}, latency=latency) as slow, ExitStack() as stack:
        hands = opened(stack, slow, scheme, side=False)
        hands.run(work())
        script = slow.terminal_script("tiny_olt")
        before, typed_before, started = script.answering, len(script.typed), time.perf_counter()
        hands.run(typed(DIALECT, PLATFORM.command(SHOW)))
        time.sleep(pause)
        hands.run(typed(DIALECT, PLATFORM.command(SHOW)))
        time.sleep(0.02)  # we may have the last answer before its sender counted it
        took, lines = time.perf_counter() - started, len(script.typed) - typed_before
        told = script.answering - before
    assert lines * latency <= told < took - pause


def test_an_answer_in_pieces_counts_until_its_last_one(server: SandboxServer, side: bool) -> None:
    script = server.terminal_script("tiny_olt")
    before = script.answering
    with ExitStack() as stack:
        hands = opened(stack, server, "telnet", side=side)
        script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, on="show*", size=10_000, seconds=0.2))
        for _ in range(2):  # the second line waits until the first one's answer is over
            hands.run(typed(DIALECT, PLATFORM.command(SHOW)))
        time.sleep(0.02)
    assert before + 0.2 <= script.answering < before + 2


def test_old_algorithms_are_spoken_only_where_the_host_says_so(server: SandboxServer) -> None:
    for legacy in (False, True):
        options = attrs.evolve(ANY_KEY, legacy_algorithms=legacy)
        arguments = SshConnector("127.0.0.1", 22, "u", "p", options)._arguments(__import__("asyncssh"))
        assert ("aes128-cbc" in str(arguments)) is legacy


def test_old_algorithms_are_all_known_to_the_library(server: SandboxServer, side: bool) -> None:
    with ExitStack() as stack:
        options = attrs.evolve(ANY_KEY, legacy_algorithms=True)
        assert opened(stack, server, "ssh", side=side, options=options).run(work())


@pytest.mark.parametrize("scheme", ["ssh", "telnet"])
def test_a_killed_olt_is_unavailable_and_comes_back_as_it_was(
    server: SandboxServer, olt: TinyFake, scheme: str, side: bool
) -> None:
    address = server.base_url("tiny_olt", scheme)
    with ExitStack() as stack:
        hands = opened(stack, server, scheme, side=side)
        hands.run(work())
        server.kill()
        try:
            with pytest.raises(Unavailable):
                hands.run(typed(DIALECT, PLATFORM.command(SHOW)))
        finally:
            server.restart()
        assert server.base_url("tiny_olt", scheme) == address
        assert SERIAL in hands.run(typed(DIALECT, PLATFORM.command(SHOW)))


@pytest.mark.parametrize("scheme", ["ssh", "telnet"])
def test_a_forked_child_and_its_parent_both_go_on(server: SandboxServer, olt: TinyFake, scheme: str) -> None:
    with ExitStack() as stack:
        hands = opened(stack, server, scheme, side=False)
        hands.run(work())
        child = _forked(lambda: SERIAL in hands.run(typed(DIALECT, PLATFORM.command(SHOW))))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert SERIAL in hands.run(typed(DIALECT, PLATFORM.command(SHOW)))
    assert [shell.lines.count("show onus") for shell in olt.shells] == [2, 1]


def _forked(work: Callable[[], bool]) -> int:
    """A child that leaves with 0 when `work` brings true; one that hangs is killed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # our threads hold nothing that the child wants
        child = os.fork()
    if child == 0:
        signal.alarm(30)
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    return child


def test_a_script_is_of_equipment_or_of_http(server: SandboxServer) -> None:
    with pytest.raises(TypeError, match="terminal_script"):
        server.script("tiny_olt")


def test_an_ssh_account_needs_a_policy_for_host_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    from isp_integrations.core import registry

    monkeypatch.setattr(registry, "load", lambda family, platform: TinyOlt)

    def opening(address: str, **options: Unpack[HostOptions]) -> Opening:
        return Opening.of("tiny", "tiny_olt", credentials=TinyFake.credentials, base_url=address, options=options)

    with pytest.raises(InvalidRecord, match="host_key"):
        opening("ssh://olt.example.com")
    assert opening("ssh://olt.example.com", terminal=TerminalOptions(host_key="SHA256:x")).name
    assert opening("telnet://OLT.example.com:23").name == "tiny/tiny_olt/telnet://olt.example.com/"
    for address in ("https://olt.example.com", "tl1://olt.example.com", "ssh://olt.example.com/path"):
        with pytest.raises(InvalidRecord, match="base_url"):
            opening(address)


def test_a_stored_record_holds_the_host_key(monkeypatch: pytest.MonkeyPatch) -> None:
    from isp_integrations.clients.opening import opening_of
    from isp_integrations.core import registry
    from isp_integrations.core.record import create_record
    from isp_integrations.core.vault import Vault

    monkeypatch.setattr(registry, "load", lambda family, platform: TinyOlt)
    vault = Vault([Vault.new_key()])

    def stored(**settings: object) -> Opening:
        record = create_record(
            TinyOlt,
            vault=vault,
            id="1",
            tenant="t",
            credentials=TinyFake.credentials,
            base_url="ssh://olt.example.com:2222",
            settings=settings,
        )
        return opening_of("tiny", type(record).from_json(record.to_json()), {"vault": vault})

    account = stored(terminal={"host_key": "SHA256:x", "legacy_algorithms": True}).account
    assert isinstance(account, TerminalAccount)
    assert (account.options.host_key, account.options.legacy_algorithms) == ("SHA256:x", True)
    for wrong in ({"host_keys": "SHA256:x"}, 7, {"host_key": "MD5:x"}):
        with pytest.raises(InvalidRecord, match=r"terminal|host_key"):
            stored(terminal=wrong)
