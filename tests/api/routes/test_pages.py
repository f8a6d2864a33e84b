import pytest

pytestmark = pytest.mark.database

PAGES = {
    "planner": ("/", "/plans", "/plans/1", "/people", "/cases", "/imports", "/households", "/reports"),
    "grid_worker": ("/", "/plans", "/people", "/cases", "/reports"),
    "department": ("/", "/plans", "/cases", "/reports"),
}


@pytest.mark.parametrize("login", list(PAGES))
def test_each_role_opens_its_pages_and_each_page_carries_its_nonce(service, login):
    client = service.browser(login)
    for path in PAGES[login]:
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 200, path
        nonce = answer.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
        assert f'nonce="{nonce}"' in answer.text
        assert "<script>" not in answer.text and "onclick=" not in answer.text, path


def test_the_sign_in_page_leads_only_within_this_site(service):
    for evil in ("//evil.example", "https://evil.example", "javascript:alert(1)", "\\\\evil"):
        assert "evil" not in service.visitor().get("/login", params={"next": evil}).text
    answer = service.browser("planner").get("/login?next=//evil.example", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_departments_people_page_is_refused(service):
    assert service.browser("department").get("/people").status_code == 403
