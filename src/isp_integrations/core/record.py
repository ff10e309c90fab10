"""The integration record: one account on one platform, as a host stores it.

The host keeps the JSON of :meth:`IntegrationRecord.to_json`; credentials are in it only sealed. The platform
of a record never changes (SVA-INT-3, kept for every family).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from isp_integrations.core.addresses import SCHEMES, check_base_url
from isp_integrations.core.erp.models import Integration
from isp_integrations.core.errors import InvalidRecord, RuleViolation
from isp_integrations.core.plain import from_plain, to_plain
from isp_integrations.core.platform import Platform, refuse_bad_credentials, refuse_unknown_bases
from isp_integrations.core.registry import find, load
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.vault import Vault

VERSION = 1
IMMUTABLE = ("id", "tenant", "platform", "family")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NO_JSON = "settings, wire_overrides: apenas valores JSON, sem números nem aninhamento exagerados"


@attrs.frozen(kw_only=True)
class IntegrationRecord:
    """One account as stored. Build it with :func:`create_record`, alter it with :func:`change_record`.

    Attributes:
        id, tenant: the host's own ids.
        platform: entry-point name of the platform; it never changes.
        sealed_credentials: made by the vault for this tenant and platform.
        settings: the host's switches, plain JSON; `allow_plain_http` accepts a base URL without TLS, and `terminal`
            has the fields of `TerminalOptions`, such as the `host_key` of equipment reached over SSH.
        base_url: where the platform answers; `None` for the platform's public address.
        other_base_urls: addresses of the platform's `other_bases`, by name.
        accept_assumed: whether wires that nobody outside could verify are used on a real base URL.
        wire_overrides: a partner's corrections of the platform's wire.
        last_check_ok: result of the last connection test, `None` when none was made.
    """

    id: str
    tenant: str
    platform: str
    family: str
    description: str
    sealed_credentials: str = attrs.field(repr=False)
    settings: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    base_url: str | None = None
    other_base_urls: Mapping[str, str] = attrs.field(factory=dict)
    accept_assumed: bool = False
    wire_overrides: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict, repr=False)
    enabled: bool = True
    last_check_ok: bool | None = None

    def to_json(self) -> str:
        """The record as JSON text, its version under `"v"`."""
        return json.dumps({"v": VERSION, **to_plain(self)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "IntegrationRecord":
        """The inverse of :meth:`to_json`.

        Raises:
            InvalidRecord: every field that does not fit, at once; values never.
        """
        fields = _read_object(text)
        problems = [] if fields.pop("v", None) == VERSION else ["v: versão desconhecida"]
        problems += _complaints(fields)
        try:
            record = from_plain(cls, fields)
        except InvalidRecord as refused:
            problems += refused.problems
        if problems:
            raise InvalidRecord(problems=tuple(problems)) from None
        return _normalised(record)


def create_record(
    platform: str | type[Platform],
    *,
    vault: Vault,
    id: str,  # noqa: A002  the field's name
    tenant: str,
    credentials: Mapping[str, str],
    description: str = "",
    settings: Mapping[str, Any] | None = None,
    base_url: str | None = None,
    other_base_urls: Mapping[str, str] | None = None,
    accept_assumed: bool = False,
    wire_overrides: Mapping[str, Mapping[str, Any]] | None = None,
) -> IntegrationRecord:
    """A new record of `platform` (its key, or its plugin class), its credentials sealed.

    Raises:
        InvalidRecord: every credential, address, override or text that does not fit, at once; values never.
    """
    plugin = find(platform) if isinstance(platform, str) else platform
    fields = {
        "id": id,
        "tenant": tenant,
        "platform": plugin.key,
        "family": plugin.family,
        "description": description,
        "settings": settings or {},
        "base_url": base_url,
        "other_base_urls": other_base_urls or {},
        "accept_assumed": accept_assumed,
        "wire_overrides": wire_overrides or {},
    }
    return _checked(plugin, vault, fields, credentials)


def change_record(
    record: IntegrationRecord, plugin: type[Platform] | None = None, /, *, vault: Vault, **changes: Any
) -> IntegrationRecord:
    """`record` with the fields in `changes` replaced; `credentials` are replaced whole and sealed anew.

    Id, tenant, platform and family never change; giving their present value again is no change.

    Args:
        plugin: the record's platform, where it is not an installed one.

    Raises:
        RuleViolation: one SVA-INT-3 for each field that may not change.
        InvalidRecord: every change that does not fit, at once; values never.
    """
    fields = attrs.asdict(record, recurse=False)
    if moved := [name for name in IMMUTABLE if name in changes and changes[name] != fields[name]]:
        raise RuleViolation(violations=tuple(_immutable(record.family, name) for name in moved))
    platform = plugin or load(record.family, record.platform)
    if (platform.family, platform.key) != (record.family, record.platform):
        raise InvalidRecord(problems=("platform: o plugin é de outra plataforma",))
    credentials = changes.pop("credentials", None)
    if unknown := [name for name in changes if name not in fields or name == "sealed_credentials"]:
        raise InvalidRecord(problems=tuple(f"{name}: campo desconhecido" for name in unknown))
    return _checked(platform, vault, {**fields, **changes}, credentials)


def check_single_integration(
    family: str, platform_key: str, single: bool, existing: Iterable[IntegrationRecord]
) -> tuple[Violation, ...]:
    """SVA-INT-2 for every family: a platform that allows one integration has none in `existing` yet."""
    if not single or not any((r.family, r.platform) == (family, platform_key) for r in existing):
        return ()
    return (
        Violation(
            rule_id="SVA-INT-2",
            code=f"{family}.integration_already_exists",
            family=Family.CONFLICT,
            message="Já existe uma integração com esta plataforma, que aceita apenas uma.",
            context={"platform": platform_key},
        ),
    )


def open_credentials(record: IntegrationRecord, vault: Vault) -> dict[str, str]:
    """The record's credentials in clear; `VaultError` when the vault cannot open them here."""
    return vault.open(record.sealed_credentials, tenant=record.tenant, platform=record.platform)


