"""Try changes on a prepared service circle: the new totals, and each home whose walk or verdict changes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from gis.coverage.changes import changes_from, changes_to
from gis.coverage.judge import STATUSES, home_seconds
from gis.coverage.nearby import route_of
from gis.coverage.what_if import WhatIfAnswer, what_if
from gis.model.access import Scope
from gis.store import coverage_runs
from gis.store.engine import Store
from gis.workflows.coverage_inputs import find_subdistrict
from gis.workflows.explore_coverage import Explored
from gis.workflows.show_coverage import rounded_up, told_route, total_rows

MOST_CHANGES = 50


def try_changes(explored: Explored, changes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Answer a what-if; what is held stays as it is.

    Parameters
    ----------
    changes
        The JSON of a scenario, see ``gis.coverage.changes``.

    Returns
    -------
    dict
        ``totals``, ``totals_before``, ``changed`` (code, item, seconds_before, seconds_after, status_after),
        ``seconds``.

    Raises
    ------
    InputError
        A change is not as it should be.
    NotFound
        ``facility_unknown``, ``gate_unknown``.
    """
    answer = what_if(explored.model, changes_from(changes))
    return {
        "totals": total_rows(answer.totals),
        "totals_before": total_rows(answer.totals_before),
        "changed": _changed_homes(answer),
        "seconds": round(answer.seconds, 4),
    }


def try_route(
    explored: Explored, changes: Sequence[dict[str, Any]], building: str, item: str
) -> dict[str, Any]:
    """Give the way from a building to its nearest facility of an item as it would be with the changes.

    Raises
    ------
    InputError, NotFound
        As ``try_changes``; ``building_unknown``, ``item_unknown``, ``facility_out_of_reach``.
    """
    tried = what_if(explored.model, changes_from(changes))
    return told_route(route_of(tried.model, building, item))


def keep_scenario(
    store: Store,
    scope: Scope,
    *,
    name: str,
    changes: Sequence[dict[str, Any]],
    subdistrict_code: str | None = None,
) -> int:
    """Keep a what-if under a name, and return its id.

    Raises
    ------
    InputError
        ``change_invalid``.
    NotAllowed
        The sub-district is not within the scope.
    """
    checked = changes_to(changes_from(changes))
    with store.session(scope) as connection:
        place = find_subdistrict(connection, subdistrict_code)
        return coverage_runs.save_scenario(
            connection, subdistrict_id=place.unit_id, name=name, changes=checked, by=scope.user_id
        )


def list_scenarios(store: Store, scope: Scope, subdistrict_code: str | None = None) -> list[dict[str, Any]]:
    """List kept what-ifs that the scope may see, newest first: id, name, changes, made_at."""
    with store.session(scope) as connection:
        place = find_subdistrict(connection, subdistrict_code)
        kept = coverage_runs.read_scenarios(connection, place.unit_id)
    rows = kept.rename(columns={"scenario_id": "id"})[["id", "name", "changes", "made_at"]]
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _changed_homes(answer: WhatIfAnswer) -> list[dict[str, Any]]:
    """List homes whose seconds or verdict at the widest tier changed, per item.

    A gate that opens may change the verdict (步行不可达 to 未覆盖) without bringing anything within the horizon.
    """
    before = home_seconds(answer.before.home_labels), answer.judged_before
    after = home_seconds(answer.model.home_labels), answer.judged
    names = [status.value for status in STATUSES]
    codes = answer.model.buildings["code"].to_numpy(object)
    found: list[dict[str, Any]] = []
    for number, item in enumerate(answer.model.items):
        tier = (number, item.minutes[-1])
        (old_s, old), (new_s, new) = ((seconds[number], judged[tier]) for seconds, judged in (before, after))
        same = (old_s == new_s) | (np.isnan(old_s) & np.isnan(new_s))
        rows = np.flatnonzero(~same | (old != new))
        shown = [rounded_up(pd.Series(seconds[rows])).tolist() for seconds in (old_s, new_s)]
        for row, seconds_before, seconds_after in zip(rows.tolist(), *shown, strict=True):
            found.append(
                {
                    "code": str(codes[row]),
                    "item": item.key,
                    "seconds_before": _or_none(seconds_before),
                    "seconds_after": _or_none(seconds_after),
                    "status_after": names[int(new[row])],
                }
            )
    return found


def _or_none(seconds: float) -> float | None:
    return None if np.isnan(seconds) else seconds
