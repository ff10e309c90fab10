"""Rules of a new SVA user: SVA-INT-6, SVA-PROD-1, -3 and -4, SVA-USER-1 to -10, CORE-12."""

from collections.abc import Collection, Iterator
from datetime import date

import attrs

from isp_integrations.core.erp.models import ContractItem, ProductType, SvaPackage
from isp_integrations.core.erp.rules import check_texts
from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.rules import Family, Severity, Source, Violation
from isp_integrations.core.sva.limits import PlatformLimits
from isp_integrations.core.sva.models import CreateSvaUser, SvaUser, SvaUserStatus, UserKey
from isp_integrations.core.sva.refusals import cpf_taken
from isp_integrations.core.sva.rules.contract import contract_violations
from isp_integrations.core.sva.rules.integration import (
    not_connected,
    unavailable_package,
    unlinked_product,
    without_package,
)
from isp_integrations.core.text import is_blank

_WORDS = {
    "legal_name": "nome",
    "tax_id": "CPF",
    "mobile_phone": "telefone celular",
    "email": "e-mail",
    "password": "senha",
}


def check_creation(
    new: CreateSvaUser,
    *,
    limits: PlatformLimits,
    today: date,
    users_of_integration: Collection[SvaUser] | None = None,
    catalogue: Collection[SvaPackage] | None = None,
) -> tuple[Violation, ...]:
    """Everything that a new user breaks, in listed order.

    Args:
        users_of_integration: the host's users of the integration; `None` skips SVA-USER-4 and -5, what -7 says of
            a username that two customers share, and what -9 says of several packages.
        catalogue: the packages of the account; `None` skips SVA-PROD-3.
    """
    case = _Case(new=new, limits=limits, today=today, users=users_of_integration, catalogue=catalogue)
    return tuple(found for rule in _LISTED for found in rule(case))


def phone_of(new: CreateSvaUser) -> Msisdn | None:
    """The phone to be registered: the one given, else the customer's where the form takes it (SVA-USER-6).

    Raises:
        InvalidIdentifier: the given one is no mobile phone.
    """
    if new.phone is not None:
        return new.phone if isinstance(new.phone, Msisdn) else Msisdn.parse(new.phone)
    return new.customer.mobile_phone if new.use_registration_data else None


def username_of(new: CreateSvaUser, limits: PlatformLimits) -> str | None:
    """What the username is filled with: the platform's key of the customer, or the provider's choice where it has
    one, the document by default (SVA-USER-7); `None` when the customer lacks it."""
    if limits.user_key is UserKey.EMAIL:
        return new.customer.email or None
    document = new.customer.tax_id.value if new.customer.tax_id else None
    chooses = limits.user_key is UserKey.USERNAME and not is_blank(new.username)
    return new.username if chooses else document


@attrs.frozen(kw_only=True)
class _Case:
    new: CreateSvaUser
    limits: PlatformLimits
    today: date
    users: Collection[SvaUser] | None
    catalogue: Collection[SvaPackage] | None

    @property
    def items(self) -> tuple[ContractItem, ...]:
        """The products of the contract, or of the sales plan that will become one (SVA-USER-11)."""
        source = self.new.contract or self.new.sales_plan
        return source.items if source else ()

    @property
    def item(self) -> ContractItem | None:
        """The item of the chosen product on the chosen integration."""
        return next((item for item in self._linked() if item.product_id == self.new.product.id), None)

    @property
    def has_linked_item(self) -> bool:
        """Whether any SVA product of the chosen integration is there."""
        return next(self._linked(), None) is not None

    def _linked(self) -> Iterator[ContractItem]:
        for item in self.items:
            same_product = item.product_id == self.new.product.id
            integration = item.integration_id or (self.new.product.integration_id if same_product else None)
            if item.type is ProductType.SVA and integration == self.new.integration_id:
                yield item

    def present(self) -> Iterator[SvaUser]:
        """The host's users of the same integration that are not removed."""
        for user in self.users or ():
            if user.integration_id in {None, self.new.integration_id} and user.status is not SvaUserStatus.REMOVED:
                yield user

    def rivals(self) -> Iterator[SvaUser]:
        """Those that may stand in the way: where a user may have several packages, the ones of the same package."""
        return (user for user in self.present() if self._same_slot(user))

    def is_of_another(self, user: SvaUser) -> bool:
        """Whether somebody else's; the customer's id tells it, and the CPF where the host gives no id."""
        if user.customer_id is not None:
            return user.customer_id != self.new.customer.id
        return user.cpf is not None and user.cpf != self.new.customer.tax_id

    def _same_slot(self, user: SvaUser) -> bool:
        if not self.limits.several_packages or user.package is None or self.new.product.package is None:
            return True
        return user.package.code == self.new.product.package.code

    def packages_held(self) -> tuple[SvaPackage, ...]:
        """What the customer has on the integration already."""
        return tuple(
            user.package
            for user in self.present()
            if user.package is not None and user.cpf is not None and user.cpf == self.new.customer.tax_id
        )


