"""The shared OLT: what hangs on it, what is configured, what follows from both; and the shell over it."""

from datetime import timedelta
from typing import ClassVar

import pytest

from isp_integrations.core.fake_shell import Question
from isp_integrations.core.olt.models import ConnectionMode, DownCause, OperState
from isp_integrations.plugins.olt.equipment.shell import EquipmentShell, FakeOlt, types
from isp_integrations.plugins.olt.equipment.state import (
    START,
    Configuration,
    Device,
    Equipment,
    OnuConfig,
    Profile,
    Refused,
    ServicePort,
    Wan,
    make_serial,
)

ONE, TWO = make_serial(1), make_serial(2)
PON = "0/1/3"


def equipment() -> Equipment:
    return Equipment(
        pons=("0/1/2", PON),
        devices=(Device(serial=TWO, pon=PON), Device(serial=ONE, pon="0/1/2")),
        profiles={"line": (Profile(id=10, name="LP"),)},
        vlans=(100,),
        boot_seconds=3,
    )


def authorised(olt: Equipment, serial: str = ONE, pon: str = "0/1/2", number: int = 0) -> OnuConfig:
    onu = OnuConfig(pon=pon, number=number, serial=serial, since=olt.now)
    olt.running.authorise(onu)
    return onu


def refusal(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=f"^{code}$")


def test_what_is_not_authorised_waits_by_pon_and_serial() -> None:
    olt = equipment()
    assert [device.serial for device in olt.waiting()] == [ONE, TWO]
    assert [device.serial for device in olt.waiting(PON)] == [TWO]
    authorised(olt)
    assert [device.serial for device in olt.waiting()] == [TWO]


@pytest.mark.parametrize("missing", ["light", "power"])
def test_a_device_without_light_or_power_does_not_wait(missing: str) -> None:
    olt = equipment()
    (olt.set_light if missing == "light" else olt.set_power)(ONE, on=False)
    assert [device.serial for device in olt.waiting()] == [TWO]


def test_a_deleted_onu_waits_again() -> None:
    olt = equipment()
    authorised(olt)
    olt.running.delete("0/1/2", 0)
    assert [device.serial for device in olt.waiting()] == [ONE, TWO]


def test_a_device_that_hangs_on_another_pon_than_its_authorisation_waits_there() -> None:
    olt = equipment()
    onu = authorised(olt, ONE, PON, 0)
    assert [device.serial for device in olt.waiting("0/1/2")] == [ONE]
    assert olt.device(onu) is None
    assert olt.state(onu) is OperState.OFFLINE


def test_an_onu_comes_on_the_air_as_long_after_its_authorisation_as_it_boots() -> None:
    olt = equipment()
    onu = authorised(olt)
    olt.tick(2)
    assert olt.state(onu) is OperState.OFFLINE
    olt.tick()
    assert olt.state(onu) is OperState.ONLINE
    assert olt.up_at(onu) == START + timedelta(seconds=3)


CAUSES = {
    "power": (DownCause.NO_POWER, OperState.OFFLINE),
    "light": (DownCause.NO_LIGHT, OperState.LOS),
    "disable": (DownCause.DISABLED, OperState.OFFLINE),
    "restart": (DownCause.RESTARTED, OperState.OFFLINE),
}


def act(olt: Equipment, onu: OnuConfig, what: str, *, on: bool) -> None:
    if what == "power":
        olt.set_power(ONE, on=on)
    elif what == "light":
        olt.set_light(ONE, on=on)
    elif what == "disable":
        olt.enable(onu, on=on)
    elif not on:
        olt.restart_onu(onu)


