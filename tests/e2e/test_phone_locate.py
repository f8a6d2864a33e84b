"""What the phone says without signal is what the service says: `gis.locate` and the phone's own program side by side."""

import json
import subprocess

import numpy as np
import pytest
import shapely

from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.workflows.live_places import live_places
from gis.workflows.phone_area import gather_area
from web.area import area_text
from web.assets import WEB
from web.site import Site

pytestmark = [pytest.mark.database, pytest.mark.browser]
POINTS = 3000
KINDS = (UnitKind.BUILDING, UnitKind.ESTATE, UnitKind.GRID, UnitKind.COMMUNITY)
ROUNDED_DEGREES = 2e-7  # borders go to the phone with seven decimals


def _program():
    """The phone's own modules as one script that a page can run."""
    (esbuild,) = (WEB / "node_modules" / "@esbuild").glob("*/bin/esbuild")
    source = 'export * from "./src/go/places"; export * from "./src/go/search";'
    command = [str(esbuild), "--bundle", "--format=iife", "--global-name=phone", "--target=es2020"]
    made = subprocess.run(command, input=source.encode(), cwd=WEB, capture_output=True, check=True)
    return made.stdout.decode()


@pytest.fixture(scope="module")
def places(office):
    return live_places(office.store).today().places


@pytest.fixture(scope="module")
def phone(chromium, office, places):
    """A page that holds the whole sub-district's area, as the phone would."""
    subdistrict = next(unit for unit in places.units.values() if unit.kind is UnitKind.SUBDISTRICT)
    text = area_text(
        gather_area(office.store, Scope(None, Role.PLANNER, (subdistrict.path,))), version="v", site=Site()
    )
    page = chromium.new_page()
    page.set_content("<p>")
    page.add_script_tag(content=_program())
    page.evaluate("(text) => { window.held = new phone.Places(JSON.parse(text)); }", text)
    yield page
    page.close()


def _points(places):
    """Points all over, and points on the corners that grids share."""
    generator = np.random.default_rng(7)
    west, south, east, north = (
        places.indexes[UnitKind.COMMUNITY]
        .shape_of(next(unit.unit_id for unit in places.units.values() if unit.kind is UnitKind.COMMUNITY))
        .buffer(0.01)
        .bounds
    )
    lon, lat = generator.uniform(west, east, POINTS), generator.uniform(south, north, POINTS)
    return np.column_stack([lon, lat])


def _near_border(places, kind, lon, lat):
    """Whether the point lies so near a border that rounding may decide."""
    point = shapely.Point(lon, lat)
    shapes = (places.indexes[kind].shape_of(u.unit_id) for u in places.units.values() if u.kind is kind)
    return any(shape is not None and shape.boundary.distance(point) < ROUNDED_DEGREES for shape in shapes)


def test_units_of_a_position_are_the_services(phone, places):
    points = _points(places)
    told = phone.evaluate(
        "(points) => points.map(([lon, lat]) => { const one = held.at(lon, lat);"
        " return ['building', 'estate', 'grid', 'community'].map((kind) => one[kind]?.id ?? null); })",
        points.tolist(),
    )
    found = 0
    for (lon, lat), ids in zip(points, told, strict=True):
        place = places.at(lon, lat)
        wanted = [
            unit and unit.unit_id for unit in (place.building, place.estate, place.grid, place.community)
        ]
        found += wanted[2] is not None
        if ids != wanted:
            assert any(_near_border(places, kind, lon, lat) for kind in KINDS), (lon, lat, ids, wanted)
    assert found > POINTS / 20


def test_candidates_and_certainty_near_borders_are_the_services(phone, places):
    points = _points(places)[:60]
    told = phone.evaluate(
        "(points) => points.map(([lon, lat]) => { const one = held.at(lon, lat, 40);"
        " return [one.certainty, one.chances.map(({ grid, share }) => [grid?.id ?? null, share])]; })",
        points.tolist(),
    )
    several = 0
    for (lon, lat), (certainty, chances) in zip(points, told, strict=True):
        place = places.at(lon, lat, accuracy_m=40)
        shares = {one.grid.unit_id if one.grid else None: one.probability_share for one in place.candidates}
        several += len(shares) > 1
        assert dict(chances) == pytest.approx(shares, abs=0.006)
        assert certainty == place.certainty
    assert several >= 10


def test_a_building_is_told_with_its_people_and_walk_as_the_service_tells(phone, places, office):
    buildings = [unit for unit in places.units.values() if unit.kind is UnitKind.BUILDING][::40]
    told = phone.evaluate(
        "(ids) => ids.map((id) => { const one = held.ofBuilding(id);"
        " return [one.grid?.id ?? null, one.community?.id ?? null, one.near.map((near) => near.id)]; })",
        [unit.unit_id for unit in buildings],
    )
    for unit, (grid, community, near) in zip(buildings, told, strict=True):
        place = places.of_building(unit.unit_id)
        assert grid == (place.grid and place.grid.unit_id)
        assert community == (place.community and place.community.unit_id)
        assert near == [one.point_id for one in live_places(office.store).today().nearby(place).points]


def _ways_to_write(estate, number):
    signs = "零一二三四五六七八九十"
    chinese = signs[number] if number <= 10 else f"十{signs[number - 10]}" if number < 20 else str(number)
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return [
        f"{estate}{number}号楼", f"{estate}{number}幢", f"{estate}{chinese}栋", f"{estate} {number}#",
        f"{estate}{wide}栋", f"{estate}{number}栋1单元", f"{estate}{number}-1-201", f"{estate}{number}号",
    ]  # fmt: skip


def test_an_address_is_found_however_it_is_written(phone, places):
    from gis.locate.addresses.sounds import initials, spoken

    asked = []
    for unit in [unit for unit in places.units.values() if unit.kind is UnitKind.BUILDING][::60]:
        estate = places.units.get(places.estate_of.get(unit.unit_id, -1))
        digits = "".join(sign for sign in unit.name if sign.isdigit())
        if estate is None or unit.name != f"{digits}栋":
            continue
        ways = _ways_to_write(estate.name, int(digits))
        ways += [f"{initials(estate.name)}{digits}栋", f"{spoken(estate.name)}{digits}栋"]
        asked += [(text, unit.unit_id) for text in ways]
    told = phone.evaluate(
        "(texts) => texts.map((text) => phone.search(held, text)[0]?.unit.id ?? null)",
        [text for text, _ in asked],
    )
    wrong = [
        (text, unit_id, first) for (text, unit_id), first in zip(asked, told, strict=True) if first != unit_id
    ]
    assert len(asked) >= 200
    assert len(wrong) <= 0.03 * len(asked), json.dumps(wrong[:20], ensure_ascii=False)
