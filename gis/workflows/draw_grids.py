"""Draw grids from files to files, as the command line does; the service proposes by ``propose_plan``."""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.network.osm_places import read_osm_barriers, read_osm_buildings
from gis.network.osm_streets import is_osm
from gis.network.streets import read_streets
from gis.partition import DrawAnswer, draw
from gis.partition.footprints import separate_collections
from gis.partition.micro import MicroAnswer, draw_micro
from gis.partition.parts import complete_parts, parts_of
from gis.space.layers import Layer
from gis.space.measure import areas_m2
from gis.workflows.draw_sources import read_existing_plan, read_parts, read_shapes

STOREY_M = 3.0
DWELLING_M2 = 90.0
_HEIGHTS = ("height_m", "height")


@dataclass(frozen=True, slots=True)
class DrawFiles:
    """Files of one drawing; None where there is none. Buildings and roads may be an OSM extract."""

    buildings: Path
    communities: Path | None = None
    estates: Path | None = None
    roads: Path | None = None
    barriers: Path | None = None
    existing: Path | None = None
    parts: Path | None = None


def estimate_households(buildings: gpd.GeoDataFrame, height: str) -> gpd.GeoDataFrame:
    """Estimate households from floor area: round(area_m2 x storeys / 90), storeys = height / 3 m, at least one.

    The column ``households_estimated`` says so. A row without a height counts as one storey.

    Raises
    ------
    InputError
        The column of heights is missing or holds no number.
    """
    if height not in buildings.columns:
        raise InputError(
            f"buildings have no column {height}",
            chinese=f"图层“楼栋”没有字段“{height}”，无法估算户数",
            code="column_missing",
            layer="buildings",
            column=height,
        )
    height_m = pd.to_numeric(buildings[height], errors="coerce").fillna(0).clip(lower=0)
    storeys = np.maximum(1, np.rint(height_m.to_numpy() / STOREY_M))
    dwellings = np.rint(areas_m2(buildings.geometry) * storeys / DWELLING_M2)
    return buildings.assign(
        storeys=storeys.astype(int), households=dwellings.astype(int), households_estimated=True
    )


def _read_buildings(path: Path, households: str | None, height: str | None) -> tuple[gpd.GeoDataFrame, str]:
    """Read the buildings and settle which column counts households, estimating where none does."""
    if is_osm(path):
        return read_osm_buildings(path), "households"
    buildings = read_shapes(path, Layer.BUILDINGS)
    if "code" not in buildings.columns and "id" in buildings.columns:
        buildings = buildings.rename(columns={"id": "code"})
    if height is None and households in (None, "households") and "households" not in buildings.columns:
        height = next((name for name in _HEIGHTS if name in buildings.columns), None)
    if height is not None and (households is None or households not in buildings.columns):
        return estimate_households(separate_collections(buildings), height), "households"
    return buildings, households or "households"


