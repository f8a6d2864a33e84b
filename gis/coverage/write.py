"""Write an answer to files: a GeoPackage of its layers, and its JSON."""

import json
import math
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gis.coverage.answer import CoverageAnswer
from gis.errors import InputError


def write_answer(answer: CoverageAnswer, path: str | Path) -> None:
    """Write layers ``buildings``, ``cells``, ``gaps`` and ``facilities`` to a GeoPackage, replacing it.

    The file is written beside and moved into place, so that a reader never sees half of it.

    Raises
    ------
    InputError
        ``format_unknown`` for another suffix than .gpkg, ``folder_missing``.
    """
    target = Path(path)
    require_suffix(target, (".gpkg",))
    part = target.with_name(f".{target.stem}.part.gpkg")
    part.unlink(missing_ok=True)
    try:
        for name in ("buildings", "cells", "gaps", "facilities"):
            _plain(getattr(answer, name)).to_file(part, layer=name, driver="GPKG")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_json(answer: CoverageAnswer, path: str | Path) -> None:
    """Write the answer's figures as JSON (UTF-8)."""
    target = Path(path)
    require_suffix(target, (".json",))
    text = json.dumps(answer.report(), ensure_ascii=False, indent=2, allow_nan=False)
    target.write_text(text + "\n", encoding="utf-8")


def require_suffix(target: Path, suffixes: tuple[str, ...]) -> None:
    """Refuse a file of another format (``format_unknown``) or in no folder (``folder_missing``)."""
    if target.suffix.lower() not in suffixes:
        raise InputError(
            f"{target}: not one of {suffixes}",
            chinese=f"输出文件“{target}”的格式应为 {'、'.join(suffixes)}",
            code="format_unknown",
            file=str(target),
        )
    if not target.parent.is_dir():
        raise InputError(
            f"no folder {target.parent}",
            chinese=f"输出目录“{target.parent}”不存在，请先建立",
            code="folder_missing",
            file=str(target),
        )


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns a GeoPackage can hold: no objects of mixed kinds, no clash with its own ``fid``."""
    written = frame.copy()
    for name in written.columns.difference(["geometry"]):
        column = written[name]
        if column.dtype == object:
            written[name] = column.map(lambda value: None if _is_missing(value) else str(value))
    return written.rename(columns={name: f"{name}_" for name in written if str(name).lower() == "fid"})


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
