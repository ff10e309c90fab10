"""What the OLT family's contract suite asks of a platform: each hook's case, what it means, and awkward ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.testing.contract import Arguments as GenericArguments
from isp_integrations.testing.contract import Awkward, FamilyCases
from isp_integrations.testing.contract import World as GenericWorld

STRANGER = OnuSerial.parse("EXMP0000BEEF")
"""An ONU that no seed has."""
DESCRIPTION = "CONTRATO-ALTERADO"


@attrs.frozen(kw_only=True)
class Seed:
    """What the fake holds at the beginning, as a host knows it.

    Attributes:
        onu: an authorised one on the air, linked to a plan, as `find_onu` tells it.
        waiting, spare: two that wait, linked to a plan; the second one is to replace `onu`.
        connection, template: with which all of them are provisioned.
        unknown_template: the same, naming something that the equipment has not; `None` where nothing is named.
        wifi: networks for `onu`; `None` where the platform sets none.
        pon_port, olt_id: where `onu` is moved to.
        download_profile, upload_profile: speeds for `onu`; an empty one is left as it is.
    """

    onu: m.Onu
    waiting: m.Onu
    spare: m.Onu
    connection: m.ConnectionConfig
    template: m.ProvisioningTemplate
    unknown_template: m.ProvisioningTemplate | None = None
    wifi: m.WifiConfig | None = None
    pon_port: str = ""
    olt_id: str | None = None
    download_profile: str = ""
    upload_profile: str = ""


World = GenericWorld[Seed]
Arguments = GenericArguments[Seed]


def _service(seed: Seed) -> dict[str, Any]:
    return {"connection": seed.connection, "template": seed.template}


def _half_done(seed: Seed) -> m.Onu:
    """The working ONU as an attempt that failed at its last step would have left it."""
    return attrs.evolve(seed.onu, admin_state=m.OnuState.PROVISION_FAILED, failed_steps=("verification",))


def _on_onu(seed: Seed, _: World) -> Mapping[str, Any]:
    return {"onu": seed.onu}


CASES: Mapping[str, Arguments] = {
    "change_speed_profile": lambda seed, _: {
        "onu": seed.onu,
        "download_profile": seed.download_profile,
        "upload_profile": seed.upload_profile,
    },
    "clean_up_onu": lambda seed, _: {"onu": _half_done(seed), **_service(seed)},
    "configure_wifi": lambda seed, _: {"onu": seed.onu, "wifi": seed.wifi},
    "delete_onu": _on_onu,
    "disable_onu": _on_onu,
    "edit_onu": lambda seed, _: {"onu": seed.onu, "description": DESCRIPTION},
    "enable_onu": _on_onu,
    "find_onu": lambda seed, _: {"serial": seed.onu.serial},
    "get_onu_status": _on_onu,
    "list_olts": lambda _, __: {},
    "list_onus": lambda _, __: {},
    "list_unprovisioned": lambda _, __: {},
    "move_onu": lambda seed, _: {
        "onu": seed.onu,
        "pon_port": seed.pon_port,
        "olt_id": seed.olt_id,
        **_service(seed),
    },
    "provision_onu": lambda seed, _: {"onu": seed.waiting, **_service(seed)},
    "reboot_onu": _on_onu,
    "replace_onu": lambda seed, _: {"onu": seed.onu, "new": seed.spare, **_service(seed)},
    "save_config": lambda _, __: {},
    "test_connection": lambda _, __: {},
}
"""How each hook is asked through the client."""


def is_authorised(world: World, serial: OnuSerial) -> bool:
    """Whether the platform itself shows an ONU as authorised, or at least no longer as one that waits."""
    if "find_onu" in world.plugin.operations:
        try:
            return bool(world.caller.call("find_onu", serial=serial).serial == serial)
        except ProviderRejected:
            return False
    if "list_onus" in world.plugin.operations:
        return serial in {onu.serial for onu in world.caller.call("list_onus")}
    return serial not in {onu.serial for onu in world.caller.call("list_unprovisioned")}


def _provisioned(done: Any, seed: Seed, world: World) -> bool:
    onu = done.value.onu
    waits = {found.serial for found in world.caller.call("list_unprovisioned")}
    return (
        done.value.complete
        and (onu.serial, onu.admin_state) == (seed.waiting.serial, m.OnuState.PROVISIONED)
        and [event.after for event in done.events if event.name == "OnuStateChanged"] == [m.OnuState.PROVISIONED]
        and is_authorised(world, onu.serial)
        and onu.serial not in waits
    )


def _gone(state: m.OnuState) -> Callable[[Any, Seed, World], bool]:
    def meaning(done: Any, seed: Seed, world: World) -> bool:
        return done.value.onu.admin_state is state and not is_authorised(world, seed.onu.serial)

    return meaning


def _replaced(done: Any, seed: Seed, world: World) -> bool:
    new, old = done.value.onu, done.value.replaced
    return (
        done.value.complete
        and (new.serial, new.admin_state, new.plan_id)
        == (seed.spare.serial, m.OnuState.PROVISIONED, seed.onu.plan_id)
        and (old.serial, old.admin_state) == (seed.onu.serial, m.OnuState.REMOVED)
        and is_authorised(world, new.serial)
        and not is_authorised(world, old.serial)
    )


def _acted(outcome: m.DeviceOutcome, world: World) -> bool:
    acted = outcome.state in {m.DeviceState.EXECUTED, m.DeviceState.QUEUED}
    return acted and outcome.done_by == world.plugin.key


def _wifi_set(done: Any, seed: Seed, world: World) -> bool:
    outcomes = done.value.wifi
    asked = [network.band for network in seed.wifi.networks()] if seed.wifi else []
    return [outcome.band for outcome in outcomes] == asked and all(_acted(outcome, world) for outcome in outcomes)


MEANINGS: Mapping[str, Callable[[Any, Seed, World], bool]] = {
    "change_speed_profile": lambda done, seed, _: (
        (not seed.download_profile or done.value.download_profile == seed.download_profile)
        and (not seed.upload_profile or done.value.upload_profile == seed.upload_profile)
    ),
    "clean_up_onu": _gone(m.OnuState.UNPROVISIONED),
    "configure_wifi": _wifi_set,
    "delete_onu": _gone(m.OnuState.REMOVED),
    "disable_onu": lambda done, _, __: done.value.enabled is False,
    "edit_onu": lambda done, _, __: done.value.complete and done.value.onu.description == DESCRIPTION,
    "enable_onu": lambda done, _, __: done.value.enabled is True,
    "find_onu": lambda onu, seed, _: (
        (onu.serial, onu.pon_port, onu.admin_state) == (seed.onu.serial, seed.onu.pon_port, m.OnuState.PROVISIONED)
    ),
    "get_onu_status": lambda status, seed, _: (
        (status.serial, status.oper_state) == (seed.onu.serial, m.OperState.ONLINE)
    ),
    "list_olts": lambda olts, _, __: bool(olts) and all(each.id for each in olts),
    "list_onus": lambda onus, seed, _: (
        seed.onu.serial in {onu.serial for onu in onus}
        and seed.waiting.serial not in {onu.serial for onu in onus}
        and {onu.admin_state for onu in onus} == {m.OnuState.PROVISIONED}
    ),
    "list_unprovisioned": lambda found, seed, _: (
        {(seed.waiting.serial, seed.waiting.pon_port), (seed.spare.serial, seed.spare.pon_port)}
        <= {(onu.serial, onu.pon_port) for onu in found}
        and seed.onu.serial not in {onu.serial for onu in found}
    ),
    "move_onu": lambda done, seed, _: (
        done.value.complete
        and (done.value.onu.pon_port, done.value.onu.admin_state) == (seed.pon_port, m.OnuState.PROVISIONED)
        and [event.pon_port for event in done.events if event.name == "OnuMoved"] == [seed.pon_port]
    ),
    "provision_onu": _provisioned,
    "reboot_onu": lambda done, _, world: _acted(done.value, world),
    "replace_onu": _replaced,
    "save_config": lambda nothing, _, __: nothing is None,
    "test_connection": lambda nothing, _, __: nothing is None,
}
"""What must be true of each hook's result."""