def read_inputs(
    files: DrawFiles, *, households: str | None = None, height: str | None = None
) -> dict[str, Any]:
    """Read every file; the keys are the parameters of ``gis.partition.draw``.

    Raises
    ------
    InputError
        A file missing, unreadable, empty or without a known coordinate system.
    """
    buildings, column = _read_buildings(files.buildings, households, height)
    inputs: dict[str, Any] = {"buildings": buildings, "households": column}
    for name, layer in (("communities", Layer.COMMUNITIES), ("estates", Layer.ESTATES)):
        path = getattr(files, name)
        inputs[name] = None if path is None else read_shapes(path, layer)
    inputs["existing"] = None if files.existing is None else read_existing_plan(files.existing)
    inputs["roads"] = None if files.roads is None else read_streets(files.roads)
    if files.barriers is not None:
        inputs["barriers"] = (
            read_osm_barriers(files.barriers)
            if is_osm(files.barriers)
            else read_shapes(files.barriers, Layer.BARRIERS)
        )
    return inputs


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a drawing from files gave: the plan, and the micro-grids where they were asked for."""

    plan: DrawAnswer
    micro: MicroAnswer | None
    report: dict[str, Any]

    @property
    def problems(self) -> list[Problem]:
        """Everything found wrong on the way."""
        return [*self.plan.problems, *(self.micro.problems if self.micro else [])]


def draw_files(
    files: DrawFiles,
    *,
    out: Path,
    report: Path | None = None,
    households: str | None = None,
    height: str | None = None,
    micro: bool = False,
    micro_floors: bool = False,
    progress: Progress = silent,
    **wishes: Any,
) -> Drawn:
    """Draw and write a GeoPackage with layers ``grids``, ``buildings`` and ``cells``, and a JSON report.

    Nothing is written if anything fails.

    Parameters
    ----------
    wishes
        Those of ``gis.partition.draw``.

    Raises
    ------
    InputError, CannotSatisfy
        See ``read_inputs`` and ``gis.partition.draw``.
    """
    _check_target(out, ".gpkg", files)
    if report is not None:
        _check_target(report, ".json", files)
    progress("读取文件", 0, 0)
    inputs = read_inputs(files, households=households, height=height)
    plan = draw(**inputs, **wishes, progress=progress)
    small = _draw_micro(files, inputs, plan, micro_floors, progress) if micro or micro_floors else None
    facts = _facts(inputs, plan, small)
    progress("写出结果", 0, 0)
    _write(plan, small, out)
    if report is not None:
        report.write_text(
            json.dumps(facts, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
        )
    return Drawn(plan, small, facts)


def _draw_micro(
    files: DrawFiles, inputs: Mapping[str, Any], plan: DrawAnswer, floors: bool, progress: Progress
) -> MicroAnswer:
    """Micro-grids inside the grids drawn; stairwells from the layer given, else divided evenly."""
    buildings = plan.buildings.assign(code=plan.buildings["code"].astype(str))
    parts = parts_of(buildings, households=inputs["households"])
    findings: list[Problem] = []
    if files.parts is not None:
        parts, findings = complete_parts(read_parts(files.parts), parts)
    grid_of_cell = plan.cells.set_index("cell")["grid_code"]
    answer = draw_micro(
        parts,
        plan.cells.drop(columns="grid_code"),
        grid_of_cell,
        floors=floors,
        roads=inputs["roads"],
        barriers=inputs.get("barriers"),
        progress=progress,
    )
    answer.problems.extend(findings)
    return answer


def _facts(inputs: Mapping[str, Any], plan: DrawAnswer, micro: MicroAnswer | None) -> dict[str, Any]:
    """Everything of the report file."""
    estimated = "households_estimated" in inputs["buildings"].columns
    flags = inputs["buildings"]["households_estimated"].fillna(False).astype(bool) if estimated else None
    problems = [*plan.problems, *(micro.problems if micro else [])]
    return plan.report | {
        "households_estimated": bool(flags is not None and flags.any()),
        "communities": json.loads(plan.proposals.to_json(orient="records", force_ascii=False)),
        "micro": micro.report if micro else None,
        "problems": [_told(item) for item in problems],
    }


def _told(item: Problem) -> dict[str, Any]:
    return {
        "code": item.code,
        "severity": item.severity.value,
        "layer": item.layer,
        "row": item.row,
        "column": item.column,
        "value": item.value,
        "reason": item.reason,
        "remedy": item.remedy,
    }


def refused(problems: list[Problem]) -> list[Problem]:
    """Rows that did not come in."""
    return [item for item in problems if item.severity is Severity.REFUSED]


def _check_target(path: Path, suffix: str, files: DrawFiles) -> None:
    """Raise unless the folder exists, the ending is as expected, and no file that is read would be written over."""
    given = [file for file in astuple(files) if file is not None]
    if path.exists() and any(file.exists() and path.samefile(file) for file in given):
        raise InputError(
            f"{path} is an input file",
            chinese=f"输出文件“{path}”就是输入文件，写出会覆盖原始数据，请另取文件名",
            code="output_is_input",
            file=str(path),
        )
    if path.suffix.lower() != suffix:
        raise InputError(
            f"{path} is not {suffix}", chinese=f"输出文件“{path}”应以 {suffix} 结尾", code="format_unknown"
        )
    if not path.parent.is_dir():
        raise InputError(
            f"no folder {path.parent}", chinese=f"输出文件夹“{path.parent}”不存在", code="folder_missing"
        )


def _write(plan: DrawAnswer, micro: MicroAnswer | None, out: Path) -> None:
    """Write all layers beside the target and put the file in its place at the end."""
    draft = out.with_name(f".{out.stem}.draft.gpkg")
    draft.unlink(missing_ok=True)
    try:
        plan.grids.to_file(draft, layer="grids", driver="GPKG")
        plan.buildings.to_file(draft, layer="buildings", driver="GPKG")
        plan.cells.to_file(draft, layer="cells", driver="GPKG")
        if micro is not None:
            _write_table(micro.micro_grids, draft, "micro_grids")
            _write_table(micro.parts, draft, "micro_grid_parts")
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _write_table(table: pd.DataFrame, path: Path, layer: str) -> None:
    """Write a layer without geometry."""
    import pyogrio

    pyogrio.write_dataframe(table, path, layer=layer, driver="GPKG", append=True)
