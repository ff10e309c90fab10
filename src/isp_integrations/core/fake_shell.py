"""A shell for fake equipment: log-in, echo, prompts, pager and questions; the vendor's front end does the rest.

::

    class HuaweiShell(FakeShell):
        pager = "---- More ( Press 'Q' to break ) ----"

        def prompt(self) -> str:
            return "MA5800>" if not self.enabled else "MA5800#"

        def run(self, line: str) -> str | Question:
            if line == "reboot":
                return Question("Are you sure? (y/n)[n]:", self._reboot)
            ...
"""

from collections.abc import Callable, Mapping
from typing import ClassVar

import attrs

ENTER = "\r\n"
_ERASE = "\x08\x7f"
_ABORT = "\x03"


@attrs.frozen
class Question:
    """Stops at `prompt`; what is typed next, up to Enter, goes to `then`, which prints or asks again."""

    prompt: str
    then: "Callable[[str], str | Question]"
    echo: bool = True


class FakeShell:
    """A `FakeTerminal` whose subclass knows one vendor's prompts and commands.

    Attributes:
        user_prompt, password_prompt, refusal: of the log-in, which "ssh" does not ask for.
        banner: what is printed once the user is in, line feeds written as `\\n`.
        pager: what is printed when a page is full; empty where there is no pager.
        erase: what is printed over the pager when any key is typed.
        page: lines to a page; zero turns the pager off.
        echo: whether what is typed is printed.
        lines: every line that was run, in order, without the log-in's.
        helped: how often `?` was typed: a real shell acts on it at once.
    """

    user_prompt: ClassVar[str] = "Username:"
    password_prompt: ClassVar[str] = "Password:"  # noqa: S105  a question, not a secret
    refusal: ClassVar[str] = "% Login failed."
    banner: ClassVar[str] = ""
    pager: ClassVar[str] = ""
    erase: ClassVar[str] = ""

    def __init__(self, credentials: Mapping[str, str], scheme: str) -> None:
        self.credentials = credentials
        self.closed = False
        self.page = 0
        self.echo = True
        self.lines: list[str] = []
        self.helped = 0
        self._scheme = scheme
        self._typed = ""
        self._after_return = False
        self._rest: list[str] = []
        self._asking: Question | None = None

    def prompt(self) -> str:
        """The prompt of the present mode."""
        raise NotImplementedError

    def run(self, line: str) -> str | Question:
        """What is printed when `line` is run; line feeds are written as `\\n`."""
        raise NotImplementedError

    def open(self) -> str:
        """See `FakeTerminal`."""
        if self._scheme == "ssh":
            return _on_wire(self.banner) + self.prompt()
        return self._show(self._ask_user())

    def feed(self, text: str) -> str:
        """See `FakeTerminal`."""
        return "".join(self._key(key) for key in text if not self.closed)

    def _key(self, key: str) -> str:
        if self._rest:
            return self._next_page()
        follows, self._after_return = self._after_return, key == "\r"
        if key in "\r\n":
            return "" if key == "\n" and follows else self._enter()
        if key in _ERASE:
            self._typed = self._typed[:-1]
            return ""
        if key == _ABORT:
            self._typed, self._asking = "", None
            return ENTER + self.prompt()
        if key == "?" and self._asking is None:
            self.helped += 1
            return "?" + ENTER + self.prompt() + self._typed
        self._typed += key
        return key if self._echoes else ""

    @property
    def _echoes(self) -> bool:
        return self.echo and (self._asking is None or self._asking.echo)

    def _enter(self) -> str:
        line, self._typed = self._typed, ""
        question, self._asking = self._asking, None
        printed = ENTER if self.echo else ""
        if question is not None:
            return printed + self._show(question.then(line))
        if not line.strip():
            return printed + self.prompt()
        self.lines.append(line)
        return printed + self._show(self.run(line.strip()))

    def _show(self, said: str | Question) -> str:
        if isinstance(said, Question):
            self._asking = said
            return _on_wire(said.prompt)
        self._rest = said.splitlines()
        return self._print_page()

    def _next_page(self) -> str:
        return self.erase + self._print_page()

    def _print_page(self) -> str:
        room = self.page or len(self._rest)
        page, self._rest = self._rest[:room], self._rest[room:]
        text = "".join(line + ENTER for line in page)
        if self._rest:
            return text + self.pager
        return text + ("" if self.closed else self.prompt())

    def _ask_user(self) -> Question:
        return Question(self.user_prompt, self._ask_password)

    def _ask_password(self, user: str) -> Question:
        return Question(self.password_prompt, lambda password: self._log_in(user, password), echo=False)

    def _log_in(self, user: str, password: str) -> str | Question:
        if (user, password) == (self.credentials["username"], self.credentials["password"]):
            return self.banner
        return Question(f"{self.refusal}\n{self.user_prompt}", self._ask_password)


def _on_wire(text: str) -> str:
    return text.replace("\n", ENTER)
