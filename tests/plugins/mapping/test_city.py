"""The generated city: the same every time, with everything in it that a fake needs."""

from isp_integrations.core.mapping.distance import distance_m
from isp_integrations.plugins.mapping.city import CityPort, Stage, build_city

CITY = build_city()


def ports() -> list[CityPort]:
    return [port for box in CITY.boxes for splitter in box.splitters for port in splitter.ports]


def test_the_city_is_the_same_every_time_and_has_a_few_thousand_ports() -> None:
    assert build_city() == CITY
    assert len(ports()) == 3840


def test_it_has_free_taken_and_blocked_ports_and_people_who_wait() -> None:
    residents = [port.resident for port in ports() if port.resident]
    assert {one.served for one in residents} == {True, False}
    assert any(port.blocked for port in ports())
    assert not any(port.blocked and port.resident for port in ports())
    assert any(not port.blocked and port.resident is None for port in ports())
    assert len({one.code for one in residents}) == len(residents) > 1000


def test_some_boxes_are_full_some_only_in_project_and_one_has_no_place() -> None:
    taken = {box.number: sum(p.resident is not None for s in box.splitters for p in s.ports) for box in CITY.boxes}
    assert {0, 16} <= set(taken.values())
    assert {box.stage for box in CITY.boxes} == set(Stage)
    assert all(taken[box.number] == 0 for box in CITY.boxes if box.stage is Stage.PROJECT)
    assert [box.name for box in CITY.boxes if box.point is None] == ["CTO-008"]


def test_boxes_stand_some_eighty_metres_apart_in_a_town_around_its_centre() -> None:
    first, second = (box.point for box in CITY.boxes[:2])
    assert first is not None
    assert second is not None
    assert 60 < distance_m(first, second) < 100
    assert all(distance_m(box.point, CITY.centre) < 3000 for box in CITY.boxes if box.point)
