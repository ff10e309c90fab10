"""A headless Chromium driven over its own pipe, for pictures in the guides and for tests that look at a page.

It speaks the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/) on two pipes, so neither a
driver, nor a port, nor a library is needed. Debian's package is `chromium`; `ISP_CHROMIUM` names another program.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = "ISP_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=pt-BR",
    "--force-color-profile=srgb",
)  # fmt: skip
_LAUNCH = (
    sys.executable,
    "-SEc",
    "import fcntl, os, sys\n"
    "ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD_CLOEXEC, 10) for end in sys.argv[1:3]]\n"
    "os.dup2(ends[0], 3), os.dup2(ends[1], 4)\n"
    "os.execv(sys.argv[3], sys.argv[3:])",
)
"""Puts two ends of pipes where Chromium looks for them, 3 and 4, and becomes it."""

_READ_AT_ONCE = 1 << 16
_REQUEST = "Network.requestWillBeSent"

Json = dict[str, Any]


def program() -> str | None:
    """The Chromium of this machine, `None` where there is none. What `ISP_CHROMIUM` names is not looked for."""
    return os.environ.get(PROGRAM) or next((found for name in NAMES if (found := shutil.which(name))), None)


class BrowserError(Exception):
    """The browser refused a command, a script threw, or the browser has ended."""


class Page:
    """One page. Every method returns when the browser has done it; what goes wrong is a `BrowserError`."""

    def __init__(self, pipe: "_Pipe", session: str) -> None:
        self._pipe = pipe
        self._session = session
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.command(f"{domain}.enable")

    def command(self, method: str, **params: Any) -> Json:
        """One command of the protocol, and its answer."""
        return self._pipe.command(method, params, self._session)

    def size(self, width: int, height: int, *, scale: float = 1, touch: bool = False) -> None:
        """The size of the page, in CSS pixels."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=touch
        )
        self.command("Emulation.setTouchEmulationEnabled", enabled=touch)

    def dark(self, *, on: bool) -> None:
        """Which colours the reader prefers."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, file: Path) -> None:
        """Load a file, and wait until it has."""
        self._pipe.told.clear()
        self.command("Page.navigate", url=file.as_uri())
        self._pipe.wait("Page.loadEventFired")

    def frame(self) -> "Page":
        """The page's frame that is shut off from it, which Chromium holds to be another page."""
        targets = self._pipe.command("Target.getTargets", {})["targetInfos"]
        (found,) = (target["targetId"] for target in targets if target["type"] == "iframe")
        attached = self._pipe.command("Target.attachToTarget", {"targetId": found, "flatten": True})
        return Page(self._pipe, attached["sessionId"])

    def run(self, script: str) -> Any:
        """The plain value of a JavaScript expression; promises are awaited."""
        answer = self.command("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def point_at(self, x: float, y: float) -> None:
        """Move the mouse there."""
        self.command("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """Press and let go of the mouse there."""
        self.point_at(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def tap(self, x: float, y: float) -> None:
        """Touch there for a moment."""
        self.command("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.command("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def press(self, key: str) -> None:
        """Press and let go of a key, `Tab` or `ArrowDown` for example."""
        code = {"Tab": 9, "Enter": 13, "ArrowUp": 38, "ArrowDown": 40}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        self.command("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=code, **text)
        self.command("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code)

    def picture(self) -> bytes:
        """What the page looks like, PNG."""
        return base64.b64decode(self.command("Page.captureScreenshot")["data"])

    def requested(self) -> list[str]:
        """The addresses that the page asked for since it was opened, its own included."""
        self.run("1")  # whatever was asked for before is told before this is answered
        asked = [told["params"]["request"]["url"] for told in self._pipe.told if told["method"] == _REQUEST]
        return list(dict.fromkeys(asked))

    def complaints(self) -> list[str]:
        """What the browser has logged since the page was opened: errors, and what its policy stopped."""
        self.run("1")
        entries = [told["params"]["entry"]["text"] for told in self._pipe.told if told["method"] == "Log.entryAdded"]
        thrown = [told["params"] for told in self._pipe.told if told["method"] == "Runtime.exceptionThrown"]
        return [*entries, *(str(each["exceptionDetails"]["text"]) for each in thrown)]


class _Pipe:
    """The protocol's two pipes: JSON messages that end with a zero byte.

    Attributes:
        told: the browser's messages that answer no command, oldest first.
    """

    def __init__(self, writing: int, reading: int) -> None:
        self.told: list[Json] = []
        self._writing, self._reading = writing, reading
        self._number = 0
        self._buffer = b""

    def command(self, method: str, params: Json, session: str | None = None) -> Json:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self.told.append(answer)
        if "error" in answer:
            raise BrowserError(method, answer["error"])
        result: Json = answer["result"]
        return result

    def wait(self, method: str) -> None:
        while not any(told["method"] == method for told in self.told):
            self.told.append(self._next())

    def _next(self) -> Json:
        while b"\0" not in self._buffer:
            read = os.read(self._reading, _READ_AT_ONCE)
            if not read:
                raise BrowserError("the browser has gone")
            self._buffer += read
        message, _, self._buffer = self._buffer.partition(b"\0")
        decoded: Json = json.loads(message)
        return decoded


@contextmanager
def browser(path: str) -> Iterator[Page]:
    """An empty page of a Chromium of its own, which ends with the block."""
    asks, writing = os.pipe()
    reading, answers = os.pipe()
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium's sandbox refuses to run as root
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            *_LAUNCH,
            str(asks),
            str(answers),
            path,
            *_FLAGS,
            *root,
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        process = subprocess.Popen(  # noqa: S603  a browser, by our own flags
            command, pass_fds=(asks, answers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(asks)
        os.close(answers)
        pipe = _Pipe(writing, reading)
        try:
            target = pipe.command("Target.createTarget", {"url": "about:blank"})["targetId"]
            attached = pipe.command("Target.attachToTarget", {"targetId": target, "flatten": True})
            yield Page(pipe, attached["sessionId"])
        finally:
            process.terminate()
            process.wait()
            os.close(writing)
            os.close(reading)
