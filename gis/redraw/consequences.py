"""What changes hands when one plan takes the place of another: homes, open cases, service points, duties."""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from gis.model.ids import PostId, UnitId
from gis.redraw.difference import Difference
from gis.redraw.sketch import Sketch

NO_GRID = -1
_ENDS = ["from_grid_id", "to_grid_id"]


@dataclass(frozen=True, slots=True)
class Transfer:
    """What passes from one grid to another; None: in no grid."""

    from_grid_id: UnitId | None
    to_grid_id: UnitId | None
    cells: int
    households: int
    residents: int
    buildings: tuple[str, ...]
    open_cases: int
    service_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostTouched:
    """One post at a grid that gains, loses or ends; the person is a number, None where the post is vacant."""

    post_id: PostId
    role_chinese: str
    grid_id: UnitId
    grid_name: str
    officeholder_number: int | None
    gained_households: int
    lost_households: int
    gained_open_cases: int
    lost_open_cases: int
    is_ended: bool


def cell_under(points: gpd.GeoDataFrame, cells: gpd.GeoDataFrame) -> pd.Series:
    """Find the cell that each point lies in; NA outside the fabric.

    A point on an edge that cells share belongs to the one with the smallest id, as everywhere in the house.

    Parameters
    ----------
    points, cells
        EPSG:4326; ``cells`` has ``cell``.
    """
    if points.empty:
        return pd.Series([], index=points.index, dtype="Int64")
    found = gpd.sjoin(points[[points.geometry.name]], cells[["cell", "geometry"]], predicate="intersects")
    least: pd.Series = found["cell"].groupby(level=0).min().reindex(points.index)
    return least.astype("Int64")


def _ends_of_cells(difference: Difference) -> pd.DataFrame:
    """Lay out the moves as a frame indexed by cell: where from, where to (``NO_GRID``: none)."""
    rows = [
        (
            move.cell_id,
            NO_GRID if move.from_grid_id is None else move.from_grid_id,
            NO_GRID if move.to_grid_id is None else move.to_grid_id,
        )
        for move in difference.moves
    ]
    return pd.DataFrame(rows, columns=["cell", *_ENDS]).set_index("cell")


def _moved_points(points: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """Keep the points whose cell moves, with its ends."""
    placed = pd.DataFrame(points).assign(cell=cell_under(points, cells))
    return placed.merge(ends, left_on="cell", right_index=True)


def _label(rows: pd.DataFrame) -> pd.Series:
    """Call a building by its estate and name: 融汇江山3栋."""
    estates = rows["estate_name"] if "estate_name" in rows.columns else pd.Series("", index=rows.index)
    names = rows["building_name"] if "building_name" in rows.columns else rows["building_code"]
    return estates.fillna("").astype(str) + names.fillna("").astype(str)


def _grid_or_none(value: int) -> UnitId | None:
    """Turn the sentinel back."""
    return None if value == NO_GRID else UnitId(value)


def transfers(
    difference: Difference,
    cells: gpd.GeoDataFrame,
    *,
    open_cases: gpd.GeoDataFrame,
    service_points: gpd.GeoDataFrame,
) -> tuple[Transfer, ...]:
    """List what passes between each pair of grids, the most households first.

    Parameters
    ----------
    difference
        From ``compare``.
    cells
        The fabric: ``cell``, ``building_id``, ``building_code``, ``households``, ``residents``, geometry; with
        ``building_name`` and ``estate_name`` where known.
    open_cases, service_points
        Points, EPSG:4326; service points have ``name``. One on an edge counts with the smallest cell id.
    """
    ends = _ends_of_cells(difference)
    moved = cells.merge(ends, left_on="cell", right_index=True)
    cases = _moved_points(open_cases, cells, ends).groupby(_ENDS).size()
    places = _moved_points(service_points, cells, ends)
    found = [
        _transfer((int(pair[0]), int(pair[1])), rows, cases, places)
        for pair, rows in moved.groupby(_ENDS)
        if isinstance(pair, tuple)
    ]
    return tuple(sorted(found, key=lambda transfer: -transfer.households))


def _transfer(pair: tuple[int, int], rows: pd.DataFrame, cases: pd.Series, places: pd.DataFrame) -> Transfer:
    """Sum up what passes between two grids."""
    homes = rows[rows["building_id"].notna()]
    here = places[(places["from_grid_id"] == pair[0]) & (places["to_grid_id"] == pair[1])]
    return Transfer(
        from_grid_id=_grid_or_none(pair[0]),
        to_grid_id=_grid_or_none(pair[1]),
        cells=len(rows),
        households=int(rows["households"].fillna(0).sum()),
        residents=int(rows["residents"].fillna(0).sum()),
        buildings=tuple(_label(homes)),
        open_cases=int(cases.get(pair, 0)),
        service_points=tuple(str(name) for name in here["name"]),
    )


def _sum_by(passed: Iterable[Transfer], end: str, count: str) -> pd.Series:
    """Add up a count of the transfers by the grid at one end."""
    rows = [(getattr(transfer, end), getattr(transfer, count)) for transfer in passed]
    return pd.DataFrame(rows, columns=["grid_id", "count"]).dropna().groupby("grid_id")["count"].sum()


def posts_touched(
    passed: tuple[Transfer, ...], before: Sketch, after: Sketch, posts: pd.DataFrame
) -> tuple[PostTouched, ...]:
    """List the posts at grids that gain, lose, or leave the plan, by post.

    Parameters
    ----------
    passed
        From ``transfers``.
    posts
        ``post_id``, ``role_chinese``, ``unit_id``, ``officeholder_number`` (NA: vacant).
    """
    sums = {
        (end, count): _sum_by(passed, end, count) for end in _ENDS for count in ("households", "open_cases")
    }
    ended = before.grids.keys() - after.grids.keys()
    touched = {int(grid) for totals in sums.values() for grid in totals.index} | ended
    told = []
    for post in posts[posts["unit_id"].isin(touched)].sort_values("post_id").itertuples():
        grid_id = UnitId(int(post.unit_id))  # type: ignore[arg-type]
        number = post.officeholder_number
        told.append(
            PostTouched(
                post_id=PostId(int(post.post_id)),  # type: ignore[arg-type]
                role_chinese=str(post.role_chinese),
                grid_id=grid_id,
                grid_name=(before if grid_id in before.grids else after).name_of(grid_id),
                officeholder_number=None if pd.isna(number) else int(number),  # type: ignore[arg-type]
                gained_households=int(sums["to_grid_id", "households"].get(grid_id, 0)),
                lost_households=int(sums["from_grid_id", "households"].get(grid_id, 0)),
                gained_open_cases=int(sums["to_grid_id", "open_cases"].get(grid_id, 0)),
                lost_open_cases=int(sums["from_grid_id", "open_cases"].get(grid_id, 0)),
                is_ended=grid_id in ended,
            )
        )
    return tuple(told)
