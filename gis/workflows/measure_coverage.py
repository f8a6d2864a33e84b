"""Measure service circles: from files to files, as the command line does."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd

from gis.coverage import (
    measure,
    read_osm_buildings,
    read_osm_facilities,
    read_streets,
    write_answer,
    write_json,
)
from gis.coverage.answer import CoverageAnswer
from gis.coverage.siting import site
from gis.coverage.siting_answer import SitingAnswer
from gis.coverage.write import require_suffix
from gis.errors import InputError
from gis.model.progress import Progress, silent
from gis.network.elevation import Raster
from gis.network.osm_places import read_osm_barriers, read_osm_gates
from gis.network.osm_streets import is_osm
from gis.network.streets import read_lines
from gis.reports.from_answer import base_layers
from gis.space.layers import Layer
from gis.workflows.coverage_inputs import with_service_points
from gis.workflows.write_report import write_answer_report

REPORT_SUFFIXES = (".json", ".docx", ".xlsx", ".pdf", ".html")


@dataclass(frozen=True, slots=True)
class CoverageFiles:
    """Files of one measurement.

    Attributes
    ----------
    streets, buildings, facilities
        Any of them may be an OSM extract (.osm.pbf).
    gates, barriers, estates, communities, elevation
        None where there is none.
    service_points
        Party service points, counted as facilities of the category ``party``.
    """

    streets: Path
    buildings: Path
    facilities: Path
    gates: Path | None = None
    barriers: Path | None = None
    estates: Path | None = None
    communities: Path | None = None
    elevation: Path | None = None
    service_points: Path | None = None


def read_inputs(files: CoverageFiles, *, progress: Progress = silent) -> dict[str, Any]:
    """Read every file; the keys are the parameters of ``gis.coverage.measure``.

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``streets_empty`` ...
    """
    inputs: dict[str, Any] = {
        "network": read_streets(files.streets, progress=progress),
        "buildings": _read(files.buildings, "buildings", read_osm_buildings),
        "facilities": _read(files.facilities, "facilities", read_osm_facilities),
    }
    if files.service_points is not None:
        points = _read(files.service_points, "service_points", None)
        absent = [name for name in ("code", "name", "level", "capacity") if name not in points]
        points = points.assign(**dict.fromkeys(absent))
        inputs["facilities"] = with_service_points(inputs["facilities"], points)
    readers = {"gates": read_osm_gates, "barriers": read_osm_barriers}
    for name in ("gates", "barriers", "estates", "communities"):
        path = getattr(files, name)
        if path is not None:
            inputs[name] = _read(path, name, readers.get(name))
    if files.elevation is not None:
        inputs["elevation"] = Raster.read(files.elevation)
    return inputs


def _read(path: Path, layer: str, read_osm: Any) -> gpd.GeoDataFrame:
    """Read a layer; of several layers in a file, the one of that name, else the first."""
    if is_osm(path):
        if read_osm is None:
            raise InputError(
                f"{layer} cannot be read from OSM",
                chinese=f"图层“{layer}”不能从 OSM 文件读取，请给出 GeoPackage 等文件",
                code="format_unknown",
                file=str(path),
                layer=layer,
            )
        return read_osm(path)
    names = list(gpd.list_layers(path)["name"]) if path.suffix.lower() == ".gpkg" and path.is_file() else []
    return read_lines(path, layer if layer in names else None)


def measure_files(
    files: CoverageFiles,
    *,
    out: Path,
    report: Path | None = None,
    progress: Progress = silent,
    **options: Any,
) -> CoverageAnswer:
    """Measure and write the GeoPackage and, if asked for, a report; nothing is written if anything fails.

    Parameters
    ----------
    out
        GeoPackage of buildings, cells, gaps and facilities.
    report
        .json, or a document (.docx, .xlsx, .pdf, .html).
    options
        Those of ``gis.coverage.prepare``.

    Raises
    ------
    InputError
        Any fault of files, options or data.
    """
    _check_targets(out, report)
    inputs = read_inputs(files, progress=progress)
    answer = measure(**inputs, **options, progress=progress)
    progress("写出结果", 0, 0)
    write_answer(answer, out)
    if report is not None:
        write_report(answer, report, files, made_at=datetime.now(tz=UTC).astimezone())
    return answer


def site_files(
    files: CoverageFiles,
    *,
    out: Path | None = None,
    report: Path | None = None,
    candidates: Path | None = None,
    progress: Progress = silent,
    **options: Any,
) -> SitingAnswer:
    """Choose sites and write them, and the figures, where asked for.

    Parameters
    ----------
    out
        GeoPackage with the layer ``sites``.
    report
        .json.
    candidates
        Points or areas; every street corner where not given.
    options
        Those of ``gis.coverage.siting.site``.
    """
    for target, suffix in ((out, ".gpkg"), (report, ".json")):
        if target is not None:
            require_suffix(target, (suffix,))
    inputs = read_inputs(files, progress=progress)
    places = None if candidates is None else _read(candidates, "candidates", None)
    answer = site(**inputs, candidates=places, **options, progress=progress)
    if out is not None:
        answer.sites.to_file(out, layer="sites", driver="GPKG")
    if report is not None:
        text = json.dumps(answer.report(), ensure_ascii=False, indent=2, allow_nan=False)
        report.write_text(text + "\n", encoding="utf-8")
    return answer


def write_report(answer: CoverageAnswer, report: Path, files: CoverageFiles, *, made_at: datetime) -> None:
    """Write the answer's figures in the format of the file's suffix: .json, or a document people hand in."""
    if report.suffix.lower() == ".json":
        write_json(answer, report)
        return
    edition = "、".join(path.name for path in (files.streets, files.buildings, files.facilities))
    sources = answer.model.network.sources
    base = base_layers({} if sources is None else {Layer.STREETS: sources.streets})
    write_answer_report(
        answer, report, place_name=files.buildings.stem, base=base, made_at=made_at, edition=edition
    )


def _check_targets(out: Path, report: Path | None) -> None:
    require_suffix(out, (".gpkg",))
    if report is not None:
        require_suffix(report, REPORT_SUFFIXES)