_OF_ONE_ONU = (
    "change_speed_profile",
    "configure_wifi",
    "disable_onu",
    "edit_onu",
    "enable_onu",
    "get_onu_status",
    "reboot_onu",
)


def _with_onu(hook: str, **changes: Any) -> Arguments:
    """A hook's case about another ONU than the seed's."""
    return lambda seed, world: {
        **CASES[hook](seed, world),
        "onu": attrs.evolve(CASES[hook](seed, world)["onu"], **changes),
    }


def _provisioning(**changes: Callable[[Seed], Any]) -> Arguments:
    return lambda seed, world: {
        **CASES["provision_onu"](seed, world),
        **{name: made(seed) for name, made in changes.items()},
    }


def _spoilt(name: str, text: str) -> Arguments:
    """A provisioning with `text` in one of the places that a caller fills."""
    changed: dict[str, Any] = {name: text}
    match name:
        case "pon_port" | "description" | "name":
            return _with_onu("provision_onu", **changed)
        case "line_profile" | "service_profile" | "onu_type":
            return _provisioning(template=lambda seed: attrs.evolve(seed.template, **changed))
        case _:
            return _provisioning(connection=lambda seed: attrs.evolve(seed.connection, **changed))


_HOSTILE = {"line-feed": "a\r\nreboot", "control": "a\x03b", "escape": "a\x1b[2Jb"}
_TYPED: Mapping[str, Callable[[Seed], bool]] = {
    **dict.fromkeys(
        ("name", "description", "pon_port", "line_profile", "service_profile", "onu_type"), lambda _: True
    ),
    **dict.fromkeys(("username", "password"), lambda seed: seed.connection.mode is m.ConnectionMode.PPPOE),
}
"""Texts of a caller that may be typed, and whether a seed's connection has them."""

