"""Carries jobs out in processes of their own, which a test may kill.

Run as a script it reads one JSON list of jobs per line and forks a process for each, so that only the first one
pays for starting Python. It prints the processes' ids on one line, and on the next how each of them ended.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

TESTS = Path(__file__).parents[1]


class Processes:
    """The test's side.

    A job is a mapping: `base_url`, `journal` (a path), `vault` (a key), `settle` (seconds, or `None`), and either
    `order` (a name of `ORDERS`, to be given), `read` (a number whose line is read; the answer tells `grown_mb`, what
    that took of memory) or `token` (to be resumed; `None` resumes every unfinished order).
    """

    def __enter__(self) -> Self:
        self._script = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), *filter(None, sys.path)))},
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._script.communicate(timeout=10)

    def start(self, *jobs: dict[str, Any]) -> list[int]:
        """Start a process for each job; their ids."""
        assert self._script.stdin is not None
        self._script.stdin.write(f"{json.dumps(jobs)}\n")
        self._script.stdin.flush()
        pids: list[int] = self._line()
        return pids

    def ends(self) -> list[dict[str, Any]]:
        """How each process ended: `signal` (0 where none), and its `answer`, a list with one end per order.

        An order's end is `{}` when it was carried out, else the error as plain JSON.
        """
        ends: list[dict[str, Any]] = self._line()
        return ends

    def run(self, *jobs: dict[str, Any]) -> list[dict[str, Any]]:
        """Start the jobs and wait for them."""
        self.start(*jobs)
        return self.ends()

    def _line(self) -> Any:
        assert self._script.stdout is not None
        return json.loads(self._script.stdout.readline())


def _answer_to(job: dict[str, Any]) -> list[dict[str, Any]]:
    from isp_integrations.clients.mvno import connect
    from isp_integrations.core.vault import Vault
    from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS
    from isp_integrations.sandbox.jumping_clock import JumpingClock
    from isp_integrations.transports.journal import SqliteJournal
    from robustness.contel_on_loopback import ORDERS, options, settling

    more = options(
        clock=JumpingClock(),
        journal=SqliteJournal(job["journal"]),
        vault=Vault([job["vault"]]),
        account_id="loja-1",
        wire_overrides={} if job["settle"] is None else settling(job["settle"]),
    )
    with connect("contel", credentials=CREDENTIALS, base_url=job["base_url"], **more) as client:
        if name := job.get("order"):
            order = ORDERS[name]
            return [_end_of(lambda: getattr(client, order.operation)(**order.arguments))]
        if number := job.get("read"):
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            end = _end_of(lambda: client.get_line(msisdn=number))
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return [{**end, "grown_mb": (after - before) / 1000}]
        tokens = (job["token"],) if job.get("token") else client.unfinished()
        return [_end_of(lambda token=token: client.resume(token)) for token in tokens]


def _end_of(call: Any) -> dict[str, Any]:
    from isp_integrations.core.errors import IspError
    from isp_integrations.core.plain import error_to_plain

    try:
        call()
    except IspError as error:
        return error_to_plain(error)
    return {}


def _forked(job: dict[str, Any]) -> tuple[int, int]:
    """A process for the job: its id, and the end of the pipe that its answer comes out of."""
    answers, answer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answers)
        os.write(answer, json.dumps(_answer_to(job)).encode())
        os._exit(0)
    os.close(answer)
    return pid, answers


def _ended(pid: int, answers: int) -> dict[str, Any]:
    with os.fdopen(answers, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(pid, 0)
    return {"signal": os.WTERMSIG(status), "answer": json.loads(answer or b"null")}


def _warm_up() -> None:
    """Import and make what every process would otherwise pay for."""
    from isp_integrations.core.vault import Vault
    from isp_integrations.mvno import sandbox
    from isp_integrations.transports.http import HttpxSender
    from robustness.contel_on_loopback import NUMBER

    with sandbox("contel") as client:
        client.session.platform.wire.overridden({})
        client.list_plans()
    assert NUMBER
    Vault([Vault.new_key()]).seal_text("", purpose="")
    HttpxSender()._open()


def _main() -> None:
    _warm_up()
    for line in sys.stdin:
        processes = [_forked(job) for job in json.loads(line)]
        print(json.dumps([pid for pid, _ in processes]), flush=True)
        print(json.dumps([_ended(*process) for process in processes]), flush=True)


if __name__ == "__main__":
    _main()
