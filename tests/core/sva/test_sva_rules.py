"""Every rule of 6.3: what breaks it, what does not, and what it says. Values are typed here from the domain."""

import attrs
import pytest

from isp_integrations.core.erp.models import (
    AccessStatus,
    Address,
    ContractItem,
    ContractStatus,
    ProductType,
    SvaPackage,
)
from isp_integrations.core.errors import UnsupportedOperation
from isp_integrations.core.identifiers import Cnpj, Msisdn
from isp_integrations.core.platform import CredentialField
from isp_integrations.core.rules import Family, Severity, Source
from isp_integrations.core.sva import rules
from isp_integrations.core.sva.models import SalesPlan, SvaUser, SvaUserStatus, UserKey
from isp_integrations.core.sva.refusals import recognised
from sva_makers import (
    AUDIO,
    BOOKS,
    CPF,
    INTEGRATION,
    ITEM,
    OTHER_CPF,
    PHONE,
    TODAY,
    codes,
    contract,
    creation,
    customer,
    limits,
    new,
    product,
    rule_ids,
    user,
)

COMPANY = Cnpj.parse("11.222.333/0001-81")
TOKEN = (CredentialField(name="token", label="Token"),)
SEVERAL = limits(several_packages=True)


def test_a_complete_form_breaks_nothing() -> None:
    assert creation(users=[user(id="8", contract_id="201", cpf=OTHER_CPF)], catalogue=[AUDIO, BOOKS]) == ()


# --- integration and product ---


@pytest.mark.parametrize(
    ("platform", "credentials", "fields"),
    [
        (None, {"token": "x"}, ["platform"]),
        ("saber_mais", {}, ["credentials.token"]),
        ("saber_mais", {"token": "  "}, ["credentials.token"]),
        ("", {}, ["platform", "credentials.token"]),
        ("saber_mais", {"token": "x"}, []),
    ],
)
def test_sva_int_1_platform_and_token_are_mandatory(
    platform: str | None, credentials: dict[str, str], fields: list[str]
) -> None:
    found = rules.check_integration(platform=platform, credential_fields=TOKEN, credentials=credentials)

    assert [violation.context["field"] for violation in found] == fields
    assert set(codes(found)) <= {"sva.token_required"}
    assert {violation.family for violation in found} <= {Family.VALIDATION_FAILED}


def test_sva_int_1_an_optional_credential_may_be_empty() -> None:
    optional = (CredentialField(name="extra", label="Extra", required=False),)
    assert rules.check_integration(platform="x", credential_fields=optional, credentials={}) == ()


def test_sva_int_6_a_failed_connection_test_is_told_and_does_not_refuse() -> None:
    (found,) = creation(new(integration=attrs.evolve(INTEGRATION, last_check_ok=False)))

    assert (found.rule_id, found.code) == ("SVA-INT-6", "sva.integration_not_connected")
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize("last", [True, None])
def test_sva_int_6_a_connection_that_works_or_was_not_tested_is_not_told(last: bool | None) -> None:
    assert creation(new(integration=attrs.evolve(INTEGRATION, last_check_ok=last))) == ()


def test_sva_prod_1_a_product_without_integration_is_refused() -> None:
    found = creation(new(product=product(integration_id=None)))
    assert codes(found) == ["sva.product_integration_required"]
    assert rule_ids(found) == ["SVA-PROD-1"]


def test_sva_prod_2_a_second_package_in_one_product_is_refused_and_the_same_one_is_not() -> None:
    (found,) = rules.check_package_link(product=product(), package=AUDIO)

    assert (found.rule_id, found.code) == ("SVA-PROD-2", "sva.product_already_has_package")
    assert found.family is Family.CONFLICT
    assert rules.check_package_link(product=product(), package=BOOKS) == ()
    assert rules.check_package_link(product=product(package=None), package=AUDIO) == ()


def test_sva_prod_2_all_that_a_link_breaks_is_told_at_once() -> None:
    found = rules.check_package_link(product=product(integration_id=None), package=AUDIO, catalogue=[BOOKS])
    assert rule_ids(found) == ["SVA-PROD-1", "SVA-PROD-2", "SVA-PROD-3"]


