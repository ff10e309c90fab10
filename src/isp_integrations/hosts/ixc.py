"""IXC: records of `linha_mvno`, `cliente_contrato`, `cliente`, `vd_contratos_produtos` and companions.

Field names and codes are OBSERVED, in the domain reference §2 and §4 and in types generated from IXC's API
wiki (github.com/atplus-digital/crm-frontend); which row a code falls in is INFERRED. Every value is a text,
"0" is no id and "0000-00-00" no date.

Where a contract's mobile product meets the platform: an item of type `SMP` names a product (`id_produto`),
and `produtos_ixc_mvno` gives that product's plan (`id_plano_integracao`) on each integration
(`id_integracao`). One `vd_contratos_produtos` row becomes one `ContractItem` per integration that sells the
product, or a single one without plan when none does.
"""

import re
from collections.abc import Mapping, Sequence

import attrs

from isp_integrations.core.erp.models import (
    AccessStatus,
    Address,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    ProductType,
)
from isp_integrations.core.identifiers import Iccid, Msisdn, PostalCode, parse_tax_id
from isp_integrations.core.mvno.models import LineStatus, MvnoLine, NumberType, Portability, PortabilityStatus
from isp_integrations.hosts.entities import ContractState
from isp_integrations.hosts.reading import Adapted, Reading

CONTRACT_STATUSES: Mapping[str, ContractStatus] = {
    "P": ContractStatus.PRE_CONTRACT,
    "A": ContractStatus.ACTIVE,
    "I": ContractStatus.INACTIVE,
    "N": ContractStatus.DEFAULTED,
    "D": ContractStatus.WITHDRAWN,
}
"""`status`. D is *desistiu* here."""

ACCESS_STATUSES: Mapping[str, AccessStatus] = {
    "A": AccessStatus.ACTIVE,
    "FA": AccessStatus.PAYMENT_OVERDUE,
    "CM": AccessStatus.BLOCKED_MANUAL,
    "CA": AccessStatus.BLOCKED_AUTOMATIC,
    "AA": AccessStatus.AWAITING_SIGNATURE,
    "D": AccessStatus.DEACTIVATED,
}
"""`status_internet`. D is *desativado* here. CE exists in one dump and nobody says what it means: UNKNOWN."""

SUSPENSIONS: Mapping[str, bool | None] = {"N": False, "S": True, "": False}
"""`contrato_suspenso`: suspended at the customer's request, who is in good standing (domain §4.1)."""

IN_GOOD_STANDING = frozenset({AccessStatus.ACTIVE, AccessStatus.PAYMENT_OVERDUE})

SPEEDS: Mapping[str, bool] = {"N": False, "R": True, "": False}

LINE_STATUSES: Mapping[str, LineStatus] = {
    "AA": LineStatus.AWAITING_ACTIVATION,
    "A": LineStatus.ACTIVE,
    "BA": LineStatus.BLOCKED_PARTIAL,
    "BT": LineStatus.BLOCKED_TOTAL,
    "BR": LineStatus.BLOCKED_THEFT,
    "BP": LineStatus.BLOCKED_LOSS,
    "BI": LineStatus.BLOCKED_MISUSE,
    "I": LineStatus.INACTIVE,
    "C": LineStatus.CANCELLED,
}
"""`status_linha`. BP is *perda*, not *parcial*."""

PORTABILITY_STATUSES: Mapping[str, PortabilityStatus] = {
    "": PortabilityStatus.NONE,
    "A": PortabilityStatus.PENDING,
    "CO": PortabilityStatus.COMPLETED,
    "R": PortabilityStatus.REFUSED,
    "CA": PortabilityStatus.CANCELLED,
}

NUMBER_TYPES: Mapping[str, NumberType] = {
    "1": NumberType.NORMAL,
    "2": NumberType.GOLD,
    "3": NumberType.DID_MOBILE,
    "4": NumberType.M2M,
    "5": NumberType.M2M_SPECIAL,
    "6": NumberType.TEST,
    "7": NumberType.QA,
}

PRODUCT_TYPES: Mapping[str, ProductType] = {
    "I": ProductType.INTERNET,
    "T": ProductType.TELEPHONY,
    "S": ProductType.SERVICE,
    "SVA": ProductType.SVA,
    "TV": ProductType.SERVICE,
    "SMP": ProductType.MOBILE,
}
"""`tipo` of a contract's product. TV has no type of its own in the rules."""

