"""The debt: overdue, blocked, released, paid; and what a person's hand does that no contract undoes."""

import attrs

from isp_integrations.cli.story.life import Life
from isp_integrations.cli.story.mirroring import mirrors
from isp_integrations.cli.story.telling import Told
from isp_integrations.lifecycle import ContractEventKind


def falls_overdue(life: Life) -> Told:
    """An open debt alone takes nothing away."""
    return mirrors(life, ContractEventKind.PAYMENT_OVERDUE)


def is_blocked(life: Life) -> Told:
    """Every service follows, each as its platform can."""
    return mirrors(life, ContractEventKind.BLOCK_AUTOMATIC)


def is_released(life: Life) -> Told:
    """Released while the debt is still open: an agreement, for example."""
    return mirrors(life, ContractEventKind.RELEASE_OVERDUE)


def is_paid(life: Life) -> Told:
    """Everything works already, so nothing is left to do."""
    return mirrors(life, ContractEventKind.PAYMENT_CONFIRMED)


def deactivates_by_hand(life: Life) -> Told:
    """The customer asks for it; the contract goes on."""
    done = life.accounts.saber_mais.deactivate_user(user=life.user)
    life.user = done.value
    return Told(text="a pedido do cliente", events=done.events, found=(life.user.status.value,))


def stays_deactivated(life: Life) -> Told:
    """The contract is blocked and released once more, and the user stays as the hand left him."""
    blocked = mirrors(life, ContractEventKind.BLOCK_MANUAL)
    released = mirrors(life, ContractEventKind.RELEASE)
    return attrs.evolve(released, events=(*blocked.events, *released.events))


def activates_by_hand(life: Life) -> Told:
    """What was done by hand ends by hand."""
    done = life.accounts.saber_mais.activate_user(user=life.user, contract=life.contract)
    life.user = done.value
    return Told(text="o cliente voltou atrás", events=done.events, found=(life.user.status.value,))


STEPS = {
    "fall_overdue": falls_overdue,
    "block": is_blocked,
    "release": is_released,
    "pay": is_paid,
    "deactivate_by_hand": deactivates_by_hand,
    "stay_deactivated": stays_deactivated,
    "activate_by_hand": activates_by_hand,
}
