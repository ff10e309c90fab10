"""The end: the voice is silenced, the ONU comes back to the stock, the contract ends, and ended it stays."""

from isp_integrations import olt
from isp_integrations.cli.story.life import Life
from isp_integrations.cli.story.mirroring import mirrors
from isp_integrations.cli.story.telling import Told
from isp_integrations.lifecycle import ContractEventKind

STOCK = "almoxarifado"


def disables_subscriber(life: Life) -> Told:
    """A PABX subscriber follows no contract by himself: the host says so."""
    done = life.accounts.nextbilling.disable_subscriber(subscriber=life.subscriber)
    life.subscriber = done.value
    return Told(
        text="as linhas dele não fazem nem recebem chamadas", events=done.events, found=(done.value.status.value,)
    )


def deletes_onu(life: Life) -> Told:
    """With everything that hangs on it; the device itself goes back to the stock."""
    done = life.its_olt.delete_onu(onu=life.onu, moves_inventory=True, to_stock_id=STOCK)
    life.onu = done.value.onu
    moved = [event.movement for event in done.events if isinstance(event, olt.events.InventoryMoved)]
    waiting = olt.search(life.olts, serial=life.onu.serial)
    return Told(
        text="; ".join(f"patrimônio {each.asset_id} para {each.to_stock_id}" for each in moved),
        events=done.events,
        found=(life.onu.admin_state.value, *(f"sem autorização: {found.account}" for found in waiting.found)),
    )


def cancels_contract(life: Life) -> Told:
    """Whatever is left of it follows."""
    return mirrors(life, ContractEventKind.CANCEL_MANUAL)


def reactivates_user(life: Life) -> Told:
    """An ended contract gives no access, not even by hand."""
    done = life.accounts.saber_mais.activate_user(user=life.user, contract=life.contract)
    return Told(text="", events=done.events, found=(done.value.status.value,))


STEPS = {
    "disable_subscriber": disables_subscriber,
    "delete_onu": deletes_onu,
    "cancel_contract": cancels_contract,
    "reactivate_user": reactivates_user,
}
