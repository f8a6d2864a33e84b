"""Turn rows into frames and frames into rows, types and empty values kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely
from psycopg import sql
from sqlalchemy import Connection, TextClause

STORAGE_CRS = "EPSG:4326"

_INTEGERS = frozenset({20, 21, 23})
_FLOATS = frozenset({700, 701, 1700})
_FLAG = 16
_TEXTS = frozenset({25, 1043})
_MOMENT = 1184


def driver_of(connection: Connection) -> psycopg.Connection:
    """Give psycopg's own connection, inside the same transaction."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"not a psycopg connection: {type(driver)}")
    return driver


def read_table(
    connection: Connection, statement: TextClause, parameters: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Read rows into a frame.

    Whole numbers stay whole: int64, or Int64 where some are missing. Flags are bool, or boolean where some are
    missing. Text is ``str`` dtype with missing values; moments carry UTC; days, lists and objects stay Python's.
    """
    result = connection.execute(statement, dict(parameters or {}))
    description = result.cursor.description or ()
    types = {str(column[0]): int(str(column[1])) for column in description}
    rows = result.all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    return pd.DataFrame(
        {
            name: _series(list(values), kind)
            for (name, kind), values in zip(types.items(), columns, strict=True)
        }
    )


def read_shapes(
    connection: Connection, statement: TextClause, parameters: Mapping[str, Any] | None = None
) -> gpd.GeoDataFrame:
    """Read rows whose column ``geometry`` is WKB into a frame in EPSG:4326."""
    rows = read_table(connection, statement, parameters)
    shapes = gpd.GeoSeries(shapely.from_wkb(rows["geometry"].to_numpy()), index=rows.index, crs=STORAGE_CRS)
    return gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=shapes)


def _series(values: list[Any], kind: int) -> pd.Series:
    """Give a column its type by the database's."""
    has_gaps = any(value is None for value in values)
    if kind in _INTEGERS:
        return pd.Series(values, dtype="Int64" if has_gaps else "int64")
    if kind in _FLOATS:
        return pd.Series([np.nan if value is None else float(value) for value in values], dtype="float64")
    if kind == _FLAG:
        return pd.Series(values, dtype="boolean" if has_gaps else "bool")
    if kind in _TEXTS:
        return pd.Series(values, dtype="str")
    if kind == _MOMENT:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), utc=True))
    return pd.Series(values, dtype="object")


def plain(value: Any) -> Any:
    """Turn one value of a frame into what the driver takes; every kind of missing value into None."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else float(value)
    if isinstance(value, np.generic):
        return value.item()
    return value


def column_values(frame: pd.DataFrame, name: str, turn: Callable[[Any], Any] = plain) -> list[Any]:
    """Give a column as plain values; all None where the frame has none of this name."""
    if name not in frame.columns:
        return [None] * len(frame)
    return [turn(value) for value in frame[name]]


def shapes_as_hex(frame: pd.DataFrame) -> list[str | None]:
    """Give the geometry as hexadecimal EWKB in EPSG:4326, flat."""
    flat = shapely.set_srid(shapely.force_2d(np.asarray(frame.geometry.array, dtype=object)), 4326)
    return list(shapely.to_wkb(flat, hex=True, include_srid=True))


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]
) -> None:
    """Copy rows into a table, the fastest way in.

    Parameters
    ----------
    columns
        Their names.
    values
        One sequence of plain values per row, in the same order.
    """
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with driver_of(connection).cursor() as cursor, cursor.copy(into) as copy:
        for row in values:
            copy.write_row(row)


@contextmanager
def joining_by_hash(connection: Connection) -> Iterator[None]:
    """Keep the planner from nested loops over tables that have just grown and whose size it does not know yet.

    Without it, 100,000 buildings took 285 s on a machine where they take 20 s.
    """
    driver = driver_of(connection)
    driver.execute("SELECT set_config('enable_nestloop', 'off', true)")
    yield
    driver.execute("SELECT set_config('enable_nestloop', 'on', true)")


def stage(connection: Connection, types: Mapping[str, str], values: Iterable[Sequence[Any]]) -> None:
    """Copy rows into the transaction's temporary table ``stage``, made anew.

    Parameters
    ----------
    types
        Column name to SQL type.
    values
        One sequence of plain values per row.
    """
    driver = driver_of(connection)
    driver.execute("DROP TABLE IF EXISTS pg_temp.stage")
    listed = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in types.items()
    )
    driver.execute(sql.SQL("CREATE TEMPORARY TABLE stage ({}) ON COMMIT DROP").format(listed))
    copy_rows(connection, "stage", list(types), values)
    driver.execute("ANALYZE pg_temp.stage")
