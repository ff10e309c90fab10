"""Plans: what is sold, what a customer has, and what hangs on it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from isp_integrations.core.erp.models import ContractItem
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.values import Value

LAST_DUE_DAY = 31


class PlanStatus(StrEnum):
    """Status of a customer's plan."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class PaymentMethod(StrEnum):
    """The known payment methods (formas de pagamento). A host may have more: any other text is one too."""

    BOLETO = "boleto"
    PIX = "pix"
    ACCOUNT_DEBIT = "account_debit"
    CARD_DEBIT = "card_debit"
    PHONE_BILL = "phone_bill"


class AddonKind(StrEnum):
    """What a plan is known to carry beside itself (ELITE-ADDON-1). Any other text is a kind too."""

    ONU = "onu"
    VOICE_TERMINAL = "voice_terminal"
    TV_PACKAGE = "tv_package"
    TV_POINT = "tv_point"
    ANTIVIRUS = "antivirus"


@attrs.frozen(kw_only=True)
class PlanAddon(Value):
    """An additional service of a plan (serviço adicional). `ref` is the host's id of the thing itself."""

    kind: AddonKind | str
    ref: str | None = None


@attrs.frozen(kw_only=True)
class Plan(Value):
    """A plan of the host's catalogue (plano).

    Attributes:
        download_kbps: in kilobits per second, `None` for a plan without speed; so is `upload_kbps`.
        price: per month, in reais.
        items: its composition (composição do plano).
        sva_platforms: keys of the SVA platforms whose users come with it, such as ``playhub``.
    """

    id: str
    name: str = ""
    download_kbps: int | None = None
    upload_kbps: int | None = None
    price: Decimal | None = None
    items: tuple[ContractItem, ...] = ()
    sva_platforms: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class CustomerPlan(Value):
    """A plan that a customer has.

    Attributes:
        sold_plan_id: the catalogue's plan.
        combo_id: the combo that it is a member of, if any.
        due_day: day of the month on which its invoice is due, 1 to 31.
        suspended_on: day of the suspension; an active plan has none.
        provisional_speed: the provisional speed that it runs at, in the host's own words; `None` at its own.
    """

    id: str
    customer_id: str
    contract_id: str
    status: PlanStatus
    sold_plan_id: str | None = None
    combo_id: str | None = None
    access_point_id: str | None = None
    payment_method: PaymentMethod | str | None = None
    due_day: int | None = None
    sva_platforms: tuple[str, ...] = ()
    addons: tuple[PlanAddon, ...] = ()
    first_activated_on: date | None = None
    enabled_on: date | None = None
    renewed_on: date | None = None
    suspended_on: date | None = None
    provisional_speed: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.suspended_on is not None and self.status is PlanStatus.ACTIVE:
            raise InvalidRecord(problems=("suspended_on: um plano ativo não tem data de suspensão",))


@attrs.frozen(kw_only=True)
class NetworkAccessPoint(Value):
    """A network point of presence (ponto de acesso) of the host, which serves plans in its city."""

    id: str
    city_id: str
    name: str = ""


@attrs.frozen(kw_only=True)
class VoiceTerminal(Value):
    """A voice terminal (terminal de voz) of a customer's plan."""

    id: str
    plan_id: str
    contact_email: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class RadiusLogin(Value):
    """An access login (login Radius) of a customer's plan."""

    id: str
    plan_id: str
    username: str = attrs.field(repr=False)


def is_due_day(day: int | None) -> bool:
    """Whether an invoice can be due on that day of a month."""
    return day is not None and 1 <= day <= LAST_DUE_DAY
