"""The TL1 agent of the fake ISAM: the dialogue of its log-in, and its messages over the shared equipment.

What it asks first and its codes of refusal are the sandbox's own: nobody recorded the vendor's.
"""

import re
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from isp_integrations.core.fake_shell import FakeShell, Question
from isp_integrations.core.fake_tl1 import END, FakeTl1, Tl1Request
from isp_integrations.plugins.olt.equipment.state import Equipment, OnuConfig, Refused

_PROMPT: Final = "<"
_AID = re.compile(r"(?:ONT|HGUTR069SPARAM)-(\d+-\d+-\d+-\d+)-(\d+)(?:-(\d+))?")
_TOLD: Final = {
    "command": ("ICNV", "Input, Command Not Valid"),
    "parameter": ("IDNV", "Input, Data Not Valid"),
    "aid": ("IIAC", "Input, Invalid Access identifier"),
    "onu_missing": ("IENE", "Input, Entity Not Equipped"),
    "slot_free": ("IENE", "Input, Entity Not Equipped"),
    "slot_taken": ("IEAE", "Input, Entity Already Exists"),
    "no_gateway": ("SNVS", "Status, Not in Valid State"),
    "offline": ("SNVS", "Status, Not in Valid State"),
}
_OTHER: Final = ("SROF", "Status, Requested Operation Failed")
_RESTART: Final = "6"


class NokiaAgent(FakeTl1):
    """One session. A gateway's parameters are kept in `OnuConfig.settings`, as `"parameter <slot>"`."""

    def __init__(self, equipment: Equipment, credentials: Mapping[str, str]) -> None:
        super().__init__()
        self._equipment = equipment
        self._door = _Dialogue(credentials)

    def open(self) -> str:
        """See `FakeTerminal`."""
        return self._door.open()

    def feed(self, text: str) -> str:
        """See `FakeTerminal`; what is typed is echoed, but for line ends, which say nothing."""
        if self._door.passed:
            return text.strip("\r\n") + super().feed(text)
        printed = self._door.feed(text)
        self.closed = self._door.closed
        return printed

    def run(self, asked: Tl1Request) -> str:
        """See `FakeTl1`."""
        self._equipment.tick()
        try:
            self._VERBS.get(asked.verb, NokiaAgent._unknown)(self, asked)
        except Refused as refused:
            code, told = _TOLD.get(refused.code, _OTHER)
            return self._said(asked, "DENY", f"   {code}{END}   /* {told} */{END}")
        return self._said(asked, "COMPLD")

    def refuse(self, message: str) -> str:
        """See `FakeTl1`."""
        return f"{END}?{END}{_PROMPT}"

    def _said(self, asked: Tl1Request, completion: str, more: str = "") -> str:
        head = f"{END}   ISAM 26-01-31 10:20:30{END}M  {asked.ctag or 0} {completion}{END}"
        return f"{END}{head}{more};{END}{_PROMPT}"

    def _onu(self, asked: Tl1Request) -> tuple[OnuConfig, str]:
        """The ONT that a message is about, and the slot that it names."""
        found = _AID.fullmatch(asked.aid)
        if found is None:
            raise Refused("aid")
        return self._equipment.running.onu(found[1].replace("-", "/"), int(found[2])), found[3] or ""

    # --- messages ---

    def _unknown(self, asked: Tl1Request) -> None:
        raise Refused("command")

    def _silence(self, asked: Tl1Request) -> None:
        """There are no autonomous messages to be silenced."""

    def _log_off(self, asked: Tl1Request) -> None:
        self.closed = True

    def _restart(self, asked: Tl1Request) -> None:
        if asked.positional != _RESTART:
            raise Refused("parameter")
        self._equipment.restart_onu(self._onu(asked)[0])

    def _free_slot(self, asked: Tl1Request) -> None:
        onu, slot = self._onu(asked)
        if onu.settings.pop(f"parameter {slot}", None) is None:
            raise Refused("slot_free")

    def _set_parameter(self, asked: Tl1Request) -> None:
        onu, slot = self._onu(asked)
        if not slot or not asked.payload.get("PARAMNAME") or not asked.payload.get("PARAMVALUE"):
            raise Refused("parameter")
        if onu.settings.get("card") != "veip":
            raise Refused("no_gateway")
        if f"parameter {slot}" in onu.settings:
            raise Refused("slot_taken")
        onu.settings[f"parameter {slot}"] = f"{asked.payload['PARAMNAME']}={asked.payload['PARAMVALUE']}"

    _VERBS: ClassVar[Mapping[str, Callable[["NokiaAgent", Tl1Request], None]]] = {
        "INH-MSG-ALL": _silence,
        "LOGOFF": _log_off,
        "INIT-SYS": _restart,
        "DLT-HGUTR069-SPARAM": _free_slot,
        "ENT-HGUTR069-SPARAM": _set_parameter,
    }


class _Dialogue(FakeShell):
    """The log-in: nothing until Enter, then which one, the user and the password.

    Attributes:
        passed: whether messages may be sent.
    """

    user_prompt = "Enter Username      :"
    password_prompt = "Enter Password      :"  # noqa: S105  a question, not a secret

    def __init__(self, credentials: Mapping[str, str]) -> None:
        super().__init__(credentials, "tl1")
        self.passed = False

    def open(self) -> str:
        """See `FakeTerminal`."""
        return self._show(Question("", lambda _: self._ask_which()))

    def prompt(self) -> str:
        """See `FakeShell`."""
        return _PROMPT

    def _ask_which(self) -> Question:
        return Question("CLI login (C) or TL1 login (T)? [C]: ", self._chosen)

    def _chosen(self, which: str) -> Question:
        return self._ask_user() if which.strip().upper() == "T" else self._ask_which()

    def _log_in(self, user: str, password: str) -> str:
        self.passed = (user, password) == (self.credentials["username"], self.credentials["password"])
        self.closed = not self.passed
        return "" if self.passed else "\n   ISAM 26-01-31 10:20:30\nM  0 DENY\n   PLNA\n;"
