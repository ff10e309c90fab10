"""The VoIP family's clients on an embedded fake platform: no network, no account, no waiting."""

from typing import Unpack

from isp_integrations.clients import voip
from isp_integrations.clients.opening import HostOptions
from isp_integrations.clients.voip import AsyncVoipClient, VoipClient
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
) -> VoipClient:
    """The same client as :func:`connect` gives, on an embedded fake platform.

    Args:
        fake: a fake that the caller keeps and looks at; a fresh one with synthetic subscribers by default.
        script: faults to happen.
    """
    account = embedded(voip.FAMILY, platform, options, fake=fake, script=script, sender=InProcessSender)
    return voip.connect(platform, **account)


def sandbox_async(
    platform: str,
    *,
    fake: FakePlatform | None = None,
    script: FaultScript | None = None,
    **options: Unpack[HostOptions],
) -> AsyncVoipClient:
    """The async twin of :func:`sandbox`."""
    account = embedded(voip.FAMILY, platform, options, fake=fake, script=script, sender=AsyncInProcessSender)
    return voip.connect_async(platform, **account)
