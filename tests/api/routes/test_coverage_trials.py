import pytest

from tests.worked import tiny

pytestmark = pytest.mark.database

ROOT = "/api/v1/coverage"
CLOSED = {"kind": "close_gate", "code": tiny.GATE}
OPENED = {"kind": "open_gate", "code": tiny.GATE}


def _total(totals, item, minutes=15):
    return next(total for total in totals if (total["item"], total["minutes"]) == (item, minutes))


def _try(service, *changes):
    answer = service.visitor().post(f"{ROOT}/what-if", json={"changes": list(changes)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_nothing_changed_is_nothing_changed(service):
    answer = _try(service)
    assert answer["totals"] == answer["totals_before"]
    assert answer["changed"] == []


def test_shutting_the_only_gate_takes_the_walled_estate_out_and_opening_it_brings_it_back(service):
    shut = _try(service, CLOSED)
    before = _total(shut["totals_before"], "shopping")["covered_households"]
    assert before - _total(shut["totals"], "shopping")["covered_households"] == 480
    assert {home["code"] for home in shut["changed"]} == {f"B{n:02d}" for n in range(7, 13)}
    again = _try(service, CLOSED, OPENED)
    assert again["totals"] == again["totals_before"]


def test_a_home_walks_to_the_point_that_is_being_tried(service):
    lon, lat = tiny.lon_lat(100, 100)
    added = {"kind": "add_facility", "category": "medical", "lon": lon, "lat": lat}
    body = {
        "changes": [{"kind": "close_facility", "code": "F-03"}, added],
        "building": "B01",
        "item": "medical",
    }
    answer = service.visitor().post(f"{ROOT}/what-if/route", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["facility_code"] == "new-1"
    tried = _try(service, *body["changes"])["changed"]
    (home,) = [home for home in tried if (home["code"], home["item"]) == ("B01", "medical")]
    assert answer.json()["seconds"] == pytest.approx(home["seconds_after"], abs=0.011)
    for wrong, status in (({"building": "X"}, 404), ({"item": "golf"}, 404), ({"changes": [{}]}, 422)):
        assert service.visitor().post(f"{ROOT}/what-if/route", json=body | wrong).status_code == status


def test_a_closed_facility_lowers_and_an_added_one_never_lowers_coverage(service):
    fewer = _try(service, {"kind": "close_facility", "code": "F-03"})
    assert _total(fewer["totals"], "medical")["covered_households"] == 0
    lon, lat = tiny.lon_lat(100, 100)
    added = {"kind": "add_facility", "category": "medical", "lon": lon, "lat": lat}
    back = _try(service, {"kind": "close_facility", "code": "F-03"}, added)
    assert _total(back["totals"], "medical")["covered_households"] > 0


def test_changed_homes_carry_what_the_totals_count(service):
    answer = _try(service, CLOSED)
    lost = {home["code"] for home in answer["changed"] if home["item"] == "medical"}
    assert len(lost) == 6
    assert all(home["status_after"] != "covered" for home in answer["changed"])


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "open_gate", "code": "nowhere"},
        {"kind": "add_facility", "category": "casino", "lon": 106.5, "lat": 29.5},
        {"kind": "burn_down"},
        {"kind": "close_gate", "code": tiny.GATE, "extra": 1},
    ],
)
def test_impossible_changes_are_refused_and_named(service, change):
    answer = service.visitor().post(f"{ROOT}/what-if", json={"changes": [change]})
    assert answer.status_code in (404, 422)
    assert answer.json()["detail"]


def test_more_changes_than_anybody_tries_are_refused(service):
    answer = service.visitor().post(f"{ROOT}/what-if", json={"changes": [CLOSED] * 51})
    assert answer.status_code == 422


def test_siting_needs_the_right_to_measure(service):
    wish = {"item": "medical", "minutes": 5, "k": 1}
    assert service.visitor().post(f"{ROOT}/siting", json=wish).status_code == 401
    assert service.program("grid_worker").post(f"{ROOT}/siting", json=wish).status_code == 403


def test_a_proposed_site_gains_what_the_what_if_then_counts(service):
    wish = {"item": "medical", "minutes": 5, "k": 1}
    answer = service.program("planner").post(f"{ROOT}/siting", json=wish)
    assert answer.status_code == 200, answer.text
    siting = answer.json()
    (site,) = siting["sites"]
    tried = _try(
        service, {"kind": "add_facility", "category": "medical", "lon": site["lon"], "lat": site["lat"]}
    )
    after, before = (
        _total(tried[name], "medical", 5)["covered_households"] for name in ("totals", "totals_before")
    )
    assert after - before == site["households_gained"] == siting["households_gained"] > 0


def test_only_given_places_are_proposed(service):
    places = [{"code": f"land-{n}", **dict(zip(("lon", "lat"), tiny.lon_lat(x, y), strict=True))}
              for n, (x, y) in enumerate(((20, 200), (390, 0)))]  # fmt: skip
    wish = {"item": "medical", "minutes": 5, "k": 2, "candidates": places, "objective": "time"}
    answer = service.program("planner").post(f"{ROOT}/siting", json=wish)
    assert answer.status_code == 200, answer.text
    assert {site["code"] for site in answer.json()["sites"]} <= {"land-0", "land-1"}
    assert answer.json()["candidates"] == 2
    wish["candidates"] = [places[0]] * 2001
    assert service.program("planner").post(f"{ROOT}/siting", json=wish).status_code == 422


def test_a_scenario_is_kept_and_read_back_within_the_scope(service):
    planner = service.program("planner")
    kept = planner.post(f"{ROOT}/scenarios", json={"name": "开北门", "changes": [OPENED]})
    assert kept.status_code == 201, kept.text
    listed = planner.get(f"{ROOT}/scenarios").json()["scenarios"]
    assert (listed[0]["id"], listed[0]["name"], listed[0]["changes"]) == (
        kept.json()["id"],
        "开北门",
        [OPENED],
    )
    assert service.visitor().get(f"{ROOT}/scenarios").status_code == 401


def test_an_endless_coordinate_is_refused(service):
    body = '{"changes": [{"kind": "add_facility", "category": "medical", "lon": 1e999, "lat": 29.5}]}'
    answer = service.visitor().post(
        f"{ROOT}/what-if", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
