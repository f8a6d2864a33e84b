"""A fabric to draw on: two communities side by side, 4 x 3 square cells each, about 100 m wide.

Cell ids run row by row from the south-west, 1 to 24::

    17 18 19 20 | 21 22 23 24        community 甲 (id 10): columns 0-3
     9 10 11 12 | 13 14 15 16        community 乙 (id 20): columns 4-7
     1  2  3  4 |  5  6  7  8

Every cell is a building of ``10 * cell_id`` households. Estate 100 covers cells 1, 2, 9, 10.
"""

import geopandas as gpd
import numpy as np
from shapely import box

from gis.model.ids import CellId, UnitId
from gis.redraw.sketch import GridOfPlan, Sketch

JIA, YI = UnitId(10), UnitId(20)
ESTATE = 100
WEST, SOUTH, STEP = 106.55, 29.50, 0.001


def cells() -> gpd.GeoDataFrame:
    places = [(column, row) for row in range(3) for column in range(8)]
    ids = range(1, 25)
    return gpd.GeoDataFrame(
        {
            "cell": list(ids),
            "community_id": [JIA if column < 4 else YI for column, _ in places],
            "building_id": [1000 + cell for cell in ids],
            "building_code": [f"B{cell:02d}" for cell in ids],
            "building_name": [f"{cell}栋" for cell in ids],
            "estate_id": [ESTATE if cell in (1, 2, 9, 10) else None for cell in ids],
            "estate_name": ["北苑" if cell in (1, 2, 9, 10) else None for cell in ids],
            "households": [10 * cell for cell in ids],
            "residents": [30 * cell for cell in ids],
        },
        geometry=[
            box(WEST + c * STEP, SOUTH + r * STEP, WEST + (c + 1) * STEP, SOUTH + (r + 1) * STEP)
            for c, r in places
        ],
        crs="EPSG:4326",
    )


def pairs() -> np.ndarray:
    places = [(column, row) for row in range(3) for column in range(8)]
    return np.array(
        [
            (a, b)
            for a, (ca, ra) in enumerate(places)
            for b, (cb, rb) in enumerate(places)
            if a < b and abs(ca - cb) + abs(ra - rb) == 1
        ],
        dtype=np.int64,
    )


def community_of_cell() -> dict[CellId, UnitId]:
    frame = cells()
    return dict(zip(frame["cell"], frame["community_id"], strict=True))


def grid(grid_id: int, community_id: UnitId = JIA, number: int | None = None) -> GridOfPlan:
    return GridOfPlan(UnitId(grid_id), community_id, number or grid_id, f"第{number or grid_id}网格")


def sketch() -> Sketch:
    """甲: grid 1 is its western half, grid 2 its eastern; 乙: grid 3 all but cells 8 and 16, in none."""
    assignment = {}
    for cell in range(1, 25):
        column = (cell - 1) % 8
        assignment[CellId(cell)] = UnitId(1 if column < 2 else 2 if column < 4 else 3)
    assignment[CellId(8)] = assignment[CellId(16)] = None
    grids = {UnitId(1): grid(1), UnitId(2): grid(2), UnitId(3): grid(3, YI)}
    return Sketch(grids, assignment)
