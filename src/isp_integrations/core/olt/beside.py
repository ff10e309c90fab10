"""An ACS beside an OLT: who sets the Wi-Fi, and what the two results come to as one."""

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import IspError, OutcomeUnknown, refuse_errors
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.operations.state import limits_of
from isp_integrations.core.olt.requests import ConfigureWifi
from isp_integrations.core.olt.rules.wifi import network_violations, unsupported_bands
from isp_integrations.core.session import Session


def as_provisioned(onu: m.Onu, connection: m.ConnectionConfig) -> m.Onu:
    """`onu` as a provisioning is to leave it: with that connection and no network yet."""
    return attrs.evolve(onu, connection=connection, wifi=None)


def sets_wifi_itself(session: Session, onu: m.Onu, wifi: m.WifiConfig) -> bool:
    """Whether the account's own platform can set every network of `wifi` on this very ONU."""
    if session.refusal(OltSpec.configure_wifi, ConfigureWifi(onu=onu, wifi=wifi)) is not None:
        return False
    return not unsupported_bands(onu, wifi, limits_of(session))


def refuse_what_the_acs_cannot(acs: Session, onu: m.Onu, wifi: m.WifiConfig) -> None:
    """Raise, before the OLT is touched, what the ACS's rules say of the networks of a first set-up."""
    acs.require(OltSpec.configure_wifi, ConfigureWifi(onu=onu, wifi=wifi))
    refuse_errors(tuple(network_violations(onu, wifi, limits_of(acs))))


def joined(provisioned: Done[m.TaskReport], wifi: Done[m.TaskReport]) -> Done[m.TaskReport]:
    """One result of a provisioning on the OLT and the Wi-Fi that the ACS set after it."""
    report = attrs.evolve(provisioned.value, onu=wifi.value.onu, wifi=wifi.value.wifi)
    return attrs.evolve(
        provisioned,
        value=report,
        warnings=(*provisioned.warnings, *wifi.warnings),
        events=(*provisioned.events, *wifi.events),
        listener_failures=(*provisioned.listener_failures, *wifi.listener_failures),
    )


def failed_beside(
    provisioned: Done[m.TaskReport], wifi: m.WifiConfig, failure: IspError, acs: str
) -> Done[m.TaskReport]:
    """The same where the ACS of that key failed: the provisioning stands, and each network says why it is not set."""
    lost = isinstance(failure, OutcomeUnknown)
    outcomes = tuple(
        m.DeviceOutcome(
            state=m.DeviceState.UNKNOWN if lost else m.DeviceState.FAULTED,
            done_by=acs,
            band=network.band,
            why=failure.message,
            reference=failure.resume_token if isinstance(failure, OutcomeUnknown) else None,
        )
        for network in wifi.networks()
    )
    return attrs.evolve(provisioned, value=attrs.evolve(provisioned.value, wifi=outcomes))
