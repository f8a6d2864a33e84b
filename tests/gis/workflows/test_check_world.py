"""What the world is said to hold is counted in the database."""

import pytest

from gis.errors import InputError
from gis.store.people import read_posts
from gis.workflows import check_world as checking
from gis.workflows.check_world import check_world
from gis.worlds.facts import Fact

pytestmark = pytest.mark.database


def test_every_fact_of_the_demo_world_holds(demo_store):
    checked = check_world(demo_store, "subdistrict")
    assert len(checked) >= 25
    assert [row.fact.chinese for row in checked if not row.holds] == []


def test_a_missing_post_is_noticed(demo_store):
    with demo_store.system() as connection:
        before = checking._count(connection, "subdistrict", "posts:grid_leader")
        posts = read_posts(connection)
        leaders = posts.loc[posts["role"] == "grid_leader"]
        assert before == len(leaders) == 214
    assert not Fact("C2", "网格长", "posts:grid_leader", expected=213).holds(before)


@pytest.mark.parametrize("count", ["moon", "posts", "area_km2:x", "moon:x"])
def test_a_way_of_counting_nobody_knows_is_refused(demo_store, count):
    with demo_store.system() as connection, pytest.raises(InputError) as refusal:
        checking._count(connection, "subdistrict", count)
    assert refusal.value.code == "count_unknown"