ON_PLATFORM: Mapping[str, bool] = {"A": True, "I": False}
"""`api`: on the platform and in IXC, or in IXC alone."""

PLATFORM_IDS = (
    "id_linha_integracao",
    "id_contrato_integracao",
    "id_customer_mvno",
    "id_account_mvno",
    "id_portabilidade_integracao",
    "profile_mvno",
)
LONGEST_LOCAL_NUMBER = 9


@attrs.frozen(kw_only=True)
class PlatformPlan:
    """The plan of a product on one integration (`produtos_ixc_mvno`)."""

    product_id: str
    integration_id: str
    plan_code: str


@attrs.frozen(kw_only=True)
class Places:
    """City names by id of `cidade`, state abbreviations by id of `uf`: a customer's record holds ids only.

    `None` is a table that the host did not send.
    """

    cities: Mapping[str, str] | None = None
    states: Mapping[str, str] | None = None


def contract_status(record: Mapping[str, object]) -> ContractState:
    """The statuses of one `cliente_contrato`."""
    return _state(Reading("cliente_contrato", record))


def _state(row: Reading) -> ContractState:
    status = row.word("status", CONTRACT_STATUSES, ContractStatus.UNKNOWN)
    access = _access(row, status)
    reduced = row.word("status_velocidade", SPEEDS, unknown=False)
    return ContractState(status, access, reduced, raw=f"{row.text('status')}/{row.text('status_internet')}")


def _access(row: Reading, status: ContractStatus) -> AccessStatus:
    """A suspension at the customer's request stands only where the access was in force: it never hides a block."""
    access = row.word("status_internet", ACCESS_STATUSES, AccessStatus.UNKNOWN)
    suspended = row.word("contrato_suspenso", SUSPENSIONS, unknown=None)
    if status is not ContractStatus.ACTIVE or access not in IN_GOOD_STANDING:
        return access
    if suspended is None:
        return AccessStatus.UNKNOWN
    return AccessStatus.SUSPENDED_BY_CUSTOMER if suspended else access


def contract(record: Mapping[str, object], *, items: tuple[ContractItem, ...] = ()) -> Adapted[Contract]:
    """One `cliente_contrato`.

    `trust_until` and `cancel_on` stay `None`: what `dt_retorno_desb_conf` and `data_cancelamento` mean in a
    contract that still runs is not public, and a stale day would end the service of a paying customer.
    """
    row = Reading("cliente_contrato", record)
    customer_id = row.reference("id_cliente")
    if row.id is None:
        return row.missing("id")
    if customer_id is None:
        return row.missing("id_cliente")
    state = _state(row)
    return row.adapted(
        Contract(
            id=row.id,
            customer_id=customer_id,
            status=state.status,
            access=state.access,
            items=items,
            reduced_speed=state.reduced_speed,
            branch_id=row.reference("id_filial"),
        )
    )


def platform_plan(record: Mapping[str, object]) -> Adapted[PlatformPlan]:
    """One `produtos_ixc_mvno`; no value for a disabled row, or one without plan (an extra data pack)."""
    row = Reading("produtos_ixc_mvno", record)
    product, integration = row.reference("id_produto_ixc"), row.reference("id_integracao")
    plan = row.reference("id_plano_integracao")
    if not row.flag("ativo") or plan is None:
        return row.adapted(None)
    if product is None:
        return row.missing("id_produto_ixc")
    if integration is None:
        return row.missing("id_integracao")
    return row.adapted(PlatformPlan(product_id=product, integration_id=integration, plan_code=plan))


def contract_items(
    record: Mapping[str, object], *, plans: Sequence[PlatformPlan] = ()
) -> Adapted[tuple[ContractItem, ...]]:
    """One `vd_contratos_produtos`: an item per integration that sells the product, or one without plan.

    Two plans of one product on one integration cannot be told apart: the item has none, a problem says so.
    """
    row = Reading("vd_contratos_produtos", record)
    product = row.reference("id_produto")
    if product is None:
        return row.missing("id_produto")
    kind = row.word("tipo", PRODUCT_TYPES, ProductType.UNKNOWN)
    codes: dict[str, set[str]] = {}
    for plan in plans:
        if kind is ProductType.MOBILE and plan.product_id == product:
            codes.setdefault(plan.integration_id, set()).add(plan.plan_code)
    if any(len(found) > 1 for found in codes.values()):
        row.note("id_produto", "o produto tem mais de um plano na mesma integração")
    return row.adapted(
        tuple(
            ContractItem(
                product_id=product,
                type=kind,
                integration_id=integration,
                platform_plan_code=next(iter(found)) if len(found) == 1 else None,
            )
            for integration, found in codes.items()
        )
        or (ContractItem(product_id=product, type=kind),)
    )


