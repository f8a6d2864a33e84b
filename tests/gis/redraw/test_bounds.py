import geopandas as gpd
import shapely

from gis.redraw.bounds import four_bounds
from tests.worked.tiny import line, rectangle

NOTHING = gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")


def frame(**places):
    return gpd.GeoDataFrame({"name": list(places)}, geometry=list(places.values()), crs="EPSG:4326")


def test_a_block_between_four_named_things_is_bounded_by_them():
    lines = frame(
        滨江路=line((205, -20), (205, 120)),
        南塘河=line((-20, -10), (220, -10)),
        西墙=line((0, 0), (0, 100)),
        北街=line((0, 110), (200, 110)),
    )
    bounds = four_bounds(rectangle(0, 0, 200, 100), lines=lines, neighbours=NOTHING)
    assert bounds.sentence() == "东至滨江路，南至南塘河，西至西墙，北至北街"


def test_a_side_without_a_road_is_bounded_by_its_neighbour_and_else_by_the_border():
    neighbours = frame(第七网格=rectangle(200, 0, 400, 100), 第九网格=rectangle(0, 100, 200, 150))
    bounds = four_bounds(rectangle(0, 0, 200, 100), lines=NOTHING, neighbours=neighbours)
    assert bounds.sentence() == "东至第七网格，南至街道界，西至街道界，北至第九网格"


def test_what_runs_along_a_short_part_of_a_side_does_not_name_it():
    lines = frame(短巷=line((205, 0), (205, 20)), 长街=line((205, 20), (205, 100)))
    assert four_bounds(rectangle(0, 0, 100, 100), lines=lines, neighbours=NOTHING).east == "街道界"
    assert four_bounds(rectangle(0, 0, 200, 100), lines=lines, neighbours=NOTHING).east == "长街"


def test_two_halves_of_a_side_are_both_named_the_longer_first():
    lines = frame(甲路=line((205, 0), (205, 40)), 乙路=line((205, 40), (205, 100)))
    assert four_bounds(rectangle(0, 0, 200, 100), lines=lines, neighbours=NOTHING).east == "乙路、甲路"


def test_nameless_lines_name_nothing():
    lines = gpd.GeoDataFrame(
        {"name": [None, "  "]}, geometry=[line((205, 0), (205, 100))] * 2, crs="EPSG:4326"
    )
    assert four_bounds(rectangle(0, 0, 200, 100), lines=lines, neighbours=NOTHING).east == "街道界"


def test_of_several_pieces_the_largest_is_described():
    pieces = shapely.union_all([rectangle(0, 0, 200, 100), rectangle(500, 0, 520, 10)])
    lines = frame(滨江路=line((205, 0), (205, 100)), 远路=line((525, 0), (525, 10)))
    assert four_bounds(pieces, lines=lines, neighbours=NOTHING).east == "滨江路"
