"""Rows of organisations are understood one by one; the whole way stands in test_import_registers."""

import pandas as pd
import pytest

from gis.workflows import import_organisations


@pytest.fixture
def no_units(monkeypatch: pytest.MonkeyPatch) -> None:
    names = pd.DataFrame(columns=["unit_id", "kind", "code", "official_code", "name"])
    monkeypatch.setattr(import_organisations.units, "read_unit_names", lambda *_: names)


def test_empty_cells_are_empty_text_and_no_seat(no_units: None) -> None:
    records = pd.DataFrame(
        [["D-1", "环保所", "department", None, float("nan")]],
        columns=["code", "name", "kind", "unit", "duties"],
    )
    rows, problems = import_organisations.read_rows(None, records, [2], territory="t", file="f.csv")
    assert problems == []
    assert rows == [import_organisations.OrganisationRow("D-1", "环保所", "department", None, "")]
