"""ONUs as the rules, the operations and the platforms' plugins share them.

An account is one OLT, or one management system of many. What only a host knows (`plan_id`, `customer_id`,
`asset_id`, `admin_state`…) is empty in what a platform answers.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.rules import Violation
from isp_integrations.core.values import Value


class OnuState(StrEnum):
    """Administrative state of an ONU (machine 5.5). Whether it is on the air is :class:`OperState`."""

    UNPROVISIONED = "unprovisioned"
    PROVISIONING = "provisioning"
    PROVISION_FAILED = "provision_failed"
    PROVISIONED = "provisioned"
    DELETING = "deleting"
    DELETE_FAILED = "delete_failed"
    REMOVED = "removed"
    UNKNOWN = "unknown"


class OperState(StrEnum):
    """Operational state, read-only. LOS is "no light"; an ONU without power is OFFLINE."""

    ONLINE = "online"
    OFFLINE = "offline"
    LOS = "los"
    UNKNOWN = "unknown"


class DownCause(StrEnum):
    """Why an ONU last went down."""

    NO_POWER = "no_power"
    NO_LIGHT = "no_light"
    RESTARTED = "restarted"
    DISABLED = "disabled"
    UNKNOWN = "unknown"


class ConnectionMode(StrEnum):
    """How the customer's traffic is carried (ONU-3). UNKNOWN is a mode that a platform reports and no table has."""

    PPPOE = "pppoe"
    BRIDGE = "bridge"
    DHCP = "dhcp"
    STATIC_IP = "static_ip"
    UNKNOWN = "unknown"


class WifiBand(StrEnum):
    """A Wi-Fi band, by its GHz."""

    GHZ_24 = "2.4"
    GHZ_5 = "5"


@attrs.frozen(kw_only=True)
class ConnectionConfig(Value):
    """The customer's connection on the ONU (ONU-4).

    Attributes:
        vlan: of the service, 1 to 4094; `None` takes the template's, or the port's own where the platform has one.
        username, password: of PPPoE.
        address, netmask, gateway, dns: of a static IP, IPv4 in dotted form; at most two DNS servers.
    """

    mode: ConnectionMode
    vlan: int | None = None
    username: str = attrs.field(default="", repr=False)
    password: str = attrs.field(default="", repr=False)
    address: str = attrs.field(default="", repr=False)
    netmask: str = ""
    gateway: str = attrs.field(default="", repr=False)
    dns: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class WifiConfig(Value):
    """The Wi-Fi networks of an ONU (ONU-6); an empty text leaves that field as it is. Passwords are WPA2's."""

    ssid_24: str = attrs.field(default="", repr=False)
    password_24: str = attrs.field(default="", repr=False)
    ssid_5: str = attrs.field(default="", repr=False)
    password_5: str = attrs.field(default="", repr=False)

    def networks(self) -> "Iterator[WifiNetwork]":
        """One entry for each band that says anything, 2.4 GHz first."""
        for band, ssid, password in (
            (WifiBand.GHZ_24, self.ssid_24, self.password_24),
            (WifiBand.GHZ_5, self.ssid_5, self.password_5),
        ):
            if ssid or password:
                yield WifiNetwork(band=band, ssid=ssid, password=password)


@attrs.frozen(kw_only=True)
class WifiNetwork(Value):
    """What is asked of one band; an empty text leaves that field as it is."""

    band: WifiBand
    ssid: str = attrs.field(default="", repr=False)
    password: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class ProvisioningTemplate(Value):
    """What an operator settles once under a name that a seller understands; the host stores it as plain data.

    Every profile is the name or number of one that exists on the equipment: the library never creates one.

    Attributes:
        name: the seller's, such as `"Fibra 500 PPPoE"`.
        mode: the connection that it is for.
        vlan: of the service.
        user_vlan: the customer's side of a translation, where it differs from `vlan`.
        line_profile, service_profile: of the ONU on the OLT.
        onu_type: the equipment's model or type, where the OLT asks for one.
        download_profile, upload_profile: of speed, where the OLT has them apart from the line profile.
        gem_port: of the line profile; `None` lets the plugin read or choose it.
        options: further names that one platform asks for; its documentation page lists them.
    """

    name: str
    mode: ConnectionMode
    vlan: int | None = None
    user_vlan: int | None = None
    line_profile: str = ""
    service_profile: str = ""
    onu_type: str = ""
    download_profile: str = ""
    upload_profile: str = ""
    gem_port: int | None = None
    options: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Olt(Value):
    """One OLT of a management system."""

    id: str
    name: str = ""
    model: str = ""


