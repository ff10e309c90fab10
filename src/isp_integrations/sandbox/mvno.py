"""The mobile family's clients on an embedded fake platform: no network, no account, no waiting."""

from typing import Unpack

from isp_integrations.clients import mvno
from isp_integrations.clients.mvno import AsyncMvnoClient, MvnoClient
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core import registry
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock


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
    platform_fake = fake or registry.load(mvno.FAMILY, platform).sandbox()
    clock = options.get("clock") or JumpingClock()
    sender = InProcessSender(platform_fake, script or FaultScript(), monotonic=clock.monotonic)
    settings: HostOptions = {"transport": sender, "clock": clock, **options}
    return mvno.connect(platform, credentials=platform_fake.credentials, base_url=address_of(platform), **settings)


def sandbox_async(
    platform: str,
    *,
    fake: FakePlatform | None = None,
    script: FaultScript | None = None,
    **options: Unpack[HostOptions],
) -> AsyncMvnoClient:
    """The async twin of :func:`sandbox`."""
    platform_fake = fake or registry.load(mvno.FAMILY, platform).sandbox()
    clock = options.get("clock") or JumpingClock()
    sender = AsyncInProcessSender(platform_fake, script or FaultScript(), monotonic=clock.monotonic)
    settings: HostOptions = {"transport": sender, "clock": clock, **options}
    return mvno.connect_async(
        platform, credentials=platform_fake.credentials, base_url=address_of(platform), **settings
    )


def address_of(platform: str) -> str:
    """The address that stands for an embedded platform; no such host exists."""
    return f"http://{platform.replace('_', '-')}.sandbox.invalid/"
