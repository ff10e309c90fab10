"""What the rules must know of an SVA platform, read from its plugin so that forms can check without an account."""

from collections.abc import Callable
from typing import Self

import attrs

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.models import UserKey
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class PlatformLimits(Value):
    """The limits of one platform; each field is the attribute of the same name of
    :class:`~isp_integrations.core.sva.hookspecs.SvaSpec`, which documents it."""

    user_key: UserKey
    customer_fields: tuple[str, ...]
    needs_password: bool
    confirms_later: bool
    editable: frozenset[str]
    several_packages: bool
    tells_block_from_deactivation: bool
    packages_conflict: Callable[[tuple[SvaPackage, ...]], str | None]

    @classmethod
    def of(cls, spec: type[SvaSpec] | SvaSpec) -> Self:
        """The limits that a plugin, or one open account of it, declares."""
        return cls(**{field.name: getattr(spec, field.name) for field in attrs.fields(cls)})
