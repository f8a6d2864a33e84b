import pytest

from gis.workflows.record_coverage import record_coverage

pytestmark = pytest.mark.database

ROOT = "/api/v1/coverage"


def test_measuring_is_a_job_for_those_who_may(service):
    assert service.program("community").post(f"{ROOT}/runs", json={}).status_code == 403
    started = service.program("planner").post(f"{ROOT}/runs", json={"profile": "elderly"})
    assert started.status_code == 202
    assert started.json()["job_id"] > 0
    assert service.program("planner").get(f"{ROOT}/runs").json()["runs"] == []


def test_two_kept_measurements_stand_side_by_side(service):
    store, scope = service.world.store, service.world.scope()
    before = record_coverage(store, scope, profile="adult")
    after = record_coverage(store, scope, profile="elderly")
    planner = service.program("planner")
    answer = planner.get(f"{ROOT}/runs/compare", params={"before": before, "after": after})
    assert answer.status_code == 200, answer.text
    medical = next(row for row in answer.json()["totals"] if (row["item"], row["minutes"]) == ("medical", 5))
    assert medical["covered_households_before"] == 1090
    assert medical["change"] == medical["covered_households_after"] - 1090 < 0
    assert service.visitor().get(f"{ROOT}/runs/compare?before=1&after=2").status_code == 401
    assert planner.get(f"{ROOT}/runs/compare?before=1&after=99999").status_code == 404
    by_community = planner.get(
        f"{ROOT}/runs/compare", params={"before": before, "after": after, "by": "community"}
    ).json()["totals"]
    sums = [row for row in by_community if (row["item"], row["minutes"]) == ("medical", 5)]
    assert {row["unit_name"] for row in sums} == {"甲社区", "乙社区"}
    assert sum(row["change"] for row in sums) == medical["change"]
    assert planner.get(f"{ROOT}/runs/compare?before=1&after=2&by=street").status_code == 422


def test_an_older_run_is_looked_at_as_it_was(service):
    run_id = record_coverage(service.world.store, service.world.scope(), profile="wheelchair")
    planner = service.program("planner")
    opening = planner.get(f"{ROOT}/runs/{run_id}").json()
    assert (opening["run"]["id"], opening["profile"]["name"]) == (run_id, "wheelchair")
    homes = planner.get(f"{ROOT}/runs/{run_id}/buildings").json()["features"]
    for total in opening["totals"]:
        inside = [
            home["properties"]["households"]
            for home in homes
            if home["properties"].get(f"{total['item']}_seconds", 1e9) <= 60 * total["minutes"]
        ]
        assert sum(inside) == total["covered_households"]
    facilities = planner.get(f"{ROOT}/runs/{run_id}/facilities").json()["features"]
    assert {facility["properties"]["name"] for facility in facilities} >= {"微型社区卫生服务站"}
    assert planner.get(f"{ROOT}/runs/{run_id}/gaps").json() == {"gaps": []}


@pytest.mark.parametrize("part", ["", "/buildings", "/facilities", "/gaps"])
def test_runs_are_for_those_who_signed_in_and_an_unknown_one_is_named(service, part):
    assert service.visitor().get(f"{ROOT}/runs/1{part}").status_code == 401
    answer = service.program("planner").get(f"{ROOT}/runs/987654{part}")
    assert (answer.status_code, answer.json()["code"]) == (404, "coverage_run_unknown")
    assert service.program("planner").get(f"{ROOT}/runs/99999999999999999999{part}").status_code == 422


def test_only_who_measures_may_say_what_becomes_of_a_gap(service):
    mark = {"state": "planned", "note": "纳入明年计划"}
    assert service.program("community").put(f"{ROOT}/gaps/1/state", json=mark).status_code == 403
    assert service.program("planner").put(f"{ROOT}/gaps/987654/state", json=mark).status_code == 404
    assert service.program("planner").put(f"{ROOT}/gaps/1/state", json={"state": "lost"}).status_code == 422
