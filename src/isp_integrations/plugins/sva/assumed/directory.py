"""An SVA platform's state in memory, which the fakes of several platforms may put their own wire over.

It knows what users and packages do and nothing of any wire. All ids, people and numbers are synthetic.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from isp_integrations.core.fake_assumed import Refused
from isp_integrations.core.sva.models import SvaUserStatus

FIXED_TODAY = date(2026, 1, 15)


@attrs.frozen(kw_only=True)
class Package:
    """A package of the catalogue."""

    code: str
    name: str
    kind: str | None = None


@attrs.define(kw_only=True)
class Member:
    """A user. `tax_id` is the bare CPF, `phone` 11 national digits."""

    id: str
    username: str = attrs.field(repr=False)
    package: Package
    name: str = attrs.field(default="", repr=False)
    tax_id: str | None = attrs.field(default=None, repr=False)
    phone: str | None = attrs.field(default=None, repr=False)
    email: str | None = attrs.field(default=None, repr=False)
    password: str | None = attrs.field(default=None, repr=False)
    contract_id: str | None = None
    status: SvaUserStatus = SvaUserStatus.ACTIVE
    created_on: date = FIXED_TODAY
    times_told: int = 0


DEFAULT_PACKAGES = (
    Package(code="LIVROS", name="Livros digitais", kind="basic"),
    Package(code="AUDIO", name="Audiolivros", kind="extra"),
    Package(code="TUDO", name="Livros e audiolivros", kind="basic"),
)


def default_members() -> tuple[Member, ...]:
    """Two users to begin with."""
    books, audio = DEFAULT_PACKAGES[:2]
    return (
        Member(id="1", username="11144477735", tax_id="11144477735", package=books, phone="11961230001"),
        Member(id="2", username="39053344705", tax_id="39053344705", package=audio, phone="11961230002"),
    )


class Directory:
    """The state of one platform.

    Args:
        packages, members: the state at the beginning; synthetic by default.
        remembers_deleted: whether a deleted user's name can never be used again (SVA-DEL-1).
    """

    def __init__(
        self,
        *,
        packages: Iterable[Package] = DEFAULT_PACKAGES,
        members: Iterable[Member] | None = None,
        remembers_deleted: bool = False,
    ) -> None:
        self.packages = {package.code: package for package in packages}
        self.members = {member.id: member for member in (default_members() if members is None else members)}
        self.remembers_deleted = remembers_deleted
        self._deleted: set[str] = set()
        self._last_id = max((int(member_id) for member_id in self.members), default=0)

    def find(self, member_id: str) -> Member:
        """The user of that id."""
        if member_id not in self.members:
            raise Refused("user_not_found")
        return self.members[member_id]

    def named(self, username: str) -> Member | None:
        """The user of that name."""
        return next((member for member in self.members.values() if member.username == username), None)

    def package(self, code: str) -> Package:
        """The package of that code."""
        if code not in self.packages:
            raise Refused("package_not_found")
        return self.packages[code]

    def create(self, *, username: str, package_code: str, **details: Any) -> Member:
        """A new ACTIVE user; `details` are fields of :class:`Member`."""
        package = self.package(package_code)
        if self.named(username) is not None or username in self._deleted:
            raise Refused("user_taken")
        self._last_id += 1
        member = Member(id=str(self._last_id), username=username, package=package, **details)
        self.members[member.id] = member
        return member

    def set_status(self, member_id: str, status: SvaUserStatus) -> None:
        """Block, activate or deactivate."""
        self.find(member_id).status = status

    def edit(self, member_id: str, *, phone: str | None, password: str | None) -> None:
        """Change what is not `None`."""
        member = self.find(member_id)
        member.phone = phone or member.phone
        member.password = password or member.password

    def change_package(self, member_id: str, code: str) -> None:
        """Put a user on another package."""
        self.find(member_id).package = self.package(code)

    def resend(self, member_id: str) -> None:
        """Send the credentials again."""
        self.find(member_id).times_told += 1

    def delete(self, member_id: str) -> None:
        """Remove a user."""
        member = self.find(member_id)
        del self.members[member_id]
        if self.remembers_deleted:
            self._deleted.add(member.username)
