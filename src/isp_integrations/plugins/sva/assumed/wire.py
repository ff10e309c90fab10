"""The family's one ASSUMED wire: REST and JSON of our own, for what no public source tells of a platform.

Nothing here is any vendor's. A user is addressed by an id of the platform's, found by the username where it is not
known, so that no document stands in a path. Days are ISO 8601. A refusal is a 4xx with
`{"error": {"code": …, "message": …}}`. Lists answer `{"items": […], "next": cursor}`.

No endpoint has a settling time: a real platform spoken to in this wire has promised nothing, so absence proves
nothing until a partner who knows says otherwise in `wire_overrides`.
"""

from typing import Annotated

from isp_integrations.core.assumed import AssumedAccepted, AssumedPage, AssumedRefusal, AssumedRefused, endpoint, own
from isp_integrations.core.exchange import Effect
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.core.wire import Vocabulary, wire_model


@wire_model
class AssumedPackage:
    code: Annotated[str, own("code")]
    name: Annotated[str, own("name")]
    kind: Annotated[str | None, own("kind")] = None


@wire_model
class AssumedUser:
    id: Annotated[str, own("id")]
    username: Annotated[str, own("username")]
    package: Annotated[str, own("package")]
    status: Annotated[str, own("status")]
    tax_id: Annotated[str | None, own("tax_id")] = None
    phone: Annotated[str | None, own("phone")] = None
    email: Annotated[str | None, own("email")] = None
    package_name: Annotated[str | None, own("package_name")] = None
    reason: Annotated[str | None, own("reason")] = None
    created_on: Annotated[str | None, own("created_on")] = None


@wire_model
class AssumedNewUser:
    """A customer on his way to the platform. Absent members are sent as null."""

    name: Annotated[str, own("name")]
    username: Annotated[str, own("username")]
    package: Annotated[str, own("package")]
    tax_id: Annotated[str | None, own("tax_id")]
    phone: Annotated[str | None, own("phone")]
    email: Annotated[str | None, own("email")]
    password: Annotated[str | None, own("password")]
    contract_id: Annotated[str | None, own("contract_id")]


@wire_model
class AssumedUsername:
    username: Annotated[str, own("username")]


@wire_model
class AssumedEdit:
    """What is changed of a user; null is left as it is."""

    phone: Annotated[str | None, own("phone")]
    password: Annotated[str | None, own("password")]


@wire_model
class AssumedPackageChoice:
    package: Annotated[str, own("package")]


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


_WRITE, _REPEATABLE = Effect.WRITE, Effect.REPEATABLE

PACKAGES = endpoint("packages", "GET", "packages", answer=AssumedPage)
USERS = endpoint("users", "GET", "users", answer=AssumedPage)
USER = endpoint("user", "GET", "users/{id}", answer=AssumedUser)
FIND_USER = endpoint("find_user", "POST", "users/find", body=AssumedUsername, answer=AssumedPage)
CREATE_USER = endpoint("create_user", "POST", "users", _WRITE, body=AssumedNewUser, answer=AssumedUser)
EDIT_USER = endpoint("edit_user", "PATCH", "users/{id}", _REPEATABLE, body=AssumedEdit, answer=AssumedAccepted)
BLOCK_USER = endpoint("block_user", "POST", "users/{id}/block", _REPEATABLE, answer=AssumedAccepted)
ACTIVATE_USER = endpoint("activate_user", "POST", "users/{id}/activate", _REPEATABLE, answer=AssumedAccepted)
DEACTIVATE_USER = endpoint("deactivate_user", "POST", "users/{id}/deactivate", _REPEATABLE, answer=AssumedAccepted)
DELETE_USER = endpoint("delete_user", "DELETE", "users/{id}", _WRITE, answer=AssumedAccepted)
CHANGE_PACKAGE = endpoint(
    "change_package", "POST", "users/{id}/package", _WRITE, body=AssumedPackageChoice, answer=AssumedAccepted
)
RESEND_CREDENTIALS = endpoint("resend_credentials", "POST", "users/{id}/credentials", _WRITE, answer=AssumedAccepted)

ENDPOINTS = (
    PACKAGES, USERS, USER, FIND_USER, CREATE_USER, EDIT_USER, BLOCK_USER, ACTIVATE_USER, DEACTIVATE_USER, DELETE_USER,
    CHANGE_PACKAGE, RESEND_CREDENTIALS,
)  # fmt: skip
