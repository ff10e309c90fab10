"""What the rules must know of a platform, read from its plugin so that forms can check without an account."""

from collections.abc import Callable, Mapping
from typing import Self

import attrs

from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.models import ConnectionMode, Onu, WifiBand
from isp_integrations.core.olt.requests import ProvisionOnu
from isp_integrations.core.olt.texts import GENERAL, TextField, TextForm
from isp_integrations.core.rules import Family
from isp_integrations.core.values import Value

Conditions = Callable[[ProvisionOnu], tuple[tuple[str, Family, str], ...]]
WifiRefusal = Callable[[Onu, WifiBand], str | None]


@attrs.frozen(kw_only=True)
class PlatformLimits(Value):
    """The limits of one platform; each field is the attribute of the same name of
    :class:`~isp_integrations.core.olt.hookspecs.OltSpec`, which documents it. `texts` holds every field."""

    title: str
    modes: frozenset[ConnectionMode]
    switchable_modes: frozenset[ConnectionMode]
    wifi_bands: frozenset[WifiBand]
    wifi_modes: frozenset[ConnectionMode]
    wifi_single_field: bool
    many_olts: bool
    addressed_by: tuple[str, ...]
    finds_by: frozenset[str]
    pon_port_form: str
    pon_port_example: str
    template_fields: Mapping[ConnectionMode, tuple[str, ...]]
    texts: Mapping[TextField, TextForm]
    provision_conditions: Conditions
    wifi_refusal: WifiRefusal

    @classmethod
    def of(cls, spec: type[OltSpec] | OltSpec) -> Self:
        """The limits that a plugin, or one open account of it, declares."""
        declared = {field.name: getattr(spec, field.name) for field in attrs.fields(cls)}
        return cls(**{**declared, "texts": {**GENERAL, **spec.texts}})
