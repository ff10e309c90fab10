"""Looking: OLTs, ONUs that wait and ONUs that work, one ONU's status and what it comes to."""

from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt import rules
from isp_integrations.core.olt.diagnosis import OpticalLimits, diagnose
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.operations.state import limits_of, serial_of
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session


def list_olts(session: Session, cursor: str | None) -> Exchange[Page[m.Olt]]:
    """The OLTs of a management system; their ids are the `olt_id` of everything else."""
    return (yield from session.page(OltSpec.list_olts, r.ListOlts(), cursor))


def list_unprovisioned(
    session: Session, cursor: str | None, *, olt_id: str | None = None, pon_port: str | None = None
) -> Exchange[Page[m.UnprovisionedOnu]]:
    """ONUs that wait for authorisation (ONU-1): of one OLT or all, of one PON or all. None is an answer.

    Raises:
        RuleViolation: `olt_id` or `pon_port` is none (ONU-15, ONU-16).
    """
    request = r.ListUnprovisioned(olt_id=olt_id, pon_port=pon_port)
    session.require(OltSpec.list_unprovisioned, request)
    refuse_errors(rules.check_scope(limits=limits_of(session), olt_id=olt_id, pon_port=pon_port))
    return (yield from session.page(OltSpec.list_unprovisioned, request, cursor))


def list_onus(
    session: Session, cursor: str | None, *, olt_id: str | None = None, pon_port: str | None = None
) -> Exchange[Page[m.Onu]]:
    """Every authorised ONU, streamed: of one OLT or all, of one PON or all.

    Raises:
        RuleViolation: `olt_id` or `pon_port` is none (ONU-15, ONU-16).
    """
    request = r.ListOnus(olt_id=olt_id, pon_port=pon_port)
    session.require(OltSpec.list_onus, request)
    refuse_errors(rules.check_scope(limits=limits_of(session), olt_id=olt_id, pon_port=pon_port))
    return (yield from session.page(OltSpec.list_onus, request, cursor))


def find_onu(session: Session, *, serial: str | OnuSerial | None = None, login: str | None = None) -> Exchange[m.Onu]:
    """One authorised ONU by serial, or by PPPoE login where the platform keeps it.

    Raises:
        RuleViolation: the serial or login cannot be one, both or none were given, or the platform does not look up by
            that key (ONU-15, ONU-16).
        ProviderRejected: no such ONU; the violation's family is `NotFound`.
    """
    request = r.FindOnu(serial=None if serial is None else serial_of(serial), login=login)
    session.require(OltSpec.find_onu, request)
    refuse_errors(rules.check_find(request, limits=limits_of(session)))
    return (yield from session.exchange(OltSpec.find_onu, request))


def get_onu_status(session: Session, *, onu: m.Onu) -> Exchange[m.OnuStatus]:
    """How an ONU is now: on the air or not, optical power in dBm, temperature, distance in metres, last down.

    Raises:
        RuleViolation: the platform cannot find the ONU with what `onu` says of it (ONU-16).
    """
    request = r.GetOnuStatus(onu=onu)
    session.require(OltSpec.get_onu_status, request)
    refuse_errors(rules.check_status(onu=onu, limits=limits_of(session)))
    return (yield from session.exchange(OltSpec.get_onu_status, request))


def diagnose_onu(session: Session, *, onu: m.Onu, optical: OpticalLimits | None = None) -> Exchange[m.Diagnosis]:
    """The status of an ONU and a plain verdict on it, in one call.

    Args:
        optical: the network's own limits of received power.
    """
    return diagnose((yield from get_onu_status(session, onu=onu)), optical)
