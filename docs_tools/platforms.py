"""What each installed platform offers and on what evidence, as the code declares it."""

from collections.abc import Iterator

from docs_tools.markdown import code, table
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.models import BlockReason
from isp_integrations.core.platform import Platform
from isp_integrations.core.registry import WITHOUT_WIRE, PlatformDescription, describe, load, platforms


def capabilities() -> str:
    """Operation by platform: the mark of the operation's plainest use, or a dash."""
    known = list(_descriptions())
    marks = [{operation.name: operation.evidence for operation in each.operations} for each in known]
    rows = (
        (code(name), *(evidence.value.upper() if (evidence := mark.get(name)) else "–" for mark in marks))
        for name in sorted({name for mark in marks for name in mark})
    )
    return table(("Operação", *(code(each.key) for each in known)), rows)


def limits() -> str:
    """What a mobile platform can do within its operations."""
    names = (
        "keeps_emergency_calls",
        "tells_block_reasons",
        "port_in_inside_activation",
        "port_in_needs_donor",
        "port_in_takes_other_holder",
        "port_in_cancel_always",
        "keeps_contract",
        "picks_esim",
        "iccid_luhn",
    )
    plugins = [plugin for plugin in _plugins() if issubclass(plugin, MvnoSpec)]
    rows = [(code(name), *(_answer(getattr(plugin, name)) for plugin in plugins)) for name in names]
    blocks = [
        (code(f"blocks: {reason.value}"), *(_scopes(plugin, reason) for plugin in plugins)) for reason in BlockReason
    ]
    return table(("Limite", *(code(plugin.key) for plugin in plugins)), [*rows, *blocks])


def endpoints() -> str:
    """Every endpoint of every installed platform with its mark and source."""
    rows = (
        (
            code(plugin.key),
            code(e.name),
            code(f"{e.method} {e.path}"),
            e.effect.value,
            e.weakest_evidence.value.upper(),
            e.source,
        )
        for plugin in _plugins()
        for e in plugin.wire.endpoints.values()
    )
    return table(("Plataforma", "Nome", "Chamada", "Efeito", "Evidência", "Fonte"), rows)


def known_by_name() -> str:
    """Platforms that no public source tells how to call, and what to ask their vendors."""
    return "\n\n".join(
        f"### `{family}/{key}`\n\n" + "\n".join(f"- {question}" for question in ask)
        for (family, key), ask in WITHOUT_WIRE.items()
    )


def _descriptions() -> Iterator[PlatformDescription]:
    return (describe(each.key, family=each.family) for each in platforms() if each.distribution == "isp-integrations")


def _plugins() -> Iterator[type[Platform]]:
    return (load(each.family, each.key) for each in _descriptions())


def _answer(flag: bool | None) -> str:
    if flag is None:
        return "ninguém sabe"
    return "sim" if flag else "não"


def _scopes(plugin: type[MvnoSpec], reason: BlockReason) -> str:
    return ", ".join(sorted(scope.value for scope in plugin.blocks.get(reason, ()))) or "–"
