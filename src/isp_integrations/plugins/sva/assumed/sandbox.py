"""The fake's side of the ASSUMED wire: routes over a :class:`~.directory.Directory`, without any log-in of its own.

Token checks belong to the platform whose fake serves these routes; `AssumedRoutes.handle` answers `None` for a path
that is not of this wire.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.core.sva.refusals import CPF_TAKEN
from isp_integrations.plugins.sva.assumed.directory import Directory, Member, Refused

PAGE_SIZE = 50

_SENTENCES = {
    "user_not_found": (404, "Usuário não encontrado."),
    "package_not_found": (404, "Pacote não encontrado."),
    "user_taken": (409, CPF_TAKEN),
}


class AssumedRoutes:
    """Serves the ASSUMED wire over a directory's state."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Any]], ...] = (
            ("GET", re.compile("packages"), self._packages),
            ("GET", re.compile("users"), self._users),
            ("POST", re.compile("users"), self._create),
            ("POST", re.compile("users/find"), self._find),
            ("GET", re.compile("users/([0-9]+)"), self._user),
            ("PATCH", re.compile("users/([0-9]+)"), self._edit),
            ("DELETE", re.compile("users/([0-9]+)"), self._delete),
            ("POST", re.compile("users/([0-9]+)/block"), self._setting(SvaUserStatus.BLOCKED)),
            ("POST", re.compile("users/([0-9]+)/activate"), self._setting(SvaUserStatus.ACTIVE)),
            ("POST", re.compile("users/([0-9]+)/deactivate"), self._setting(SvaUserStatus.DEACTIVATED)),
            ("POST", re.compile("users/([0-9]+)/package"), self._change_package),
            ("POST", re.compile("users/([0-9]+)/credentials"), self._resend),
        )

    def handle(self, request: FakeRequest) -> HttpAnswer | None:
        """Answer a request of this wire; `None` for any other path."""
        if not request.path.startswith("v1/"):
            return None
        path = request.path.removeprefix("v1/")
        for method, pattern, route in self._routes:
            if method == request.method and (found := pattern.fullmatch(path)):
                return self._answer(route, found.groups(), request)
        return refusal(404, "not_found", "Rota desconhecida.")

    def _answer(self, route: Callable[..., Any], keys: tuple[str, ...], request: FakeRequest) -> HttpAnswer:
        try:
            content = json.loads(request.body) if request.body else {}
            return json_answer(200, route(*keys, request.query if request.method == "GET" else content))
        except Refused as refused:
            status, sentence = _SENTENCES[refused.code]
            return refusal(status, refused.code, sentence)
        except (ValueError, KeyError, TypeError, AttributeError):
            return refusal(400, "invalid_request", "Pedido inválido.")

    # --- reading ---

    def _packages(self, query: Any) -> Any:
        packages = self.directory.packages.values()
        return _page([{"code": p.code, "name": p.name, "kind": p.kind} for p in packages], query)

    def _users(self, query: Any) -> Any:
        return _page([_user_of(member) for member in self.directory.members.values()], query)

    def _find(self, content: Any) -> Any:
        found = self.directory.named(content["username"])
        return {"items": [_user_of(found)] if found else [], "next": None}

    def _user(self, member_id: str, _: Any) -> Any:
        return _user_of(self.directory.find(member_id))

    # --- changing ---

    def _create(self, content: Any) -> Any:
        made = self.directory.create(
            username=content["username"],
            package_code=content["package"],
            name=content["name"],
            tax_id=content["tax_id"],
            phone=content["phone"],
            email=content["email"],
            password=content["password"],
            contract_id=content["contract_id"],
        )
        return _user_of(made)

    def _edit(self, member_id: str, content: Any) -> Any:
        self.directory.edit(member_id, phone=content["phone"], password=content["password"])
        return {"accepted": True}

    def _setting(self, status: SvaUserStatus) -> Callable[[str, Any], Any]:
        def route(member_id: str, _: Any) -> Any:
            self.directory.set_status(member_id, status)
            return {"accepted": True}

        return route

    def _change_package(self, member_id: str, content: Any) -> Any:
        self.directory.change_package(member_id, content["package"])
        return {"accepted": True}

    def _resend(self, member_id: str, _: Any) -> Any:
        self.directory.resend(member_id)
        return {"accepted": True}

    def _delete(self, member_id: str, _: Any) -> Any:
        self.directory.delete(member_id)
        return {"accepted": True}


def json_answer(status: int, content: Any) -> HttpAnswer:
    """An answer of JSON."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)


def refusal(status: int, code: str, sentence: str) -> HttpAnswer:
    """A refusal in this wire's envelope."""
    return json_answer(status, {"error": {"code": code, "message": sentence}})


def _page(items: list[Any], query: Any) -> Any:
    start = int(query.get("cursor") or 0)
    end = start + PAGE_SIZE
    return {"items": items[start:end], "next": str(end) if end < len(items) else None}


def _user_of(member: Member) -> Any:
    return {
        "id": member.id, "username": member.username, "tax_id": member.tax_id, "phone": member.phone,
        "email": member.email, "package": member.package.code, "package_name": member.package.name,
        "status": member.status.value, "created_on": member.created_on.isoformat(),
    }  # fmt: skip
