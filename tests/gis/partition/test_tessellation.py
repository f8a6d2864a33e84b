"""Land shared out among buildings."""

import numpy as np
import shapely

from gis.partition.blocks import cut_blocks
from gis.partition.stretch import Stretch
from gis.partition.tessellation import tessellate

STRETCH = Stretch(106.5, 29.5, 96_966.0, 110_844.0)
NONE = np.array([], dtype=object)
BLOCKS = cut_blocks(np.array([shapely.box(0, 0, 300, 300)]), NONE, NONE)


def test_hundreds_of_equal_houses_in_a_raster_all_get_their_land() -> None:
    shapes = np.array(
        [shapely.box(x, y, x + 10, y + 10) for x in range(5, 300, 20) for y in range(5, 300, 20)]
    )
    pieces = tessellate(BLOCKS, shapes, np.zeros(len(shapes), dtype=np.int64), STRETCH)
    assert shapely.coverage_is_valid(pieces.geometry.to_numpy())
    assert sorted(pieces["building"]) == list(range(len(shapes)))
    areas = shapely.area(STRETCH.flatten(pieces.geometry.to_numpy()))
    assert np.isclose(areas.sum(), 90_000, rtol=1e-6)
    assert np.median(areas) == np.median(np.clip(areas, 350, 450))


def test_each_house_has_the_land_nearest_to_it() -> None:
    shapes = np.array([shapely.box(50, 100, 100, 200), shapely.box(200, 100, 250, 200)])
    pieces = tessellate(BLOCKS, shapes, np.zeros(2, dtype=np.int64), STRETCH)
    east = STRETCH.flatten([pieces.geometry.iloc[0]])[0].bounds[2]
    assert abs(east - 150) < 2


def test_random_overlapping_footprints_still_tile_the_block() -> None:
    rng = np.random.default_rng(5)
    corners = rng.uniform(10, 250, (60, 2))
    shapes = np.array([shapely.box(x, y, x + 35, y + 20) for x, y in corners])
    pieces = tessellate(BLOCKS, shapes, np.zeros(60, dtype=np.int64), STRETCH)
    assert shapely.coverage_is_valid(pieces.geometry.to_numpy())
    assert sorted(pieces.loc[pieces["building"] >= 0, "building"]) == list(range(60))
