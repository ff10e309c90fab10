"""NextBilling's plugin got wrong in several ways, as a third party might, and the suite on each."""

import logging
from decimal import Decimal
from typing import Any

from isp_integrations.core.errors import OutcomeUnknown, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import operation
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.plugins.voip.assumed import exchanges as assumed
from isp_integrations.plugins.voip.assumed import wire as assumed_wire
from isp_integrations.plugins.voip.nextbilling import wire as w
from isp_integrations.plugins.voip.nextbilling.plugin import NextBilling
from isp_integrations.testing.voip import Seed, VoipContract
from voip_seed import seed_pabx, state_of


class Honest(NextBilling):
    """Keeps the contract under another key."""

    key = "honest"


class Doubling(NextBilling):
    """Sends a subscriber again whenever the answer does not come."""

    key = "doubling"

    @operation(uses=(w.CREATE_SUBSCRIBER,))
    def create_subscriber(self, request: r.CreateSubscriber) -> Exchange[m.SavedSubscriber]:
        bare = r.CreateSubscriber(profile=request.profile)
        try:
            return (yield from super().create_subscriber(bare))
        except OutcomeUnknown:
            return (yield from super().create_subscriber(bare))


class Lying(NextBilling):
    """Takes a lost answer for a success."""

    key = "lying"

    @operation(uses=(w.ASSIGN_NUMBER,))
    def assign_number(self, request: r.AssignNumber) -> Exchange[m.InboundNumber]:
        try:
            return (yield from super().assign_number(request))
        except OutcomeUnknown:
            return request.number


class Gullible(NextBilling):
    """Takes whatever it does not understand for an empty balance."""

    key = "gullible"

    @operation(uses=(assumed_wire.BALANCE,))
    def get_balance(self, request: r.GetBalance) -> Exchange[m.VoipBalance]:
        try:
            return (yield from assumed.get_balance(self, request))
        except UnexpectedAnswer:
            return m.VoipBalance(amount=Decimal(0))


class Chatty(NextBilling):
    """Logs the password that it sends."""

    key = "chatty"

    @operation(uses=(w.CREATE_LINE, w.LINES))
    def create_line(self, request: r.CreateLine) -> Exchange[m.VoipLine]:
        logging.getLogger("chatty").debug("senha %s", request.line.password)
        return (yield from super().create_line(request))


PLUGINS = (Honest, Doubling, Lying, Gullible, Chatty)


def contract_of(plugin: type[NextBilling]) -> type[VoipContract[Any]]:
    """The family's suite on one of the plugins."""

    class Contract(VoipContract[Any]):
        platform = plugin.key

        def seed(self, fake: Any) -> Seed:
            return seed_pabx(fake.pabx)

        def state(self, fake: Any) -> object:
            return state_of(fake.pabx)

    return Contract
