"""A stored integration: created, changed, stored and opened, with every misfit told at once and no secret shown."""

import json
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar

import pytest

from isp_integrations.core.addresses import check_base_url, is_sandbox_url
from isp_integrations.core.errors import InvalidRecord, RuleViolation, VaultError
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.platform import CredentialField, Platform
from isp_integrations.core.record import (
    IntegrationRecord,
    as_integration,
    change_record,
    check_single_integration,
    create_record,
    open_credentials,
)
from isp_integrations.core.rules import Family
from isp_integrations.core.vault import Vault
from isp_integrations.core.wire import Endpoint, WireBook

TOKEN = "tok-sintetico-9f2c"


class Acme(Platform):
    family: ClassVar[str] = "sva"
    key: ClassVar[str] = "acme"
    title: ClassVar[str] = "Acme"
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField(name="token", label="Token"),
        CredentialField(name="area", label="Área", secret=False, required=False, choices=("norte", "sul")),
    )
    wire = WireBook(endpoints=[Endpoint("plans", "GET", "plans", Effect.READ, OBSERVED, "made up")])


class Other(Acme):
    key: ClassVar[str] = "other"


@pytest.fixture(scope="module")
def vault() -> Vault:
    return Vault([Vault.new_key()])


@pytest.fixture(scope="module")
def record(vault: Vault) -> IntegrationRecord:
    return create_record(
        Acme,
        vault=vault,
        id="7",
        tenant="provedor-1",
        description="Conta principal",
        credentials={"token": TOKEN, "area": "sul"},
        settings={"page": 50, "nested": {"a": [1, None]}},
        base_url="HTTPS://API.Acme.example:443/v1",
        wire_overrides={"paths": {"plans": "v2/plans"}},
    )


def stored(record: IntegrationRecord, **changes: Any) -> str:
    return json.dumps({**json.loads(record.to_json()), **changes})


def test_a_new_record_opens_with_its_credentials(record: IntegrationRecord, vault: Vault) -> None:
    assert open_credentials(record, vault) == {"token": TOKEN, "area": "sul"}
    assert (record.platform, record.family) == ("acme", "sva")
    assert record.base_url == "https://api.acme.example/v1/"


def test_a_record_survives_its_json(record: IntegrationRecord) -> None:
    assert json.loads(record.to_json())["v"] == 1
    assert IntegrationRecord.from_json(record.to_json()) == record


def test_no_secret_stands_in_the_record_its_json_or_its_repr(record: IntegrationRecord) -> None:
    assert TOKEN not in record.to_json()
    assert TOKEN not in repr(record)
    assert record.sealed_credentials not in repr(record)


def test_sealed_credentials_do_not_open_in_another_row(record: IntegrationRecord, vault: Vault) -> None:
    moved = IntegrationRecord.from_json(stored(record, tenant="provedor-2"))
    with pytest.raises(VaultError, match="outro registro"):
        open_credentials(moved, vault)


def test_every_misfit_of_a_new_record_is_told_at_once(vault: Vault) -> None:
    with pytest.raises(InvalidRecord) as refused:
        create_record(
            Acme,
            vault=vault,
            id="",
            tenant="t\n",
            credentials={"area": TOKEN, "senha": TOKEN},
            base_url="http://api.acme.example",
            wire_overrides={"paths": {"plan": "x"}},
        )
    assert sorted(refused.value.problems) == [
        "base_url: deve usar https",
        "credentials.area: deve ser um de norte, sul",
        "credentials.senha: campo desconhecido",
        "credentials.token: obrigatório",
        "id: obrigatório",
        "tenant: contém caracteres de controle",
        "wire_overrides.paths.plan: endpoint desconhecido",
    ]
    assert TOKEN not in repr(refused.value)