@pytest.mark.parametrize(("what", "cause", "state"), [(what, *told) for what, told in CAUSES.items()])
def test_what_took_an_onu_down_is_remembered_with_its_moment(what: str, cause: DownCause, state: OperState) -> None:
    olt = equipment()
    onu = authorised(olt)
    olt.tick(10)
    act(olt, onu, what, on=False)
    device = olt.devices[ONE]
    assert (olt.state(onu), device.down_cause, device.down_at) == (state, cause, START + timedelta(seconds=10))
    olt.tick(60)
    act(olt, onu, what, on=True)
    olt.tick(3)
    assert olt.state(onu) is OperState.ONLINE
    assert device.down_at == START + timedelta(seconds=10)


def test_an_onu_that_is_down_cannot_be_restarted() -> None:
    olt = equipment()
    onu = authorised(olt)
    with refusal("offline"):
        olt.restart_onu(onu)


def test_a_serial_and_a_number_are_taken_once() -> None:
    olt = equipment()
    authorised(olt)
    with refusal("serial_taken"):
        authorised(olt, ONE, PON, 5)
    with refusal("onu_number_taken"):
        authorised(olt, TWO, "0/1/2", 0)
    assert olt.running.free_number("0/1/2", range(2)) == 1
    with refusal("pon_full"):
        olt.running.free_number("0/1/2", range(1))


def test_a_place_can_be_given_to_another_serial() -> None:
    olt = equipment()
    onu = authorised(olt)
    olt.running.replace_serial(onu, TWO, olt.now)
    assert olt.running.find(TWO) is onu
    with refusal("serial_taken"):
        olt.running.replace_serial(onu, TWO, olt.now)


def port(index: int, vlan: int = 100, gem: int = 1) -> ServicePort:
    return ServicePort(index=index, pon="0/1/2", number=0, vlan=vlan, gem=gem)


def test_service_ports_are_unique_and_hold_their_onu() -> None:
    olt = equipment()
    with refusal("onu_missing"):
        olt.running.add_service_port(port(1))
    authorised(olt)
    olt.running.add_service_port(port(1))
    for same in (port(1, 200), port(2)):
        with refusal("service_port_taken"):
            olt.running.add_service_port(same)
    olt.running.add_service_port(port(2, gem=2))
    assert olt.running.free_index() == 3
    with refusal("service_ports_left"):
        olt.running.delete("0/1/2", 0)
    olt.running.remove_service_port(1)
    assert [each.index for each in olt.running.service_ports_of("0/1/2", 0)] == [2]
    with refusal("service_port_missing"):
        olt.running.remove_service_port(1)
    olt.running.delete("0/1/2", 0, with_service_ports=True)
    assert olt.running == Configuration()


def test_what_is_not_saved_is_lost_in_a_restart() -> None:
    olt = equipment()
    authorised(olt)
    olt.save()
    olt.running.onus["0/1/2", 0].description = "depois"
    authorised(olt, TWO, PON)
    olt.restart()
    assert [onu.description for onu in olt.running.onus.values()] == [""]
    olt.running.onus["0/1/2", 0].description = "outra vez"
    assert olt.saved.onus["0/1/2", 0].description == ""


def test_names_that_do_not_exist_are_refused() -> None:
    olt = equipment()
    assert olt.profile("line", "LP") is olt.profile("line", 10)
    with refusal("profile_missing"):
        olt.profile("line", "X")
    with refusal("profile_missing"):
        olt.profile("service", "LP")
    with refusal("vlan_missing"):
        olt.require_vlan(999)
    with refusal("pon_missing"):
        olt.require_pon("0/9/9")
    with refusal("onu_missing"):
        olt.running.onu(PON, 0)


def test_an_address_is_the_one_of_the_onu_s_own_connection() -> None:
    olt = equipment()
    onu = authorised(olt)
    onu.wans[0] = Wan(mode=ConnectionMode.DHCP, vlan=100)
    assert olt.address(onu) is None
    olt.tick(3)
    assert olt.address(onu) == "100.64.0.1"
    onu.wans[0] = Wan(mode=ConnectionMode.STATIC_IP, vlan=100, address="192.0.2.10")
    assert olt.address(onu) == "192.0.2.10"
    onu.wans[0] = Wan(mode=ConnectionMode.BRIDGE, vlan=100)
    assert olt.address(onu) is None


