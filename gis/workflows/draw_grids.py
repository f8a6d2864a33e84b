"""Draw grids from files to files, as the command line does; the service proposes by ``propose_plan``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
from gis.network.streets import read_lines, read_streets
from gis.partition import DrawAnswer, draw
from gis.partition.footprints import separate_collections
from gis.partition.micro import MicroAnswer, draw_micro
from gis.partition.parts import parts_of
from gis.space.crs import frame_to_wgs84
from gis.space.measure import areas_m2

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


def _read(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read a layer in EPSG:4326; of several in a file, the one of that name, else the first."""
    names = list(gpd.list_layers(path)["name"]) if path.is_file() and path.suffix.lower() == ".gpkg" else []
    frame = read_lines(path, layer if layer in names else None)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(
            f"{path.name}: layer {layer} has no geometry",
            chinese=f"文件“{path.name}”的图层“{layer}”没有几何",
            code="geometry_missing",
            file=str(path),
            layer=layer,
        )
    return frame_to_wgs84(frame)


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
    buildings = _read(path, "buildings")
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
    for name, layer in (("communities", "communities"), ("estates", "estates"), ("existing", "grids")):
        path = getattr(files, name)
        inputs[name] = None if path is None else _read(path, layer)
    inputs["roads"] = None if files.roads is None else read_streets(files.roads)
    if files.barriers is not None:
        reader = read_osm_barriers if is_osm(files.barriers) else None
        inputs["barriers"] = reader(files.barriers) if reader else _read(files.barriers, "barriers")
    return inputs


def read_grid_counts(given: str | None) -> int | dict[str, int] | None:
    """Read ``--grids``: a number, or a file of two columns (community code, number): CSV or JSON object.

    Raises
    ------
    InputError
        Neither a positive number nor a readable file.
    """
    if given is None:
        return None
    if given.isdigit() and int(given) > 0:
        return int(given)
    path = Path(given)
    if not path.is_file():
        raise InputError(
            f"--grids {given} is neither a number nor a file",
            chinese=f"--grids 应为正整数或文件，“{given}”都不是",
            code="grids_invalid",
            value=given,
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = json.loads(text).items() if path.suffix == ".json" else _csv_rows(text)
        return {str(code).strip(): int(number) for code, number in rows}
    except (ValueError, AttributeError) as error:
        raise InputError(
            f"{given}: {error}",
            chinese=f"文件“{given}”应为两列：社区编码、网格数",
            code="grids_invalid",
            file=given,
        ) from error


def _csv_rows(text: str) -> list[tuple[str, str]]:
    """Two columns; a first line whose second column is no number is a header."""
    lines = [line.replace("\t", ",").split(",") for line in text.splitlines() if line.strip()]
    rows = [(line[0], line[1].strip()) for line in lines if len(line) > 1]
    return [row for place, row in enumerate(rows) if place > 0 or row[1].isdigit()]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a drawing from files gave: the plan, and the micro-grids where they were asked for."""

    plan: DrawAnswer
    micro: MicroAnswer | None
    report: dict[str, Any]


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
    _check_target(out, ".gpkg")
    if report is not None:
        _check_target(report, ".json")
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
    if files.parts is not None:
        parts = pd.DataFrame(read_lines(files.parts, None)).drop(columns="geometry", errors="ignore")
    grid_of_cell = plan.cells.set_index("cell")["grid_code"]
    return draw_micro(
        parts,
        plan.cells.drop(columns="grid_code"),
        grid_of_cell,
        floors=floors,
        roads=inputs["roads"],
        barriers=inputs.get("barriers"),
        progress=progress,
    )


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


def _check_target(path: Path, suffix: str) -> None:
    """Raise unless the folder exists and the ending is as expected."""
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
