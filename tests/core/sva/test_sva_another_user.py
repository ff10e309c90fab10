"""Answers about somebody else, and orders of the host that mix up two people or two contracts."""

from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import InvalidRecord, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import operation
from isp_integrations.core.sva import operations
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus
from isp_integrations.core.sva.operations.state import with_platform_state
from isp_integrations.plugins.sva.saber_mais.plugin import SaberMais
from sva_by_hand import created, saber
from sva_makers import AUDIO, OTHER_CPF, contract, customer, new, product, user

AUDIO_FORM = new(product=product(package=AUDIO))
USER_OF_THE_PLATFORM = SvaUser(status=SvaUserStatus.ACTIVE, username=OTHER_CPF.value, platform_ids={"id": "1"})


class Impostor(SaberMais):
    """A platform that shows somebody else after a creation."""

    key = "outro_usuario"

    @operation(uses=())
    def create_user(self, request: r.CreateUser) -> Exchange[SvaUser]:
        yield from ()
        return attrs.evolve(USER_OF_THE_PLATFORM, package=request.package)


def test_a_platform_that_answers_about_another_username_is_not_believed() -> None:
    for mine in (user(), user(platform_ids={"id": "9"})):
        with pytest.raises(UnexpectedAnswer) as refused:
            with_platform_state(mine, USER_OF_THE_PLATFORM)
        assert refused.value.paths == ("username",)


def test_a_username_that_changed_on_the_platform_is_the_same_user_by_its_id_or_its_case() -> None:
    renamed = with_platform_state(user(platform_ids={"id": "1"}), USER_OF_THE_PLATFORM)
    assert renamed.username == OTHER_CPF.value
    upper = attrs.evolve(USER_OF_THE_PLATFORM, username="FULANA@example.invalid")
    assert with_platform_state(user(username="fulana@example.invalid"), upper).platform_ids == {"id": "1"}
    assert with_platform_state(user(username=None), upper).username == "FULANA@example.invalid"


def test_a_creation_that_shows_another_username_is_not_believed() -> None:
    session, hand = saber(Impostor)
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(operations.create_user(session, new=new()))
    assert refused.value.paths == ("username",)


def test_ativar_and_the_mirror_take_the_user_s_own_contract_alone() -> None:
    session, hand = saber()
    mine = created(session, hand)
    for order in (operations.activate_user, operations.mirror_user):
        with pytest.raises(InvalidRecord, match=r"contract\.id"):
            hand.carry(order(session, user=mine, contract=contract(id="999")))
        assert hand.labels == []
        of_no_contract = attrs.evolve(mine, contract_id=None)
        done = hand.carry(order(session, user=of_no_contract, contract=contract(id="999")))
        assert done.value.status is SvaUserStatus.ACTIVE
        hand.labels.clear()


def test_sva_user_12_a_listed_user_is_not_created_again_as_another_person() -> None:
    session, hand = saber()
    listed = attrs.evolve(created(session, hand), customer_id=None)
    form = attrs.evolve(AUDIO_FORM, customer=customer(tax_id=OTHER_CPF))
    with pytest.raises(InvalidRecord, match=r"recreate\.customer\.tax_id"):
        hand.carry(operations.change_package(session, user=listed, package=AUDIO, recreate=form))
    assert hand.labels == []


@pytest.mark.parametrize("known", [{"customer_id": None}, {"customer_id": None, "cpf": None}, {"cpf": OTHER_CPF}])
def test_sva_user_12_a_user_of_the_same_customer_is_created_again(known: dict[str, Any]) -> None:
    session, hand = saber()
    listed = attrs.evolve(created(session, hand), **known)
    done = hand.carry(operations.change_package(session, user=listed, package=AUDIO, recreate=AUDIO_FORM))
    assert done.value.package is not None
    assert done.value.package.code == "AUDIO"
