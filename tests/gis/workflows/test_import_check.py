"""What names something that is not there is refused row by row; what comes along in the same import is there."""

import dataclasses

import pytest

from gis.errors import NotAllowed
from gis.ingest.reading import Reading, Source
from gis.model.access import ANONYMOUS
from gis.space.layers import Layer
from gis.workflows import import_check
from gis.workflows.import_check import require_importer, without_unknown
from tests.worked import tiny


def _reading(layer: Layer, first_row: int = 2) -> Reading:
    records = tiny.layers()[layer]
    rows = tuple(range(first_row, first_row + len(records)))
    return Reading(layer, records, [], Source("a.csv", "CSV", "0" * 64), rows=rows)


@pytest.fixture
def empty_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every code is unknown to it."""

    def unknown(_connection, layer, frame, _territory):
        column, kind = {"buildings": ("community_code", "community")}.get(layer.value, ("", ""))
        codes = frame[column] if column else []
        return [import_check.UnknownCode(at, column, code, kind) for at, code in enumerate(codes, 1)]

    monkeypatch.setattr(import_check, "unknown_codes", unknown)


def test_every_row_that_names_nothing_is_told_by_the_file_s_own_row(empty_database: None) -> None:
    (left,), problems = without_unknown(None, [_reading(Layer.BUILDINGS)], "t")
    assert left.records.empty
    assert left.source.rows_refused == 24
    assert [problem.row for problem in problems] == list(range(2, 26))
    assert (problems[0].column, problems[0].value) == ("community_code", tiny.JIA)


def test_what_comes_in_with_the_same_import_is_there(empty_database: None) -> None:
    communities, buildings = _reading(Layer.COMMUNITIES), _reading(Layer.BUILDINGS)
    only_jia = communities.keeping([code == tiny.JIA for code in communities.records["code"]])
    left, problems = without_unknown(None, [only_jia, buildings], "t")
    assert len(left[1].records) == 12
    assert left[1].rows == tuple(range(2, 14))
    assert len(problems) == 12


def test_nothing_lost_is_the_same_reading(empty_database: None) -> None:
    reading = dataclasses.replace(_reading(Layer.COMMUNITIES))
    (left,), problems = without_unknown(None, [reading], "t")
    assert (len(left.records), problems) == (2, [])


def test_only_importers_pass() -> None:
    with pytest.raises(NotAllowed):
        require_importer(ANONYMOUS)
