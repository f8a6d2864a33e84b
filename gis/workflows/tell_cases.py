"""File a demo world's cases and replay what happened to each, as the people at work would have done it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from gis.casework.admission import CaseSource, judge_admission
from gis.casework.numbers import short_name
from gis.casework.states import MOVES, CaseState
from gis.errors import InputError
from gis.model.ids import UnitId
from gis.space.layers import Layer
from gis.store import cases
from gis.store.engine import Connection
from gis.store.layers import read_layer
from gis.workflows.live_standards import CaseStandards, read_case_standards
from gis.worlds.facts import WorldFacts

MORNING = timedelta(hours=1, minutes=20)
FACTS = ("departments", "department", "satisfaction")
ALL_CAME = "all_checked_in"


def tell_cases(connection: Connection, facts: WorldFacts, *, now: datetime | None = None) -> int:
    """File every case of the world and append its events; give how many there are.

    Parameters
    ----------
    now
        The day of loading, from which times count back; today where not given.

    Raises
    ------
    InputError
        ``place_unknown``, ``move_unknown`` (also one the state does not allow), ``category_unknown``.
    """
    standards = read_case_standards(connection)
    tree = standards.tree
    today = (now or datetime.now(UTC)).replace(hour=0, minute=0, second=0, microsecond=0)
    places = _places(connection, facts.name)
    for told in facts.cases:
        reported_at = today - timedelta(days=told["days_ago"]) + MORNING
        new = _new_case(standards, told, places, short_name(facts.title), reported_at)
        rule = judge_admission(CaseSource(told["source"]), tree.get(told["category"])).rule
        case = cases.file_case(connection, new, payload={"rule": rule} if rule else {})
        for event in told.get("event", []):
            case = _append(connection, case, event, reported_at)
    return len(facts.cases)


def _places(connection: Connection, territory: str) -> dict[str, dict[str, Any]]:
    """Estate and building, or community, by what people call them."""
    communities = read_layer(connection, Layer.COMMUNITIES, territory=territory)
    ids = dict(zip(communities["code"], communities["unit_id"], strict=True))
    estates = read_layer(connection, Layer.ESTATES, territory=territory)
    names = dict(zip(estates["code"], estates["name"], strict=True))
    buildings = read_layer(connection, Layer.BUILDINGS, territory=territory)
    buildings = buildings.loc[buildings["estate_code"].isin(list(names))]
    middles = buildings.geometry.representative_point()
    places: dict[str, dict[str, Any]] = {
        str(name): {"unit_id": UnitId(int(unit_id)), "community_id": UnitId(int(unit_id))}
        for name, unit_id in zip(communities["name"], communities["unit_id"], strict=True)
    }
    for row, middle in zip(buildings.to_dict("records"), middles, strict=True):
        building_id = UnitId(int(row["unit_id"]))
        places[f"{names[row['estate_code']]}{row['name']}"] = {
            "unit_id": building_id,
            "building_id": building_id,
            "grid_id": None if pd.isna(row["grid_id"]) else UnitId(int(row["grid_id"])),
            "community_id": UnitId(int(ids[row["community_code"]])),
            "lon": middle.x,
            "lat": middle.y,
        }
    return places


def _new_case(
    standards: CaseStandards,
    told: Mapping[str, Any],
    places: Mapping[str, dict[str, Any]],
    prefix: str,
    reported_at: datetime,
) -> cases.NewCase:
    if told["place"] not in places:
        raise _wrong(
            "place_unknown", f"事项“{told['title']}”的地点“{told['place']}”不存在", str(told["place"])
        )
    category = standards.tree.get(told["category"])
    admission = judge_admission(CaseSource(told["source"]), category)
    has_limit = category.limit_hours is not None and not admission.is_returned
    return cases.NewCase(
        number_prefix=prefix,
        category=category.code,
        title=told["title"],
        description=told.get("description", ""),
        address=told["place"],
        source=told["source"],
        state=admission.state.value,
        route=admission.route.value,
        priority=category.priority,
        is_dispute=category.is_dispute,
        reported_at=reported_at,
        due_at=standards.calendar.due(reported_at, category.limit_hours or 0.0) if has_limit else None,
        categories_version=standards.tree.number,
        calendar_version=standards.calendar.number,
        **places[told["place"]],
    )


def _append(
    connection: Connection, case: cases.CaseRecord, event: Mapping[str, Any], reported_at: datetime
) -> cases.CaseRecord:
    """Append one event that the state of the case allows."""
    name = str(event["move"])
    made_at = reported_at + timedelta(hours=event["after_hours"])
    return cases.append_case_event(
        connection,
        case.case_id,
        kind=name,
        from_state=case.state,
        to_state=_leads_to(case, name),
        payload={fact: event[fact] for fact in FACTS if fact in event},
        note=event.get("note", ""),
        made_at=made_at,
        change=cases.CaseChange(
            route="whistle" if name == "whistle" else "discuss" if name == "discuss" else None,
            satisfaction=event.get("satisfaction"),
            departments=tuple(event.get("departments", ())),
            solved_at=made_at if name == "solve" else None,
            closed_at=made_at if name == "close" else None,
        ),
    )


def _leads_to(case: cases.CaseRecord, name: str) -> str | None:
    """The state a move leads to; None where it stays."""
    if name == ALL_CAME and case.state == CaseState.CALLED:
        return CaseState.IN_PROGRESS.value
    move = MOVES.get(name)
    if move is None or CaseState(case.state) not in move.states:
        raise _wrong("move_unknown", f"事项“{case.title}”处于“{case.state}”，不能“{name}”", name)
    return move.to_state.value if move.to_state else None


def _wrong(code: str, chinese: str, value: str) -> InputError:
    return InputError(f"{code}: {value}", chinese=chinese, code=code, value=value)