@pytest.mark.parametrize(("catalogue", "told"), [([AUDIO], True), ([], True), ([BOOKS], False), (None, False)])
def test_sva_prod_3_the_package_is_one_of_the_account_s_catalogue(
    catalogue: list[SvaPackage] | None, told: bool
) -> None:
    assert codes(creation(catalogue=catalogue)) == ["sva.package_not_available"] * told


def test_sva_prod_4_a_product_without_package_creates_no_user() -> None:
    found = creation(new(product=product(package=None)), catalogue=[AUDIO])
    assert codes(found) == ["sva.product_without_package"]
    assert rule_ids(found) == ["SVA-PROD-4"]


# --- customer and contract ---


def test_sva_user_3_every_missing_field_is_told_in_one_answer() -> None:
    (found,) = creation(new(customer=customer(legal_name=" ", tax_id=None, mobile_phone=None)))

    assert (found.rule_id, found.code) == ("SVA-USER-3", "sva.customer_data_incomplete")
    assert found.context["fields"] == ("legal_name", "tax_id", "mobile_phone")
    assert found.message == "Complete os dados do cliente: nome, CPF, telefone celular."


@pytest.mark.parametrize("field", ["legal_name", "tax_id", "mobile_phone"])
def test_sva_user_3_each_field_alone_is_missed(field: str) -> None:
    (found,) = creation(new(customer=customer(**{field: "" if field == "legal_name" else None})))
    assert found.context["fields"] == (field,)


def test_sva_user_3_a_platform_names_its_own_fields_and_may_want_a_password() -> None:
    platform = limits(user_key=UserKey.EMAIL, customer_fields=("email",), needs_password=True)

    (found,) = creation(new(customer=customer(email=None, mobile_phone=None)), platform=platform)

    assert found.context["fields"] == ("email", "password")
    assert creation(new(password="segredo-1"), platform=platform) == ()


@pytest.mark.parametrize(
    ("key", "username", "field"),
    [
        (UserKey.USERNAME, None, "tax_id"),
        (UserKey.USERNAME, " ", "tax_id"),
        (UserKey.CPF, None, "tax_id"),
        (UserKey.EMAIL, None, "email"),
        (UserKey.USERNAME, "fulana", None),
    ],
)
def test_sva_user_3_what_the_username_is_filled_with_is_missed_although_the_platform_does_not_list_it(
    key: UserKey, username: str | None, field: str | None
) -> None:
    platform = limits(user_key=key, customer_fields=("legal_name",))
    form = new(customer=customer(tax_id=None, email=None), username=username)

    assert [found.context["fields"] for found in creation(form, platform=platform)] == ([(field,)] if field else [])


def test_sva_user_3b_a_company_is_refused_where_users_are_known_by_cpf() -> None:
    (found,) = creation(new(customer=customer(tax_id=COMPANY)))

    assert (found.rule_id, found.code, found.family) == ("SVA-USER-3b", "sva.cpf_required", Family.VALIDATION_FAILED)
    assert creation(new(customer=customer(tax_id=COMPANY)), platform=limits(user_key=UserKey.EMAIL)) == ()


@pytest.mark.parametrize(
    "items",
    [
        (),
        (attrs.evolve(ITEM, type=ProductType.SERVICE),),
        (attrs.evolve(ITEM, integration_id="4"),),
        (ContractItem(product_id="51", type=ProductType.SVA),),
    ],
)
def test_sva_user_1_the_contract_has_an_sva_product_of_the_integration(items: tuple[ContractItem, ...]) -> None:
    found = creation(new(contract=contract(items=items)))
    assert codes(found) == ["sva.product_not_in_contract"]
    assert rule_ids(found) == ["SVA-USER-1"]


def test_sva_user_1_an_item_that_names_no_integration_has_its_product_s() -> None:
    assert creation(new(contract=contract(items=(attrs.evolve(ITEM, integration_id=None),)))) == ()


def test_sva_user_1_a_form_with_neither_contract_nor_sales_plan_is_refused() -> None:
    assert rule_ids(creation(new(contract=None))) == ["SVA-USER-1"]


def test_sva_user_2_the_product_is_the_one_in_the_contract() -> None:
    found = creation(new(contract=contract(items=(attrs.evolve(ITEM, product_id="51"),))))
    assert codes(found) == ["sva.product_integration_mismatch"]
    assert rule_ids(found) == ["SVA-USER-2"]