AWKWARD: Mapping[str, Awkward[Seed]] = {
    "provision-again": Awkward(
        hook="provision_onu", first=CASES["provision_onu"], asks=CASES["provision_onu"], refused=True
    ),
    "provision-somebody-elses": Awkward(
        hook="provision_onu",
        asks=_provisioning(onu=lambda seed: attrs.evolve(seed.waiting, serial=seed.onu.serial)),
        refused=True,
    ),
    "provision-what-is-provisioned": Awkward(
        hook="provision_onu", asks=_provisioning(onu=lambda seed: seed.onu), refused=True
    ),
    "provision-without-a-plan": Awkward(
        hook="provision_onu", asks=_with_onu("provision_onu", plan_id=None), refused=True
    ),
    "provision-unknown-template": Awkward(
        hook="provision_onu",
        asks=_provisioning(template=lambda seed: seed.unknown_template),
        refused=True,
        applies=lambda seed: seed.unknown_template is not None,
    ),
    "provision-in-no-mode": Awkward(
        hook="provision_onu",
        asks=_provisioning(connection=lambda seed: attrs.evolve(seed.connection, mode=m.ConnectionMode.UNKNOWN)),
        refused=True,
    ),
    "provision-vlan-out-of-range": Awkward(
        hook="provision_onu",
        asks=_provisioning(connection=lambda seed: attrs.evolve(seed.connection, vlan=4095)),
        refused=True,
    ),
    **{
        f"provision-{name}-with-{sign}": Awkward(
            hook="provision_onu", asks=_spoilt(name, text), refused=True, applies=applies
        )
        for name, applies in _TYPED.items()
        for sign, text in _HOSTILE.items()
    },
    "delete-again": Awkward(hook="delete_onu", first=CASES["delete_onu"], asks=CASES["delete_onu"], refused=None),
    "delete-not-found": Awkward(hook="delete_onu", asks=_with_onu("delete_onu", serial=STRANGER), refused=None),
    "delete-what-waits": Awkward(hook="delete_onu", asks=lambda seed, _: {"onu": seed.waiting}, refused=True),
    "disable-again": Awkward(
        hook="disable_onu", first=CASES["disable_onu"], asks=CASES["disable_onu"], refused=False
    ),
    "enable-what-is-enabled": Awkward(hook="enable_onu", asks=CASES["enable_onu"], refused=False),
    "find-not-found": Awkward(hook="find_onu", asks=lambda _, __: {"serial": STRANGER}, refused=True),
    "find-what-waits": Awkward(hook="find_onu", asks=lambda seed, _: {"serial": seed.waiting.serial}, refused=True),
    "move-to-where-it-is": Awkward(
        hook="move_onu",
        asks=lambda seed, world: {
            **CASES["move_onu"](seed, world),
            "pon_port": seed.onu.pon_port,
            "olt_id": seed.onu.olt_id,
        },
        refused=True,
    ),
    "replace-with-itself": Awkward(
        hook="replace_onu",
        asks=lambda seed, world: {
            **CASES["replace_onu"](seed, world),
            "new": attrs.evolve(seed.spare, serial=seed.onu.serial),
        },
        refused=True,
    ),
    **{
        f"{hook}-not-found": Awkward(hook=hook, asks=_with_onu(hook, serial=STRANGER, platform_ids={}), refused=True)
        for hook in _OF_ONE_ONU
    },
    **{
        f"{hook}-what-is-removed": Awkward(
            hook=hook, asks=_with_onu(hook, admin_state=m.OnuState.REMOVED), refused=True
        )
        for hook in ("configure_wifi", "disable_onu", "edit_onu", "enable_onu", "move_onu", "reboot_onu")
    },
    **{
        f"{hook}-of-no-pon": Awkward(hook=hook, asks=lambda _, __: {"pon_port": "0/1; reboot"}, refused=True)
        for hook in ("list_onus", "list_unprovisioned")
    },
}
"""Awkward cases by name; a plugin meets those of the operations that it declares."""


def _private(seed: Seed) -> Iterator[tuple[str, str]]:
    wifi = seed.wifi or m.WifiConfig()
    told = {
        "login": seed.connection.username,
        "password": seed.connection.password,
        "ssid": wifi.ssid_24,
        "5 GHz ssid": wifi.ssid_5,
        "wifi password": wifi.password_24,
        "5 GHz wifi password": wifi.password_5,
        "description": DESCRIPTION,
        "customer's name": seed.waiting.name,
        "customer's description": seed.onu.description,
    }
    yield from ((what, text) for what, text in told.items() if text)


OLT_CASES = FamilyCases(
    spec=OltSpec,
    asks=CASES,
    meanings=MEANINGS,
    awkward=AWKWARD,
    private=_private,
    presumes={"enable_onu": "disable_onu"},
)
"""The OLT family's cases, for :mod:`.contract`."""
