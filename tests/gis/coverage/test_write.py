import json

import geopandas as gpd
import pytest

from gis.coverage.write import write_answer, write_json
from gis.errors import InputError
from tests.worked import tiny


def test_the_four_layers_come_back_as_they_were(answer, tmp_path):
    target = tmp_path / "coverage.gpkg"
    write_answer(answer, target)
    write_answer(answer, target)
    assert set(gpd.list_layers(target)["name"]) == {"buildings", "cells", "gaps", "facilities"}
    buildings = gpd.read_file(target, layer="buildings")
    assert buildings["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert buildings["medical_status"].eq("covered").all()
    assert gpd.read_file(target, layer="cells")["h3"].str.len().eq(15).all()
    assert list(tmp_path.iterdir()) == [target]


def test_json_is_what_the_report_says(answer, tmp_path):
    write_json(answer, tmp_path / "r.json")
    assert (
        json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["households_in"]
        == tiny.HOUSEHOLDS_TOTAL
    )


def test_another_format_or_a_missing_folder_is_refused(answer, tmp_path):
    for target, code in (
        (tmp_path / "a.shp", "format_unknown"),
        (tmp_path / "no" / "a.gpkg", "folder_missing"),
    ):
        with pytest.raises(InputError) as refused:
            write_answer(answer, target)
        assert refused.value.code == code
