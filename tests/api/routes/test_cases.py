"""``/api/v1/cases``: filed once, listed by area, moved by those who may."""

import hashlib

import pytest

from gis.model.access import Role
from tests.gis.casework.test_photos import _photo
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
SMOKE = {"category": "0104", "title": "底商油烟", "lon": LON, "lat": LAT}


@pytest.fixture(scope="module")
def worker(service):
    return service.program("grid_worker")


@pytest.fixture(scope="module", autouse=True)
def departments(service):
    """Two departments' accounts: 区生态环境局 and 街道生态环境岗."""
    for login, code in (("bureau", "district_environment"), ("office", "subdistrict_environment")):
        service.account(login, Role.DEPARTMENT, department=code)


@pytest.fixture
def case(worker):
    return worker.post("/api/v1/cases", json=SMOKE).json()["case"]


def _move(client, case, name, **body):
    return client.post(f"/api/v1/cases/{case['id']}/events", json={"move": name, **body})


def test_a_filed_case_is_numbered_placed_and_says_what_may_be_done(worker):
    answer = worker.post("/api/v1/cases", json=SMOKE)
    case = answer.json()["case"]
    assert answer.status_code == 201
    assert case["number"].startswith("微型-")
    assert case["unit_name"] == "围院1栋"
    assert case["state_chinese"] == "已登记"
    assert case["category_chinese"] == "市容环境/油烟扰民"
    assert {move["move"] for move in case["moves"]} >= {"accept", "whistle", "discuss"}


