from datetime import date

import pytest

from gis.model.access import Role
from gis.store import contacts, people

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def service(own_service):
    """A world of one's own: this module counts posts."""
    return own_service


SECRET = "13800000017"


@pytest.fixture(scope="module")
def duties(service):
    """A leader in each community: number 17 in 甲, number 18 in 乙."""
    held = {}
    with service.world.store.system() as connection:
        people.save_roles(
            connection, [{"code": "community_head", "chinese": "社区书记", "unit_kind": "community"}]
        )
        for number, community in zip((17, 18), service.communities, strict=True):
            person = people.add_officeholder(connection, territory="tiny", number=number)
            people.appoint(
                connection,
                role="community_head",
                unit_id=community,
                officeholder_id=person,
                from_date=date(2026, 1, 1),
            )
            contacts.save_contact(connection, person, kind="duty_phone", value=SECRET)
            held[number] = int(person)
    service.account("jia_worker", Role.COMMUNITY, (service.communities[0],))
    return held


def test_one_sees_the_posts_of_ones_own_community_and_no_others(service, duties):
    posts = service.program("jia_worker").get("/api/v1/posts").json()["items"]
    assert [(post["role_chinese"], post["officeholder_number"], post["unit_name"]) for post in posts] == [
        ("社区书记", 17, "甲社区")
    ]
    assert len(service.program("planner").get("/api/v1/posts").json()["items"]) == 2


def test_another_communitys_officeholder_is_not_found_rather_than_forbidden(service, duties):
    client = service.program("jia_worker")
    assert client.get(f"/api/v1/officeholders/{duties[17]}").json()["number"] == 17
    for answer in (
        client.get(f"/api/v1/officeholders/{duties[18]}"),
        client.post(f"/api/v1/officeholders/{duties[18]}/reveal", json={"reason": "好奇"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "officeholder_unknown")
        assert SECRET not in answer.text


def test_contacts_are_masked_until_a_reason_is_given_and_that_is_kept(service, duties):
    client = service.program("jia_worker")
    described = client.get(f"/api/v1/officeholders/{duties[17]}")
    assert described.json()["contacts"] == [{"kind": "duty_phone", "masked": "138****0017"}]
    assert SECRET not in described.text
    assert client.post(f"/api/v1/officeholders/{duties[17]}/reveal", json={"reason": " "}).status_code == 422
    opened = client.post(f"/api/v1/officeholders/{duties[17]}/reveal", json={"reason": "夜间漏水，联系值守"})
    assert opened.json()["contacts"] == [{"kind": "duty_phone", "value": SECRET}]
    events = service.program("administrator").get("/api/v1/audit?action=contact_revealed").json()["items"]
    assert events[0]["by"] == "jia_worker"
    assert events[0]["detail"]["reason"] == "夜间漏水，联系值守"
    assert SECRET not in str(events)


@pytest.mark.parametrize("login", ["grid_worker", "department", "administrator"])
def test_who_may_not_reveal_is_refused(service, duties, login):
    answer = service.program(login).post(
        f"/api/v1/officeholders/{duties[17]}/reveal", json={"reason": "想看"}
    )
    assert answer.status_code == 403


def test_visitors_and_departments_see_no_people(service, duties):
    assert service.visitor().get("/api/v1/posts").status_code == 401
    assert service.program("department").get("/api/v1/posts").status_code == 403


def test_posts_come_page_by_page(service, duties):
    client = service.program("planner")
    first = client.get("/api/v1/posts?limit=1").json()
    second = client.get(f"/api/v1/posts?limit=1&cursor={first['next_cursor']}").json()
    assert first["items"][0]["id"] < second["items"][0]["id"] and second["next_cursor"] is None
