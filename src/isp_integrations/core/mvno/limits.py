"""What the rules must know of a platform, read from its plugin so that forms can check without an account."""

from collections.abc import Callable, Mapping
from typing import Self

import attrs

from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.models import BlockReason, BlockScope
from isp_integrations.core.mvno.requests import ActivateLine, TransferOwnership
from isp_integrations.core.rules import Family
from isp_integrations.core.values import Value

Broken = tuple[tuple[str, Family, str], ...]
Conditions = Callable[[TransferOwnership], Broken]
ActivationConditions = Callable[[ActivateLine], Broken]


@attrs.frozen(kw_only=True)
class PlatformLimits(Value):
    """The limits of one platform; each field is the attribute of the same name of
    :class:`~isp_integrations.core.mvno.hookspecs.MvnoSpec`, which documents it."""

    blocks: Mapping[BlockReason, frozenset[BlockScope]]
    keeps_emergency_calls: bool | None
    tells_block_reasons: bool
    schedules_blocks: bool
    suspends_billing: frozenset[BlockScope]
    port_in_needs_donor: bool
    port_in_takes_other_holder: bool
    port_in_cancel_always: bool
    keeps_contract: bool
    picks_esim: bool
    iccid_luhn: bool
    iccid_prefix: str
    holder_fields: tuple[str, ...]
    activation_conditions: ActivationConditions
    transfer_conditions: Conditions

    @classmethod
    def of(cls, spec: type[MvnoSpec] | MvnoSpec) -> Self:
        """The limits that a plugin, or one open account of it, declares."""
        return cls(**{field.name: getattr(spec, field.name) for field in attrs.fields(cls)})
