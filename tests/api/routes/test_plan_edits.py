import json
import threading
import time

import httpx2
import pytest
import uvicorn

from gis.model.access import Role
from gis.store.queue import run_worker
from gis.workflows import jobs

pytestmark = pytest.mark.database


class Draft:
    """A draft of the tiny plan, and a planner's hand on it."""

    def __init__(self, client, base=None):
        self.client, self.serial = client, 0
        answer = client.post(
            "/api/v1/plans", json={"name": "草案", **({"base_plan_id": base} if base else {})}
        )
        assert answer.status_code == 201, answer.text
        self.id = answer.json()["id"]
        self.grids = {grid["name"]: grid["grid_id"] for grid in self.detail()["grids"]}

    def detail(self):
        return self.client.get(f"/api/v1/plans/{self.id}").json()

    def assignment(self):
        answer = self.client.get(f"/api/v1/plans/{self.id}/assignment").json()
        return dict(zip(answer["cell_ids"], answer["grid_ids"], strict=True))

    def cells_of(self, grid_id):
        return [cell for cell, grid in self.assignment().items() if grid == grid_id]

    def send(self, **wish):
        self.serial += 1
        version = wish.pop("version", None)
        body = {
            "version": self.detail()["plan"]["version"] if version is None else version,
            "client_key": f"{id(self)}-{self.serial}",
            **wish,
        }
        return self.client.post(f"/api/v1/plans/{self.id}/operations", json=body)


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


@pytest.fixture
def draft(planner):
    return Draft(planner)


def test_the_homes_in_no_grid_are_the_first_thing_to_look_at(draft):
    detail = draft.detail()
    assert detail["totals"]["households"] == 1610
    assert detail["totals"]["unassigned_households"] == 120
    first = detail["problems"][0]
    assert (first["kind"], first["households"]) == ("unassigned", 120)
    assert detail["plan"]["is_editable"]


def test_taking_the_new_phase_over_the_band_is_shown_with_the_difference(draft):
    detail = draft.detail()
    (grid,) = [grid for grid in detail["grids"] if grid["households"] == 480]
    (other,) = [g for g in detail["grids"] if g["community_id"] == grid["community_id"] and g != grid]
    moved = draft.cells_of(other["grid_id"])[:1]
    done = draft.send(kind="assign", cell_ids=moved, grid_id=grid["grid_id"])
    assert done.status_code == 201, done.text
    changed = {row["grid_id"]: row for row in done.json()["grids"]}
    assert (changed[grid["grid_id"]]["households"], changed[grid["grid_id"]]["base_households"]) == (540, 480)
    assert not changed[grid["grid_id"]]["in_band"]
    assert done.json()["totals"]["grids_in_band"] == 2 + (changed[other["grid_id"]]["in_band"] is True)
    kinds = {problem["kind"] for problem in draft.detail()["problems"]}
    assert {"out_of_band", "unassigned"} <= kinds


def test_every_tool_works_over_the_wire_and_undo_brings_the_plan_back(draft):
    before, detail = draft.assignment(), draft.detail()
    first, second = detail["grids"][0], detail["grids"][1]
    strokes = [
        {
            "kind": "assign",
            "grid_id": None,
            "building_ids": [],
            "cell_ids": draft.cells_of(first["grid_id"])[:2],
        },
        {
            "kind": "new_grid",
            "community_id": first["community_id"],
            "cell_ids": draft.cells_of(first["grid_id"])[2:4],
        },
        {"kind": "merge", "grid_ids": [second["grid_id"]], "into_grid_id": first["grid_id"]},
        {"kind": "split", "grid_id": first["grid_id"], "line": [[106.5508, 29.4], [106.5508, 29.6]]},
        {"kind": "lock", "grid_ids": None, "is_locked": True},
    ]
    for stroke in strokes:
        answer = draft.send(**stroke)
        assert answer.status_code == 201, (stroke, answer.text)
    for _ in strokes:
        assert draft.send(kind="undo").status_code == 201
    assert draft.assignment() == before
    assert draft.send(kind="undo").json()["code"] == "nothing_to_undo"
    assert draft.send(kind="redo").status_code == 201


