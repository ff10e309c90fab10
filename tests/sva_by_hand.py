"""Saber+ and platforms that can more, or less, than it, carried by hand against its fake."""

from typing import Any

import attrs

from exchange_by_hand import Hand, as_received
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Account
from isp_integrations.core.session import Session
from isp_integrations.core.sva import operations
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.models import SvaUser
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.sva.assumed import exchanges as assumed
from isp_integrations.plugins.sva.assumed import wire as assumed_wire
from isp_integrations.plugins.sva.saber_mais.plugin import SaberMais
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from sva_makers import new


class EverySva(SaberMais):
    """A platform that can all of the ASSUMED wire."""

    key = "toda_sva"
    title = "Toda SVA"
    wire = WireBook(
        endpoints=assumed_wire.ENDPOINTS, models=assumed_wire.MODELS, vocabularies=assumed_wire.VOCABULARIES
    )
    change_package = assumed.change_package
    resend_credentials = assumed.resend_credentials


class Unsuspendable(SaberMais):
    """A platform that cannot suspend."""

    key = "sem_bloqueio"
    block_user = SvaSpec.block_user


class Undeletable(SaberMais):
    """A platform that cannot delete."""

    key = "sem_exclusao"
    delete_user = SvaSpec.delete_user


class OneWithheld(SaberMais):
    """A platform that shows a deactivated user as a blocked one."""

    key = "um_so_corte"
    tells_block_from_deactivation = False
    deactivate_user = assumed.block_user  # type: ignore[assignment]  # the same call; only the request's class differs


class Slow(SaberMais):
    """A platform that confirms creations later."""

    key = "confirma_depois"
    confirms_later = True


class Unreadable(SaberMais):
    """A platform whose users cannot be looked up by the host."""

    key = "sem_consulta"
    get_user = SvaSpec.get_user


def saber(platform: type[SaberMais] = SaberMais, **fake: Any) -> tuple[Session, Hand]:
    """A session on a fresh fake, and the hand that carries its exchanges."""
    sandbox = SaberMaisSandbox(**fake)
    plugin = platform(Account(credentials=dict(sandbox.credentials)))
    return Session(plugin, accept_assumed=True), Hand(plugin, sandbox)


def created(session: Session, hand: Hand) -> SvaUser:
    """The user of `new()` on the platform, as the host keeps it, with nothing carried yet."""
    made = hand.carry(operations.create_user(session, new=new())).value
    hand.labels.clear()
    return attrs.evolve(made, id="7")


def member_of(hand: Hand, user: SvaUser) -> Any:
    fake: Any = hand.fake
    return fake.directory.members.get(user.platform_ids["id"])


def showing(hand: Hand, status: str) -> None:
    """From now on the platform lists every user in another status than it has."""

    def answer(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "assumed_user":
            return None
        real = hand.fake.handle(as_received(hand.plugin.authorize(request, "")))
        words = ("pending", "active", "blocked", "deactivated")
        body = real.body
        for word in words:
            body = body.replace(f'"status": "{word}"'.encode(), f'"status": "{status}"'.encode())
        return attrs.evolve(real, body=body)

    hand.answer_with = answer
