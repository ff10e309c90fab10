"""Events of the OLT family. Names, logins and networks of people are in no event."""

from typing import ClassVar

import attrs

from isp_integrations.core.events import Event
from isp_integrations.core.olt.models import InventoryMovement
from isp_integrations.core.olt.serial import OnuSerial


@attrs.frozen(kw_only=True)
class OnuEvent(Event):
    """Root of the events of one ONU. `plan_id` is the host's, `None` when it passed none."""

    family: ClassVar[str] = "olt"
    serial: OnuSerial
    plan_id: str | None


@attrs.frozen(kw_only=True)
class OnuStateChanged(OnuEvent):
    """The ONU's administrative state is another one; `failed_steps` are those still missing."""

    before: str
    after: str
    failed_steps: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class OnuEdited(OnuEvent):
    """Parts of the ONU were changed: `connection`, `name`, `description`, `asset_id`."""

    fields: tuple[str, ...]


@attrs.frozen(kw_only=True)
class OnuWifiConfigured(OnuEvent):
    """Networks of these bands are set on the device; one that is queued or faulted is not among them."""

    bands: tuple[str, ...]


@attrs.frozen(kw_only=True)
class OnuEnabledChanged(OnuEvent):
    """The ONU was enabled or disabled."""

    enabled: bool


@attrs.frozen(kw_only=True)
class OnuRebooted(OnuEvent):
    """The ONU was restarted."""


@attrs.frozen(kw_only=True)
class OnuSpeedProfileChanged(OnuEvent):
    """The ONU is on other speed profiles; an empty name is a direction that stayed."""

    download_profile: str
    upload_profile: str


@attrs.frozen(kw_only=True)
class OnuMoved(OnuEvent):
    """The ONU is on another PON."""

    olt_id: str | None
    pon_port: str | None
    onu_id: int | None


@attrs.frozen(kw_only=True)
class OnuReplaced(OnuEvent):
    """Another device is in the place of `old_serial`; plan, connection and Wi-Fi are the same."""

    old_serial: OnuSerial


@attrs.frozen(kw_only=True)
class InventoryMoved(OnuEvent):
    """The host must enter this movement of stock (ONU-8, ONU-12, ONU-13)."""

    movement: InventoryMovement