@attrs.frozen(kw_only=True)
class UnprovisionedOnu(Value):
    """An ONU that the OLT sees and nobody authorised (ONU pendente).

    Attributes:
        serial: `None` where the platform's own text of it, `raw_serial`, is no GPON serial.
        olt_id: the OLT inside a management system; `None` where the account is one OLT.
        pon_port: the PON, its numbers in the platform's order: `"0/1/3"`.
        model: as the equipment tells it; may be a type name of the platform.
    """

    serial: OnuSerial | None
    raw_serial: str = attrs.field(default="", repr=False)
    olt_id: str | None = None
    pon_port: str | None = None
    model: str = ""
    software: str = ""
    found_at: datetime | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)


@attrs.frozen(kw_only=True, slots=False)  # made in 60 % of the time that slots take; an OLT lists thousands
class Onu(Value):
    """An ONU, as the host or the platform has it.

    Attributes:
        olt_id: the OLT inside a management system; `None` where the account is one OLT.
        pon_port: the PON, its numbers in the platform's order: `"0/1/3"`.
        onu_id: its number on that PON.
        name, description: as they stand on the equipment.
        plan_id, customer_id, asset_id: the host's own: plan of the customer, customer, stock item (patrimônio).
        enabled: `False` while it is disabled on purpose; nothing else of it changes.
        failed_steps: steps still missing, in order, where `admin_state` is a failed one.
        raw_state: the platform's word for `oper_state`.
        platform_ids: the platform's own ids, by their wire names.
    """

    serial: OnuSerial
    olt_id: str | None = None
    pon_port: str | None = None
    onu_id: int | None = None
    name: str = attrs.field(default="", repr=False)
    description: str = attrs.field(default="", repr=False)
    plan_id: str | None = None
    customer_id: str | None = None
    asset_id: str | None = None
    connection: ConnectionConfig | None = None
    wifi: WifiConfig | None = None
    model: str = ""
    line_profile: str = ""
    service_profile: str = ""
    download_profile: str = ""
    upload_profile: str = ""
    enabled: bool | None = None
    admin_state: OnuState = OnuState.UNKNOWN
    failed_steps: tuple[str, ...] = ()
    oper_state: OperState = OperState.UNKNOWN
    raw_state: str | None = None
    platform_ids: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)


@attrs.frozen(kw_only=True)
class OpticalLevels(Value):
    """Optical power in dBm; `None` where it is not told. What the customer's ONU receives is `onu_rx_dbm`."""

    onu_rx_dbm: Decimal | None = None
    onu_tx_dbm: Decimal | None = None
    olt_rx_dbm: Decimal | None = None
    measured_at: datetime | None = None


@attrs.frozen(kw_only=True)
class OnuStatus(Value):
    """How an ONU is now; a read.

    Attributes:
        raw_state: the platform's word for `oper_state`.
        enabled: `False` while it is disabled on purpose; `None` where it is not told.
        temperature_c: of the ONU or its optics, in degrees Celsius.
        distance_m: from the OLT, in metres.
        raw_down_cause: the platform's words for `last_down_cause`, whole.
        last_down_at, last_up_at: with their offset where the platform tells it, naive local time otherwise.
        wan_address: the customer's IPv4 address, where the platform shows it.
    """

    serial: OnuSerial | None = None
    oper_state: OperState
    raw_state: str | None = None
    enabled: bool | None = None
    optical: OpticalLevels = OpticalLevels()
    temperature_c: Decimal | None = None
    distance_m: int | None = None
    last_down_cause: DownCause | None = None
    raw_down_cause: str | None = None
    last_down_at: datetime | None = None
    last_up_at: datetime | None = None
    model: str = ""
    software: str = ""
    wan_address: str | None = attrs.field(default=None, repr=False)
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)


