"""Faults of imported shapes are repaired only when chosen, and what was done is kept."""

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from gis.errors import InputError
from gis.ingest.topology import FaultKind, Remedy
from gis.model.access import Role, Scope
from gis.space.layers import Layer
from gis.store.engine import Store
from gis.workflows.import_check import FileToImport
from gis.workflows.import_faults import ChosenRemedy
from gis.workflows.import_layers import examine
from tests.worked import tiny

ADMINISTRATOR = Scope(None, Role.ADMINISTRATOR)


@pytest.fixture
def overlapping(tmp_path: Path) -> Path:
    """The communities, the first one reaching some metres into the second."""
    communities = tiny.layers()[Layer.COMMUNITIES]
    shapes = list(communities.geometry)
    shapes[0] = shapes[0].union(shapes[0].buffer(0.0003).intersection(shapes[1]))
    both = gpd.GeoDataFrame(communities.drop(columns="geometry"), geometry=shapes, crs=communities.crs)
    pyogrio.write_dataframe(both, tmp_path / "communities.gpkg")
    return tmp_path / "communities.gpkg"


def test_an_overlap_stays_until_a_remedy_is_chosen_and_the_repair_is_told(
    empty_store: Store, overlapping: Path
) -> None:
    found = examine(
        empty_store, ADMINISTRATOR, [FileToImport(overlapping, Layer.COMMUNITIES)], territory="tiny"
    )
    (fault,) = found.faults[Layer.COMMUNITIES]
    assert fault.kind is FaultKind.OVERLAP
    assert found.repairs == []
    chosen = ChosenRemedy(fault.kind, fault.codes, Remedy.GIVE_TO_SECOND)
    file = FileToImport(overlapping, Layer.COMMUNITIES, remedies=(chosen,))
    mended = examine(empty_store, ADMINISTRATOR, [file], territory="tiny")
    assert Layer.COMMUNITIES not in mended.faults
    assert [problem.code for problem in mended.repairs] == ["topology_overlap"]
    assert mended.repairs[0] in mended.problems


def test_a_choice_about_a_fault_that_is_not_there_is_refused(empty_store: Store, overlapping: Path) -> None:
    chosen = ChosenRemedy(FaultKind.GAP, ("nowhere",), Remedy.FILL_FROM_NEIGHBOUR)
    file = FileToImport(overlapping, Layer.COMMUNITIES, remedies=(chosen,))
    with pytest.raises(InputError, match="no gap"):
        examine(empty_store, ADMINISTRATOR, [file], territory="tiny")
