"""Which platforms are installed. Entry points are scanned once, and a plugin is loaded when it is first used."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import attrs

from isp_integrations.core.errors import BrokenPlugin, PlatformNotAvailable, UnknownPlatform
from isp_integrations.core.evidence import Evidence
from isp_integrations.core.platform import CredentialField, Platform, spec_names
from isp_integrations.core.values import Value

FAMILIES = ("mvno", "sva", "olt", "mapping", "voip")

WITHOUT_WIRE: dict[tuple[str, str], tuple[str, ...]] = {
    ("mvno", key): (
        "a referência da API (OpenAPI ou Postman) com exemplos de resposta e de erro",
        "endereços de produção e homologação, forma de autenticação e limites de chamadas",
        "as tabelas de status de linha e de portabilidade e o catálogo de webhooks",
        "se a troca de titularidade existe e com quais exigências",
    )
    for key in ("surf", "eai", "tgn")
}
"""Platforms known by name only, with what to ask their vendor."""


@attrs.frozen(kw_only=True)
class InstalledPlatform(Value):
    """One platform as far as it is known without loading it.

    Attributes:
        wire_known: `False` for platforms known by name only.
        distribution: the installed package that brings it, empty where none does.
    """

    family: str
    key: str
    distribution: str = ""
    wire_known: bool = True


@attrs.frozen(kw_only=True)
class OperationDescription(Value):
    """One hook of the family on one platform; `evidence` is `None` where the platform does not offer it."""

    name: str
    supported: bool
    evidence: Evidence | None = None


@attrs.frozen(kw_only=True)
class PlatformDescription(Value):
    """Everything a host's set-up screen needs to know of one platform.

    Attributes:
        other_bases: addresses to ask for besides the main one: name and pt-BR caption.
    """

    family: str
    key: str
    title: str
    base_url: str | None
    single_integration: bool
    credentials: tuple[CredentialField, ...]
    other_bases: Mapping[str, str]
    operations: tuple[OperationDescription, ...]


@cache
def _entries(family: str) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=f"isp_integrations.{family}")}


def platforms() -> tuple[InstalledPlatform, ...]:
    """Every installed platform and every one known by name, by family and key. Loads no plugin."""
    found = [
        InstalledPlatform(family=family, key=key, distribution=entry.dist.name if entry.dist else "")
        for family in FAMILIES
        for key, entry in _entries(family).items()
    ]
    named = [InstalledPlatform(family=f, key=k, wire_known=False) for f, k in WITHOUT_WIRE]
    return tuple(sorted(found + named, key=lambda p: (FAMILIES.index(p.family), p.key)))


def load(family: str, key: str) -> type[Platform]:
    """The plugin class of a platform.

    Raises:
        PlatformNotAvailable: it is known by name only.
        UnknownPlatform: no installed plugin has that key.
        BrokenPlugin: it is installed and cannot be used.
    """
    entry = _entries(family).get(key)
    if entry is not None:
        return _loaded(entry, family, key)
    if ask := WITHOUT_WIRE.get((family, key)):
        raise PlatformNotAvailable(
            platform=key,
            ask=ask,
            message=f"{key}: nenhum formato é público. Peça ao fornecedor: {'; '.join(ask)}.",
        )
    known = ", ".join(sorted(_entries(family))) or "nenhuma"
    raise UnknownPlatform(message=f"Plataforma {family} desconhecida. Instaladas: {known}.")


@cache
def _loaded(entry: EntryPoint, family: str, key: str) -> type[Platform]:
    try:
        plugin: Any = entry.load()
    except Exception as failure:
        raise BrokenPlugin(message=f"{family}/{key} não carrega: {type(failure).__name__}: {failure}") from failure
    if not (isinstance(plugin, type) and issubclass(plugin, Platform) and plugin.family == family):
        raise BrokenPlugin(message=f"{family}/{key}: a entrada não é um plugin da família {family}.")
    return plugin


def find(platform: str, family: str | None = None) -> type[Platform]:
    """The plugin class of the platform of that key, in whichever family it is; `family` settles a doubled key."""
    if family is None:
        families = [each.family for each in platforms() if each.key == platform]
        if len(families) > 1:
            raise UnknownPlatform(message=f"{platform} existe em {', '.join(families)}: informe a família.")
        family = families[0] if families else FAMILIES[0]
    return load(family, platform)


def credential_fields(platform: str, *, family: str | None = None) -> tuple[CredentialField, ...]:
    """A platform's credentials form, for the host's screen. Loads its plugin."""
    return find(platform, family).credential_fields


def describe(platform: str, *, family: str | None = None) -> PlatformDescription:
    """Operations with their evidence, and the credentials form, of one platform. Loads its plugin."""
    plugin = find(platform, family)
    return PlatformDescription(
        family=plugin.family,
        key=platform,
        title=plugin.title,
        base_url=plugin.base_url,
        single_integration=plugin.single_integration,
        credentials=plugin.credential_fields,
        other_bases=plugin.other_bases,
        operations=tuple(_describe_operation(plugin, name) for name in spec_names(plugin)),
    )


def _describe_operation(plugin: type[Platform], name: str) -> OperationDescription:
    declared = plugin.operations.get(name)
    return OperationDescription(
        name=name, supported=declared is not None, evidence=declared.evidence if declared else None
    )
