"""The family's clients and face, and its orders as a journal keeps them."""

import inspect
from typing import Any

import pytest

from isp_integrations import sva
from isp_integrations.clients.arguments import arguments_from_plain, arguments_to_plain
from isp_integrations.clients.sva import AsyncSvaClient, SvaClient
from isp_integrations.core.platform import spec_names
from isp_integrations.core.sva import operations
from isp_integrations.core.sva.hookspecs import SvaSpec
from sva_makers import AUDIO, BOOKS, CPF, USER, contract, new, user

ASKED: dict[str, dict[str, Any]] = {
    "activate_user": {"user": USER, "contract": contract()},
    "begin_authorization": {"correlation": "abc"},
    "block_user": {"user": USER, "resume_on": contract().cancel_on},
    "change_package": {"user": USER, "package": AUDIO, "recreate": new(), "catalogue": [BOOKS, AUDIO]},
    "complete_authorization": {"code": "abc"},
    "create_user": {"new": new(phone="11961234567"), "users_of_integration": [USER, user(id="8")], "catalogue": None},
    "deactivate_user": {"user": user(deactivated_manually=True)},
    "delete_user": {"user": USER},
    "edit_user": {"user": USER, "phone": "11961234567", "password": "nova-senha"},
    "get_user": {"cpf": CPF.value, "email": None, "username": "x", "package_code": "LIVROS"},
    "list_packages": {},
    "list_users": {},
    "mirror_user": {"user": USER, "contract": contract()},
    "refresh_user": {"user": USER},
    "resend_credentials": {"user": USER},
}


def test_every_hook_of_the_family_is_asked_by_an_operation_of_the_same_name() -> None:
    assert set(spec_names(SvaSpec)) - {"test_connection"} <= set(operations.__all__)
    assert set(ASKED) == set(operations.__all__)


@pytest.mark.parametrize("client", [SvaClient, AsyncSvaClient])
@pytest.mark.parametrize("name", operations.__all__)
def test_a_client_has_each_operation_with_its_signature_and_text(client: type, name: str) -> None:
    operation = getattr(operations, name)
    method = getattr(client, name)
    asked = {p for p in inspect.signature(operation).parameters if p not in {"session", "cursor"}}
    assert set(inspect.signature(method).parameters) - {"self"} == asked
    assert method.__doc__ == operation.__doc__


@pytest.mark.parametrize("name", ASKED)
def test_an_order_is_the_same_after_a_journal_kept_it(name: str) -> None:
    operation = getattr(operations, name)

    plain = arguments_to_plain(operation, (), ASKED[name])

    revived = arguments_from_plain(operation, plain)
    assert {key: list(value) if isinstance(value, tuple) else value for key, value in revived.items()} == ASKED[name]


def test_the_face_has_what_a_host_needs() -> None:
    assert {"CreateSvaUser", "SvaUser", "SvaUserStatus", "mirror", "contract_level", "rules", "events"} <= set(
        dir(sva)
    )
    assert [name for name in dir(sva) if getattr(sva, name, None) is None] == []
