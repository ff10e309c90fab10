"""A sandbox of any platform, whichever family it is in: its key is enough."""

from typing import Unpack

from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.families import clients_of
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core import registry
from isp_integrations.core.sandbox import Fake
from isp_integrations.sandbox.embedded import embedded
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.terminal_faults import TerminalFaultScript


def sandbox(
    platform: str,
    *,
    fake: Fake | None = None,
    script: FaultScript | TerminalFaultScript | None = None,
    **options: Unpack[HostOptions],
) -> Client:
    """A sync client, of the family's class, on an embedded fake; see the `sandbox` of each family."""
    family = registry.find(platform).family
    account = embedded(family, platform, options, fake=fake, script=script, sender=InProcessSender)
    return clients_of(family).connect(platform, **account)


def sandbox_async(
    platform: str,
    *,
    fake: Fake | None = None,
    script: FaultScript | TerminalFaultScript | None = None,
    **options: Unpack[HostOptions],
) -> AsyncClient:
    """The async twin of :func:`sandbox`."""
    family = registry.find(platform).family
    account = embedded(family, platform, options, fake=fake, script=script, sender=AsyncInProcessSender)
    return clients_of(family).connect_async(platform, **account)