def test_sva_user_2_the_product_belongs_to_the_chosen_integration() -> None:
    found = creation(new(integration=attrs.evolve(INTEGRATION, id="4")))
    assert rule_ids(found) == ["SVA-USER-1", "SVA-USER-2"]


def test_sva_user_11_a_sales_plan_that_carries_the_product_does_as_well() -> None:
    assert creation(new(contract=None, sales_plan=SalesPlan(id="1", items=(ITEM,)))) == ()
    assert rule_ids(creation(new(contract=None, sales_plan=SalesPlan(id="1")))) == ["SVA-USER-1"]


# --- one user ---


@pytest.mark.parametrize("status", [s for s in SvaUserStatus if s is not SvaUserStatus.REMOVED])
def test_sva_user_4_a_cpf_has_one_user_until_it_is_removed(status: SvaUserStatus) -> None:
    (found,) = creation(users=[user(contract_id="999", status=status)])

    assert (found.rule_id, found.code) == ("SVA-USER-4", "sva.cpf_already_registered")
    assert (found.family, found.source) == (Family.CONFLICT, Source.OWN)
    assert found.message == "CPF já cadastrado."


@pytest.mark.parametrize(
    "other",
    [
        user(contract_id="999", status=SvaUserStatus.REMOVED),
        user(contract_id="999", integration_id="4"),
        user(contract_id="999", cpf=OTHER_CPF),
    ],
)
def test_sva_user_4_a_removed_user_another_integration_and_another_cpf_do_not_count(other: object) -> None:
    assert creation(users=[other]) == ()  # type: ignore[list-item]  # parametrised users


def test_sva_user_4_is_skipped_without_the_host_s_users_and_not_with_none() -> None:
    assert creation(users=None) == creation(users=[]) == ()


def test_sva_user_4_where_a_user_has_several_packages_only_the_same_package_counts() -> None:
    mine = user(contract_id="999", package=AUDIO)

    assert creation(users=[mine], platform=SEVERAL) == ()
    assert rule_ids(creation(users=[user(contract_id="999")], platform=SEVERAL)) == ["SVA-USER-4"]


@pytest.mark.parametrize(
    "sentence",
    ["CPF já cadastrado.", "CPF já cadastrado", "cpf ja cadastrado.", "  CPF  JÁ CADASTRADO ", "Cpf Já Cadastrado."],
)
def test_sva_user_4_is_recognised_in_a_platform_s_answer(sentence: str) -> None:
    found = recognised(sentence)

    assert found is not None
    assert (found.code, found.source) == ("sva.cpf_already_registered", Source.PLATFORM)
    assert found.message == "CPF já cadastrado."


@pytest.mark.parametrize("sentence", ["CPF inválido.", "CPF já cadastrado!", "O CPF já cadastrado.", ""])
def test_sva_user_4_no_other_sentence_is_taken_for_it(sentence: str) -> None:
    assert recognised(sentence) is None


def test_sva_user_5_a_contract_has_one_user() -> None:
    (found,) = creation(users=[user(cpf=OTHER_CPF)])
    assert (found.rule_id, found.code) == ("SVA-USER-5", "sva.contract_already_has_user")


def test_sva_user_5_is_a_limit_of_its_own_beside_the_cpf_s() -> None:
    assert rule_ids(creation(users=[user()])) == ["SVA-USER-4", "SVA-USER-5"]


def test_sva_user_6_registration_data_fill_phone_and_a_given_phone_wins() -> None:
    given = Msisdn.parse("21987654321")

    assert rules.phone_of(new()) == PHONE
    assert rules.phone_of(new(phone="(21) 98765-4321")) == given
    assert rules.phone_of(new(use_registration_data=False)) is None


@pytest.mark.parametrize("phone", ["1196123", "10961234567", "1132145678", "11961234567\n"])
def test_sva_user_6_a_phone_that_is_none_is_refused(phone: str) -> None:
    (found,) = creation(new(phone=phone))
    assert (found.rule_id, found.code, found.context["field"]) == ("SVA-USER-6", "sva.invalid_phone", "phone")


def test_sva_user_6_without_registration_data_the_phone_is_typed_where_the_platform_wants_one() -> None:
    form = new(use_registration_data=False)

    assert codes(creation(form)) == ["sva.invalid_phone"]
    assert creation(form, platform=limits(customer_fields=("legal_name",))) == ()
    assert creation(new(use_registration_data=False, phone="11961234567")) == ()