def test_settings_that_are_no_json_are_refused(vault: Vault) -> None:
    with pytest.raises(InvalidRecord, match="JSON"):
        create_record(Acme, vault=vault, id="1", tenant="t", credentials={"token": "x"}, settings={"a": object()})


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize("depth", [0, 10, 100])
def test_nested_settings_are_stored_and_read_back(record: IntegrationRecord, vault: Vault, depth: int) -> None:
    changed = change_record(record, Acme, vault=vault, settings={"a": nested(depth)})
    assert IntegrationRecord.from_json(changed.to_json()) == changed


def test_settings_of_any_depth_are_stored_or_refused_and_never_a_bare_error(
    record: IntegrationRecord, vault: Vault
) -> None:
    for depth in range(150, 1200, 10):
        with suppress(InvalidRecord):
            change_record(record, Acme, vault=vault, settings={"a": nested(depth)}).to_json()


@pytest.mark.parametrize(
    "value",
    [nested(100_000), 10**6000, float("nan"), {"\ud800": 1}, {1, 2}],
    ids=["deep", "long", "nan", "sign", "set"],
)
def test_settings_past_what_json_carries_are_refused(record: IntegrationRecord, vault: Vault, value: Any) -> None:
    with pytest.raises(InvalidRecord, match="apenas valores JSON"):
        change_record(record, Acme, vault=vault, settings={"a": value})


@pytest.mark.parametrize("value", [b"x", date(2026, 1, 1), 7, None, ["t"], {"t": "t"}])
@pytest.mark.parametrize("field", ["id", "tenant", "description"])
def test_a_text_of_a_new_record_is_text_and_nothing_that_would_become_one(
    vault: Vault, field: str, value: Any
) -> None:
    fields = {"id": "1", "tenant": "t", "credentials": {"token": "x"}, field: value}
    with pytest.raises(InvalidRecord) as refused:
        create_record(Acme, vault=vault, **fields)
    assert refused.value.problems == (f"{field}: deve ser texto",)


@pytest.mark.parametrize("missing", [None, "", []])
def test_a_new_record_has_credentials(vault: Vault, missing: Any) -> None:
    with pytest.raises(InvalidRecord) as refused:
        create_record(Acme, vault=vault, id="1", tenant="t", credentials=missing)
    assert refused.value.problems == ("credentials: deve ser objeto",)


def test_every_misfit_of_a_stored_record_is_told_at_once(record: IntegrationRecord) -> None:
    text = stored(record, v=2, id=7, tenant="", enabled="true", platform="../x", base_url="ftp://x", extra=TOKEN)
    with pytest.raises(InvalidRecord) as refused:
        IntegrationRecord.from_json(text)
    assert sorted(refused.value.problems) == [
        "base_url: deve usar https",
        "enabled: deve ser verdadeiro ou falso",
        "extra: campo desconhecido",
        "id: deve ser texto",
        "platform: deve ter letras minúsculas, dígitos e _",
        "tenant: obrigatório",
        "v: versão desconhecida",
    ]


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "7", "[" * 100_000, None, b"{}", '{"v": 1}', '{"v": NaN}'])
def test_what_is_no_record_is_refused(text: Any) -> None:
    with pytest.raises(InvalidRecord) as refused:
        IntegrationRecord.from_json(text)
    assert refused.value.problems


def test_description_credentials_and_settings_may_change(record: IntegrationRecord, vault: Vault) -> None:
    changed = change_record(
        record, Acme, vault=vault, description="Nova", credentials={"token": "outro"}, settings={"page": 10}
    )
    assert (changed.description, changed.settings) == ("Nova", {"page": 10})
    assert open_credentials(changed, vault) == {"token": "outro"}
    assert (changed.id, changed.base_url) == (record.id, record.base_url)


def test_a_change_without_credentials_keeps_the_sealed_ones(record: IntegrationRecord, vault: Vault) -> None:
    changed = change_record(record, Acme, vault=vault, enabled=False, last_check_ok=True)
    assert changed.sealed_credentials == record.sealed_credentials
    assert (changed.enabled, changed.last_check_ok) == (False, True)


