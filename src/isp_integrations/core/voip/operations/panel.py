"""The subscriber's panel and his access to the platform's interface."""

from isp_integrations.core.done import Done
from isp_integrations.core.erp.rules import check_texts
from isp_integrations.core.errors import InvalidRecord, refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.core.voip.events import SubscriberPanelOpened
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.voip.operations.state import id_of


def check_username(session: Session, *, username: str) -> Exchange[m.UsernameCheck]:
    """Ask whether a username of the panel is free (validar o usuário); saving needs the answer (VOIP-SUB-10).

    Raises:
        RuleViolation: CORE-12.
    """
    session.require(VoipSpec.check_username)
    refuse_errors(check_texts({"username": username}, family="voip"))
    return (yield from session.exchange(VoipSpec.check_username, r.CheckUsername(username=username)))


def open_panel(session: Session, *, subscriber: m.VoipSubscriber, actor: str) -> Exchange[Done[m.PanelSession]]:
    """Open a subscriber's panel as the subscriber, to check his settings and for support (VOIP-SUB-15).

    Args:
        actor: the host's id of the person who opens it, for the audit event.

    Raises:
        UnsupportedOperation, UnverifiedWire: the platform is not asked.
        InvalidRecord: nobody is named.
        RuleViolation: VOIP-SUB-2.
    """
    session.require(VoipSpec.open_panel)
    if not actor.strip():
        raise InvalidRecord(problems=("actor: informe quem abre o painel",))
    subscriber_id = id_of(subscriber)
    opened = yield from session.exchange(VoipSpec.open_panel, r.OpenPanel(subscriber_id=subscriber_id))
    return Done(value=opened, events=(SubscriberPanelOpened(subscriber_id=subscriber_id, actor=actor),))


def get_api_access(session: Session, *, subscriber: m.VoipSubscriber) -> Exchange[m.ApiAccess]:
    """A subscriber's own credentials for the platform's interface, where it hands them out (VOIP-SUB-9).

    Raises:
        UnsupportedOperation: it does not, which is the rule.
    """
    session.require(VoipSpec.get_api_access)
    return (yield from session.exchange(VoipSpec.get_api_access, r.GetApiAccess(subscriber_id=id_of(subscriber))))