def test_sva_user_7_the_username_is_the_cpf_and_no_other() -> None:
    found = creation(new(username="fulana"))

    assert codes(found) == ["sva.user.username"]
    assert (found[0].rule_id, found[0].family) == ("SVA-USER-7", Family.IMMUTABLE_FIELD)
    assert creation(new(username="52998224725")) == ()
    assert rules.username_of(new(use_registration_data=False), limits()) == CPF.value


def test_sva_user_7_a_platform_with_another_key_fills_that() -> None:
    assert rules.username_of(new(), limits(user_key=UserKey.EMAIL)) == "fulana@example.invalid"
    by_name = limits(user_key=UserKey.USERNAME)
    assert rules.username_of(new(), by_name) == CPF.value
    assert rules.username_of(new(username="fulana"), by_name) == "fulana"
    assert creation(new(username="fulana"), platform=by_name) == ()


BY_NAME = limits(user_key=UserKey.USERNAME, several_packages=True)
NAMED = user(package=AUDIO, contract_id="201", username="fulana", customer_id="21", cpf=OTHER_CPF)


@pytest.mark.parametrize(
    "held",
    [NAMED, attrs.evolve(NAMED, username="FULANA"), attrs.evolve(NAMED, customer_id=None)],
    ids=["id", "case", "cpf"],
)
def test_sva_user_7_a_username_that_another_customer_has_is_told(held: SvaUser) -> None:
    (found,) = creation(new(username="fulana"), platform=BY_NAME, users=[held])
    assert (found.rule_id, found.code) == ("SVA-USER-7", "sva.username_of_another_customer")
    assert (found.severity, found.context["field"]) == (Severity.WARNING, "username")


@pytest.mark.parametrize(
    "held",
    [
        attrs.evolve(NAMED, username="beltrana"),
        attrs.evolve(NAMED, username=None),
        attrs.evolve(NAMED, customer_id="20", cpf=CPF),
        attrs.evolve(NAMED, customer_id=None, cpf=CPF),
        attrs.evolve(NAMED, customer_id=None, cpf=None),
        attrs.evolve(NAMED, status=SvaUserStatus.REMOVED),
        attrs.evolve(NAMED, integration_id="4"),
    ],
    ids=["other-name", "no-name", "same-customer", "same-cpf", "nobody-knows", "removed", "elsewhere"],
)
def test_sva_user_7_a_username_is_shared_by_two_customers_of_one_integration_alone(held: SvaUser) -> None:
    assert creation(new(username="fulana"), platform=BY_NAME, users=[held]) == ()


def test_sva_user_9_product_and_contract_cannot_name_two_packages() -> None:
    (found,) = creation(new(contract=contract(items=(attrs.evolve(ITEM, sva_package=AUDIO),))))

    assert (found.rule_id, found.code, found.family) == ("SVA-USER-9", "sva.user_single_package", Family.CONFLICT)
    assert creation(new(contract=contract(items=(attrs.evolve(ITEM, sva_package=BOOKS),)))) == ()


def test_sva_user_9_a_platform_of_several_packages_says_which_go_together() -> None:
    asked: list[tuple[SvaPackage, ...]] = []

    def conflict(packages: tuple[SvaPackage, ...]) -> str | None:
        asked.append(packages)
        return "Falta o pacote básico." if len(packages) > 1 else None

    platform = limits(several_packages=True, packages_conflict=conflict)
    held = user(contract_id="999", package=AUDIO)
    gone = user(contract_id="998", package=AUDIO, status=SvaUserStatus.REMOVED)
    somebody_s = user(contract_id="997", package=AUDIO, cpf=OTHER_CPF)

    (found,) = creation(users=[held, gone, somebody_s], platform=platform)

    assert (found.rule_id, found.message) == ("SVA-USER-9", "Falta o pacote básico.")
    assert asked == [(AUDIO, BOOKS)]


