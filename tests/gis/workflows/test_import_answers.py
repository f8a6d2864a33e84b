"""What an examination found is told in a person's words, refused rows first, and never without end."""

import dataclasses

import geopandas as gpd
import pandas as pd

from gis.ingest.reading import Reading, Source
from gis.model.problems import Problem, Severity
from gis.space.layers import Layer
from gis.workflows.import_answers import MOST_LISTED, MOST_PROBLEMS, describe_examination, draw_examination
from gis.workflows.import_check import Examination, no_changes
from tests.worked import tiny

READING = Reading(
    Layer.BUILDINGS, tiny.buildings(), [], Source("a.shp", "Shapefile", "0" * 64), rows=tuple(range(1, 25)),
    places={3: (106.5, 29.5)},
)  # fmt: skip
NOTED = Problem("x", "r", "m", Severity.NOTED, "a.shp", "buildings", 3, "households")
FOUND = Examination([READING], [NOTED], {}, {}, no_changes())


def test_layers_columns_and_places_are_told() -> None:
    refused = dataclasses.replace(NOTED, severity=Severity.REFUSED, column="geometry", row=None)
    told = describe_examination(dataclasses.replace(FOUND, problems=[NOTED, refused]))
    first, second = told["problems"]
    assert (first["severity"], first["column"], first["lon"]) == ("refused", "图形", None)
    assert (second["layer"], second["column"], second["lon"]) == ("楼栋", "户数", 106.5)


def test_long_lists_are_cut_and_counted() -> None:
    changes = pd.DataFrame({"layer": "buildings", "code": [str(n) for n in range(999)], "change": "added"})
    told = describe_examination(dataclasses.replace(FOUND, problems=[NOTED] * 999, changes=changes))
    assert (len(told["problems"]), told["problems_total"]) == (MOST_PROBLEMS, 999)
    assert len(told["listed"]) == MOST_LISTED
    assert told["changes"] == [{"layer": "楼栋", "change": "added", "features": 999}]


def test_shapes_are_drawn_with_code_and_name_only() -> None:
    drawn = gpd.read_file(draw_examination(FOUND))
    assert (len(drawn), set(drawn.columns)) == (24, {"code", "name", "geometry"})
    table = dataclasses.replace(READING, layer=Layer.GRID_BUILDINGS, records=tiny.grid_buildings())
    assert '"features":[]' in draw_examination(dataclasses.replace(FOUND, readings=[table]))
