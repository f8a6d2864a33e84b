"""A phone takes along its own area, and nothing of anybody else's."""

import json
import time

import pytest

from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows.live_places import live_places
from gis.workflows.load_world import load_world
from gis.workflows.locate_case import locate_building
from gis.workflows.phone_area import area_version, gather_area

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def demo(make_demo_store):
    with make_demo_store() as store:
        load_world(store, "subdistrict")
        yield store


def _scope(store, kind, name, role=Role.GRID_WORKER):
    places = live_places(store).today().places
    unit = next(unit for unit in places.units.values() if unit.kind is kind and unit.name == name)
    return Scope(None, role, (unit.path,))


def test_time(demo):
    for kind, name, role in ((UnitKind.GRID, "茶花社区第8网格", Role.GRID_WORKER),):
        names = [u.name for u in live_places(demo).today().places.units.values() if u.kind is UnitKind.GRID][:5]
        print(names)
    from web.area import area_text
    places = live_places(demo).today().places
    for unit in [next(u for u in places.units.values() if u.kind is k and (n in u.name)) for k, n in ((UnitKind.GRID, "茶花社区"), (UnitKind.COMMUNITY, "茶花"), (UnitKind.SUBDISTRICT, ""))]:
        t = time.process_time()
        area = gather_area(demo, Scope(None, Role.GRID_WORKER, (unit.path,)))
        t1 = time.process_time()
        text = area_text(area, version="x", place="p")
        t2 = time.process_time()
        read = json.loads(text)
        print(unit.name, {k: len(v) for k, v in area.units.items()}, len(area.people), len(area.points), {k: len(v) for k, v in area.ground.items()}, t1-t, t2-t1, len(text), {k: len(json.dumps(v, ensure_ascii=False)) for k, v in read.items()})
    print(json.dumps(read["buildings"]["features"][0], ensure_ascii=False), read["people"][:2])
    assert 0