ENDED = [ContractStatus.INACTIVE, ContractStatus.DEFAULTED, ContractStatus.WITHDRAWN]
TOLD = [
    AccessStatus.BLOCKED_MANUAL,
    AccessStatus.BLOCKED_AUTOMATIC,
    AccessStatus.SUSPENDED_BY_CUSTOMER,
    AccessStatus.UNKNOWN,
]


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("access", AccessStatus)
def test_sva_user_10_no_user_in_an_ended_contract(status: ContractStatus, access: AccessStatus) -> None:
    found = creation(new(contract=contract(status=status, access=access)))
    assert codes(found) == ["sva.contract_ended"]
    assert rule_ids(found) == ["SVA-USER-10"]


def test_sva_user_10_no_user_in_a_contract_of_unknown_status_or_whose_cancellation_acts_today() -> None:
    assert codes(creation(new(contract=contract(status=ContractStatus.UNKNOWN)))) == ["sva.contract_status_unknown"]
    assert codes(creation(new(contract=contract(cancel_on=TODAY)))) == ["sva.contract_ended"]


@pytest.mark.parametrize("status", [ContractStatus.ACTIVE, ContractStatus.PRE_CONTRACT])
@pytest.mark.parametrize("access", TOLD)
def test_sva_user_10_a_blocked_or_unknown_access_is_told(status: ContractStatus, access: AccessStatus) -> None:
    (found,) = creation(new(contract=contract(status=status, access=access)))
    assert (found.code, found.severity) == ("sva.contract_blocked", Severity.WARNING)


@pytest.mark.parametrize("access", [AccessStatus.ACTIVE, AccessStatus.PAYMENT_OVERDUE])
def test_sva_user_10_a_served_contract_tells_nothing(access: AccessStatus) -> None:
    assert creation(new(contract=contract(access=access))) == ()
    trusted = contract(access=AccessStatus.BLOCKED_AUTOMATIC, trust_until=TODAY)
    assert creation(new(contract=trusted)) == ()


def test_every_broken_rule_comes_in_listed_order() -> None:
    form = new(
        integration=attrs.evolve(INTEGRATION, last_check_ok=False),
        product=product(integration_id=None),
        customer=customer(legal_name="", tax_id=COMPANY),
        contract=contract(status=ContractStatus.WITHDRAWN, items=(attrs.evolve(ITEM, sva_package=AUDIO),)),
        phone="1",
        username="x",
    )
    found = creation(form, users=[user(cpf=None)], catalogue=[AUDIO])

    assert rule_ids(found) == [
        "SVA-INT-6", "SVA-PROD-1", "SVA-PROD-3", "SVA-USER-3", "SVA-USER-3b", "SVA-USER-5", "SVA-USER-6",
        "SVA-USER-7", "SVA-USER-9", "SVA-USER-10",
    ]  # fmt: skip


def test_core_4_no_violation_quotes_a_person() -> None:
    form = new(customer=customer(mobile_phone=None), phone="(11) 9999-0000", username="fulana.silva")
    told = repr(creation(form, users=[user()]))
    for secret in ("52998224725", "Fulana", "9999-0000", "fulana.silva", "example.invalid"):
        assert secret not in told


# --- a user that exists ---


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("access", AccessStatus)
def test_sva_act_1_ativar_is_refused_in_an_ended_contract(status: ContractStatus, access: AccessStatus) -> None:
    found = rules.check_activation(
        user=user(status=SvaUserStatus.DEACTIVATED), contract=contract(status=status, access=access), today=TODAY
    )
    assert codes(found) == ["sva.contract_ended"]
    assert (found[0].rule_id, found[0].family) == ("SVA-ACT-1", Family.PRECONDITION_FAILED)


def test_sva_act_1_ativar_is_refused_when_the_contract_is_unknown() -> None:
    found = rules.check_activation(user=user(), contract=contract(status=ContractStatus.UNKNOWN), today=TODAY)
    assert codes(found) == ["sva.contract_status_unknown"]


@pytest.mark.parametrize("access", TOLD)
def test_sva_act_1_ativar_under_a_block_is_allowed_and_told(access: AccessStatus) -> None:
    (found,) = rules.check_activation(user=user(), contract=contract(access=access), today=TODAY)
    assert (found.rule_id, found.code, found.severity) == ("SVA-ACT-1", "sva.contract_blocked", Severity.WARNING)


