"""What each hook of the family is asked: one frozen request per operation."""

from collections.abc import Mapping
from datetime import date

import attrs

from isp_integrations.core.erp.models import Customer
from isp_integrations.core.identifiers import Iccid, Msisdn, TaxId
from isp_integrations.core.mvno.models import LineBlock, MvnoLine, TransferKind
from isp_integrations.core.values import Value


@attrs.frozen
class ListPlans(Value):
    """Every plan of the account's catalogue."""


@attrs.frozen(kw_only=True)
class ListSimCards(Value):
    """SIM stock of the reseller. `available` narrows to free ones where the platform can tell."""

    available: bool | None = None


@attrs.frozen(kw_only=True)
class ListFreeNumbers(Value):
    """Numbers that may be activated in one area code."""

    area_code: str


@attrs.frozen(kw_only=True)
class FindSim(Value):
    """The number on a SIM."""

    iccid: Iccid


@attrs.frozen(kw_only=True)
class CheckDocument(Value):
    """Ask whether the tax authority knows a document."""

    tax_id: TaxId


@attrs.frozen(kw_only=True)
class RegisterSubscriber(Value):
    """Register a customer on the platform.

    Attributes:
        password: his first one for the platform's own app, where it asks for one; never made up by us.
    """

    customer: Customer
    password: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class GetSubscriber(Value):
    """Look a customer up by document."""

    tax_id: TaxId


@attrs.frozen
class ListSubscribers(Value):
    """Every customer registered on the platform."""


@attrs.frozen(kw_only=True)
class PortIn(Value):
    """A number to be ported in, at activation or onto an active line.

    Attributes:
        donor_operator: id from `list_donor_operators`, where the platform asks for it.
        other_holder_name, other_holder_tax_id: the donor's holder where it is another person.
        scheduled_for: day wished for; the platform decides where it has no such field.
    """

    number: Msisdn
    donor_operator: str | None = None
    other_holder_name: str | None = attrs.field(default=None, repr=False)
    other_holder_tax_id: TaxId | None = None
    scheduled_for: date | None = None


@attrs.frozen(kw_only=True)
class ActivateLine(Value):
    """Activate a SIM for a customer: a physical one by ICCID, an eSIM of the stock, or one the platform picks.

    Attributes:
        iccid: `None` only with `esim`, where the platform picks the eSIM.
        area_code: of the number to be assigned (DDD).
        msisdn: a number chosen from `list_free_numbers`, where the platform can.
        port_in: a number to be ported in as part of the activation.
        due_day: day of the month on which the customer pays, where the platform asks.
        account_type: how the line is paid, on platforms that keep an account per customer: `prepaid`, `postpaid`,
            `m2m`, or another word of the platform's own. `None` is postpaid with a `due_day` and prepaid without.
        account_id: an account that the customer has there already; `None` opens one.
        network_profile: code of the line's APN/HLR profile (IXC `profile_mvno`), where the platform asks.
    """

    customer: Customer
    plan_code: str
    area_code: str
    iccid: Iccid | None = None
    esim: bool = False
    msisdn: Msisdn | None = None
    port_in: PortIn | None = None
    due_day: int | None = None
    account_type: str | None = None
    account_id: str | None = None
    network_profile: str | None = None


@attrs.frozen(kw_only=True)
class GetActivation(Value):
    """Progress of an activation, by the SIM."""

    iccid: Iccid


@attrs.frozen(kw_only=True)
class GetLine(Value):
    """One line, by number or by SIM; at least one is given, and a plugin uses the one it can."""

    msisdn: Msisdn | None = None
    iccid: Iccid | None = None


@attrs.frozen
class ListLines(Value):
    """Every line record of the account, history included; the newest per number is the caller's choice."""


@attrs.frozen(kw_only=True)
class BlockLine(Value):
    """Block a line."""

    line: MvnoLine
    block: LineBlock


@attrs.frozen(kw_only=True)
class UnblockLine(Value):
    """Lift a line's block."""

    line: MvnoLine


@attrs.frozen(kw_only=True)
class CancelLine(Value):
    """Cancel a line for good."""

    line: MvnoLine


@attrs.frozen(kw_only=True)
class ChangePlan(Value):
    """Put a line on another plan of the catalogue."""

    line: MvnoLine
    plan_code: str


@attrs.frozen(kw_only=True)
class SwapSim(Value):
    """Move a line to another SIM; `new_iccid=None` asks the platform to pick an eSIM."""

    line: MvnoLine
    new_iccid: Iccid | None = None
    reason: str = ""


@attrs.frozen(kw_only=True)
class GetBalance(Value):
    """What is left of a line's allowances."""

    line: MvnoLine


@attrs.frozen(kw_only=True)
class ListUsage(Value):
    """What a line used, period by period. Both days inclusive; `None` leaves the range to the platform."""

    line: MvnoLine
    start: date | None = None
    end: date | None = None


@attrs.frozen(kw_only=True)
class ListTopUps(Value):
    """A line's top-ups, newest first."""

    line: MvnoLine


@attrs.frozen(kw_only=True)
class TopUpLine(Value):
    """Buy a top-up for a line: a plan of the catalogue, paid from the reseller's balance."""

    line: MvnoLine
    plan_code: str


@attrs.frozen(kw_only=True)
class RequestPortability(Value):
    """Ask for a number to be ported onto an active line."""

    line: MvnoLine
    customer: Customer
    port_in: PortIn


@attrs.frozen(kw_only=True)
class GetPortability(Value):
    """Progress of a line's portability."""

    line: MvnoLine


@attrs.frozen(kw_only=True)
class CancelPortability(Value):
    """Give up a portability under way."""

    line: MvnoLine


@attrs.frozen
class ListDonorOperators(Value):
    """The operators a number may be ported from."""


@attrs.frozen(kw_only=True)
class TransferOwnership(Value):
    """Put a line in another contract on the platform.

    For a CONTRACT_CHANGE `new_holder` is `None`: no holder data leaves the host (MVNO-TRANSFER-5).
    """

    line: MvnoLine
    kind: TransferKind
    new_contract_id: str
    new_holder: Customer | None = None


@attrs.frozen
class GetResellerBalance(Value):
    """The reseller's prepaid balance, in reais."""


@attrs.frozen(kw_only=True)
class ParseWebhook(Value):
    """A notification as it arrived. Header names are lower-case; the body is bytes, not yet trusted."""

    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    body: bytes = attrs.field(repr=False)
