"""The mapping family's clients on an embedded fake platform: no network, no account, no waiting."""

from typing import Unpack

from isp_integrations.clients import mapping
from isp_integrations.clients.mapping import AsyncMappingClient, MappingClient
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.embedded import embedded
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender


def sandbox(
    platform: str,
    *,
    fake: FakePlatform | None = None,
    script: FaultScript | None = None,
    **options: Unpack[HostOptions],
) -> MappingClient:
    """The same client as :func:`connect` gives, on an embedded fake platform.

    Args:
        fake: a fake that the caller keeps and looks at; a fresh one with a synthetic city by default.
        script: faults to happen.
    """
    account = embedded(mapping.FAMILY, platform, options, fake=fake, script=script, sender=InProcessSender)
    return mapping.connect(platform, **account)


def sandbox_async(
    platform: str,
    *,
    fake: FakePlatform | None = None,
    script: FaultScript | None = None,
    **options: Unpack[HostOptions],
) -> AsyncMappingClient:
    """The async twin of :func:`sandbox`."""
    account = embedded(mapping.FAMILY, platform, options, fake=fake, script=script, sender=AsyncInProcessSender)
    return mapping.connect_async(platform, **account)
