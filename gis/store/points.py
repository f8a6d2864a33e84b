"""Ask PostGIS which units cover a point: the oracle of the in-process index of ``gis.locate``.

A unit covers its inside and its border. Where a border is shared, the point belongs to the unit with the
smallest id of each kind, so that it belongs to exactly one grid.
"""

from datetime import date

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from gis.model.units import UnitKind
from gis.store.editions import today
from gis.store.programs import statement
from gis.store.units import UnitRecord, unit_record

_ORDER = list(UnitKind)


def covering_units(
    connection: Connection, lon: float, lat: float, *, at: date | None = None
) -> list[UnitRecord]:
    """Find the units that cover a point on a day, at most one of each kind, in the order of ``UnitKind``.

    Parameters
    ----------
    lon, lat
        WGS-84 degrees.
    """
    known = {"lon": lon, "lat": lat, "at": at or today(connection)}
    found = [unit_record(row) for row in connection.execute(statement("points", "covering"), known)]
    return sorted(found, key=lambda unit: _ORDER.index(unit.kind))


def covering_grids(
    connection: Connection, points: gpd.GeoSeries, *, at: date | None = None, kind: UnitKind = UnitKind.GRID
) -> pd.Series:
    """Find the grid (or the unit of another kind) of each point.

    Parameters
    ----------
    points
        Points in EPSG:4326.

    Returns
    -------
    Series
        Unit ids (Int64), NA where no grid covers the point; the index of ``points``.
    """
    known = {
        "lons": points.x.tolist(),
        "lats": points.y.tolist(),
        "kind": kind.value,
        "at": at or today(connection),
    }
    units = pd.Series(pd.NA, index=range(1, len(points) + 1), dtype="Int64", name="unit_id")
    for row in connection.execute(statement("points", "covering_units_of_kind"), known):
        units[row.row] = row.unit_id
    return units.set_axis(points.index)
