"""An ACS beside an OLT: who sets the Wi-Fi, and what the two results come to as one.

An operation of the OLT's divides the networks (:func:`left_to_the_acs`), does its own part and hands back
:class:`HalfDone`; the client then has the ACS set the rest, and closes the OLT's order only after that. Its arguments
keep all that was asked, so that a lost one is divided and finished the same way when it is resumed.
"""

from collections.abc import Iterator

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import IspError, OrderTaken, OutcomeUnknown
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.requests import ConfigureWifi
from isp_integrations.core.olt.rules.wifi import network_violations, unsupported_bands
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session


@attrs.frozen(kw_only=True)
class HalfDone(Done[m.TaskReport]):
    """What the OLT did of an order, the ONU provisioned, and the networks that its ACS is still to set.

    Attributes:
        whole: one result of what both did, once the ACS had its turn.
    """

    wifi: m.WifiConfig = attrs.field(repr=False)
    whole: Done[m.TaskReport] | None = None

    def joined(self) -> Done[m.TaskReport]:
        """The one result, with the listeners that failed on the OLT's own events; without an ACS's turn, the half."""
        if self.whole is None:
            return self
        failures = (*self.listener_failures, *self.whole.listener_failures)
        return attrs.evolve(self.whole, listener_failures=failures)


def wifi_order(order: str) -> str:
    """The id that the ACS's part of an order has on the ACS: the same again when the order is resumed."""
    return f"{order}/wifi"


def sets_wifi_itself(session: Session, onu: m.Onu, wifi: m.WifiConfig) -> bool:
    """Whether the account's own platform can set every network of `wifi` on this very ONU."""
    asked = OltSpec.configure_wifi, ConfigureWifi(onu=onu, wifi=wifi)
    if session.refusal(*asked) is not None or session.lacking(*asked):
        return False
    return not unsupported_bands(onu, wifi, _limits_of(session))


def as_provisioned(onu: m.Onu, connection: m.ConnectionConfig) -> m.Onu:
    """The ONU as its provisioning is to leave it: with that connection and no network yet."""
    return attrs.evolve(onu, connection=connection, wifi=None)


def left_to_the_acs(session: Session, onu: m.Onu, wifi: m.WifiConfig | None) -> m.WifiConfig | None:
    """The networks of `onu` that the ACS beside the account sets; `None` where it has nothing to do."""
    if wifi is None or session.beside is None or sets_wifi_itself(session, onu, wifi):
        return None
    return wifi


def acs_violations(session: Session, onu: m.Onu, wifi: m.WifiConfig | None) -> Iterator[Violation]:
    """What the ACS's rules say of the networks that are left to it, before the OLT is touched.

    Raises:
        SupportRefused: the ACS cannot.
    """
    acs = session.beside
    if wifi is None or acs is None:
        return
    acs.require(OltSpec.configure_wifi, ConfigureWifi(onu=onu, wifi=wifi))
    yield from network_violations(onu, wifi, _limits_of(acs))


def half_done(done: Done[m.TaskReport], wifi: m.WifiConfig | None) -> Done[m.TaskReport]:
    """`done`, with the networks that the ACS is to set now; an ONU that is not provisioned has none to set."""
    if wifi is None or done.value.onu.admin_state is not m.OnuState.PROVISIONED:
        return done
    return HalfDone(value=done.value, warnings=done.warnings, events=done.events, wifi=wifi)


def done_beside(half: HalfDone, wifi: Done[m.TaskReport]) -> HalfDone:
    """`half`, whole with the Wi-Fi that the ACS set after it."""
    whole = Done(
        value=attrs.evolve(half.value, onu=wifi.value.onu, wifi=wifi.value.wifi),
        warnings=(*half.warnings, *wifi.warnings),
        events=(*half.events, *wifi.events),
        listener_failures=wifi.listener_failures,
    )
    return attrs.evolve(half, whole=whole)


def failed_beside(half: HalfDone, failure: IspError, acs: str) -> HalfDone:
    """The same where the ACS of that key failed: what the OLT did stands, and each network says why it is not set."""
    lost = isinstance(failure, (OutcomeUnknown, OrderTaken))
    outcomes = tuple(
        m.DeviceOutcome(
            state=m.DeviceState.UNKNOWN if lost else m.DeviceState.FAULTED,
            done_by=acs,
            band=network.band,
            why=failure.message,
            reference=failure.resume_token if isinstance(failure, OutcomeUnknown) else None,
        )
        for network in half.wifi.networks()
    )
    value = attrs.evolve(half.value, wifi=outcomes)
    return attrs.evolve(half, whole=Done(value=value, warnings=half.warnings, events=half.events))


def _limits_of(session: Session) -> PlatformLimits:
    return PlatformLimits.of(session.platform_as(OltSpec))
