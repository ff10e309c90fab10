"""What each hook of the family is asked: one frozen request per operation."""

import attrs

from isp_integrations.core.olt.models import ConnectionConfig, Onu, ProvisioningTemplate, WifiConfig
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.values import Value


@attrs.frozen
class ListOlts(Value):
    """The OLTs of a management system."""


@attrs.frozen(kw_only=True)
class ListUnprovisioned(Value):
    """ONUs that wait for authorisation, of one OLT or of all that the account reaches, of one PON or of all."""

    olt_id: str | None = None
    pon_port: str | None = None


@attrs.frozen(kw_only=True)
class ListOnus(Value):
    """Every authorised ONU, of one OLT or of all, of one PON or of all."""

    olt_id: str | None = None
    pon_port: str | None = None


@attrs.frozen(kw_only=True)
class FindOnu(Value):
    """One authorised ONU by exactly one of its keys: serial, or PPPoE login."""

    serial: OnuSerial | None = None
    login: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class ProvisionOnu(Value):
    """Authorise an ONU and give it its service.

    Attributes:
        onu: the one to be authorised, with its names; its `onu_id` is `None` where the OLT picks one. After a failed
            attempt the same again, and only what is missing is done.
        connection: with its VLAN, the template's where the caller gave none.
        wifi: networks to be set as last step, on platforms that can.
        clean_up: whether the steps that this task applied are undone when a later one is refused.
    """

    onu: Onu
    connection: ConnectionConfig
    template: ProvisioningTemplate
    wifi: WifiConfig | None = None
    clean_up: bool = False


@attrs.frozen(kw_only=True)
class CleanUpOnu(Value):
    """Undo what a failed provisioning left on the platform, in reverse order."""

    onu: Onu
    connection: ConnectionConfig
    template: ProvisioningTemplate


@attrs.frozen(kw_only=True)
class ConfigureWifi(Value):
    """Set the Wi-Fi networks that `wifi` names on an ONU."""

    onu: Onu
    wifi: WifiConfig


@attrs.frozen(kw_only=True)
class EditOnu(Value):
    """Change an authorised ONU; `None` leaves that part as it is.

    Attributes:
        template: the profiles of the new connection, where the platform asks for them.
    """

    onu: Onu
    connection: ConnectionConfig | None = None
    template: ProvisioningTemplate | None = None
    name: str | None = attrs.field(default=None, repr=False)
    description: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class GetOnuStatus(Value):
    """How an ONU is now."""

    onu: Onu


@attrs.frozen(kw_only=True)
class RebootOnu(Value):
    """Restart an ONU."""

    onu: Onu


@attrs.frozen(kw_only=True)
class EnableOnu(Value):
    """Bring a disabled ONU back."""

    onu: Onu


@attrs.frozen(kw_only=True)
class DisableOnu(Value):
    """Take an ONU out of service, its configuration kept."""

    onu: Onu


@attrs.frozen(kw_only=True)
class ChangeSpeedProfile(Value):
    """Put an ONU on other speed profiles of the equipment; an empty name leaves that direction as it is."""

    onu: Onu
    download_profile: str = ""
    upload_profile: str = ""


@attrs.frozen(kw_only=True)
class MoveOnu(Value):
    """Take an ONU to another PON or OLT of the same account; serial, plan, connection and Wi-Fi stay (ONU-14)."""

    onu: Onu
    connection: ConnectionConfig
    template: ProvisioningTemplate
    pon_port: str
    olt_id: str | None = None


@attrs.frozen(kw_only=True)
class ReplaceOnu(Value):
    """Put `new` in the place of `onu`, with the same plan, VLAN, connection and Wi-Fi (ONU-13).

    Attributes:
        new: another serial, where it was found, with the names that `onu` has.
    """

    onu: Onu
    new: Onu
    connection: ConnectionConfig
    template: ProvisioningTemplate


@attrs.frozen(kw_only=True)
class DeleteOnu(Value):
    """Remove an ONU with everything that hangs on it; after a failed attempt only what is missing is done."""

    onu: Onu


@attrs.frozen
class SaveConfig(Value):
    """Make the OLT's running configuration survive a restart."""
