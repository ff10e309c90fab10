"""The part of the ASSUMED wire that orders a change and is answered with no more than that it was taken.

Apart from :mod:`.wire`, for some platforms borrow nothing else: how they are read is known.
"""

from typing import Annotated

from isp_integrations.core.assumed import AssumedAccepted, AssumedRefusal, AssumedRefused, endpoint, own
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import wire_model


@wire_model
class AssumedAddress:
    street: Annotated[str, own("street")]
    number: Annotated[str, own("number")]
    complement: Annotated[str, own("complement")]
    district: Annotated[str, own("district")]
    city: Annotated[str, own("city")]
    state: Annotated[str, own("state")]
    postal_code: Annotated[str | None, own("postal_code")]


@wire_model
class AssumedHolder:
    """A customer on his way to the platform. Absent members are sent as null."""

    name: Annotated[str, own("name")]
    tax_id: Annotated[str | None, own("tax_id")]
    email: Annotated[str | None, own("email")] = None
    phone: Annotated[str | None, own("phone")] = None
    birth_date: Annotated[str | None, own("birth_date")] = None
    address: Annotated[AssumedAddress | None, own("address")] = None


@wire_model
class AssumedBlock:
    scope: Annotated[str, own("scope")]
    reason: Annotated[str, own("reason")]
    starts_on: Annotated[str | None, own("starts_on")] = None
    suspend_billing: Annotated[bool | None, own("suspend_billing")] = None


@wire_model
class AssumedPlanChoice:
    plan: Annotated[str, own("plan")]


@wire_model
class AssumedSwap:
    reason: Annotated[str, own("reason")]
    iccid: Annotated[str | None, own("iccid")] = None


@wire_model
class AssumedTransfer:
    contract_id: Annotated[str, own("contract_id")]
    holder: Annotated[AssumedHolder | None, own("holder")] = None


MODELS = (
    AssumedRefusal, AssumedRefused, AssumedAccepted, AssumedAddress, AssumedHolder, AssumedBlock, AssumedPlanChoice,
    AssumedSwap, AssumedTransfer,
)  # fmt: skip

_WRITE, _REPEATABLE = Effect.WRITE, Effect.REPEATABLE

BLOCK = endpoint("block", "POST", "lines/{line}/block", _REPEATABLE, body=AssumedBlock, answer=AssumedAccepted)
UNBLOCK = endpoint("unblock", "POST", "lines/{line}/unblock", _REPEATABLE, answer=AssumedAccepted)
CANCEL = endpoint("cancel", "POST", "lines/{line}/cancel", _WRITE, answer=AssumedAccepted)
CHANGE_PLAN = endpoint(
    "change_plan", "POST", "lines/{line}/plan", _WRITE, body=AssumedPlanChoice, answer=AssumedAccepted
)
SWAP_SIM = endpoint("swap_sim", "POST", "lines/{line}/sim", _WRITE, body=AssumedSwap, answer=AssumedAccepted)
TRANSFER = endpoint("transfer", "POST", "lines/{line}/holder", _WRITE, body=AssumedTransfer, answer=AssumedAccepted)
CANCEL_PORTABILITY = endpoint(
    "cancel_portability", "POST", "lines/{line}/portability/cancel", _WRITE, answer=AssumedAccepted
)
