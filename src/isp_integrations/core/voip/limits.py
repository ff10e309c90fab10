"""What the rules must know of a platform, read from its plugin so that forms can check without an account."""

from typing import Self

import attrs

from isp_integrations.core.values import Value
from isp_integrations.core.voip.hookspecs import VoipSpec


@attrs.frozen(kw_only=True)
class PlatformLimits(Value):
    """The limits of one platform; each field is the attribute of the same name of
    :class:`~isp_integrations.core.voip.hookspecs.VoipSpec`, which documents it."""

    permissions: frozenset[str]
    generates_passwords: bool

    @classmethod
    def of(cls, spec: type[VoipSpec] | VoipSpec) -> Self:
        """The limits that a plugin, or one open account of it, declares."""
        return cls(**{field.name: getattr(spec, field.name) for field in attrs.fields(cls)})
