"""Saber+'s stored integration, and the public clients on its fake: what a host sees."""

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import isp_integrations as isp
from isp_integrations import sva
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from sva_makers import AUDIO, BOOKS, contract, new, product

TOKEN = "token-de-teste-000000000001"
VAULT = isp.Vault([isp.Vault.new_key()])


def record(**changes: Any) -> isp.IntegrationRecord:
    return isp.create_record(
        "saber_mais",
        **{"vault": VAULT, "id": "3", "tenant": "provedor", "credentials": {"token": TOKEN}, **changes},
    )


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest) -> Iterator[Caller]:
    fake = SaberMaisSandbox()
    made: Caller = (
        SyncCaller(sva.sandbox("saber_mais", fake=fake))
        if request.param == "sync"
        else AsyncCaller(sva.sandbox_async("saber_mais", fake=fake))
    )
    yield made
    made.close()


def test_sva_int_1_the_token_is_required() -> None:
    assert [(field.name, field.secret, field.required) for field in isp.credential_fields("saber_mais")] == [
        ("token", True, True)
    ]
    with pytest.raises(isp.InvalidRecord, match=r"credentials\.token: obrigatório"):
        record(credentials={})


def test_sva_int_2_a_host_has_one_integration_of_it() -> None:
    (found,) = isp.check_single_integration("sva", "saber_mais", True, [record()])
    assert (found.rule_id, found.code) == ("SVA-INT-2", "sva.integration_already_exists")
    assert isp.check_single_integration("sva", "saber_mais", True, []) == ()


def test_sva_int_3_description_and_credentials_change_and_the_platform_never() -> None:
    changed = isp.change_record(
        record(), vault=VAULT, description="Livros", credentials={"token": "outro-token-00000"}
    )
    assert changed.description == "Livros"
    with pytest.raises(isp.RuleViolation) as refused:
        isp.change_record(record(), vault=VAULT, platform="watch_tv")
    assert [found.code for found in refused.value.violations] == ["sva.integration.platform"]


def test_sva_int_4_the_token_is_sealed_and_shown_nowhere() -> None:
    stored = record()
    with sva.open(attrs.evolve(stored, base_url="http://127.0.0.1:1/", settings={"allow_plain_http": True}),
                  vault=VAULT) as client:  # fmt: skip
        told = repr(client) + repr(client.session.platform.account)
    assert TOKEN not in stored.to_json() + repr(stored) + told


def test_a_real_address_needs_the_host_s_word_for_an_assumed_wire() -> None:
    with (
        sva.connect("saber_mais", base_url="https://saber.example.invalid/", credentials={"token": TOKEN}) as client,
        pytest.raises(isp.UnverifiedWire),
    ):
        client.create_user(new=new())


def test_no_address_of_it_is_public() -> None:
    with pytest.raises(isp.ConfigurationError):
        sva.connect("saber_mais", credentials={"token": TOKEN})


def test_sva_user_4_a_second_user_of_the_same_cpf_is_refused_by_the_platform_and_by_the_rules(caller: Caller) -> None:
    assert [package.code for package in caller.call("list_packages")] == ["LIVROS", "AUDIO", "TUDO"]
    mine = caller.call("create_user", new=new()).value
    with pytest.raises(isp.ProviderRejected, match="CPF já cadastrado"):
        caller.call("create_user", new=new())
    with pytest.raises(isp.RuleViolation, match="CPF já cadastrado"):
        caller.call("create_user", new=new(), users_of_integration=[mine])


def test_the_story_of_a_contract_mirrored_on_a_user(caller: Caller) -> None:
    status, access = sva.ContractStatus, sva.AccessStatus
    mine = caller.call("create_user", new=new()).value

    seen = []
    for present in (access.PAYMENT_OVERDUE, access.BLOCKED_AUTOMATIC, access.ACTIVE):
        mine = caller.call("mirror_user", user=mine, contract=contract(access=present)).value
        seen.append(mine.status)
    mine = caller.call("deactivate_user", user=mine).value
    over = contract(status=status.INACTIVE, access=access.DEACTIVATED)
    mine = caller.call("mirror_user", user=mine, contract=over).value
    with pytest.raises(isp.RuleViolation, match="SVA-ACT-1"):
        caller.call("activate_user", user=mine, contract=over)

    words = sva.SvaUserStatus
    assert seen == [words.ACTIVE, words.BLOCKED, words.ACTIVE]
    assert (mine.status, mine.deactivated_manually) == (words.DEACTIVATED, True)
    assert caller.call("get_user", cpf="52998224725").status is words.DEACTIVATED


def test_the_story_of_a_package_changed_by_recreating(caller: Caller) -> None:
    mine = caller.call("create_user", new=new()).value
    form = new(product=product(package=AUDIO))
    after = caller.call("change_package", user=mine, package=AUDIO, recreate=form).value
    assert (mine.package.code, after.package.code) == (BOOKS.code, "AUDIO")
    listed = {user.username: user.package.code for user in caller.call("list_users")}
    assert listed["52998224725"] == "AUDIO"


def test_everything_a_host_gets_survives_plain_json(caller: Caller) -> None:
    done = caller.call("create_user", new=new(password="segredo-123"))
    plain = isp.to_plain(done)
    assert isp.from_plain(isp.Done[sva.SvaUser], plain) == done
    form = new(phone="11961234567")
    assert isp.from_plain(sva.CreateSvaUser, isp.to_plain(form)) == form
    mirrored = sva.mirror(done.value, contract(access=sva.AccessStatus.UNKNOWN), done.value.created_on)
    assert isp.from_plain(sva.Mirror, isp.to_plain(mirrored)) == mirrored
