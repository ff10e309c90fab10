"""The OLT family's clients on an embedded fake: no network, no account, no waiting."""

from typing import Unpack

from isp_integrations.clients import olt
from isp_integrations.clients.olt import AsyncOltClient, OltClient
from isp_integrations.clients.opening import HostOptions
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
    acs: OltClient | None = None,
    **options: Unpack[HostOptions],
) -> OltClient:
    """The same client as :func:`connect` gives, on an embedded fake: an OLT, a management system or an ACS.

    Args:
        fake: a fake that the caller keeps and looks at; a fresh one with synthetic ONUs by default.
        script: faults to happen.
        acs: an open ACS account, for Wi-Fi that this platform cannot set.
    """
    account = embedded(olt.FAMILY, platform, options, fake=fake, script=script, sender=InProcessSender)
    return olt.connect(platform, acs=acs, **account)


def sandbox_async(
    platform: str,
    *,
    fake: Fake | None = None,
    script: FaultScript | TerminalFaultScript | None = None,
    acs: AsyncOltClient | None = None,
    **options: Unpack[HostOptions],
) -> AsyncOltClient:
    """The async twin of :func:`sandbox`."""
    account = embedded(olt.FAMILY, platform, options, fake=fake, script=script, sender=AsyncInProcessSender)
    return olt.connect_async(platform, acs=acs, **account)
