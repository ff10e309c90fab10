"""The SVA family's clients on an embedded fake platform: no network, no account, no waiting."""

from typing import Unpack

from isp_integrations.clients import sva
from isp_integrations.clients.opening import HostOptions
from isp_integrations.clients.sva import AsyncSvaClient, SvaClient
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
) -> SvaClient:
    """The same client as :func:`connect` gives, on an embedded fake platform.

    Args:
        fake: a fake that the caller keeps and looks at; a fresh one with synthetic users by default.
        script: faults to happen.
    """
    account = embedded(sva.FAMILY, platform, options, fake=fake, script=script, sender=InProcessSender)
    return sva.connect(platform, **account)


def sandbox_async(
    platform: str,
    *,
    fake: FakePlatform | None = None,
    script: FaultScript | None = None,
    **options: Unpack[HostOptions],
) -> AsyncSvaClient:
    """The async twin of :func:`sandbox`."""
    account = embedded(sva.FAMILY, platform, options, fake=fake, script=script, sender=AsyncInProcessSender)
    return sva.connect_async(platform, **account)
