"""Look at kept measurements of service circles: an older one on the map, its ledger, two of them side by side."""

from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.coverage.answer import records
from gis.coverage.compare import compare_counts
from gis.errors import Conflict, InputError
from gis.model.access import Scope
from gis.model.categories import SIX_CATEGORIES
from gis.model.ids import CoverageRunId
from gis.model.units import UnitKind
from gis.reports.place_names import in_words, place_names
from gis.space import h3cells
from gis.space.layers import Layer
from gis.store import coverage_runs, layers, units
from gis.store.coverage_runs import CoverageRunRecord
from gis.store.engine import Connection, Store
from gis.store.tables.coverage import GAP_STATES
from gis.workflows.show_coverage import Rows, rounded_up, total_rows

GroupedBy = Literal["all", "community", "estate"]

_LISTED = ["state", "template", "profile", "made_at", "finished_at", "stale_reason"]
_ITEM = ["item", "item_chinese", "category"]


def list_runs(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """List kept measurements that the scope may see, newest first."""
    with store.session(scope) as connection:
        runs = coverage_runs.read_runs(connection)
    return [_listed(row) for row in runs.to_dict("records")]


def _listed(row: dict[Any, Any]) -> dict[str, Any]:
    parameters, conservation = row["parameters"] or {}, row["conservation"] or {}
    return {
        "id": row["run_id"],
        **{name: None if row[name] is pd.NaT else row[name] for name in _LISTED},
        **{name: conservation.get(name) for name in ("households_in", "households_out")},
        "template_chinese": _named(parameters, "template")["chinese"],
        "template_version": str((parameters.get("template") or {}).get("version", "")),
        "edition_date": str((row["summary"] or {}).get("edition_date", "")),
    }


def _named(parameters: dict[str, Any], what: str) -> dict[str, str]:
    """Name, title and source of the template or profile as the run had it."""
    held = parameters.get(what) or {}
    return {name: str(held.get(name, "")) for name in ("name", "chinese", "source")}


def open_run(store: Store, scope: Scope, run_id: int) -> dict[str, Any]:
    """Say what a kept measurement measured, on which data, and its totals; as ``show_coverage.opening`` does.

    What a run did not keep (``households_estimated``, ``unconfirmed_facilities`` of older ones) is None.

    Raises
    ------
    NotFound
        ``coverage_run_unknown``.
    Conflict
        ``run_unfinished``.
    """
    with store.session(scope) as connection:
        run = _finished(connection, run_id)
        place = units.read_unit(connection, run.subdistrict_id)
    totals, summary = pd.DataFrame(run.summary["totals"]), run.summary
    template, profile = (_named(run.parameters, what) for what in ("template", "profile"))
    return {
        "place": {"code": place.code, "name": place.name},
        "edition": str(summary.get("edition", "、".join(f"第{number}版" for number in run.edition_ids))),
        "edition_date": str(summary.get("edition_date", "")),
        "template": template,
        "templates": [template],
        "profile": profile,
        "profiles": [profile],
        "items": _items(totals),
        "totals": total_rows(totals),
        "households": int(run.conservation["households_out"]),
        "households_estimated": summary.get("households_estimated"),
        "all_six_households": int(summary.get("all_six_households", 0)),
        "unconfirmed_facilities": summary.get("unconfirmed_facilities"),
        "run": {"id": run_id, "made_at": run.made_at, "stale_reason": run.stale_reason},
    }


def _items(totals: pd.DataFrame) -> list[dict[str, Any]]:
    """Items of a run with their tiers, in the template's order."""
    return [
        {"item": item, "chinese": chinese, "category": category, "minutes": sorted(rows["minutes"].tolist())}
        for (item, chinese, category), rows in totals.groupby(_ITEM, sort=False)
    ]


def _finished(connection: Connection, run_id: int) -> CoverageRunRecord:
    run = coverage_runs.read_run(connection, CoverageRunId(run_id))
    if run.state != "finished" or not run.summary.get("totals"):
        raise Conflict(
            f"run {run_id} has no totals",
            chinese=f"第 {run_id} 次测算没有完成，没有可看的结果",
            code="run_unfinished",
            value=str(run_id),
        )
    return run


def run_building_rows(store: Store, scope: Scope, run_id: int) -> Rows:
    """Buildings with homes as they were then, with each item's seconds, status and facility.

    Raises
    ------
    NotFound, Conflict
        As ``open_run``.
    """
    with store.session(scope) as connection:
        run = _finished(connection, run_id)
        kept = coverage_runs.read_run_buildings(connection, CoverageRunId(run_id))
        there = coverage_runs.read_run_facilities(connection, CoverageRunId(run_id))
        estates = layers.read_layer(connection, Layer.ESTATES)
    facilities = dict(zip(there["code"], there["name"], strict=True))
    items = _items(pd.DataFrame(run.summary["totals"]))
    homes = kept.drop_duplicates("building_id").set_index("building_id")
    homes = homes[homes["households"] > 0].copy()
    names = dict(zip(estates["code"].astype(str), estates["name"].astype(str), strict=True))
    homes["estate_name"] = homes["estate_code"].map(names).fillna("")
    columns = ["code", "name", "community_code", "estate_code", "estate_name", "households", "reason"]
    for item in (entry["item"] for entry in items):
        of_item = kept[kept["item"] == item].set_index("building_id").reindex(homes.index)
        homes[f"{item}_seconds"] = rounded_up(of_item["walking_s"])
        homes[f"{item}_status"] = of_item["status"].fillna("unreachable")
        homes[f"{item}_facility"] = of_item["facility_code"].map(facilities)
        columns += [f"{item}_{part}" for part in ("seconds", "status", "facility")]
    homes["all_six"] = _reaches_all(homes, items)
    return homes.reset_index(drop=True), [*columns, "all_six"]


def _reaches_all(homes: pd.DataFrame, items: list[dict[str, Any]]) -> "pd.Series[bool]":
    """Whether each home reaches every item of the six categories that the run measured."""
    asked = [item["item"] for item in items if item["category"] in SIX_CATEGORIES]
    met = pd.Series(bool(asked), index=homes.index)
    for item in asked:
        met &= homes[f"{item}_status"] == "covered"
    return met


def run_facility_rows(store: Store, scope: Scope, run_id: int) -> Rows:
    """Facilities as the run saw them: code, name, item, used, reason."""
    with store.session(scope) as connection:
        _finished(connection, run_id)
        rows = coverage_runs.read_run_facilities(connection, CoverageRunId(run_id))
    return rows.rename(columns={"is_used": "used"}), ["code", "name", "item", "used", "reason"]


def run_cell_rows(store: Store, scope: Scope, run_id: int, item: str) -> Rows:
    """H3 cells of one item of a kept measurement, with hexadecimal ids; none for an item it did not measure."""
    with store.session(scope) as connection:
        _finished(connection, run_id)
        cells = coverage_runs.read_run_cells(connection, CoverageRunId(run_id), item=item)
    numbers = cells["h3"].to_numpy(np.int64)
    shown = gpd.GeoDataFrame(
        {
            "h3": h3cells.to_hex(numbers),
            "households": cells["households"],
            "seconds": rounded_up(cells["walking_s"]),
            "covered_households": cells["covered_households"],
        },
        geometry=h3cells.outlines(numbers),
        crs="EPSG:4326",
    )
    return shown, ["h3", "households", "seconds", "covered_households"]


def run_gap_rows(store: Store, scope: Scope, run_id: int) -> list[dict[str, Any]]:
    """The ledger of a kept measurement, with what became of each row (``state``, ``responsible``, ``note``).

    Marks are those of the run before where the row is the same (``is_carried``); ``is_resolved`` rows are gaps
    of that run which are gone.

    Raises
    ------
    NotFound, Conflict
        As ``open_run``.
    """
    with store.session(scope) as connection:
        _finished(connection, run_id)
        gaps = coverage_runs.read_run_gaps(connection, CoverageRunId(run_id))
        frames = {
            layer: layers.read_layer(connection, layer)
            for layer in (Layer.COMMUNITIES, Layer.BUILDINGS, Layer.ESTATES, Layer.GATES)
        }
    named = frames[Layer.COMMUNITIES]
    communities = dict(zip(named["code"].astype(str), named["name"].astype(str), strict=True))
    places = place_names(frames[Layer.BUILDINGS], frames[Layer.ESTATES], frames[Layer.GATES])
    rows = records(pd.DataFrame(gaps.drop(columns=["geometry", "facts"])))
    for row, facts, shape in zip(rows, gaps["facts"], gaps.geometry, strict=True):
        row |= {name: value for name, value in facts.items() if name not in row}
        row["unit_code"], row["unit_kind"] = row["unit_code"] or "", row["unit_kind"] or ""
        row["nearest_seconds"] = row.pop("nearest_s")
        row["is_resolved"] = row["households_lacking"] == 0
        row["community_name"] = communities.get(str(row["community_code"]), "")
        row["remedy_text"] = in_words(str(row["remedy_text"]), places)
        row["lon"], row["lat"] = round(shape.x, 6), round(shape.y, 6)
    return rows


def mark_gap(
    store: Store, scope: Scope, gap_id: int, *, state: str, note: str = "", responsible: str | None = None
) -> None:
    """Keep what becomes of a row of a kept ledger: open, planned, closed, accepted; who sees to it; when, in which role.

    Raises
    ------
    NotFound
        ``coverage_gap_unknown``.
    InputError
        ``gap_state_unknown``.
    """
    if state not in GAP_STATES:
        raise InputError(
            f"no gap state {state[:40]!r}",
            chinese=f"台账状态“{state[:40]}”不存在，可选：{'、'.join(GAP_STATES)}",
            code="gap_state_unknown",
            value=state[:40],
        )
    with store.session(scope) as connection:
        coverage_runs.mark_gap(
            connection, gap_id, state=state, note=note, responsible=responsible, role=scope.role
        )


def compare_runs(
    store: Store, scope: Scope, before: int, after: int, *, by: GroupedBy = "all"
) -> list[dict[str, Any]]:
    """Set two kept measurements side by side, as ``gis.coverage.compare`` does.

    Parameters
    ----------
    by
        The place as a whole, or each of its communities or estates (reckoned from the kept buildings).

    Raises
    ------
    NotFound
        ``coverage_run_unknown``.
    Conflict
        ``run_unfinished``; ``circles_mixed``: 生活圈居住区 beside 便民生活圈.
    """
    with store.session(scope) as connection:
        runs = [_finished(connection, number) for number in (before, after)]
        _refuse_mixture(*runs)
        counts = [_counts(connection, run, by) for run in runs]
        names = {} if by == "all" else _unit_names(connection, by)
    rows = records(compare_counts(*counts))
    for row in rows:
        row["unit_name"] = names.get(row["unit_code"], row["unit_code"])
    return rows


def _unit_names(connection: Connection, by: str) -> dict[str, str]:
    named = units.read_units(connection, UnitKind(by))
    return dict(zip(named["code"].astype(str), named["name"].astype(str), strict=True))


def _refuse_mixture(before: CoverageRunRecord, after: CoverageRunRecord) -> None:
    kinds = [str((run.parameters.get("template") or {}).get("kind", "")) for run in (before, after)]
    if kinds[0] != kinds[1]:
        raise Conflict(
            f"runs {before.run_id} and {after.run_id} measure different circles",
            chinese=f"第 {before.run_id} 次测算是“{kinds[0]}”，第 {after.run_id} 次是“{kinds[1]}”，"
            "两种生活圈口径不同，不能放在一起比较",
            code="circles_mixed",
        )


def _counts(connection: Connection, run: CoverageRunRecord, by: GroupedBy) -> pd.DataFrame:
    """Totals of a run, or of each of its units: the tiers are closed, exactly 15 minutes is in."""
    totals = pd.DataFrame(run.summary["totals"])
    if by == "all":
        return totals.assign(unit_kind="all", unit_code="")
    kept = pd.DataFrame(coverage_runs.read_run_buildings(connection, run.run_id)).drop(columns="geometry")
    tiers = totals[[*_ITEM, "minutes"]]
    rows = kept[[f"{by}_code", "item", "households", "walking_s"]].merge(tiers, on="item")
    inside = rows["walking_s"] <= 60 * rows["minutes"]
    rows["covered_households"] = rows["households"].where(inside, 0)
    keys = [f"{by}_code", *_ITEM, "minutes"]
    sums = rows.groupby(keys, sort=False)[["households", "covered_households"]].sum().reset_index()
    return sums.rename(columns={f"{by}_code": "unit_code"}).assign(unit_kind=by)
