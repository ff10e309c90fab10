"""The contract of the mapping family as tests: a platform's plugin that passes them keeps what hosts are promised.

A plugin author inherits the suite and says three things: what the fake holds, where it is, and how to compare it::

    from isp_integrations.testing.mapping import MappingContract, Seed

    class TestExemploContract(MappingContract[ExemploSandbox]):
        platform = "exemplo"                                   # the entry point's name

        def seed(self, fake):                                  # after `Exemplo.sandbox()`
            return Seed(structure_id=..., reserved=PortReservation(...), active=PortReservation(...), ...)

        def state(self, fake):                                 # whatever a doubled order would change
            return [(port.id, port.customer, port.served) for port in fake.ports]

What a platform cannot do it does not declare, and the suite then wants it refused before anything is sent. The tests
themselves are in :mod:`.contract` and :mod:`.http_contract`, and what they ask in :mod:`.mapping_cases`.
"""

from typing import TypeVar

from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.testing.http_contract import HttpContract
from isp_integrations.testing.mapping_cases import MAPPING_CASES
from isp_integrations.testing.mapping_cases import Seed as Seed

SUITE_VERSION = 1
"""Rises with every new demand, so that a plugin can say which contract it passed."""

F = TypeVar("F", bound=FakePlatform)


class MappingContract(HttpContract[F, Seed]):
    """Inherit it, set `platform`, and override `seed` and `state`; see the module's example."""

    cases = MAPPING_CASES
