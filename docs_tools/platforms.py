"""What each installed platform offers and on what evidence, as the code declares it, family by family."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from docs_tools.markdown import code, table
from isp_integrations.core.olt.texts import TextForm
from isp_integrations.core.platform import Platform
from isp_integrations.core.registry import WITHOUT_WIRE, PlatformDescription, describe, load, platforms

_NOT_A_LIMIT = frozenset({"family"})


def capabilities(family: str) -> str:
    """Operation by platform: the mark of the operation's plainest use, or a dash."""
    known = list(_descriptions(family))
    marks = [{operation.name: operation.evidence for operation in each.operations} for each in known]
    rows = (
        (code(name), *(evidence.value.upper() if (evidence := mark.get(name)) else "–" for mark in marks))
        for name in sorted({name for mark in marks for name in mark})
    )
    return table(("Operação", *(code(each.key) for each in known)), rows)


def limits(family: str) -> str:
    """What the family's platforms can do within their operations: the attributes that its specification names."""
    plugins = list(_plugins(family))
    rows: list[tuple[str, ...]] = []
    for name in _limit_names(plugins[0]):
        values = [getattr(plugin, name) for plugin in plugins]
        if any(isinstance(value, Mapping) for value in values):
            rows += _by_key(name, values)
        else:
            rows.append((code(name), *map(_told, values)))
    return table(("Limite", *(code(plugin.key) for plugin in plugins)), rows)


def endpoints(family: str) -> str:
    """Every endpoint and command of the family's platforms with its mark and source."""
    rows = (
        (code(plugin.key), code(name), code(call), effect, evidence.upper(), source)
        for plugin in _plugins(family)
        for name, call, effect, evidence, source in _calls(plugin)
    )
    return table(("Plataforma", "Nome", "Chamada", "Efeito", "Evidência", "Fonte"), rows)


def known_by_name() -> str:
    """Platforms that no public source tells how to call, and what to ask their vendors."""
    return "\n\n".join(
        f"### `{family}/{key}`\n\n" + "\n".join(f"- {question}" for question in ask)
        for (family, key), ask in WITHOUT_WIRE.items()
    )


def _descriptions(family: str) -> Iterator[PlatformDescription]:
    ours = (each for each in platforms() if each.distribution == "isp-integrations" and each.family == family)
    return (describe(each.key, family=family) for each in ours)


def _plugins(family: str) -> Iterator[type[Platform]]:
    return (load(family, each.key) for each in _descriptions(family))


def _calls(plugin: type[Platform]) -> Iterator[tuple[str, str, str, str, str]]:
    for e in plugin.wire.endpoints.values():
        yield e.name, f"{e.method} {e.path}", e.effect.value, e.weakest_evidence.value, e.source
    for c in plugin.wire.commands.values():
        yield c.name, c.line, c.effect.value, c.weakest_evidence.value, c.source


def _limit_names(plugin: type[Platform]) -> list[str]:
    """The attributes that the family's specification adds to those of every platform."""
    spec = next(kind for kind in reversed(plugin.__mro__) if "family" in vars(kind))
    return [name for name in spec.__annotations__ if name not in _NOT_A_LIMIT]


def _by_key(name: str, values: list[Mapping[Any, Any]]) -> list[tuple[str, ...]]:
    keys = dict.fromkeys(key for value in values for key in value)
    return [(code(f"{name}: {_word(key)}"), *(_told(value.get(key, ())) for value in values)) for key in keys]


def _told(value: object) -> str:
    if value is None:
        return "ninguém sabe"
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, TextForm):
        return f"{value.shortest} a {value.longest} bytes: {value.told}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        words = [_word(each) for each in value]
        return ", ".join(words if isinstance(value, tuple) else sorted(words)) or "–"
    return code(_word(value))


def _word(value: object) -> str:
    return value.value if isinstance(value, StrEnum) else str(value)