def test_a_retry_files_nothing_again(worker):
    headers = {"Idempotency-Key": "phone-1"}
    first = worker.post("/api/v1/cases", json=SMOKE, headers=headers)
    again = worker.post("/api/v1/cases", json=SMOKE, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["case"]["id"] == again.json()["case"]["id"]
    other = worker.post("/api/v1/cases", json={**SMOKE, "title": "另一件"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_one_s_own_area_alone_is_listed_latest_first(service, worker, case):
    rows = worker.get("/api/v1/cases").json()["items"]
    assert rows[0]["id"] == case["id"]
    other = service.account("worker_of_yi", Role.GRID_WORKER, (service.communities[1],))
    assert case["id"] not in {
        row["id"] for row in service.program(other).get("/api/v1/cases").json()["items"]
    }
    assert service.program(other).get(f"/api/v1/cases/{case['id']}").status_code == 404


def test_pages_of_the_list_follow_each_other_without_gap_or_overlap(worker):
    for _ in range(3):
        worker.post("/api/v1/cases", json=SMOKE)
    everything = [row["id"] for row in worker.get("/api/v1/cases?limit=500").json()["items"]]
    seen, cursor = [], None
    while True:
        page = worker.get(
            "/api/v1/cases", params={"limit": 2, **({"cursor": cursor} if cursor else {})}
        ).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == everything


def test_the_list_is_narrowed_by_state_category_and_box(worker, case):
    box = f"{LON - 0.0001},{LAT - 0.0001},{LON + 0.0001},{LAT + 0.0001}"
    assert case["id"] in {
        row["id"] for row in worker.get(f"/api/v1/cases?box={box}&category=01").json()["items"]
    }
    assert worker.get("/api/v1/cases?category=02&state=closed").json()["items"] == []


def test_a_case_moves_by_whom_may_and_every_step_is_an_event(service, worker, case):
    assert _move(worker, case, "whistle", note="需检测").json()["state"] == "judging"
    assert _move(worker, case, "judge_up", note="x").status_code == 403
    assert _move(service.program("leader"), case, "judge_up", note="需区级").json()["state"] == "called"
    bureau, office = (service.program(login) for login in ("bureau", "office"))
    _move(bureau, case, "check_in")
    assert worker.get(f"/api/v1/cases/{case['id']}/whistle").json()["missing"] == ["subdistrict_environment"]
    assert _move(office, case, "check_in").json()["state"] == "in_progress"
    kinds = [event["kind"] for event in worker.get(f"/api/v1/cases/{case['id']}/events").json()]
    assert kinds == ["filed", "whistle", "judge_up", "check_in", "check_in", "all_checked_in"]


def test_a_stale_step_is_a_conflict(worker, case):
    _move(worker, case, "accept", version=case["version"])
    answer = _move(worker, case, "comment", version=case["version"], note="迟了")
    assert (answer.status_code, answer.json()["code"]) == (409, "case_changed")


def test_a_misfiled_case_goes_to_another_category_and_its_page_tells(service, worker, case):
    community, facts = service.program("community"), {"category": "0101"}
    offered = {move["move"] for move in community.get(f"/api/v1/cases/{case['id']}").json()["moves"]}
    assert "reclassify" in offered
    assert "reclassify" not in {move["move"] for move in case["moves"]}
    assert _move(worker, case, "reclassify", note="选错", facts=facts).status_code == 403
    moved = _move(community, case, "reclassify", note="选错", facts=facts).json()
    assert (moved["category"], moved["version"]) == ("0101", 2)
    event = community.get(f"/api/v1/cases/{case['id']}/desk").json()["timeline"][-1]
    assert event["kind_chinese"] == "改类别"
    assert event["told"][0].startswith("类别 市容环境/油烟扰民 → 市容环境/")


def test_a_dispute_is_shown_without_a_place(worker):
    case = worker.post("/api/v1/cases", json={**SMOKE, "category": "0601", "title": "邻里"}).json()["case"]
    assert (case["lon"], case["building_id"], case["grid_id"]) == (None, None, None)
    assert case["unit_name"] == "甲社区"
    assert case["id"] in {row["id"] for row in worker.get("/api/v1/cases").json()["items"]}


def test_the_rule_is_named_where_a_departments_task_goes_back(worker):
    body = {**SMOKE, "category": "9902", "title": "填表", "source": "department"}
    answer = worker.post("/api/v1/cases", json=body).json()
    assert (answer["case"]["state"], "准入清单" in answer["rule"]) == ("returned", True)


def test_open_cases_nearby_are_told_before_filing(worker, case):
    params = {"lon": LON, "lat": LAT, "category": "0104"}
    near = worker.get("/api/v1/cases/duplicates", params=params).json()
    assert near[0]["distance_m"] == 0
    assert "0104" in {category["code"] for category in worker.get("/api/v1/cases/categories").json()}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**SMOKE, "category": "0000"}, "category_unknown"),
        ({**SMOKE, "lon": -0.1, "lat": 51.5}, "case_outside"),
        ({"category": "0104", "title": "没有地点"}, "case_place_missing"),
        ({**SMOKE, "title": ""}, None),
        ({**SMOKE, "title": "x" * 101}, None),
        ({**SMOKE, "identity_number": "x"}, None),
        ({**SMOKE, "source": "stranger"}, None),
        ({**SMOKE, "lon": "x"}, None),
    ],
)
def test_a_wrong_filing_is_told_what_is_wrong(worker, body, code):
    answer = worker.post("/api/v1/cases", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert code is None or answer.json()["code"] == code


def test_visitors_and_planners_are_kept_out_where_they_have_no_right(service, case):
    assert service.visitor().get("/api/v1/cases").status_code == 401
    assert service.visitor().post("/api/v1/cases", json=SMOKE).status_code == 401
    assert _move(service.program("planner"), case, "accept").status_code == 403
    assert service.program("leader").post("/api/v1/cases", json=SMOKE).status_code == 403


def _send(client, case, content, sha256=None):
    digest = sha256 or hashlib.sha256(content).hexdigest()
    headers = {"Content-Type": "application/octet-stream"}
    return client.post(f"/api/v1/cases/{case['id']}/photos?sha256={digest}", content=content, headers=headers)


def test_a_photo_arrives_whole_and_once_and_is_shown_bare(service, worker, case):
    content = _photo(orientation=6)
    first, again = _send(worker, case, content), _send(worker, case, content)
    assert (first.status_code, first.json()) == (201, again.json())
    (listed,) = worker.get(f"/api/v1/cases/{case['id']}/photos").json()
    assert listed["sha256"] == hashlib.sha256(content).hexdigest()
    assert listed["taken_at"].startswith("2026-11-23T02:30")
    shown = worker.get(f"/api/v1/cases/photos/{listed['id']}")
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"Exif" not in shown.content
    kinds = [event["kind"] for event in worker.get(f"/api/v1/cases/{case['id']}/events").json()]
    assert kinds == ["filed", "photo"]
    assert service.visitor().get(f"/api/v1/cases/photos/{listed['id']}").status_code == 401


@pytest.fixture(scope="module")
def far(service):
    """A grid worker of 乙社区, who hears what belongs to 甲社区."""
    return service.program(service.account("worker_far", Role.GRID_WORKER, (service.communities[1],)))


def test_a_request_heard_elsewhere_is_recorded_where_it_belongs_with_its_photo(service, worker, far):
    # As the phone sends what waited: the filing under its key, tried twice, then the photo.
    body, headers = {**SMOKE, "provisional_number": "临-1"}, {"Idempotency-Key": "far-1"}
    answers = [far.post("/api/v1/cases", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    case = answers[0].json()["case"]
    assert (case["unit_name"], case["moves"]) == ("围院1栋", [])
    sent = [_send(far, case, _photo(size=(90, 60))) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    events = worker.get(f"/api/v1/cases/{case['id']}/events").json()
    assert [event["kind"] for event in events] == ["filed", "photo"]
    desk = far.get(f"/api/v1/cases/{case['id']}/desk").json()
    assert (desk["case"]["moves"], len(desk["timeline"])) == ([], 2)
    refused = _move(far, case, "accept")
    assert (refused.status_code, refused.json()["code"]) == (403, "move_not_allowed")
    blur = far.post(f"/api/v1/cases/photos/{sent[0].json()['id']}/blur", json={"boxes": [[0, 0, 0.5, 0.5]]})
    assert (blur.status_code, blur.json()["code"]) == (403, "photo_outside")
    assert _move(worker, case, "accept").status_code == 201
    assert far.get(f"/api/v1/cases/{case['id']}").json()["state"] == "accepted"
    near = service.program(service.account("worker_near_far", Role.GRID_WORKER, (service.communities[1],)))
    assert near.get(f"/api/v1/cases/{case['id']}").status_code == 404


def test_a_dispute_heard_elsewhere_goes_to_its_community(service, far):
    case = far.post("/api/v1/cases", json={**SMOKE, "category": "0601", "title": "邻里"}).json()["case"]
    assert (case["unit_name"], case["lon"], case["moves"]) == ("甲社区", None, [])
    community = service.program("community")
    assert community.get(f"/api/v1/cases/{case['id']}").status_code == 200
    assert service.program("grid_worker").get(f"/api/v1/cases/{case['id']}").status_code == 404


@pytest.mark.parametrize("role", [Role.PLANNER, Role.DEPARTMENT])
def test_only_who_hears_residents_files_elsewhere(service, role):
    login = service.account(f"far_{role}", role, (service.communities[1],))
    body = {**SMOKE, "source": "department"} if role is Role.DEPARTMENT else SMOKE
    assert service.program(login).post("/api/v1/cases", json=body).status_code == 403


@pytest.mark.parametrize(
    ("content", "sha256", "code"),
    [(b"x", "0" * 64, "photo_damaged"), (b"not a photo", None, "photo_unreadable")],
)
def test_a_photo_that_is_damaged_or_none_is_refused(worker, case, content, sha256, code):
    answer = _send(worker, case, content, sha256)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert worker.get(f"/api/v1/cases/{case['id']}/photos").json() == []
