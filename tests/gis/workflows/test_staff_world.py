"""Who acts where in the demo world."""

import datetime

import pytest

from gis.errors import InputError
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store.displays import open_displays, read_consents
from gis.store.layers import read_layer
from gis.store.people import acting, read_posts
from gis.store.units import unit_by_code
from gis.workflows.staff_world import _chosen, _neighbour, _record
from gis.worlds.facts import Absence, PostRule

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def posts(demo_store):
    with demo_store.system() as connection:
        return read_posts(connection)


@pytest.fixture(scope="module")
def eighth(demo_store):
    with demo_store.system() as connection:
        grids = read_layer(connection, Layer.GRIDS, territory="subdistrict")
        code = grids.set_index("name").loc["茶花社区第八网格", "code"]
        return unit_by_code(connection, UnitKind.GRID, code, territory="subdistrict")


def test_in_the_eighth_grid_the_substitute_stands_in_for_the_leader(demo_store, eighth):
    with demo_store.system() as connection:
        today = acting(connection, [eighth.unit_id])
        before = acting(connection, [eighth.unit_id], on=datetime.date(2026, 8, 31))
    leader_now = today.set_index("role").loc["grid_leader"]
    leader_then = before.set_index("role").loc["grid_leader"]
    assert leader_now["is_substitute"] and not leader_then["is_substitute"]
    assert leader_now["officeholder_number"] != leader_then["officeholder_number"]


def test_a_few_posts_are_vacant_and_most_are_not(posts):
    shares = posts.groupby("role")["is_vacant"].mean()
    assert 0 < shares["grid_leader"] < 0.05
    assert 0 < shares["grid_worker"] < 0.1
    assert 0 < shares["building_leader"] < 0.1
    assert shares["community_secretary"] == 0


def test_nobody_is_named_everybody_is_numbered(posts):
    numbers = posts["officeholder_number"].dropna()
    assert numbers.min() >= 1 and numbers.nunique() > 2000


def test_boards_have_people_by_number_without_name_and_face_and_contacts_that_nobody_can_dial(demo_store):
    with demo_store.system() as connection:
        posts = read_posts(connection)
        consents = read_consents(connection, unit_ids=posts["unit_id"].unique().tolist()).set_index("post_id")
        shown = open_displays(connection, posts["post_id"].tolist())
    by_role = consents.groupby("role")["consents"].mean()
    for role in ("community_secretary", "grid_leader", "grid_worker", "building_leader"):
        assert 0.5 < by_role[role] < 0.7
    assert by_role["linked_leader"] == 0
    assert {(one.name, one.portrait) for one in shown.values()} == {("", None)}
    told = {one.contact for one in shown.values()}
    assert "" in told
    assert all(one.startswith("演示电话 ") and len(one) == 9 for one in told - {""})
    vacant = posts.loc[posts["officeholder_id"].isna(), "post_id"]
    assert len(vacant) and not consents.loc[vacant, "consents"].any()


def test_a_substitute_is_never_the_holder(posts):
    both = posts.dropna(subset=["officeholder_id", "substitute_id"])
    assert len(both) > 150
    assert (both["officeholder_id"] != both["substitute_id"]).all()


def test_the_neighbour_has_the_same_parent():
    assert _neighbour(["a", "a", "b"], 0) == 1
    assert _neighbour(["a", "a", "b"], 1) == 0
    assert _neighbour(["a", "a", "b"], 2) is None


def test_a_rule_may_speak_of_the_first_units_only(demo_store):
    with demo_store.system() as connection:
        units = read_layer(connection, Layer.ESTATES, territory="subdistrict")
    assert len(_chosen(units, PostRule("estate_branch_secretary", "first:29"))) == 29


def test_an_absence_at_a_post_that_is_not_there_is_refused(demo_store):
    absence = Absence("grid_leader", "月球第一网格", datetime.date(2026, 1, 1))
    with demo_store.system() as connection, pytest.raises(InputError) as refusal:
        _record(connection, absence, [])
    assert refusal.value.code == "post_unknown"
