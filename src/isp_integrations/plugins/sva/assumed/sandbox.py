"""The fake's side of the ASSUMED wire: routes over a :class:`~.directory.Directory`, with no log-in of its own."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from isp_integrations.core.fake_assumed import FakeRoutes, page
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.core.sva.refusals import CPF_TAKEN
from isp_integrations.plugins.sva.assumed.directory import Directory, Member


class AssumedRoutes(FakeRoutes):
    """Serves the ASSUMED wire over a directory's state."""

    sentences: ClassVar[Mapping[str, tuple[int, str]]] = {
        "user_not_found": (404, "Usuário não encontrado."),
        "package_not_found": (404, "Pacote não encontrado."),
        "user_taken": (409, CPF_TAKEN),
    }

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        super().__init__(
            ("GET", "packages", self._packages),
            ("GET", "users", self._users),
            ("POST", "users", self._create),
            ("POST", "users/find", self._find),
            ("GET", "users/([0-9]+)", self._user),
            ("PATCH", "users/([0-9]+)", self._edit),
            ("DELETE", "users/([0-9]+)", self._delete),
            ("POST", "users/([0-9]+)/block", self._setting(SvaUserStatus.BLOCKED)),
            ("POST", "users/([0-9]+)/activate", self._setting(SvaUserStatus.ACTIVE)),
            ("POST", "users/([0-9]+)/deactivate", self._setting(SvaUserStatus.DEACTIVATED)),
            ("POST", "users/([0-9]+)/package", self._change_package),
            ("POST", "users/([0-9]+)/credentials", self._resend),
        )

    # --- reading ---

    def _packages(self, query: Any) -> Any:
        packages = self.directory.packages.values()
        return page([{"code": p.code, "name": p.name, "kind": p.kind} for p in packages], query)

    def _users(self, query: Any) -> Any:
        return page([_user_of(member) for member in self.directory.members.values()], query)

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


def _user_of(member: Member) -> Any:
    return {
        "id": member.id, "username": member.username, "tax_id": member.tax_id, "phone": member.phone,
        "email": member.email, "package": member.package.code, "package_name": member.package.name,
        "status": member.status.value, "created_on": member.created_on.isoformat(),
    }  # fmt: skip
