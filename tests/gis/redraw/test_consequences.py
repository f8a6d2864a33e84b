import geopandas as gpd
import pandas as pd
from shapely import Point

from gis.redraw import strokes
from gis.redraw.consequences import cell_under, posts_touched, transfers
from gis.redraw.difference import compare
from gis.redraw.operations import apply
from tests.gis.redraw.fabric import SOUTH, STEP, WEST, cells, community_of_cell, sketch


def points(*places, **columns):
    shapes = [Point(WEST + x * STEP, SOUTH + y * STEP) for x, y in places]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326", index=range(len(shapes)))


def moved_three_and_four():
    after = apply(sketch(), strokes.assign(sketch(), [3, 4], 1), community_of_cell())
    return after, compare(sketch(), after, cells())


def test_what_passes_is_counted_by_hand():
    _, difference = moved_three_and_four()
    (passed,) = transfers(
        difference,
        cells(),
        open_cases=points((2.5, 0.5), (3.5, 0.5), (0.5, 0.5)),
        service_points=points((2.2, 0.2), (7.5, 0.5), name=["东岸党群服务站", "别处"]),
    )
    assert (passed.from_grid_id, passed.to_grid_id) == (2, 1)
    assert (passed.cells, passed.households, passed.residents) == (2, 70, 210)
    assert passed.buildings == ("3栋", "4栋")
    assert passed.open_cases == 2
    assert passed.service_points == ("东岸党群服务站",)


def test_what_leaves_every_grid_passes_to_none():
    after = apply(sketch(), strokes.assign(sketch(), [1], None), community_of_cell())
    (passed,) = transfers(
        compare(sketch(), after, cells()), cells(), open_cases=points(), service_points=points(name=[])
    )
    assert (passed.from_grid_id, passed.to_grid_id, passed.buildings) == (1, None, ("北苑1栋",))


def test_a_point_on_a_shared_edge_belongs_to_the_cell_with_the_smallest_id():
    found = cell_under(points((1, 0.5), (1, 1), (50, 50)), cells())
    assert found.iloc[0] == 1 and found.iloc[1] == 1 and pd.isna(found.iloc[2])


def test_posts_of_grids_that_gain_lose_or_end_are_told_with_what_changes():
    posts = pd.DataFrame(
        {
            "post_id": [51, 52, 53],
            "role_chinese": ["网格长", "网格长", "网格员"],
            "unit_id": [1, 2, 3],
            "officeholder_number": [17, None, 18],
        }
    )
    after = apply(sketch(), strokes.merge(sketch(), [1], 2), community_of_cell())
    passed = transfers(
        compare(sketch(), after, cells()),
        cells(),
        open_cases=points((0.5, 0.5)),
        service_points=points(name=[]),
    )
    ended, gaining = posts_touched(passed, sketch(), after, posts)
    assert (ended.post_id, ended.is_ended, ended.lost_households, ended.lost_open_cases) == (51, True, 570, 1)
    assert (gaining.post_id, gaining.officeholder_number, gaining.gained_households) == (52, None, 570)
