"""An account on an embedded fake platform: what a family's `sandbox` and `sandbox_async` hand to its `connect`."""

from isp_integrations.clients.opening import HostOptions
from isp_integrations.core import registry
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock


class EmbeddedAccount(HostOptions):
    """The arguments of `connect` besides the platform."""

    credentials: dict[str, str]
    base_url: str


def embedded(
    family: str,
    platform: str,
    options: HostOptions,
    *,
    fake: FakePlatform | None,
    script: FaultScript | None,
    sender: type[InProcessSender] | type[AsyncInProcessSender],
) -> EmbeddedAccount:
    """The account of `fake` (a fresh one by default) under `script`, reached through `sender`, in no time at all."""
    platform_fake = fake or registry.load(family, platform).sandbox()
    clock = options.get("clock") or JumpingClock()
    transport = sender(platform_fake, script or FaultScript(), monotonic=clock.monotonic)
    return {
        "credentials": dict(platform_fake.credentials),
        "base_url": address_of(platform),
        "transport": transport,
        "clock": clock,
        **options,
    }


def address_of(platform: str) -> str:
    """The address that stands for an embedded platform; no such host exists."""
    return f"http://{platform.replace('_', '-')}.sandbox.invalid/"
