"""The contract of the VoIP family as tests: a platform's plugin that passes them keeps what hosts are promised.

A plugin author inherits the suite and says three things: what the fake holds, where it is, and how to compare it::

    from isp_integrations.testing.voip import Seed, VoipContract

    class TestExemploContract(VoipContract[ExemploSandbox]):
        platform = "exemplo"                                   # the entry point's name

        def seed(self, fake):                                  # after `Exemplo.sandbox()`
            return Seed(subscriber=..., disabled=..., line=..., ...)

        def state(self, fake):                                 # whatever a doubled order would change
            return [(one.id, one.enabled, len(one.lines)) for one in fake.subscribers]

The tests themselves are in :mod:`.contract` and :mod:`.http_contract`, and what they ask in :mod:`.voip_cases`.
"""

from typing import TypeVar

from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.testing.http_contract import HttpContract
from isp_integrations.testing.voip_cases import VOIP_CASES
from isp_integrations.testing.voip_cases import Seed as Seed

SUITE_VERSION = 1
"""Rises with every new demand, so that a plugin can say which contract it passed."""

F = TypeVar("F", bound=FakePlatform)


class VoipContract(HttpContract[F, Seed]):
    """Inherit it, set `platform`, and override `seed` and `state`; see the module's example."""

    cases = VOIP_CASES