def customer(record: Mapping[str, object], *, places: Places = Places()) -> Adapted[Customer]:
    """One `cliente`. City and state are ids in it: `places` names them, without it they stay empty."""
    row = Reading("cliente", record)
    if row.id is None:
        return row.missing("id")
    return row.adapted(
        Customer(
            id=row.id,
            legal_name=row.text("razao"),
            tax_id=row.parsed("cnpj_cpf", parse_tax_id),
            mobile_phone=row.parsed("telefone_celular", Msisdn.parse),
            email=row.text("email") or None,
            birth_date=row.date("data_nascimento"),
            address=_address(row, places),
            active=row.flag("ativo"),
        )
    )


def _address(row: Reading, places: Places) -> Address | None:
    found = Address(
        street=row.text("endereco"),
        number=row.text("numero"),
        complement=row.text("complemento"),
        district=row.text("bairro"),
        city=_place(row, "cidade", places.cities),
        state=_place(row, "uf", places.states),
        postal_code=row.parsed("cep", PostalCode.parse),
    )
    return None if found == Address() else found


def _place(row: Reading, field: str, names: Mapping[str, str] | None) -> str:
    key = row.reference(field)
    if key is None or names is None:
        return ""
    if key not in names:
        row.note(field, f"não está na tabela {field}")
    return names.get(key, "")


def line(
    record: Mapping[str, object], *, customer_id: str | None = None, iccid_luhn: bool = True
) -> Adapted[MvnoLine]:
    """One `linha_mvno`.

    Args:
        customer_id: owner of the line's contract; the record itself does not name the customer.
        iccid_luhn: whether this platform's ICCIDs carry their check digit.

    A line whose `api` is neither A nor I is taken as not on the platform, so that nothing is sent for it.
    """
    row = Reading("linha_mvno", record)
    if row.id is None:
        return row.missing("id")
    number = _number(row)
    ported = row.flag("portabilidade")
    return row.adapted(
        MvnoLine(
            id=row.id,
            integration_id=row.reference("id_integracao"),
            contract_id=row.reference("id_contrato"),
            customer_id=customer_id,
            msisdn=number,
            temporary_number=row.parsed("numero_temporario", Msisdn.parse),
            iccid=row.parsed("simcard", lambda text: Iccid.parse(text, luhn=iccid_luhn)),
            is_esim=row.flag("esim"),
            esim_code=row.text("link_esim") or None,
            status=row.word("status_linha", LINE_STATUSES, LineStatus.UNKNOWN),
            raw_status=row.text("status_linha") or None,
            is_ported=ported,
            portability=_portability(row, number) if ported or row.text("status_portabilidade") else None,
            plan_code=row.reference("id_plano_integracao"),
            on_platform=row.word("api", ON_PLATFORM, unknown=False),
            number_type=row.word("tipo_numero", NUMBER_TYPES, NumberType.UNKNOWN),
            platform_ids={name: text for name in PLATFORM_IDS if (text := row.text(name))},
        )
    )


def _number(row: Reading) -> Msisdn | None:
    """`msisdn`, else `numero_telefone` with `ddd_telefone` before it where it holds no DDD itself."""
    if row.text("msisdn"):
        return row.parsed("msisdn", Msisdn.parse)
    number = row.text("numero_telefone")
    if number and len(re.sub(r"\D", "", number)) <= LONGEST_LOCAL_NUMBER:
        number = row.text("ddd_telefone") + number
    return row.parsed("numero_telefone", Msisdn.parse, number)


def _portability(row: Reading, number: Msisdn | None) -> Portability:
    return Portability(
        number=number,
        status=row.word("status_portabilidade", PORTABILITY_STATUSES, PortabilityStatus.UNKNOWN),
        raw_status=row.text("status_portabilidade") or None,
        donor_operator=row.text("operadora_origem") or None,
        scheduled_for=row.date("data_agendamento"),
    )
