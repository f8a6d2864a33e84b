"""Write the sheet of QR codes (楼栋二维码) of an estate or a community: a label for each building and each stairwell."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from gis.errors import CannotSatisfy, InputError
from gis.model.access import Scope
from gis.model.progress import Progress, silent
from gis.model.units import UnitKind
from gis.reports.qr_sheet import TITLE, QrLabel, QrSheet, qr_sheet_pdf
from gis.settings import Settings
from gis.space.layers import Layer
from gis.store import layers
from gis.store.engine import Connection, Store
from gis.store.units import UnitRecord
from gis.workflows.report_files import ReportCard, ReportLabel, keep_report

MOST_LABELS = 3000
_ADDRESS = re.compile(r"https?://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_LOOPBACK = {"localhost", "[::1]", "0.0.0.0"}  # noqa: S104 - named to be refused
_LONGEST_ADDRESS = 200


def write_qr_sheet(
    store: Store,
    scope: Scope,
    unit: UnitRecord,
    *,
    made_at: datetime,
    address: str | None = None,
    with_stairwells: bool = True,
    progress: Progress = silent,
) -> ReportCard:
    """Write the labels of an estate or community as PDF and keep the file.

    Parameters
    ----------
    address
        Where phones reach the service; the installation's setting where not given.
    with_stairwells
        A label for each stairwell beside that of the building.

    Raises
    ------
    InputError
        ``address_missing``, ``address_invalid``, ``address_loopback``.
    CannotSatisfy
        The place has no building (``nothing_to_print``), or more than ``MOST_LABELS`` labels
        (``too_many_labels``).
    """
    base = phone_address(store.settings, address)
    progress("读取楼栋", 0, 0)
    with store.session(scope) as connection:
        labels = read_labels(connection, unit, base, with_stairwells=with_stairwells)
    progress("排版二维码", 0, 0)
    sheet = QrSheet(unit.name, labels, unit.is_demo)
    label = ReportLabel(
        "qr_sheet", TITLE, unit.name, "pdf", unit.path, {"labels": len(labels), "address": base}
    )
    return keep_report(
        store.settings.reports_dir,
        label,
        made_at=made_at,
        write=lambda path: path.write_bytes(qr_sheet_pdf(sheet, made_at=made_at)),
    )


def phone_address(settings: Settings, given: str | None) -> str:
    """Settle where phones reach the service, without a slash at the end; a printed code cannot be changed later."""
    address = (given or settings.public_address or "").strip().rstrip("/")
    if not address:
        raise InputError(
            "no address that phones reach the service at",
            chinese="还没有设定手机访问本系统的地址，二维码无处可指；请设置 WANGGE_ADDRESS（如 https://wangge.example:8443）或在打印时填写",
            code="address_missing",
        )
    found = _ADDRESS.fullmatch(address)
    if found is None or len(address) > _LONGEST_ADDRESS:
        raise InputError(
            f"not an address: {address[:80]!r}",
            chinese=f"“{address[:80]}”不是网址，应写成 https://主机名 或 https://主机名:端口",
            code="address_invalid",
            value=address[:80],
        )
    host = found["host"].lower()
    if host in _LOOPBACK or host.startswith("127."):
        raise InputError(
            f"{host} is this machine itself",
            chinese=f"“{address}”只有本机能打开，手机扫码打不开；请填写办公网内的地址",
            code="address_loopback",
            value=address,
        )
    return address


def link_to(base: str, building_id: int, stairwell: int | None = None) -> str:
    """Write the link of a label: ``/go?b=<building>``, with ``&s=<stairwell>`` for one of its stairwells."""
    return f"{base}/go?b={building_id}" + (f"&s={stairwell}" if stairwell else "")


def read_labels(
    connection: Connection, unit: UnitRecord, base: str, *, with_stairwells: bool = True
) -> Sequence[QrLabel]:
    """Read what a place's labels say: its buildings by estate and number, each followed by its stairwells."""
    buildings = _buildings(connection, unit)
    labels = [
        label for row in buildings.to_dict("records") for label in _labels_of(row, base, with_stairwells)
    ]
    if not labels:
        raise CannotSatisfy(
            f"no building in {unit.name}", chinese=f"{unit.name}没有楼栋，无码可印", code="nothing_to_print"
        )
    if len(labels) > MOST_LABELS:
        raise CannotSatisfy(
            f"{len(labels)} labels",
            chinese=f"共 {len(labels)} 张，超过一次 {MOST_LABELS} 张的上限，请按社区或小区分别打印",
            code="too_many_labels",
        )
    return labels


def _buildings(connection: Connection, unit: UnitRecord) -> pd.DataFrame:
    """Read the buildings of an estate, which is no parent of them, or of all below a community, with their names."""
    is_estate = unit.kind is UnitKind.ESTATE
    territory = unit.territory
    within = None if is_estate else unit.path
    buildings = layers.read_layer(connection, Layer.BUILDINGS, territory=territory, within=within)
    if is_estate:
        buildings = buildings[buildings["estate_code"] == unit.code]
    estates, communities = (
        layers.read_layer(connection, layer, territory=territory).set_index("code")["name"]
        for layer in (Layer.ESTATES, Layer.COMMUNITIES)
    )
    told = pd.DataFrame(buildings).assign(
        estate_name=buildings["estate_code"].map(estates),
        community_name=buildings["community_code"].map(communities),
        number=pd.to_numeric(buildings["name"].astype(str).str.extract(r"(\d+)")[0], errors="coerce"),
    )
    order = ["community_code", "estate_name", "number", "code"]
    return told.sort_values(order, na_position="last", kind="stable")


def _labels_of(row: dict[Any, Any], base: str, with_stairwells: bool) -> Iterable[QrLabel]:
    building_id = int(row["unit_id"])
    stairwells = int(row["stairwells"]) if with_stairwells and not pd.isna(row["stairwells"]) else 0
    for stairwell in (None, *range(1, stairwells + 1)):
        yield QrLabel(
            link=link_to(base, building_id, stairwell),
            building=str(row["name"] or row["code"]),
            stairwell="" if stairwell is None else f"{stairwell}单元",
            estate="" if pd.isna(row["estate_name"]) else str(row["estate_name"]),
            community=str(row["community_name"]),
            code=str(row["code"]) + ("" if stairwell is None else f"-{stairwell}"),
        )
