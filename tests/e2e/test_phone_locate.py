"""What the phone says without signal is what the service says: `gis.locate` and the phone's own program side by side."""

import json
import subprocess

import numpy as np
import pytest
import shapely
from sqlalchemy import text

from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.store import lookup, units
from gis.store.editions import today
from gis.workflows.group_patches import make_patch
from gis.workflows.live_places import live_places
from gis.workflows.locate_case import locate_building
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
def store(make_demo_store):
    """The demo world, with two patches over the last grid: one of estates, one of buildings."""
    with make_demo_store() as made:
        yield made


@pytest.fixture(scope="module")
def patches(store):
    """Ids of two patches that hold buildings of the last grid: one by their estates, one themselves."""
    with store.system() as connection:
        path = max(units.read_units(connection, UnitKind.GRID)["path"])
        frame = units.read_units(connection, UnitKind.BUILDING)
        links = lookup.read_building_links(connection, at=today(connection)).set_index("unit_id")
        community = units.read_unit(connection, int(path.split(".")[-2]))
    buildings = frame.loc[frame["path"].str.startswith(f"{path}."), "unit_id"].tolist()
    estates = sorted(links.loc[buildings, "estate_id"].dropna().astype(int).unique().tolist())
    scope = Scope(None, Role.COMMUNITY, (community.path,))
    return {
        make_patch(store, scope, community_id=community.unit_id, name=name, members=members)
        for name, members in (("东片", estates[:1]), ("西片", buildings[::2]))
    }


@pytest.fixture(scope="module")
def addressed(store):
    """Three estates with a road address, as an import gives them: in one lane, in another that ends alike, by a road."""
    addresses = ("泰安路125弄1-30号", "泰安路25弄", "茅台路500号")
    with store.system() as connection:
        links = lookup.read_building_links(connection, at=today(connection))
        largest = links["estate_id"].dropna().astype(int).value_counts(sort=True).index[:3].tolist()
        for unit_id, address in zip(largest, addresses, strict=True):
            known = {"address": address, "unit_id": unit_id}
            connection.execute(
                text(
                    "UPDATE estate SET address = :address"
                    " WHERE version_id IN (SELECT id FROM unit_version WHERE unit_id = :unit_id)"
                ),
                known,
            )
    return largest


@pytest.fixture(scope="module")
def places(store, patches, addressed):
    return live_places(store).today().places


def _phone_page(chromium, area):
    """A page that holds an area, as a phone would."""
    page = chromium.new_page()
    page.set_content("<p>")
    page.add_script_tag(content=_program())
    text = area_text(area, version="v", site=Site())
    page.evaluate("(text) => { window.held = new phone.Places(JSON.parse(text)); }", text)
    return page


@pytest.fixture(scope="module")
def phone(chromium, store, places):
    """The whole sub-district's area."""
    subdistrict = next(unit for unit in places.units.values() if unit.kind is UnitKind.SUBDISTRICT)
    page = _phone_page(chromium, gather_area(store, Scope(None, Role.PLANNER, (subdistrict.path,))))
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


def test_a_building_is_told_with_its_people_and_walk_as_the_service_tells(phone, places, store):
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
        assert near == [one.point_id for one in live_places(store).today().nearby(place).points]


def _scope_at(places, kind, role):
    """Somebody whose only unit is one of a kind: the last, so that there is another one beside it."""
    return Scope(None, role, (max(u.path for u in places.units.values() if u.kind is kind),))


@pytest.mark.parametrize(
    ("kind", "role", "every"),
    [
        (UnitKind.GRID, Role.GRID_WORKER, 1),
        (UnitKind.COMMUNITY, Role.COMMUNITY, 1),
        (UnitKind.SUBDISTRICT, Role.LEADER, 20),
    ],
)
def test_the_chain_without_signal_is_the_chain_of_locate_for_every_building(
    chromium, store, places, patches, kind, role, every
):
    """Also with a stairwell, with a patch of estates and one of buildings, and for posts that nobody has made."""
    scope = _scope_at(places, kind, role)
    page = _phone_page(chromium, gather_area(store, scope))
    buildings = page.evaluate(
        "() => held.all('building').map((one) => [one.id, one.facts.stairwells ? 1 : null])"
    )[::every]
    asked = [(unit_id, None) for unit_id, _ in buildings] + [pair for pair in buildings if pair[1]]
    told = page.evaluate(
        "(asked) => asked.map(([id, stairwell]) => held.ofBuilding(id, stairwell).people"
        ".map((one) => [one.unit_id, one.unit_name, one.kind_chinese, one.post_id, one.role_chinese, one.number,"
        " one.is_substitute, one.is_vacant]))",
        asked,
    )
    page.close()
    patched = 0
    for (unit_id, stairwell), links in zip(asked, told, strict=True):
        chain = locate_building(store, scope, unit_id, stairwell=stairwell).chain
        assert links == [_link(link) for link in chain], (unit_id, stairwell)
        patched += any(link.unit_id in patches for link in chain)
    assert len(asked) > 20
    assert patched > 0


def _link(link):
    number = None if link.officeholder_number is None else f"{link.officeholder_number:03d}"
    return [
        link.unit_id, link.unit_name, link.unit_kind_chinese, link.post_id, link.role_chinese, number,
        link.is_substitute, link.is_vacant,
    ]  # fmt: skip


def _first(phone, texts):
    return phone.evaluate(
        "(texts) => texts.map((text) => phone.search(held, text)[0]).map((hit) => hit ? [hit.unit.id, hit.stairwell] : null)",
        texts,
    )


def test_a_building_is_found_by_its_lane_as_by_the_service(phone, places, store, addressed):
    lane, near, numbered = addressed
    building = next(unit for unit in _buildings_of(places, lane) if unit.name.removesuffix("栋").isdigit())
    number = building.name.removesuffix("栋")
    ways = [
        "125弄N号", "泰安路125弄N号", "泰安路125弄N栋", "一百二十五弄N号", "125弄N号楼", "泰安路 125 弄 N 号",
        "１２５弄N号", "125弄-N号",
    ]  # fmt: skip
    ways = [text.replace("N", number) for text in ways]
    assert _first(phone, ways) == [[building.unit_id, None]] * len(ways)
    assert _first(phone, [f"125弄{number}号1单元"]) == [[building.unit_id, 1]]
    assert _first(phone, ["125弄", "泰安路125弄", "25弄", "茅台路500号"]) == [
        [lane, None], [lane, None], [near, None], [numbered, None],
    ]  # fmt: skip
    assert _first(phone, [f"126弄{number}号", f"5弄{number}号"]) == [None, None]
    book = live_places(store).today().book
    assert {book.search(way)[0].entry.key for way in ways} == {f"unit:{building.unit_id}"}


def _buildings_of(places, estate_id):
    return [places.units[one] for one, estate in places.estate_of.items() if estate == estate_id]


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
