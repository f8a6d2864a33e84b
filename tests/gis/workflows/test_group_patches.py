"""A patch leads any point of its members to its leader, across grids; only who works there may make or end one."""

from contextlib import closing
from datetime import timedelta

import pytest

from gis.errors import Conflict, InputError, NotFound
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import audit, people, units
from gis.store.editions import today
from gis.store.engine import open_store
from gis.workflows.appoint_people import Newcomer, appoint, end
from gis.workflows.group_patches import change_patch, end_patch, make_patch, patch_shapes
from gis.workflows.locate_case import locate_point
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = pytest.mark.database

IN_B07, IN_B08, IN_B01 = tiny.lon_lat(30, 30), tiny.lon_lat(90, 30), tiny.lon_lat(30, 130)
IN_NORTH_ESTATE, IN_YI = tiny.lon_lat(5, 195), tiny.lon_lat(230, 30)


@pytest.fixture
def world(own_tiny_store):
    """The tiny world with a leader's post at 围院's grid and at the block B07."""
    with own_tiny_store.store.system() as connection:
        people.save_roles(
            connection,
            [
                {"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid", "rank": 10},
                {"code": "block_leader", "chinese": "楼栋长", "unit_kind": "building", "rank": 90},
            ],
        )
        for role, kind, code in (
            ("grid_leader", UnitKind.GRID, tiny.GRID_JIA_SOUTH),
            ("block_leader", UnitKind.BUILDING, "B07"),
        ):
            unit = units.unit_by_code(connection, kind, code)
            people.appoint(connection, role=role, unit_id=unit.unit_id, from_date=FIRST_DAY)
    return own_tiny_store


def _id(world, kind, code):
    with world.store.system() as connection:
        return units.unit_by_code(connection, kind, code).unit_id


def _chain(world, place, at=None):
    """What a process that starts now tells a colleague."""
    with closing(open_store(world.store.settings)) as store:
        chain = locate_point(store, world.scope(role=Role.COMMUNITY), *place, at=at).chain
    return [(link.role_chinese, link.unit_name, link.officeholder_number) for link in chain]


def _make(world, scope=None, **wish):
    known = {"community_id": _id(world, UnitKind.COMMUNITY, tiny.JIA), "name": "南北块"}
    members = [_id(world, UnitKind.ESTATE, tiny.NORTH_ESTATE), _id(world, UnitKind.BUILDING, "B07")]
    return make_patch(world.store, scope or world.scope(), **{**known, "members": members, **wish})


def test_any_point_of_a_member_leads_to_the_patch_between_building_and_grid(world):
    with world.store.system() as connection:
        day = today(connection)
    patch_id = _make(world)
    vacant = ("块长", "南北块", None)
    assert _chain(world, IN_B07) == [
        ("楼栋长", "1栋", None),
        vacant,
        ("网格长", "甲社区第二网格", None),
    ]
    assert _chain(world, IN_B01) == _chain(world, IN_NORTH_ESTATE) == [vacant]
    assert _chain(world, IN_B08) == [("网格长", "甲社区第二网格", None)]
    assert _chain(world, IN_YI) == []
    appoint(
        world.store, world.scope(), role="patch_leader", unit_id=patch_id, holder=Newcomer(), from_date=day
    )
    assert _chain(world, IN_B01) == [("块长", "南北块", 1)]
    assert _chain(world, IN_B01, at=day - timedelta(days=1)) == []


def test_a_patch_ends_when_nobody_stands_at_it_and_both_are_recorded(world):
    with world.store.system() as connection:
        day = today(connection)
    patch_id = _make(world)
    post_id = appoint(
        world.store,
        world.scope(),
        role="patch_leader",
        unit_id=patch_id,
        holder=None,
        from_date=day - timedelta(days=1),
    )
    with pytest.raises(Conflict) as refusal:
        end_patch(world.store, world.scope(), patch_id)
    assert refusal.value.code == "patch_led"
    end(world.store, world.scope(), post_id, on_date=day)
    end_patch(world.store, world.scope(), patch_id)
    assert _chain(world, IN_B01) == []
    with pytest.raises(NotFound):
        end_patch(world.store, world.scope(), patch_id)
    with world.store.system() as connection:
        actions = audit.read_audit(connection, target_kind="unit", limit=10)["action"].tolist()
    assert actions == ["patch_ended", "patch_made"]
    assert _make(world) != patch_id