def _integration(case: _Case) -> Iterator[Violation]:
    yield from not_connected(case.new.integration)


def _product(case: _Case) -> Iterator[Violation]:
    product = case.new.product
    yield from unlinked_product(product)
    if product.package is not None:
        yield from unavailable_package(product.package, case.catalogue)
    yield from without_package(product)


def _customer_data(case: _Case) -> Iterator[Violation]:
    customer = case.new.customer
    missing = [name for name in case.limits.customer_fields if is_blank(getattr(customer, name))]
    key = "email" if case.limits.user_key is UserKey.EMAIL else "tax_id"
    if key not in missing and username_of(case.new, case.limits) is None:
        missing.append(key)
    missing += ["password"] if case.limits.needs_password and is_blank(case.new.password) else []
    if missing:
        words = ", ".join(_WORDS.get(name, name) for name in missing)
        yield Violation(
            rule_id="SVA-USER-3",
            code="sva.customer_data_incomplete",
            family=Family.VALIDATION_FAILED,
            message=f"Complete os dados do cliente: {words}.",
            context={"fields": tuple(missing)},
        )


def _cpf(case: _Case) -> Iterator[Violation]:
    tax_id = case.new.customer.tax_id
    if case.limits.user_key is UserKey.CPF and tax_id is not None and not isinstance(tax_id, Cpf):
        yield Violation(
            rule_id="SVA-USER-3b",
            code="sva.cpf_required",
            family=Family.VALIDATION_FAILED,
            message="A plataforma aceita apenas clientes com CPF; um CNPJ não pode ter usuário SVA.",
            context={"field": "tax_id"},
        )


def _product_in_contract(case: _Case) -> Iterator[Violation]:
    if not case.has_linked_item:
        yield Violation(
            rule_id="SVA-USER-1",
            code="sva.product_not_in_contract",
            family=Family.PRECONDITION_FAILED,
            message="Inclua no contrato um produto do tipo SVA vinculado à integração antes de criar o usuário.",
            context={"product_id": case.new.product.id},
        )


def _product_chosen(case: _Case) -> Iterator[Violation]:
    product = case.new.product
    elsewhere = product.integration_id is not None and product.integration_id != case.new.integration_id
    if elsewhere or (case.has_linked_item and case.item is None):
        yield Violation(
            rule_id="SVA-USER-2",
            code="sva.product_integration_mismatch",
            family=Family.PRECONDITION_FAILED,
            message="Escolha o produto SVA que está no contrato e pertence à integração escolhida.",
            context={"product_id": product.id},
        )


def _one_per_cpf(case: _Case) -> Iterator[Violation]:
    tax_id = case.new.customer.tax_id
    if tax_id is not None and any(user.cpf == tax_id for user in case.rivals()):
        yield cpf_taken(Source.OWN)