def test_the_platform_never_changes(record: IntegrationRecord, vault: Vault) -> None:
    with pytest.raises(RuleViolation) as refused:
        change_record(record, Acme, vault=vault, platform="other", tenant="x", description="Nova")
    found = refused.value.violations
    assert {violation.rule_id for violation in found} == {"SVA-INT-3"}
    assert {violation.code for violation in found} == {"sva.integration.platform", "sva.integration.tenant"}
    assert refused.value.family is Family.IMMUTABLE_FIELD


def test_a_form_that_sends_the_same_platform_back_is_no_change(record: IntegrationRecord, vault: Vault) -> None:
    assert change_record(record, Acme, vault=vault, platform="acme", description="X").description == "X"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"credentials": {}}, "credentials.token: obrigatório"),
        ({"credentials": "abc"}, "credentials: deve ser objeto"),
        ({"credentials": {"token": 7}}, "credentials.token: deve ser texto sem caracteres de controle"),
        ({"sealed_credentials": "x"}, "sealed_credentials: campo desconhecido"),
        ({"apelido": "x"}, "apelido: campo desconhecido"),
        ({"description": "a\x00b"}, "description: contém caracteres de controle"),
        ({"enabled": "sim"}, "enabled: deve ser verdadeiro ou falso"),
        ({"base_url": "http://10.0.0.1/"}, "base_url: deve usar https"),
    ],
)
def test_a_bad_change_is_refused(
    record: IntegrationRecord, vault: Vault, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidRecord) as refused:
        change_record(record, Acme, vault=vault, **changes)
    assert refused.value.problems == (problem,)


def test_a_record_is_not_judged_by_another_platforms_plugin(record: IntegrationRecord, vault: Vault) -> None:
    with pytest.raises(InvalidRecord, match="outra plataforma"):
        change_record(record, Other, vault=vault, description="X")


def test_one_integration_where_the_platform_allows_one(record: IntegrationRecord) -> None:
    (found,) = check_single_integration("sva", "acme", True, [record])
    assert (found.rule_id, found.code) == ("SVA-INT-2", "sva.integration_already_exists")
    assert found.family is Family.CONFLICT
    assert check_single_integration("sva", "acme", False, [record]) == ()
    assert check_single_integration("sva", "other", True, [record]) == ()
    assert check_single_integration("mvno", "acme", True, [record]) == ()
    assert check_single_integration("sva", "acme", True, []) == ()


def test_the_rules_see_the_record_without_credentials(record: IntegrationRecord) -> None:
    seen = as_integration(record)
    assert (seen.id, seen.platform, seen.description) == ("7", "acme", "Conta principal")
    assert seen.settings == record.settings


def test_plain_http_is_a_setting_of_the_record(record: IntegrationRecord, vault: Vault) -> None:
    changed = change_record(
        record, Acme, vault=vault, base_url="http://10.0.0.1:8080", settings={"allow_plain_http": True}
    )
    assert changed.base_url == "http://10.0.0.1:8080/"
    assert IntegrationRecord.from_json(changed.to_json()) == changed
    with pytest.raises(InvalidRecord, match="https"):
        IntegrationRecord.from_json(stored(changed, settings={"allow_plain_http": "true"}))


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://api.acme.example", "https://api.acme.example/"),
        ("https://API.acme.example:443/v1///", "https://api.acme.example/v1/"),
        ("https://api.acme.example:8443/V1", "https://api.acme.example:8443/V1/"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000/"),
        ("http://[::1]:5000/x", "http://[::1]:5000/x/"),
        ("http://localhost", "http://localhost/"),
        ("http://contel.sandbox.invalid/api", "http://contel.sandbox.invalid/api/"),
    ],
)
def test_an_address_is_normalised(url: str, normal: str) -> None:
    assert check_base_url(url) == normal
    assert check_base_url(normal) == normal