def as_integration(record: IntegrationRecord) -> Integration:
    """The record as the rules see it, without credentials."""
    return Integration(
        id=record.id,
        platform=record.platform,
        description=record.description,
        enabled=record.enabled,
        last_check_ok=record.last_check_ok,
        settings=record.settings,
    )


def _immutable(family: str, name: str) -> Violation:
    return Violation(
        rule_id="SVA-INT-3",
        code=f"{family}.integration.{name}",
        family=Family.IMMUTABLE_FIELD,
        message=f"O campo {name} de uma integração salva não pode mudar; crie outra integração.",
        context={"field": name},
    )


def _checked(
    platform: type[Platform],
    vault: Vault,
    fields: dict[str, Any],
    credentials: Mapping[str, str] | None,
) -> IntegrationRecord:
    """Judge everything together, then seal; `credentials=None` keeps the sealed ones, if there are any."""
    sealed = fields.pop("sealed_credentials", "")
    problems = list(_complaints(fields))
    try:
        record = _storable({**fields, "sealed_credentials": sealed})
        refuse_unknown_bases(platform, record.other_base_urls)
        platform.wire.overridden(record.wire_overrides)
    except InvalidRecord as refused:
        problems += refused.problems
    if credentials is not None or not sealed:
        problems += _credential_problems(platform, credentials)
    if problems:
        raise InvalidRecord(problems=tuple(problems))
    if credentials is not None:
        sealed = vault.seal(credentials, tenant=record.tenant, platform=record.platform)
    return _normalised(attrs.evolve(record, sealed_credentials=sealed))


def _storable(fields: Mapping[str, Any]) -> IntegrationRecord:
    """The record of `fields`, if a host can store it: written once, which JSON's own limits may forbid."""
    try:
        plain = {name: to_plain(value) if isinstance(value, Mapping) else value for name, value in fields.items()}
        record = from_plain(IntegrationRecord, plain)
        record.to_json().encode()
    except (TypeError, ValueError, RecursionError):
        raise InvalidRecord(problems=(_NO_JSON,)) from None
    return record


def _credential_problems(platform: type[Platform], credentials: object) -> tuple[str, ...]:
    if not isinstance(credentials, Mapping):
        return ("credentials: deve ser objeto",)
    try:
        refuse_bad_credentials(platform.credential_fields, credentials)
    except InvalidRecord as refused:
        return refused.problems
    return ()


def _normalised(record: IntegrationRecord) -> IntegrationRecord:
    others = {name: _normalised_address(url) for name, url in record.other_base_urls.items()}
    main = record.base_url and _normalised_address(record.base_url)
    return attrs.evolve(record, base_url=main, other_base_urls=others)


def _normalised_address(url: str) -> str:
    return check_base_url(url, schemes=SCHEMES, allow_plain_http=True)


def _read_object(text: object) -> dict[str, Any]:
    if not isinstance(text, str):
        raise InvalidRecord(problems=("$: deve ser texto",))
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidRecord(problems=("$: não é JSON",)) from None
    if not isinstance(fields, dict):
        raise InvalidRecord(problems=("$: deve ser objeto",))
    return fields


def _complaints(fields: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with values of the right type; wrong types are told by the reading itself."""
    for name in ("id", "tenant", "description"):
        value = fields.get(name)
        if isinstance(value, str) and _CONTROL.search(value):
            yield f"{name}: contém caracteres de controle"
        elif value == "" and name != "description":
            yield f"{name}: obrigatório"
    for name in ("platform", "family"):
        value = fields.get(name)
        if isinstance(value, str) and not _KEY.fullmatch(value):
            yield f"{name}: deve ter letras minúsculas, dígitos e _"
    others = fields.get("other_base_urls")
    named = {f"other_base_urls.{name}": url for name, url in others.items()} if isinstance(others, Mapping) else {}
    for name, url in {"base_url": fields.get("base_url"), **named}.items():
        yield from _address_complaints(name, url, fields.get("settings"))


def _address_complaints(name: str, url: object, settings: object) -> Iterable[str]:
    if not isinstance(url, str):
        return ()
    allowed = isinstance(settings, Mapping) and settings.get("allow_plain_http") is True
    try:
        check_base_url(url, schemes=SCHEMES, allow_plain_http=allowed, field=name)
    except InvalidRecord as refused:
        return refused.problems
    return ()
