"""Linking a found ONU to a customer's plan (vincular ONU): the host's record of it, before anything is sent."""

import attrs

from isp_integrations.core.errors import RuleViolation
from isp_integrations.core.olt.models import Onu, OnuState, UnprovisionedOnu
from isp_integrations.core.olt.rules import read_serial
from isp_integrations.core.rules import Violation


def link_onu(
    found: UnprovisionedOnu,
    *,
    plan_id: str,
    customer_id: str | None = None,
    asset_id: str | None = None,
    name: str = "",
    description: str = "",
) -> Onu:
    """The ONU linked to a plan, ready for `provision_onu`.

    Args:
        found: from `list_unprovisioned` or `search`.
        asset_id: the stock item (patrimônio) that the device is.
        name, description: for the equipment.

    Raises:
        RuleViolation: what was found has no GPON serial (ONU-15).
    """
    serial = read_serial(found.serial or found.raw_serial)
    if isinstance(serial, Violation):
        raise RuleViolation(violations=(serial,))
    return Onu(
        serial=serial,
        olt_id=found.olt_id,
        pon_port=found.pon_port,
        name=name,
        description=description,
        plan_id=plan_id,
        customer_id=customer_id,
        asset_id=asset_id,
        model=found.model,
        admin_state=OnuState.UNPROVISIONED,
    )


def replacement_of(onu: Onu, found: UnprovisionedOnu, *, asset_id: str | None = None) -> Onu:
    """The record of the device that takes the place of `onu`: its own serial and place, all else as `onu` has it.

    Raises:
        RuleViolation: what was found has no GPON serial (ONU-15).
    """
    linked = link_onu(
        found,
        plan_id=onu.plan_id or "",
        customer_id=onu.customer_id,
        asset_id=asset_id,
        name=onu.name,
        description=onu.description,
    )
    return attrs.evolve(linked, connection=onu.connection, wifi=onu.wifi)
