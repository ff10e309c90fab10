"""What the adapters of all hosts build alike: a contract's two statuses, entities from explicit arguments."""

from collections.abc import Mapping

import attrs

from isp_integrations.core.erp.models import (
    AccessStatus,
    Address,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
)
from isp_integrations.core.identifiers import Msisdn, parse_tax_id
from isp_integrations.hosts.reading import Adapted, Reading


@attrs.frozen
class ContractState:
    """The two statuses of a contract and its speed flag, with the host's own word in `raw`."""

    status: ContractStatus
    access: AccessStatus
    reduced_speed: bool = False
    raw: str = ""

    @property
    def known(self) -> bool:
        """Whether both statuses were in the host's table."""
        return self.status is not ContractStatus.UNKNOWN and self.access is not AccessStatus.UNKNOWN


UNKNOWN = ContractState(ContractStatus.UNKNOWN, AccessStatus.UNKNOWN)
AWAITING_INSTALLATION = ContractState(ContractStatus.PRE_CONTRACT, AccessStatus.DEACTIVATED)
AWAITING_SIGNATURE = ContractState(ContractStatus.PRE_CONTRACT, AccessStatus.AWAITING_SIGNATURE)
SERVED = ContractState(ContractStatus.ACTIVE, AccessStatus.ACTIVE)
REDUCED = ContractState(ContractStatus.ACTIVE, AccessStatus.ACTIVE, reduced_speed=True)
BLOCKED_MANUAL = ContractState(ContractStatus.ACTIVE, AccessStatus.BLOCKED_MANUAL)
BLOCKED_AUTOMATIC = ContractState(ContractStatus.ACTIVE, AccessStatus.BLOCKED_AUTOMATIC)
SUSPENDED = ContractState(ContractStatus.ACTIVE, AccessStatus.SUSPENDED_BY_CUSTOMER)
ENDED = ContractState(ContractStatus.INACTIVE, AccessStatus.DEACTIVATED)
WITHDRAWN = ContractState(ContractStatus.WITHDRAWN, AccessStatus.DEACTIVATED)


def state_of(word: str, table: Mapping[str, ContractState]) -> ContractState:
    """The state that `word` stands for, `UNKNOWN` where it is in no table; the word is kept either way."""
    return attrs.evolve(table.get(word, UNKNOWN), raw=word)


def contract(
    *,
    contract_id: str | int,
    customer_id: str | int,
    state: ContractState,
    items: tuple[ContractItem, ...] = (),
    branch_id: str | None = None,
) -> Adapted[Contract]:
    """A contract of a host whose other field names are not public: the caller passes what it read itself.

    Args:
        state: what the host's `contract_status` read, such as `hubsoft.contract_status(record)`.
    """
    row = Reading("contrato", {"id": contract_id, "cliente": customer_id})
    customer = row.reference("cliente")
    if row.id is None:
        return row.missing("id")
    if customer is None:
        return row.missing("cliente")
    if not state.known:
        row.note("status", "código desconhecido" if state.raw else "não informado")
    return row.adapted(
        Contract(
            id=row.id,
            customer_id=customer,
            status=state.status,
            access=state.access,
            items=items,
            reduced_speed=state.reduced_speed,
            branch_id=branch_id,
        )
    )


def customer(
    *,
    customer_id: str | int,
    legal_name: str = "",
    tax_id: str | int | None = None,
    mobile_phone: str | int | None = None,
    email: str | None = None,
    birth_date: str | None = None,
    address: Address | None = None,
    active: bool | None = None,
) -> Adapted[Customer]:
    """A customer from values as a host writes them, for hosts whose field names are not public.

    Args:
        birth_date: ISO text.
    """
    row = Reading(
        "cliente",
        {
            "id": customer_id,
            "legal_name": legal_name,
            "tax_id": tax_id,
            "mobile_phone": mobile_phone,
            "email": email,
            "birth_date": birth_date,
        },
    )
    if row.id is None:
        return row.missing("id")
    return row.adapted(
        Customer(
            id=row.id,
            legal_name=row.text("legal_name"),
            tax_id=row.parsed("tax_id", parse_tax_id),
            mobile_phone=row.parsed("mobile_phone", Msisdn.parse),
            email=row.text("email") or None,
            birth_date=row.date("birth_date"),
            address=address,
            active=active,
        )
    )