def test_sva_act_1_comes_before_the_machine_s_own_refusal() -> None:
    ended = contract(status=ContractStatus.INACTIVE)
    found = rules.check_activation(user=user(status=SvaUserStatus.UNKNOWN), contract=ended, today=TODAY)
    assert codes(found) == ["sva.contract_ended", "sva.user.activate"]


@pytest.mark.parametrize("field", ["package", "cpf", "contract_id", "status"])
def test_sva_user_8_only_phone_and_password_can_be_edited(field: str) -> None:
    (found,) = rules.check_edit(user=user(), limits=limits(), phone="11961234567", other_fields=[field, "phone"])
    assert (found.rule_id, found.code, found.family) == ("SVA-USER-8", f"sva.user.{field}", Family.IMMUTABLE_FIELD)


def test_sva_user_8_a_platform_may_edit_less_and_what_it_cannot_is_told_in_order() -> None:
    found = rules.check_edit(
        user=user(status=SvaUserStatus.PENDING),
        limits=limits(editable=frozenset({"phone"})),
        phone="1",
        password="nova-senha",
        other_fields=["username"],
    )
    assert codes(found) == ["sva.invalid_phone", "sva.user.username", "sva.user.password", "sva.user.edit"]
    assert rule_ids(found) == ["SVA-USER-6", "SVA-USER-7", "SVA-USER-8", "CORE-10"]


def test_sva_user_8_phone_and_password_are_accepted() -> None:
    assert rules.check_edit(user=user(), limits=limits(), phone=PHONE, password="nova-senha") == ()


def test_sva_user_12_the_same_package_is_refused() -> None:
    (found,) = rules.check_package_change(user=user(), package=BOOKS)
    assert (found.rule_id, found.code, found.family) == ("SVA-USER-12", "sva.same_package", Family.CONFLICT)


def test_sva_user_12_a_platform_that_cannot_is_told_among_the_rest() -> None:
    cannot = UnsupportedOperation(platform="x", operation="change_package", message="Não oferece.")
    found = rules.check_package_change(user=user(), package=AUDIO, catalogue=[BOOKS], support=[cannot])

    assert codes(found) == ["sva.package_not_available", "sva.package_change_unsupported"]
    assert (found[1].rule_id, found[1].family) == ("SVA-USER-12", Family.UNSUPPORTED_OPERATION)


@pytest.mark.parametrize("status", [SvaUserStatus.BLOCKED, SvaUserStatus.DEACTIVATED])
def test_sva_user_12_a_withheld_access_does_not_come_back_by_recreating(status: SvaUserStatus) -> None:
    withheld = user(status=status)

    assert codes(rules.check_package_change(user=withheld, package=AUDIO, recreate=True)) == ["sva.user.recreate"]
    assert rules.check_package_change(user=withheld, package=AUDIO) == ()


@pytest.mark.parametrize("check", [rules.check_block, rules.check_deactivation, rules.check_deletion])
def test_core_5_an_unknown_user_takes_no_command(check: object) -> None:
    (found,) = check(user=user(status=SvaUserStatus.UNKNOWN))  # type: ignore[operator]  # parametrised checks
    assert found.rule_id == "CORE-10"


# --- texts ---


@pytest.mark.parametrize("key", UserKey)
@pytest.mark.parametrize("field", ["legal_name", "email", "username", "password"])
def test_core_12_a_new_user_with_control_signs_in_a_text_is_refused(key: UserKey, field: str) -> None:
    spoilt = {"legal_name": "Fulana\nExemplo", "email": "fulana\x00@example.invalid"}
    form = new(customer=customer(**{field: spoilt[field]})) if field in spoilt else new(**{field: "a\x1bb"})

    found = [broken for broken in creation(form, platform=limits(user_key=key)) if broken.rule_id == "CORE-12"]

    assert [(broken.code, broken.context["field"]) for broken in found] == [("sva.text_invalid", field)]
    assert {broken.severity for broken in found} == {Severity.ERROR}


def test_core_12_an_address_that_no_platform_of_the_family_gets_is_not_looked_at() -> None:
    assert creation(new(customer=customer(address=Address(complement="fundos\ncasa 2")))) == ()


def test_core_12_a_new_password_with_control_signs_is_refused() -> None:
    (found,) = rules.check_edit(user=user(), limits=limits(), password="senha\nnova")

    assert (found.rule_id, found.code, found.context["field"]) == ("CORE-12", "sva.text_invalid", "password")
