import pytest

from gis.model.access import Role
from tests.api.routes.test_plan_edits import Draft

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


@pytest.fixture(scope="module")
def community(service):
    """Somebody of 甲 alone, who may neither draft nor publish."""
    service.account("jia-comments", Role.COMMUNITY, (service.communities[0],))
    return service.program("jia-comments")


@pytest.fixture
def draft(planner):
    return Draft(planner)


def test_a_community_reads_a_draft_comments_on_its_grid_and_the_planner_settles_it(draft, planner, community):
    at, grid_id = f"/api/v1/plans/{draft.id}", next(iter(draft.grids.values()))
    assert community.get(at).status_code == 200
    made = community.post(f"{at}/comments", json={"text": "四栋请留在本网格", "grid_id": grid_id})
    assert made.status_code == 201, made.text
    assert (made.json()["grid_id"], made.json()["is_resolved"]) == (grid_id, False)
    listed = planner.get(f"{at}/comments").json()["items"]
    assert [row["text"] for row in listed] == ["四栋请留在本网格"]
    settle = f"{at}/comments/{made.json()['id']}/resolve"
    assert community.post(settle).status_code == 403
    assert planner.post(settle).json()["is_resolved"]


def test_a_community_does_not_draft_submit_approve_or_publish(draft, community):
    at = f"/api/v1/plans/{draft.id}"
    body = {"kind": "undo", "version": 0, "client_key": "x"}
    for path, sent in (
        ("operations", body),
        ("submit", {}),
        ("approve", {"document_number": "1"}),
        ("publish", {"from_date": "2030-01-01"}),
        ("rebase", {}),
        ("drop", {}),
    ):
        assert community.post(f"{at}/{path}", json=sent).status_code == 403, path


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "   "}, 422),
        ({"text": "长" * 2001}, 422),
        ({"text": "意见", "grid_id": 10**12}, 404),
        ({"text": "意见", "grid_id": 2**70}, 404),
        ({"text": "\x00"}, 422),
        ({}, 422),
    ],
)
def test_what_is_no_comment_is_refused(draft, community, body, status):
    answer = community.post(f"/api/v1/plans/{draft.id}/comments", json=body)
    assert answer.status_code == status, answer.text


def test_a_comment_that_is_not_there_cannot_be_settled(draft, planner):
    for comment_id in (10**15, 2**63, 0):
        answer = planner.post(f"/api/v1/plans/{draft.id}/comments/{comment_id}/resolve")
        assert answer.status_code in (404, 422)
