"""The mobile family's clients on an embedded fake platform: no network, no account, no waiting."""

from typing import Unpack

from isp_integrations.clients import mvno
from isp_integrations.clients.mvno import AsyncMvnoClient, MvnoClient
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
) -> MvnoClient:
    """The same client as :func:`connect` gives, on an embedded fake platform.

    Args:
        fake: a fake that the caller keeps and looks at; a fresh one with synthetic lines by default.
        script: faults to happen.
    """
    account = embedded(mvno.FAMILY, platform, options, fake=fake, script=script, sender=InProcessSender)
    return mvno.connect(platform, **account)


def sandbox_async(
    platform: str,
    *,
    fake: FakePlatform | None = None,
    script: FaultScript | None = None,
    **options: Unpack[HostOptions],
) -> AsyncMvnoClient:
    """The async twin of :func:`sandbox`."""
    account = embedded(mvno.FAMILY, platform, options, fake=fake, script=script, sender=AsyncInProcessSender)
    return mvno.connect_async(platform, **account)