def _one_per_contract(case: _Case) -> Iterator[Violation]:
    contract = case.new.contract
    if contract is not None and any(user.contract_id == contract.id for user in case.rivals()):
        yield Violation(
            rule_id="SVA-USER-5",
            code="sva.contract_already_has_user",
            family=Family.CONFLICT,
            message="O contrato já tem um usuário SVA nesta integração.",
            context={"contract_id": contract.id},
        )


def _phone(case: _Case) -> Iterator[Violation]:
    try:
        phone = phone_of(case.new)
    except InvalidIdentifier as wrong:
        yield invalid_phone(f"Telefone inválido: {wrong.reason}.")
        return
    if phone is None and not case.new.use_registration_data and "mobile_phone" in case.limits.customer_fields:
        yield invalid_phone("Informe o telefone, ou use os dados do cadastro.")


def invalid_phone(message: str) -> Violation:
    """SVA-USER-6."""
    return Violation(
        rule_id="SVA-USER-6",
        code="sva.invalid_phone",
        family=Family.VALIDATION_FAILED,
        message=message,
        context={"field": "phone"},
    )


def _username(case: _Case) -> Iterator[Violation]:
    filled = username_of(case.new, case.limits)
    if case.new.username is not None and filled is not None and case.new.username != filled:
        yield immutable_field("username")


def immutable_field(field: str) -> Violation:
    """SVA-USER-7 for the username, SVA-USER-8 for any other field."""
    return Violation(
        rule_id="SVA-USER-7" if field == "username" else "SVA-USER-8",
        code=f"sva.user.{field}",
        family=Family.IMMUTABLE_FIELD,
        message=(
            "O usuário é preenchido com o documento do cliente e não pode ser alterado."
            if field == "username"
            else "Este campo do usuário SVA não pode ser alterado nesta plataforma."
        ),
        context={"field": field},
    )


def _shared_username(case: _Case) -> Iterator[Violation]:
    """Two customers of one username have one account on the platform, which only the host can have meant."""
    filled = username_of(case.new, case.limits)
    if filled is not None and any(case.is_of_another(user) and _named(user, filled) for user in case.present()):
        yield Violation(
            rule_id="SVA-USER-7",
            code="sva.username_of_another_customer",
            family=Family.CONFLICT,
            severity=Severity.WARNING,
            message="Outro cliente já usa este usuário: na plataforma os dois teriam a mesma conta.",
            context={"field": "username"},
        )


def _named(user: SvaUser, username: str) -> bool:
    return user.username is not None and user.username.casefold() == username.casefold()


def _single_package(case: _Case) -> Iterator[Violation]:
    package = case.new.product.package
    if package is None:
        return
    booked = case.item.sva_package if case.item else None
    if booked is not None and booked.code != package.code:
        why: str | None = "O usuário SVA tem um único pacote: o produto e o contrato indicam pacotes diferentes."
    else:
        why = case.limits.packages_conflict((*case.packages_held(), package))
    if why is not None:
        yield Violation(
            rule_id="SVA-USER-9",
            code="sva.user_single_package",
            family=Family.CONFLICT,
            message=why,
            context={"package_code": package.code},
        )


def _contract(case: _Case) -> Iterator[Violation]:
    if case.new.contract is not None:
        yield from contract_violations(case.new.contract, case.today, rule_id="SVA-USER-10")


def _texts(case: _Case) -> tuple[Violation, ...]:
    customer = case.new.customer
    texts = {
        "legal_name": customer.legal_name,
        "email": customer.email,
        "username": case.new.username,
        "password": case.new.password,
    }
    return check_texts(texts, family="sva")


_LISTED = (
    _integration,
    _product,
    _customer_data,
    _cpf,
    _product_in_contract,
    _product_chosen,
    _one_per_cpf,
    _one_per_contract,
    _phone,
    _username,
    _shared_username,
    _single_package,
    _contract,
    _texts,
)
