"""What an OLT, a management system or an ACS may implement. One request in, one exchange out; lists take a cursor.

Tasks of several steps (provision, clean up, edit, move, replace, delete) answer a
:class:`~isp_integrations.core.olt.models.TaskReport`; plugins run their steps with
:func:`~isp_integrations.core.olt.steps.carry_out`. Their report's `onu` is the ONU as it was read afterwards, and so
is what enable, disable and a change of speed answer. An ONU that is listed or found is authorised: its `admin_state`
is PROVISIONED.
"""

from collections.abc import Mapping
from typing import ClassVar

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.texts import TextField, TextForm
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Platform, first_result
from isp_integrations.core.rules import Family


class OltSpec(Platform):
    """The family's contract. Limits finer than "implemented or not" are the attributes below.

    Attributes:
        modes: connection modes that `provision_onu` takes (ONU-3).
        switchable_modes: modes between which `edit_onu` may change an ONU; within its mode it always may.
        wifi_bands: bands whose networks it sets.
        wifi_modes: connection modes in which an ONU's Wi-Fi can be set (ONU-7).
        wifi_single_field: whether an SSID or a password can be set alone (ONU-6).
        many_olts: whether an account is a management system of many OLTs, so that `olt_id` tells which.
        addressed_by: the fields of `Onu` that its operations need to find the ONU, besides the serial.
        finds_by: the keys that `find_onu` takes: `"serial"`, `"login"`.
        pon_port_form: regular expression of a PON port; `pon_port_example` is one.
        template_fields: template fields without which a mode cannot be provisioned; a key of its `options` is
            `"options.<key>"`.
        texts: the form of each text field, where it is narrower than the general one.
    """

    family: ClassVar[str] = "olt"
    modes: ClassVar[frozenset[m.ConnectionMode]] = frozenset()
    switchable_modes: ClassVar[frozenset[m.ConnectionMode]] = frozenset()
    wifi_bands: ClassVar[frozenset[m.WifiBand]] = frozenset()
    wifi_modes: ClassVar[frozenset[m.ConnectionMode]] = frozenset(
        {m.ConnectionMode.PPPOE, m.ConnectionMode.DHCP, m.ConnectionMode.STATIC_IP}
    )
    wifi_single_field: ClassVar[bool] = False
    many_olts: ClassVar[bool] = False
    addressed_by: ClassVar[tuple[str, ...]] = ()
    finds_by: ClassVar[frozenset[str]] = frozenset({"serial"})
    pon_port_form: ClassVar[str] = r"[0-9]{1,3}(/[0-9]{1,3}){0,3}"
    pon_port_example: ClassVar[str] = "0/1/3"
    template_fields: ClassVar[Mapping[m.ConnectionMode, tuple[str, ...]]] = {}
    texts: ClassVar[Mapping[TextField, TextForm]] = {}

    @classmethod
    def provision_conditions(cls, request: r.ProvisionOnu) -> tuple[tuple[str, Family, str], ...]:
        """Conditions of this platform that a provisioning breaks: `(name, family, pt-BR message)` (ONU-16)."""
        return ()

    @classmethod
    def wifi_refusal(cls, onu: m.Onu, band: m.WifiBand) -> str | None:
        """Why this platform cannot set that band on this very ONU (its maker, its model), pt-BR (ONU-7)."""
        return None

    @first_result
    def list_olts(self, request: r.ListOlts, cursor: str | None) -> Exchange[Page[m.Olt]]: ...
    @first_result
    def list_unprovisioned(
        self, request: r.ListUnprovisioned, cursor: str | None
    ) -> Exchange[Page[m.UnprovisionedOnu]]: ...
    @first_result
    def list_onus(self, request: r.ListOnus, cursor: str | None) -> Exchange[Page[m.Onu]]: ...
    @first_result
    def find_onu(self, request: r.FindOnu) -> Exchange[m.Onu]: ...
    @first_result
    def get_onu_status(self, request: r.GetOnuStatus) -> Exchange[m.OnuStatus]: ...
    @first_result
    def provision_onu(self, request: r.ProvisionOnu) -> Exchange[m.TaskReport]: ...
    @first_result
    def clean_up_onu(self, request: r.CleanUpOnu) -> Exchange[m.TaskReport]: ...
    @first_result
    def configure_wifi(self, request: r.ConfigureWifi) -> Exchange[tuple[m.DeviceOutcome, ...]]: ...
    @first_result
    def edit_onu(self, request: r.EditOnu) -> Exchange[m.TaskReport]: ...
    @first_result
    def move_onu(self, request: r.MoveOnu) -> Exchange[m.TaskReport]: ...
    @first_result
    def replace_onu(self, request: r.ReplaceOnu) -> Exchange[m.TaskReport]: ...
    @first_result
    def delete_onu(self, request: r.DeleteOnu) -> Exchange[m.TaskReport]: ...
    @first_result
    def change_speed_profile(self, request: r.ChangeSpeedProfile) -> Exchange[m.Onu]: ...
    @first_result
    def reboot_onu(self, request: r.RebootOnu) -> Exchange[m.DeviceOutcome]: ...
    @first_result
    def enable_onu(self, request: r.EnableOnu) -> Exchange[m.Onu]: ...
    @first_result
    def disable_onu(self, request: r.DisableOnu) -> Exchange[m.Onu]: ...
    @first_result
    def save_config(self, request: r.SaveConfig) -> Exchange[None]: ...