def test_what_is_no_part_of_the_community_or_has_no_name_is_no_patch(world):
    elsewhere = _id(world, UnitKind.ESTATE, tiny.OLD_ESTATE)
    grid = _id(world, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
    for wish in ({"members": [elsewhere]}, {"members": [grid]}, {"members": []}, {"name": "  "}):
        with pytest.raises(InputError) as refusal:
            _make(world, **wish)
        assert refusal.value.code == "patch_invalid"
    _make(world)
    with pytest.raises(Conflict) as taken:
        _make(world)
    assert taken.value.code == "patch_name_taken"


def test_a_patch_of_another_community_is_out_of_reach(world):
    yi = _id(world, UnitKind.COMMUNITY, tiny.YI)
    stranger = world.scope(f"{world.path}.{yi}", role=Role.COMMUNITY)
    with pytest.raises(NotFound):
        _make(world, scope=stranger)
    patch_id = _make(world)
    with pytest.raises(NotFound):
        end_patch(world.store, stranger, patch_id)


def test_an_office_that_has_its_own_template_of_a_patch_leader_keeps_it(world):
    with world.store.system() as connection:
        people.save_roles(connection, [{"code": "kuai", "chinese": "片长", "unit_kind": "patch"}])
    _make(world)
    with world.store.system() as connection:
        roles = people.read_roles(connection)
    assert roles.loc[roles["unit_kind"] == "patch", "code"].tolist() == ["kuai"]


def test_other_members_lead_to_the_patch_from_today_on_and_its_leader_stays(world):
    patch_id, scope = _make(world), world.scope()
    with world.store.system() as connection:
        day = today(connection)
    appoint(world.store, scope, role="patch_leader", unit_id=patch_id, holder=Newcomer(), from_date=day)
    walled, house = _id(world, UnitKind.BUILDING, "B08"), _id(world, UnitKind.BUILDING, "B07")
    change_patch(world.store, scope, patch_id, name=" 新块 ", members=[walled, house, walled])
    assert _chain(world, IN_B08)[0] == ("块长", "新块", 1)
    assert ("块长", "新块", 1) in _chain(world, IN_B07)
    assert _chain(world, IN_B01) == []
    change_patch(world.store, scope, patch_id, name="新块", members=[house])
    change_patch(world.store, scope, patch_id, name="新块", members=[house, walled])
    assert _chain(world, IN_B08)[0] == ("块长", "新块", 1)
    with world.store.system() as connection:
        rows = audit.read_audit(connection, action="patch_changed").to_dict("records")
    assert rows[-1]["detail"]["name"] == ["南北块", "新块"]
    assert rows[-1]["detail"]["joined"] == [walled]


def test_a_change_is_refused_as_a_new_patch_is(world):
    patch_id, scope = _make(world), world.scope()
    _make(world, name="别的块")
    house = _id(world, UnitKind.BUILDING, "B07")
    for wish, kind, code in (
        ({"members": []}, InputError, "patch_invalid"),
        ({"name": " "}, InputError, "patch_invalid"),
        ({"members": [_id(world, UnitKind.ESTATE, tiny.OLD_ESTATE)]}, InputError, "patch_invalid"),
        ({"name": "别的块"}, Conflict, "patch_name_taken"),
    ):
        with pytest.raises(kind) as refusal:
            change_patch(world.store, scope, patch_id, **{"name": "南北块", "members": [house], **wish})
        assert refusal.value.code == code
    yi = _id(world, UnitKind.COMMUNITY, tiny.YI)
    stranger = world.scope(f"{world.path}.{yi}", role=Role.COMMUNITY)
    with pytest.raises(NotFound):
        change_patch(world.store, stranger, patch_id, name="x", members=[house])
    assert len(patch_shapes(world.store, stranger)) == 0


def test_a_patch_covers_what_its_members_cover_together(world):
    patch_id = _make(world)
    shapes = patch_shapes(world.store, world.scope())
    assert shapes["unit_id"].tolist() == [patch_id]
    assert shapes["members"].tolist() == [2]
    with world.store.system() as connection:
        members = [
            units.read_unit(connection, unit.unit_id) for unit in units.read_members(connection, patch_id)
        ]
        frames = [units.read_units(connection, member.kind).set_index("unit_id") for member in members]
    whole = sum(
        frame.geometry.loc[member.unit_id].area for frame, member in zip(frames, members, strict=True)
    )
    assert shapes.geometry.iloc[0].area == pytest.approx(whole, rel=1e-9)
