"""An account on an embedded fake platform: what a family's `sandbox` and `sandbox_async` hand to its `connect`."""

from isp_integrations.clients.opening import HostOptions
from isp_integrations.core import registry
from isp_integrations.core.sandbox import Fake, FakeEquipment
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.terminal_faults import TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector


class EmbeddedAccount(HostOptions):
    """The arguments of `connect` besides the platform."""

    credentials: dict[str, str]
    base_url: str


def embedded(
    family: str,
    platform: str,
    options: HostOptions,
    *,
    fake: Fake | None,
    script: FaultScript | TerminalFaultScript | None,
    sender: type[InProcessSender] | type[AsyncInProcessSender],
) -> EmbeddedAccount:
    """The account of `fake` (a fresh one by default) under `script`, reached in no time at all: through `sender`, or,
    where it is equipment, through a channel."""
    platform_fake = fake or registry.load(family, platform).sandbox()
    clock = options.get("clock") or JumpingClock()
    reached: HostOptions
    if isinstance(platform_fake, FakeEquipment):
        scheme = platform_fake.schemes[0]
        faults = script if isinstance(script, TerminalFaultScript) else TerminalFaultScript()
        reached = {"connector": InProcessConnector(platform_fake, faults)}
    else:
        scheme = "http"
        calls = script if isinstance(script, FaultScript) else FaultScript()
        reached = {"transport": sender(platform_fake, calls, monotonic=clock.monotonic)}
    return {
        "credentials": dict(platform_fake.credentials),
        "base_url": address_of(platform, scheme),
        "clock": clock,
        **reached,
        **options,
    }


def address_of(platform: str, scheme: str = "http") -> str:
    """The address that stands for an embedded platform; no such host exists."""
    return f"{scheme}://{platform.replace('_', '-')}.sandbox.invalid/"
