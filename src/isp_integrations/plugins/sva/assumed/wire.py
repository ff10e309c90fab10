"""The family's one ASSUMED wire: REST and JSON of our own, for what no public source tells of a platform.

Nothing here is any vendor's. A user is addressed by an id of the platform's, found by the username where it is not
known, so that no document stands in a path. Days are ISO 8601. A refusal is a 4xx with
`{"error": {"code": …, "message": …}}`. Lists answer `{"items": […], "next": cursor}`.

No endpoint has a settling time: a real platform spoken to in this wire has promised nothing, so absence proves
nothing until a partner who knows says otherwise in `wire_overrides`.
"""

from typing import Annotated, Any

from isp_integrations.core.evidence import ASSUMED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, wire_model

SOURCE = "assumed"


def _own(key: str) -> Wire:
    return Wire(key, ASSUMED, SOURCE)


@wire_model
class AssumedRefusal:
    code: Annotated[str, _own("code")]
    message: Annotated[str, _own("message")]


@wire_model
class AssumedRefused:
    error: Annotated[AssumedRefusal, _own("error")]


@wire_model
class AssumedPage:
    items: Annotated[list[Any], _own("items")]
    next: Annotated[str | None, _own("next")] = None


@wire_model
class AssumedPackage:
    code: Annotated[str, _own("code")]
    name: Annotated[str, _own("name")]
    kind: Annotated[str | None, _own("kind")] = None


@wire_model
class AssumedUser:
    id: Annotated[str, _own("id")]
    username: Annotated[str, _own("username")]
    package: Annotated[str, _own("package")]
    status: Annotated[str, _own("status")]
    tax_id: Annotated[str | None, _own("tax_id")] = None
    phone: Annotated[str | None, _own("phone")] = None
    email: Annotated[str | None, _own("email")] = None
    package_name: Annotated[str | None, _own("package_name")] = None
    reason: Annotated[str | None, _own("reason")] = None
    created_on: Annotated[str | None, _own("created_on")] = None


@wire_model
class AssumedNewUser:
    """A customer on his way to the platform. Absent members are sent as null."""

    name: Annotated[str, _own("name")]
    username: Annotated[str, _own("username")]
    package: Annotated[str, _own("package")]
    tax_id: Annotated[str | None, _own("tax_id")]
    phone: Annotated[str | None, _own("phone")]
    email: Annotated[str | None, _own("email")]
    password: Annotated[str | None, _own("password")]
    contract_id: Annotated[str | None, _own("contract_id")]


@wire_model
class AssumedUsername:
    username: Annotated[str, _own("username")]


@wire_model
class AssumedEdit:
    """What is changed of a user; null is left as it is."""

    phone: Annotated[str | None, _own("phone")]
    password: Annotated[str | None, _own("password")]


@wire_model
class AssumedPackageChoice:
    package: Annotated[str, _own("package")]


@wire_model
class AssumedAccepted:
    """What answers a write whose result is read back: that it was taken."""

    accepted: Annotated[bool, _own("accepted")]


MODELS = (
    AssumedRefusal, AssumedRefused, AssumedPage, AssumedPackage, AssumedUser, AssumedNewUser, AssumedUsername,
    AssumedEdit, AssumedPackageChoice, AssumedAccepted,
)  # fmt: skip

USER_NOT_FOUND = "user_not_found"
"""The code of the refusal that says there is no such user."""

PACKAGE_NOT_FOUND = "package_not_found"
"""The code of the refusal that says the account has no such package."""

STATUSES = Vocabulary("assumed_user_status", {s.value: s for s in SvaUserStatus}, SvaUserStatus.UNKNOWN)
VOCABULARIES = (STATUSES,)


def _endpoint(
    name: str,
    method: str,
    path: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    return Endpoint(f"assumed_{name}", method, f"v1/{path}", effect, ASSUMED, SOURCE, body=body, answer=answer)


_WRITE, _REPEATABLE = Effect.WRITE, Effect.REPEATABLE

PACKAGES = _endpoint("packages", "GET", "packages", answer=AssumedPage)
USERS = _endpoint("users", "GET", "users", answer=AssumedPage)
USER = _endpoint("user", "GET", "users/{id}", answer=AssumedUser)
FIND_USER = _endpoint("find_user", "POST", "users/find", body=AssumedUsername, answer=AssumedPage)
CREATE_USER = _endpoint("create_user", "POST", "users", _WRITE, body=AssumedNewUser, answer=AssumedUser)
EDIT_USER = _endpoint("edit_user", "PATCH", "users/{id}", _REPEATABLE, body=AssumedEdit, answer=AssumedAccepted)
BLOCK_USER = _endpoint("block_user", "POST", "users/{id}/block", _REPEATABLE, answer=AssumedAccepted)
ACTIVATE_USER = _endpoint("activate_user", "POST", "users/{id}/activate", _REPEATABLE, answer=AssumedAccepted)
DEACTIVATE_USER = _endpoint("deactivate_user", "POST", "users/{id}/deactivate", _REPEATABLE, answer=AssumedAccepted)
DELETE_USER = _endpoint("delete_user", "DELETE", "users/{id}", _WRITE, answer=AssumedAccepted)
CHANGE_PACKAGE = _endpoint(
    "change_package", "POST", "users/{id}/package", _WRITE, body=AssumedPackageChoice, answer=AssumedAccepted
)
RESEND_CREDENTIALS = _endpoint("resend_credentials", "POST", "users/{id}/credentials", _WRITE, answer=AssumedAccepted)

ENDPOINTS = (
    PACKAGES, USERS, USER, FIND_USER, CREATE_USER, EDIT_USER, BLOCK_USER, ACTIVATE_USER, DEACTIVATE_USER, DELETE_USER,
    CHANGE_PACKAGE, RESEND_CREDENTIALS,
)  # fmt: skip