@pytest.mark.parametrize(
    "url",
    [
        "http://api.acme.example",
        "http://localhost.acme.example",
        "http://127.0.0.1.acme.example",
        "http://xsandbox.invalid",
        "http://128.0.0.1",
        "http://2130706433",
        "http://[::2]",
        "ftp://api.acme.example",
        "//api.acme.example",
        "api.acme.example",
        "https://",
        "https://user:senha@api.acme.example",
        "https://x.sandbox.invalid@api.acme.example",
        "https://api.acme.example/?a=1",
        "https://api.acme.example/?",
        "https://api.acme.example/#x.sandbox.invalid",
        "https://api.acme.example\\.sandbox.invalid",
        "https://api.acme.example/\r\nHost: x",
        " https://api.acme.example",
        "https://api.acme.example/a b",
        "https://api.acme.example/a/../b",
        "https://api.acme.example/%2E%2e/b",
        "https://api.acme.example:99999",
        "https://api.acme.example:0",
        "https://api.acme.example:",
        "https://api..example",
        "https://-a.example",
        "https://[::1",
        "https://[fe80::1%25eth0]",
        "https://ac\u043ce.example",
        "https://a.example/" + "x" * 5000,
        "",
        None,
        7,
    ],
)
def test_a_hostile_address_is_refused_and_not_repeated(url: Any) -> None:
    with pytest.raises(InvalidRecord) as refused:
        check_base_url(url)
    (problem,) = refused.value.problems
    assert problem.startswith("base_url: ")
    assert "acme" not in problem
    assert "senha@" not in problem
    assert not is_sandbox_url(url)


@pytest.mark.parametrize(
    ("url", "sandbox"),
    [
        ("http://127.9.9.9:1", True),
        ("https://[::1]", True),
        ("http://LOCALHOST:80/x", True),
        ("http://contel.sandbox.invalid", True),
        ("https://a.b.sandbox.invalid/", True),
        ("https://api.acme.example/.sandbox.invalid", False),
        ("https://sandbox.invalid.acme.example", False),
        ("http://[::ffff:127.0.0.1]", False),
        ("http://0.0.0.0", False),
    ],
)
def test_a_sandbox_address_never_leaves_the_machine(url: str, sandbox: bool) -> None:
    assert is_sandbox_url(url) is sandbox


class TwoDoors(Acme):
    key: ClassVar[str] = "two_doors"
    other_bases: ClassVar[dict[str, str]] = {"office": "Endereço da retaguarda"}


def two_doors(vault: Vault, **addresses: Any) -> IntegrationRecord:
    return create_record(
        TwoDoors, vault=vault, id="1", tenant="t", credentials={"token": TOKEN}, other_base_urls=addresses
    )


def test_further_addresses_are_normalised_and_survive_the_json(vault: Vault) -> None:
    record = two_doors(vault, office="HTTPS://Office.Acme.example:443/rpc")
    assert record.other_base_urls == {"office": "https://office.acme.example/rpc/"}
    assert IntegrationRecord.from_json(record.to_json()) == record


def test_a_further_address_may_be_one_that_is_typed_to(vault: Vault) -> None:
    record = two_doors(vault, office="TL1://Office.acme.example:1023")
    assert record.other_base_urls == {"office": "tl1://office.acme.example:1023/"}
    assert IntegrationRecord.from_json(record.to_json()) == record


def test_further_addresses_are_checked_like_the_main_one(vault: Vault) -> None:
    with pytest.raises(InvalidRecord) as refused:
        two_doors(vault, office="http://office.acme.example", cellar="https://cellar.acme.example")
    assert sorted(refused.value.problems) == [
        "other_base_urls.cellar: endereço desconhecido",
        "other_base_urls.office: deve usar https",
    ]
    with pytest.raises(InvalidRecord) as refused:
        IntegrationRecord.from_json(stored(two_doors(vault), other_base_urls={"office": "https://u:p@x.example"}))
    assert refused.value.problems == ("other_base_urls.office: não pode ter usuário nem senha",)
