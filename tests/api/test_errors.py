import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import errors
from api.errors import BodyTooLarge, InvalidToken, SignInRequired, TooManyTries, status_of
from gis import errors as tree


@pytest.mark.parametrize(
    ("family", "status"),
    [
        (tree.InputError, 422),
        (tree.NotFound, 404),
        (tree.Conflict, 409),
        (tree.NotAllowed, 403),
        (tree.CannotSatisfy, 422),
        (tree.StoreError, 503),
        (tree.WanggeError, 500),
        (SignInRequired, 401),
        (InvalidToken, 401),
        (TooManyTries, 429),
        (BodyTooLarge, 413),
    ],
)
def test_each_family_has_the_status_its_docstring_says(family, status):
    assert status_of(family("m", chinese="说明")) == status


def test_a_family_of_tomorrow_takes_its_parents_status():
    class Stale(tree.Conflict):
        pass

    assert status_of(Stale("m", chinese="说明")) == 409


def test_people_see_the_chinese_sentence_and_programs_the_code_and_facts():
    app = FastAPI()

    @app.get("/")
    def fail() -> None:
        raise tree.NotFound("SELECT * FROM secrets", chinese="没有此网格", code="grid_unknown", grid_id=7)

    errors.install(app)
    answer = TestClient(app).get("/")
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["detail"], problem["code"], problem["facts"]) == (
        "没有此网格",
        "grid_unknown",
        {"grid_id": 7},
    )
    assert "SELECT" not in answer.text
