import pytest

from gis.workflows.grid_bounds import with_bounds
from gis.workflows.plan_book import read_book
from tests.worked import tiny

pytestmark = pytest.mark.database


def test_every_grid_of_the_tiny_world_lies_between_its_four_streets(planner, tiny_store):
    grids = with_bounds(planner, read_book(planner, tiny_store.plan_id)).set_index("name")["bounds"]
    assert grids["甲社区第一网格"] == "东至界街，南至中街，西至西街，北至北街"
    assert grids["乙社区第二网格"] == "东至东街，南至南街，西至界街，北至中街"


def test_a_community_read_alone_has_the_same_bounds(planner, tiny_store):
    whole = with_bounds(planner, read_book(planner, tiny_store.plan_id)).set_index("name")["bounds"]
    book = read_book(planner, tiny_store.plan_id, community_code=tiny.YI)
    alone = with_bounds(planner, book).set_index("name")["bounds"]
    assert alone.to_dict() == whole[alone.index].to_dict()