class TinyShell(EquipmentShell):
    """A vendor of four lines."""

    sentences: ClassVar[dict[str, str]] = {"busy": "% Busy", "other": "% No"}
    alarm: ClassVar[str] = "! alarm"

    def prompt(self) -> str:
        return {"user": ">", "pon": f"({self.about.get('pon')})#"}[self.mode]

    @types(r"pon (?P<pon>\S+)", "user")
    def _pon(self, pon: str) -> str:
        self.equipment.require_pon(pon)
        return self.enter("pon", pon=pon)

    @types(r"quit")
    def _quit(self) -> str:
        return self.leave()

    @types(r"list")
    @types(r"list (?P<first>\d+)")
    def _list(self, first: str = "0") -> str:
        return "\n".join(str(number) for number in range(int(first), 4))

    @types(r"erase", "pon", changes=True)
    def _erase(self) -> Question:
        return self.confirm("sure? ", self._erased, yes="yes", refused="kept")

    def _erased(self) -> str:
        self.equipment.running.delete(self.about["pon"], 0)
        return "erased"


class OtherShell(TinyShell):
    """A release of it that words one line otherwise."""

    @types(r"list")
    def _short(self) -> str:
        return "short"


def shell(kind: type[TinyShell] = TinyShell) -> TinyShell:
    fake = FakeOlt(equipment(), kind)
    opened = fake.terminal("ssh")
    assert isinstance(opened, TinyShell)
    assert fake.shells == [opened]
    opened.echo = False
    opened.open()
    return opened


def test_modes_are_entered_with_what_they_are_about_and_left_one_by_one() -> None:
    session = shell()
    assert session.feed(f"pon {PON}\n") == f"({PON})#"
    assert session.about == {"pon": PON}
    assert session.feed("quit\n") == ">"
    assert session.feed("quit\n") == ""
    assert session.closed


def test_a_line_is_known_in_its_modes_alone() -> None:
    session = shell()
    assert session.feed("erase\n") == "% Unknown command\r\n>"
    assert session.feed("list 3\n") == "3\r\n>"


def test_a_later_release_knows_its_own_spelling_first() -> None:
    assert shell(OtherShell).feed("list\n") == "short\r\n>"
    assert shell(OtherShell).feed("list 3\n") == "3\r\n>"


def test_a_refusal_is_worded_by_the_vendor() -> None:
    session = shell()
    assert session.feed("pon 0/9/9\n") == "% No\r\n>"


@pytest.mark.parametrize(("answer", "said"), [("yes", "% No"), ("no", "kept"), ("", "kept"), ("y", "kept")])
def test_only_the_right_answer_does_it(answer: str, said: str) -> None:
    session = shell()
    session.feed(f"pon {PON}\n")
    assert session.feed("erase\n") == "sure? "
    assert session.feed(f"{answer}\n") == f"{said}\r\n({PON})#"


def test_a_busy_olt_refuses_changes_and_answers_questions() -> None:
    session = shell()
    session.feed(f"pon {PON}\n")
    session.equipment.be_busy(3)
    assert session.feed("list 3\n").startswith("3")
    assert session.feed("erase\n").startswith("% Busy")
    assert session.feed("erase\n") == "sure? "


def test_an_alarm_comes_in_the_middle_of_one_answer() -> None:
    session = shell()
    session.equipment.alarms_due = 1
    assert session.feed("list\n") == "0\r\n1\r\n! alarm\r\n2\r\n3\r\n>"
    assert session.feed("list\n") == "0\r\n1\r\n2\r\n3\r\n>"


def test_each_line_takes_a_second_of_the_equipments_time() -> None:
    session = shell()
    session.feed("list\nlist\nnonsense\n")
    assert session.equipment.now == START + timedelta(seconds=3)
