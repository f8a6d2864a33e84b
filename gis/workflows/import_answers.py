"""What an examination found, as plain values that are kept with the desk and shown on its page."""

from collections import Counter
from typing import Any

import geopandas as gpd

from gis.ingest.topology import REMEDY_CHINESE, Fault
from gis.model.problems import Problem, Severity
from gis.space.column_names import column_chinese
from gis.space.registers import layer_chinese
from gis.workflows.import_check import Examination

MOST_PROBLEMS = 500
MOST_LISTED = 200
MOST_SHOWN = 20_000


def describe_examination(found: Examination) -> dict[str, Any]:
    """Say what a file would bring.

    Returns
    -------
    dict
        Fields as ``api.schemas.import_desks.DeskAnswer``: at most ``MOST_PROBLEMS`` problems, refused ones first,
        and ``MOST_LISTED`` changes by name; the counts beside them are of all.
    """
    source = found.readings[0].source
    places = {} if len(found.readings) > 1 else dict(found.readings[0].places)
    ordered = sorted(found.problems, key=lambda problem: problem.severity is not Severity.REFUSED)
    changes = found.changes if len(found.changes) else found.changes.reindex(columns=_CHANGE)
    counts = Counter(zip(changes["layer"], changes["change"], strict=True))
    return {
        "rows_read": sum(reading.source.rows_read for reading in found.readings),
        "rows": sum(len(reading.records) for reading in found.readings),
        "refused": len(found.refused),
        "crs": source.crs,
        "declared_crs": source.declared_crs,
        "encoding": source.encoding,
        "encoding_source": source.encoding_source,
        "problems": [describe_problem(problem, places) for problem in ordered[:MOST_PROBLEMS]],
        "problems_total": len(ordered),
        "faults": [_fault(fault) for faults in found.faults.values() for fault in faults[:MOST_PROBLEMS]],
        "fits": [
            {"crs": trial.crs, "chinese": trial.chinese, "mean_m": trial.mean_m}
            for fit in found.fits.values()
            for trial in fit.tried
        ],
        "changes": [
            {"layer": layer_chinese(layer), "change": change, "features": number}
            for (layer, change), number in sorted(counts.items())
        ],
        "listed": [
            {"layer": layer_chinese(row["layer"]), "change": row["change"], "name": str(row["code"])}
            for row in changes.head(MOST_LISTED).to_dict("records")
        ],
    }


_CHANGE = ["layer", "code", "change"]


def describe_problem(problem: Problem, places: dict[int, tuple[float, float]]) -> dict[str, Any]:
    """Write a finding out, its layer and column as a person calls them."""
    lon, lat = places.get(problem.row or 0, (None, None))
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "reason": problem.reason,
        "remedy": problem.remedy,
        "file": problem.file,
        "layer": layer_chinese(problem.layer),
        "row": problem.row,
        "column": None if problem.column is None else column_chinese(problem.column),
        "value": problem.value,
        "lon": lon,
        "lat": lat,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    middle = fault.geometry.representative_point()
    return {
        "kind": fault.kind.value,
        "codes": list(fault.codes),
        "chinese": fault.chinese,
        "remedies": {remedy.value: REMEDY_CHINESE[remedy] for remedy in fault.remedies},
        "lon": middle.x,
        "lat": middle.y,
    }


def draw_examination(found: Examination) -> str:
    """Give the shapes that would come in, at most ``MOST_SHOWN``, as GeoJSON."""
    records = found.readings[0].records.head(MOST_SHOWN)
    if not isinstance(records, gpd.GeoDataFrame):
        return '{"type":"FeatureCollection","features":[]}'
    shown = gpd.GeoDataFrame(records[[name for name in ("code", "name", "geometry") if name in records]])
    return str(shown.to_json(drop_id=True, ensure_ascii=False))
