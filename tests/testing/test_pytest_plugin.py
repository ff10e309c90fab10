"""The fixtures that come with the library, in the suite of somebody else."""

import subprocess
import sys
import textwrap

import pytest

pytest_plugins = ["pytester"]

SUITE = """
    import socket
    import pytest
    from isp_integrations.testing.pytest_plugin import NetworkClosed

    opened = []

    def test_sync(isp_sandbox):
        contel = isp_sandbox("contel")
        opened.append(contel)
        assert contel.get_line(msisdn="11961234501").plan_name == "7 GB"

    def test_async(isp_sandbox_async):
        import asyncio

        async def talk():
            async with isp_sandbox_async("contel") as contel:
                return await contel.get_reseller_balance()

        assert asyncio.run(talk()) == 1000

    def test_server(isp_server):
        from isp_integrations import mvno

        server = isp_server("contel")
        opened.append(server)
        credentials = {"chave_acesso": "5a" * 32, "chave_acesso_franquia": "Fr4nqu1a" * 8}
        with mvno.connect("contel", credentials=credentials, base_url=server.base_url("contel")) as contel:
            assert contel.get_reseller_balance() == 1000

    def test_server_is_stopped_afterwards():
        port = int(opened[-1].base_url("contel").rsplit(":")[-1].strip("/"))
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))

    def test_closed(isp_sandbox):
        with pytest.raises(NetworkClosed):
            socket.create_connection(("192.0.2.1", 9), timeout=0.01)
        with pytest.raises(NetworkClosed):
            socket.getaddrinfo("exemplo.invalid", 80)

    def test_left_alone():
        with pytest.raises(OSError):
            socket.create_connection(("192.0.2.1", 9), timeout=0.01)
"""


def _run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    """Run with the library's plugin and without those of others."""
    others = [
        part for name in ("asyncio", "cacheprovider", "hypothesispytest", "xdist") for part in ("-p", f"no:{name}")
    ]
    return pytester.runpytest_inprocess(*others, *options)


def _suite(pytester: pytest.Pytester, text: str) -> None:
    pytester.makepyfile(textwrap.dedent(text))


def test_the_fixtures_work_close_what_they_open_and_leave_other_tests_alone(pytester: pytest.Pytester) -> None:
    _suite(pytester, SUITE)
    _run(pytester).assert_outcomes(passed=6)


def test_the_network_stays_open_where_the_host_says_so(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nisp_network_closed = false\n")
    _suite(pytester, SUITE)
    _run(pytester, "-k", "test_closed").assert_outcomes(failed=1)


TAPED = """
    def test_talk(isp_cassette):
        with isp_cassette("contel", contract="contel 1").connect() as contel:
            assert contel.get_reseller_balance() == 1000
"""


def test_a_conversation_is_recorded_when_asked_for_and_played_otherwise(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\nisp_cassettes = recorded\n")
    _suite(pytester, TAPED)
    _run(pytester).assert_outcomes(failed=1)
    monkeypatch.setenv("ISP_RECORD", "sandbox")
    _run(pytester).assert_outcomes(passed=1)
    assert (pytester.path / "recorded" / "contel" / "test_talk.yaml").is_file()
    monkeypatch.delenv("ISP_RECORD")
    _run(pytester).assert_outcomes(passed=1)


TYPED = """
    def test_talk(isp_cassette):
        with isp_cassette("huawei", contract="olt-huawei", private=(r"(CLIENTE [0-9])",)).connect() as huawei:
            assert [onu.pon_port for onu in huawei.list_onus()] == ["0/1/0", "0/1/0"]
"""


def test_what_is_typed_to_equipment_is_recorded_as_a_transcript(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\nisp_cassettes = recorded\n")
    _suite(pytester, TYPED)
    _run(pytester).assert_outcomes(failed=1)
    monkeypatch.setenv("ISP_RECORD", "sandbox")
    _run(pytester).assert_outcomes(passed=1)
    text = (pytester.path / "recorded" / "huawei" / "test_talk.jsonl").read_text()
    assert "display ont info 0 1 0 all" in text
    assert not any(value in text for value in ("CLIENTE", "operador", "s3nh@"))
    monkeypatch.delenv("ISP_RECORD")
    _run(pytester).assert_outcomes(passed=1)


def test_pytest_starts_without_loading_anything_heavy() -> None:
    heavy = "{'attrs', 'cattrs', 'cryptography', 'httpx', 'httpx2', 'stdnum', 'vcr', 'yaml'}"
    code = f"import sys, isp_integrations.testing.pytest_plugin; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