class Verdict(StrEnum):
    """What a diagnosis comes to, for whoever answers the customer's call."""

    GOOD = "good"
    WEAK_SIGNAL = "weak_signal"
    BAD_SIGNAL = "bad_signal"
    STRONG_SIGNAL = "strong_signal"
    NO_LIGHT = "no_light"
    NO_POWER = "no_power"
    DISABLED = "disabled"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Diagnosis(Value):
    """A status and what it comes to. `message` is one pt-BR sentence for a person, without personal data."""

    status: OnuStatus
    verdict: Verdict
    message: str


class StepState(StrEnum):
    """What became of one step of a task."""

    DONE = "done"
    ALREADY = "already"
    FAILED = "failed"
    NOT_TRIED = "not_tried"
    UNDONE = "undone"


@attrs.frozen(kw_only=True)
class StepReport(Value):
    """One named step.

    Attributes:
        why: the platform's own words where it refused, personal data removed.
        violation: the rule of ours that the refusal amounts to, where it is a known one.
    """

    name: str
    state: StepState
    why: str = ""
    violation: Violation | None = None


class DeviceState(StrEnum):
    """What became of an order to the customer's device. Only EXECUTED and FAULTED are final."""

    EXECUTED = "executed"
    QUEUED = "queued"
    FAULTED = "faulted"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class DeviceOutcome(Value):
    """Who carried an order to the device out, and how far it is known.

    Attributes:
        done_by: key of the platform that did it: the OLT's own, or the ACS beside it.
        band: of a Wi-Fi order.
        verified: names of the fields read back as they were asked (`"ssid"`, `"password"`); a device that hides
            its password can only acknowledge it.
        why: the platform's own words, where it is queued or faulted.
        reference: the platform's id of a queued order; the resume token of an UNKNOWN one.
    """

    state: DeviceState
    done_by: str
    band: WifiBand | None = None
    verified: tuple[str, ...] = ()
    why: str = ""
    reference: str | None = None


@attrs.frozen(kw_only=True)
class TaskReport(Value):
    """What a task of named steps (provision, edit, move, replace, delete) did.

    A task that was refused before anything changed raises the refusal instead.

    Attributes:
        onu: the ONU as it stands now, for the host to store.
        steps: every step, in order.
        wifi: what became of each Wi-Fi network asked for.
        replaced: the old ONU, after `replace_onu`.
    """

    onu: Onu
    steps: tuple[StepReport, ...] = ()
    wifi: tuple[DeviceOutcome, ...] = ()
    replaced: Onu | None = None

    @property
    def complete(self) -> bool:
        """Whether every step is done or was there already."""
        return not self.missing

    @property
    def applied(self) -> tuple[str, ...]:
        """The steps in effect, in order."""
        return tuple(step.name for step in self.steps if step.state in {StepState.DONE, StepState.ALREADY})

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps not in effect, in order."""
        return tuple(step.name for step in self.steps if step.state not in {StepState.DONE, StepState.ALREADY})


@attrs.frozen(kw_only=True)
class InventoryMovement(Value):
    """A stock item that comes back from a customer, or goes to one (ONU-8, ONU-12).

    Attributes:
        from_customer_id: whom it leaves; `None` where it leaves the stock.
        to_customer_id: whom it goes to; `None` where it goes to the stock.
        to_stock_id: the stock it goes to, where the host names one.
        reason: `onu_deleted`, `onu_replaced` or `asset_replaced`.
    """

    asset_id: str
    from_customer_id: str | None = None
    to_customer_id: str | None = None
    to_stock_id: str | None = None
    reason: str
