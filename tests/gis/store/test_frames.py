"""Values and types survive the way into the database and back."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import text

from gis.store import frames

pytestmark = pytest.mark.database


def _table(store, sql):
    with store.system() as connection:
        return frames.read_table(connection, text(sql))


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ("(1::bigint), (2)", "int64"),
        ("(9007199254740993::bigint), (NULL)", "Int64"),
        ("(1.5::float8), (NULL)", "float64"),
        ("(2.5::numeric), (1)", "float64"),
        ("(true), (false)", "bool"),
        ("(true), (NULL)", "boolean"),
        ("('网'::text), (NULL)", "str"),
        ("('2022-05-06'::date), (NULL)", "object"),
        ("('{\"a\": 1}'::jsonb), (NULL)", "object"),
        ("('2022-05-06 12:00+08'::timestamptz), (NULL)", "datetime64[us, UTC]"),
    ],
)
def test_a_column_has_the_type_of_its_values(store, values, dtype):
    assert str(_table(store, f"SELECT v FROM (VALUES {values}) AS t(v)")["v"].dtype) == dtype


def test_whole_numbers_beyond_a_floats_reach_stay_exact(store):
    column = _table(store, "SELECT v FROM (VALUES (9007199254740993::bigint), (NULL)) AS t(v)")["v"]
    assert column[0] == 9007199254740993


def test_no_rows_give_a_frame_with_columns(store):
    found = _table(store, "SELECT 1 AS a, 'x'::text AS b WHERE false")
    assert list(found.columns) == ["a", "b"]
    assert found.empty


def test_shapes_go_in_and_come_back_to_the_last_bit_without_heights(store):
    given = [
        shapely.Point(0.1 + 0.2, 1 / 3, 9.0),
        shapely.LineString([(106.123456789012345, 29.5), (106.2, 29.6)]),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]),
    ]
    shapes = gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=given, crs="EPSG:4326")
    with store.system() as connection:
        rows = zip(shapes["n"].tolist(), frames.shapes_as_hex(shapes), strict=True)
        frames.stage(connection, {"n": "integer", "geometry": "geometry"}, rows)
        back = frames.read_shapes(
            connection, text("SELECT n, ST_AsBinary(geometry) AS geometry FROM stage ORDER BY n")
        )
    assert shapely.equals_identical(back.geometry.to_numpy(), shapely.force_2d(np.array(given))).all()
    assert back.crs == "EPSG:4326"


@pytest.mark.parametrize("missing", [None, pd.NA, pd.NaT, np.nan, float("nan")])
def test_every_kind_of_missing_value_is_none(missing):
    assert frames.plain(missing) is None


def test_numbers_of_numpy_become_pythons_own():
    assert [type(frames.plain(value)) for value in (np.int64(3), np.float32(1.5), np.bool_(True))] == [
        int,
        float,
        bool,
    ]


def test_awkward_text_is_copied_as_it_is(store):
    awkward = ["\\N", "a\tb", "a\nb", "\\.", "'\"", "", None, "𠮷"]
    with store.system() as connection:
        frames.stage(
            connection,
            {"n": "integer", "v": "text", "d": "date"},
            [(n, v, dt.date(2022, 1, 1)) for n, v in enumerate(awkward)],
        )
        assert connection.scalars(text("SELECT v FROM stage ORDER BY n")).all() == awkward


def test_hash_joins_are_asked_for_only_inside(store):
    with store.system() as connection:
        with frames.joining_by_hash(connection):
            assert connection.scalar(text("SHOW enable_nestloop")) == "off"
        assert connection.scalar(text("SHOW enable_nestloop")) == "on"
