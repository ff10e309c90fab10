"""The one operation that carries an action out, whatever kind of service it is about."""

from typing import TypeVar

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.lifecycle.kinds import MIRRORS, AnyService
from isp_integrations.core.erp.lifecycle.plan import Action
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.session import Session
from isp_integrations.core.values import Value

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Carried(Value):
    """An action that came to its end.

    Attributes:
        service: as the platform has it now.
        changed: whether the platform was asked to change anything; it was there already otherwise.
    """

    service: AnyService
    changed: bool


def carry_out(session: Session, *, action: Action, again: bool = False) -> Exchange[Done[Carried]]:
    """Carry one action of a plan out: look at the platform, and do only what is missing.

    Calling it twice is harmless: the second call finds nothing missing.

    Args:
        again: whether an earlier attempt may have been cut off.
    """
    mirror = MIRRORS[action.order.service.kind]
    done, changed = yield from _watched(mirror.carry_out(session, action.order, again))
    return Done(value=Carried(service=done.value, changed=changed), warnings=done.warnings, events=done.events)


def _watched(exchange: Exchange[T]) -> Exchange[tuple[T, bool]]:
    """What `exchange` returns, and whether any of its steps changed something."""
    changed = False
    try:
        step = next(exchange)
        while True:
            changed = changed or step.effect is not Effect.READ
            try:
                answer = yield step
            except Exception as error:  # noqa: BLE001  a driver's, for the exchange to judge
                step = exchange.throw(error)
            else:
                step = exchange.send(answer)
    except StopIteration as end:
        return end.value, changed
    finally:
        exchange.close()
