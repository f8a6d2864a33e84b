import geopandas as gpd
import pytest
import shapely
from shapely.affinity import rotate

from gis.redraw.bounds import four_bounds, lay_ground
from tests.worked.tiny import line, rectangle

NOTHING = gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")
BLOCK = rectangle(0, 0, 200, 100)


def frame(**places):
    return gpd.GeoDataFrame({"name": list(places)}, geometry=list(places.values()), crs="EPSG:4326")


def bounds_of(shape=BLOCK, *, key=None, group=None, lines=NOTHING, neighbours=NOTHING, **others):
    ground = lay_ground(lines=lines, neighbours=neighbours, **others)
    return four_bounds(shape, ground, key=key, group=group)


def streets_around(angle=0.0):
    block = {
        "滨江路": line((205, -20), (205, 120)),
        "南塘河": line((-20, -10), (220, -10)),
        "西街": line((-4, 0), (-4, 100)),
        "北街": line((0, 110), (200, 110)),
    }
    middle = BLOCK.centroid
    return frame(**{name: rotate(street, angle, origin=middle) for name, street in block.items()})


def test_a_block_between_four_named_things_is_bounded_by_them():
    assert bounds_of(lines=streets_around()).sentence() == "东至滨江路，南至南塘河，西至西街，北至北街"


@pytest.mark.parametrize("angle", [-40, -20, 20, 40])
def test_a_block_that_lies_askew_has_one_street_on_each_side(angle):
    askew = rotate(BLOCK, angle, origin=BLOCK.centroid)
    found = bounds_of(askew, lines=streets_around(angle))
    assert found.sentence() == "东至滨江路，南至南塘河，西至西街，北至北街"


def test_a_side_without_a_road_is_bounded_by_its_neighbour_and_else_by_the_border():
    neighbours = frame(第七网格=rectangle(200, 0, 400, 100), 第九网格=rectangle(0, 100, 200, 150))
    found = bounds_of(neighbours=neighbours)
    assert found.sentence() == "东至第七网格，南至街道界，西至街道界，北至第九网格"


def test_what_runs_along_a_short_part_of_a_side_does_not_name_it():
    lines = frame(短巷=line((205, 0), (205, 5)), 长街=line((245, 0), (245, 100)))
    wide = lines.assign(reach_m=[5.5, 50])
    assert bounds_of(lines=wide).east == "长街"


def test_two_halves_of_a_side_are_both_named_the_longer_first():
    lines = frame(甲路=line((205, 0), (205, 40)), 乙路=line((205, 40), (205, 100)))
    assert bounds_of(lines=lines).east == "乙路、甲路"


def test_a_street_that_turns_the_corner_is_named_on_the_side_it_runs_along():
    lines = frame(弯路=line((205, 65), (205, 105), (-5, 105)), 长巷=line((205, -5), (205, 60)))
    found = bounds_of(lines=lines)
    assert (found.north, found.east) == ("弯路", "长巷")


def test_a_road_through_the_grid_does_not_bound_it():
    through = frame(穿心路=line((185, -50), (185, 150)))
    assert bounds_of(lines=through).east == "街道界"
    assert bounds_of(lines=frame(边路=line((195, -50), (195, 150)))).east == "边路"


def test_its_own_estates_wall_is_the_last_thing_named():
    wall = frame(锦园围墙=shapely.boundary(BLOCK))
    estates = frame(锦园=BLOCK, 邻苑=rectangle(215, 0, 300, 100))
    alone = bounds_of(walls=wall, estates=estates)
    assert (alone.east, alone.west) == ("邻苑", "锦园围墙")
    with_road = bounds_of(walls=wall, estates=estates, lines=frame(大道=line((-35, 0), (-35, 100))))
    assert with_road.west == "大道"


def test_grids_of_ones_own_community_are_named_and_others_by_their_community():
    neighbours = frame(
        第一网格=BLOCK, 第二网格=rectangle(200, 0, 400, 100), 第五网格=rectangle(0, -100, 200, 0)
    ).assign(key=[1, 2, 5], group=[10, 10, 20], group_name=["甲社区", "甲社区", "乙社区"])
    own = frame(甲社区=rectangle(-300, 0, 400, 100)).assign(key=10, group=10, group_name="甲社区")
    whole = gpd.GeoDataFrame(gpd.pd.concat([neighbours, own]), crs="EPSG:4326")
    found = bounds_of(neighbours=whole, key=1, group=10)
    assert (found.east, found.south, found.north) == ("第二网格", "乙社区", "街道界")
    assert found.west == "未划入网格的地块"


def test_nameless_lines_name_nothing():
    lines = gpd.GeoDataFrame(
        {"name": [None, "  "]}, geometry=[line((205, 0), (205, 100))] * 2, crs="EPSG:4326"
    )
    assert bounds_of(lines=lines).east == "街道界"


def test_of_several_pieces_the_largest_is_described():
    pieces = shapely.union_all([BLOCK, rectangle(500, 0, 520, 10)])
    lines = frame(滨江路=line((205, 0), (205, 100)), 远路=line((525, 0), (525, 10)))
    assert bounds_of(pieces, lines=lines).east == "滨江路"
