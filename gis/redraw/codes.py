"""Numbers and official codes of grids, by template.

Templates are data with their source and how sure we are of it, since places differ: the 15-digit code of
Beijing's unit grids is the 12-digit community code and three digits, counted west to east, north to south;
CJ/T 349-2010 has 20 digits. A code once used is never used for another grid.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import CannotSatisfy, InputError
from gis.model.ids import UnitId


@dataclass(frozen=True, slots=True)
class CodeTemplate:
    """How an official code is made: community code, padding, serial.

    Attributes
    ----------
    name, chinese
        Key, and the name shown.
    community_digits
        Digits of the community's division code that lead the code.
    filler
        What stands between them and the serial.
    serial_digits
        Digits of the serial within the community.
    source, certainty
        Where the rule comes from, and how sure we are of it; shown beside every code.
    """

    name: str
    chinese: str
    community_digits: int
    filler: str
    serial_digits: int
    source: str
    certainty: str

    def write(self, community_code: str, serial: int) -> str:
        """Write the code of one grid.

        Raises
        ------
        InputError
            The community code has too few digits, or the serial too many.
        """
        if len(community_code) < self.community_digits or not community_code.isdecimal():
            raise InputError(
                f"community code {community_code!r} for template {self.name}",
                chinese=f"社区代码“{community_code}”不足 {self.community_digits} 位数字，无法按“{self.chinese}”编码",
                code="community_code_invalid",
            )
        if not 1 <= serial < 10**self.serial_digits:
            raise InputError(
                f"serial {serial} does not fit {self.serial_digits} digits",
                chinese=f"序号 {serial} 超出 {self.serial_digits} 位",
                code="serial_invalid",
            )
        return f"{community_code[: self.community_digits]}{self.filler}{serial:0{self.serial_digits}d}"


TEMPLATES: Mapping[str, CodeTemplate] = {
    template.name: template
    for template in (
        CodeTemplate(
            "digits_15", "15 位（社区代码＋3 位序号）", 12, "", 3, "北京市单元网格编码习惯", "较确定"
        ),
        CodeTemplate(
            "digits_20",
            "20 位（社区代码＋8 位序号）",
            12,
            "",
            8,
            "CJ/T 349-2010 的位数",
            "位数确定，分段待核",
        ),
        CodeTemplate(
            "local",
            "本地（社区代码＋WG＋3 位序号）",
            12,
            "WG",
            3,
            "各地自行规定时的写法示例",
            "示例，请按当地文件核对",
        ),
    )
}


def row_order(grids: gpd.GeoDataFrame, *, rows: int | None = None) -> list[int]:
    """Order grids as one reads: rows from north to south, each from west to east.

    Rows are bands of equal height over the grids' representative points, about √n of them; a point on the
    line between two bands is of the southern one.

    Parameters
    ----------
    grids
        Geometries in EPSG:4326.
    rows
        Number of bands; ⌈√n⌉ where not given.

    Returns
    -------
    Row positions of ``grids`` in reading order.
    """
    points = shapely.point_on_surface(grids.geometry.to_numpy())
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    bands = rows or int(np.ceil(np.sqrt(max(len(grids), 1))))
    height_deg = (lat.max() - lat.min()) / bands if len(grids) else 0.0
    steps = np.zeros(len(grids)) if height_deg == 0 else np.floor((lat.max() - lat) / height_deg)
    return [int(place) for place in np.lexsort((lon, np.minimum(steps, bands - 1)))]


def official_codes(
    grids: gpd.GeoDataFrame,
    community_codes: Mapping[UnitId, str],
    *,
    template: CodeTemplate,
    used: Collection[str],
) -> dict[UnitId, str]:
    """Give codes to the grids that have none, in reading order within each community.

    Parameters
    ----------
    grids
        ``grid_id``, ``community_id``, ``official_code`` (empty: to be given), geometry EPSG:4326.
    community_codes
        Division code of each community.
    used
        Every code ever given; none is given again.

    Raises
    ------
    CannotSatisfy
        A community has no serial left (``codes_exhausted``).
    """
    spent = {*used, *(code for code in grids["official_code"].dropna() if code)}
    given: dict[UnitId, str] = {}
    for community_id, own in grids.groupby("community_id"):
        community_code = community_codes[UnitId(int(str(community_id)))]
        waiting = own[own["official_code"].fillna("") == ""]
        serials = _free_serials(template, community_code, spent, len(waiting))
        for position, serial in zip(row_order(waiting), serials, strict=True):
            code = template.write(community_code, serial)
            spent.add(code)
            given[UnitId(int(waiting["grid_id"].iloc[position]))] = code
    return given


def _free_serials(
    template: CodeTemplate, community_code: str, spent: Collection[str], wanted: int
) -> Sequence[int]:
    """Find the lowest serials whose code was never used."""
    free: list[int] = []
    serial = 1
    while len(free) < wanted:
        if serial >= 10**template.serial_digits:
            raise CannotSatisfy(
                f"no serial left in {community_code}",
                chinese=f"社区 {community_code} 的网格序号已用完",
                code="codes_exhausted",
            )
        if template.write(community_code, serial) not in spent:
            free.append(serial)
        serial += 1
    return free