def test_a_stroke_on_cells_another_moved_is_refused_with_the_name(service, draft):
    service.account("colleague", Role.PLANNER)
    cells = draft.cells_of(draft.detail()["grids"][0]["grid_id"])[:1]
    colleague = service.program("colleague")
    body = {"kind": "assign", "cell_ids": cells, "grid_id": None, "version": 0, "client_key": "c"}
    assert colleague.post(f"/api/v1/plans/{draft.id}/operations", json=body).status_code == 201
    other = draft.detail()["grids"][1]["grid_id"]
    refused = draft.send(kind="assign", cell_ids=cells, grid_id=other, version=0)
    assert refused.status_code == 409
    problem = refused.json()
    assert (problem["code"], problem["facts"]["by"], problem["facts"]["cells"]) == (
        "plan_cells_changed",
        "colleague",
        cells,
    )


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "assign", "cell_ids": [2**63], "grid_id": 1},
        {"kind": "assign", "cell_ids": [-1], "grid_id": 1},
        {"kind": "assign", "cell_ids": ["1; DROP TABLE plan"], "grid_id": 1},
        {"kind": "assign", "cell_ids": [1.5], "grid_id": 1},
        {"kind": "assign", "cell_ids": [1], "grid_id": 10**30},
        {"kind": "split", "grid_id": 1, "line": [["NaN", 1], [1, 2]]},
        {"kind": "split", "grid_id": 1, "line": [[1e308, 1], [1, 2]]},
        {"kind": "split", "grid_id": 1, "line": [[1, 1]]},
        {"kind": "explode"},
        {},
        [],
        {"kind": "undo", "surprise": 1},
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(draft, wish):
    before = draft.assignment()
    body = wish if isinstance(wish, list) else {"version": 0, "client_key": "k", **wish}
    answer = draft.client.post(f"/api/v1/plans/{draft.id}/operations", json=body)
    assert answer.status_code in (404, 409, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert draft.assignment() == before


@pytest.mark.parametrize(
    "login", ["grid_worker", "community", "leader", "department", "approver", "administrator"]
)
def test_only_planners_draw(service, draft, login):
    body = {"kind": "undo", "version": 0, "client_key": "x"}
    answer = service.program(login).post(f"/api/v1/plans/{draft.id}/operations", json=body)
    assert answer.status_code == 403


def test_visitors_see_no_plan(service, draft):
    for rest in ("", "/cells", "/assignment", "/operations", "/check", "/diff", "/consequences", "/events"):
        assert service.visitor().get(f"/api/v1/plans/{draft.id}{rest}").status_code == 401, rest


def test_a_repeated_request_opens_one_draft(planner):
    answers = [
        planner.post("/api/v1/plans", json={"name": "只此一份"}, headers={"Idempotency-Key": "once"})
        for _ in range(3)
    ]
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = planner.post("/api/v1/plans", json={"name": "另一份"}, headers={"Idempotency-Key": "once"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_a_proposal_arrives_as_a_new_draft_and_leaves_the_old_one_alone(service, draft):
    jobs.register()
    before = draft.assignment()
    community = draft.detail()["problems"][0]["community_id"]
    wish = {"community_ids": [community], "time_limit_s": 5}
    started = draft.client.post(f"/api/v1/plans/{draft.id}/proposals", json=wish)
    assert started.status_code == 202, started.text
    run_worker(service.world.store, until_empty=True)
    job = draft.client.get(f"/api/v1/jobs/{started.json()['job_id']}").json()
    assert job["state"] == "finished", job
    assert draft.assignment() == before
    proposal = job["result"]["plan_id"]
    difference = draft.client.get(f"/api/v1/plans/{proposal}/diff?against={draft.id}").json()
    assert difference["moves"]
    assert draft.client.get(f"/api/v1/plans/{proposal}").json()["totals"]["unassigned_households"] == 0


def test_a_comment_is_pinned_to_a_grid_and_told_with_its_author(service, draft):
    grid_id = draft.detail()["grids"][0]["grid_id"]
    answer = service.program("community").post(
        f"/api/v1/plans/{draft.id}/comments", json={"text": "西门两栋想留在本网格", "grid_id": grid_id}
    )
    assert answer.status_code == 201, answer.text
    (comment,) = draft.client.get(f"/api/v1/plans/{draft.id}/comments").json()["items"]
    assert (comment["by"], comment["grid_id"]) == ("community", grid_id)


@pytest.fixture
def address(service):
    """The service behind a real server, since a stream has no end that a test client would wait for."""
    config = uvicorn.Config(service.app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join()


def test_anothers_stroke_arrives_live_with_the_name(service, draft, address):
    service.account("watcher", Role.LEADER)
    watcher = service.program("watcher")
    cells = draft.cells_of(draft.detail()["grids"][0]["grid_id"])[:1]
    with (
        httpx2.Client(headers=watcher.headers, timeout=10) as client,
        client.stream("GET", f"{address}/api/v1/plans/{draft.id}/events") as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        draft.send(kind="assign", cell_ids=cells, grid_id=None)
        lines = stream.iter_lines()
        told = [next(line for line in lines if line.startswith(key)) for key in ("event:", "data:", "id:")]
    assert told[0] == "event: operation" and told[2] == "id: 1"
    done = json.loads(told[1].removeprefix("data: "))
    assert done["by"] == "planner" and done["moves"][0]["cell_id"] == cells[0]


def test_a_stream_ends_soon_after_its_session_does(service, draft, address):
    service.account("leaver", Role.LEADER)
    client = service.program("leaver")
    with (
        httpx2.Client(headers=client.headers, timeout=10) as live,
        live.stream("GET", f"{address}/api/v1/plans/{draft.id}/events") as stream,
    ):
        assert client.delete("/api/v1/session").status_code == 204
        begun = time.monotonic()
        for _ in stream.iter_raw():
            pass
        assert time.monotonic() - begun < 5
