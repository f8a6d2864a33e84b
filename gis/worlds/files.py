"""A world on disk: one GeoPackage with a table per layer, and SOURCE.toml that says what it is."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gis.errors import InputError
from gis.settings import CHECKOUT
from gis.space.layers import LAYERS, Kind, Layer

BOUNDARIES_DIR = CHECKOUT / "data" / "boundaries"
PAGE_NAME = "SOURCE.toml"
NOTICE = "演示数据，边界为生成"
SQLITE_DATE = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True, slots=True)
class WorldSource:
    """Where a world's layers come from.

    Attributes
    ----------
    name, title
        Folder name, and what people call it.
    notice
        The sentence each page shows: 演示数据，边界为生成.
    seed, generator_version
        With which the layers can be made again.
    licence
        Under which they may be used.
    checksum
        SHA-256 over the content of all layers, see ``content_checksum``.
    """

    name: str
    title: str
    notice: str
    seed: int
    generator_version: str
    licence: str
    checksum: str


def content_checksum(layers: Mapping[Layer, pd.DataFrame]) -> str:
    """SHA-256 over every value and vertex, independent of the file's own format and date.

    A column that a frame lacks is passed over: a world keeps its checksum when layers gain a column.
    """
    digest = hashlib.sha256()
    for layer in Layer:
        frame = layers[layer]
        names = [name for name in LAYERS[layer].column_names() if name in frame.columns]
        plain = pd.DataFrame({name: frame[name].astype(object) for name in names})
        plain = plain.where(plain.notna(), None)
        digest.update(layer.value.encode())
        for row in plain.itertuples(index=False):
            digest.update("\x1f".join(_text(value) for value in row).encode())
        if isinstance(frame, gpd.GeoDataFrame):
            digest.update(b"".join(shapely.to_wkb(shapely.normalize(frame.geometry.to_numpy())).tolist()))
    return digest.hexdigest()


def write_world(layers: Mapping[Layer, pd.DataFrame], folder: Path, source: WorldSource) -> None:
    """Write all layers and SOURCE.toml into ``folder``, in place of what stood there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.name}.gpkg"
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": SQLITE_DATE})
    for layer in Layer:
        pyogrio.write_dataframe(layers[layer], path, layer=layer.value, driver="GPKG", promote_to_multi=False)
    (folder / PAGE_NAME).write_text(_page(source), encoding="utf-8")


def read_world(name: str, boundaries_dir: Path = BOUNDARIES_DIR) -> dict[Layer, pd.DataFrame]:
    """Read all layers of a world as they were written.

    Raises
    ------
    InputError
        ``world_missing`` where there is no such world, ``world_damaged`` where its checksum differs.
    """
    folder = boundaries_dir / name
    source = read_source(name, boundaries_dir)
    layers = {layer: _read_layer(folder / f"{name}.gpkg", layer) for layer in Layer}
    if content_checksum(layers) != source.checksum:
        raise InputError(
            f"world {name} does not match its checksum",
            chinese=f"演示数据“{name}”与 {PAGE_NAME} 中的校验值不符，请重新取得 data/boundaries/{name}",
            code="world_damaged",
            file=str(folder),
        )
    return layers


def read_source(name: str, boundaries_dir: Path = BOUNDARIES_DIR) -> WorldSource:
    """Read SOURCE.toml alone; ``InputError`` (``world_missing``) where there is none."""
    page = boundaries_dir / name / PAGE_NAME
    if not page.is_file():
        known = sorted(path.parent.name for path in boundaries_dir.glob(f"*/{PAGE_NAME}"))
        raise InputError(
            f"no world named {name}",
            chinese=f"没有名为“{name}”的演示数据；现有：{'、'.join(known) or '无'}",
            code="world_missing",
            value=name,
        )
    return WorldSource(**tomllib.loads(page.read_text(encoding="utf-8")))


def _read_layer(path: Path, layer: Layer) -> pd.DataFrame:
    frame: pd.DataFrame = pyogrio.read_dataframe(path, layer=layer.value)
    for column in (column for column in LAYERS[layer].columns if column.name in frame.columns):
        values = frame[column.name]
        if column.kind is Kind.TEXT:
            frame[column.name] = values.astype(object).where(values.notna(), None)
        elif column.kind is Kind.FLAG:
            frame[column.name] = values.astype(bool)
    return frame


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, int | float | np.integer | np.floating):
        return f"{float(value) + 0.0:.6f}"
    return str(value)


def _page(source: WorldSource) -> str:
    fields = ("name", "title", "notice", "seed", "generator_version", "licence", "checksum")
    lines = [f"{field} = {_toml(getattr(source, field))}" for field in fields]
    return "# Generated by gis.worlds; nobody lives here under these names.\n" + "\n".join(lines) + "\n"


def _toml(value: str | int) -> str:
    return str(value) if isinstance(value, int) else '"' + value.replace('"', '\\"') + '"'
