import pytest

pytestmark = pytest.mark.database


def test_every_kind_of_place_is_listed_with_its_totals(service):
    client = service.visitor()
    grids = client.get("/api/v1/grids").json()["features"]
    assert sorted(grid["properties"]["households"] for grid in grids) == [300, 350, 360, 480]
    assert len(client.get("/api/v1/communities").json()["features"]) == 2
    assert len(client.get("/api/v1/estates").json()["features"]) == 3
    assert len(client.get("/api/v1/units?kind=subdistrict").json()["features"]) == 1
    assert (
        sum(f["properties"]["households"] for f in client.get("/api/v1/buildings").json()["features"]) == 1610
    )


def test_pages_hold_every_building_once(service):
    client, seen, cursor = service.visitor(), [], ""
    while True:
        page = client.get(f"/api/v1/buildings?limit=7{cursor}").json()
        seen += [feature["id"] for feature in page["features"]]
        if "next_cursor" not in page:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 24 and seen == sorted(seen)


def test_a_box_and_a_subtree_narrow_the_list(service):
    client = service.visitor()
    west = client.get("/api/v1/buildings?box=106.55,29.50,106.5518,29.502").json()["features"]
    assert len(west) == 12
    path = client.get(f"/api/v1/units/{service.communities[0]}").json()["path"]
    assert len(client.get(f"/api/v1/buildings?within={path}").json()["features"]) == 12


def test_a_point_is_enough_where_a_label_is_wanted(service):
    features = service.visitor().get("/api/v1/grids?detail=point").json()["features"]
    assert {feature["geometry"]["type"] for feature in features} == {"Point"}


def test_a_unit_says_what_lies_above_it(service):
    grid_id = service.visitor().get("/api/v1/grids").json()["features"][0]["id"]
    unit = service.visitor().get(f"/api/v1/units/{grid_id}").json()
    assert [above["kind"] for above in unit["above"]] == ["subdistrict", "community"]
    assert service.visitor().get("/api/v1/units/987654").status_code == 404


def test_nothing_of_a_person_is_public(service):
    for noun in ("grids", "buildings", "estates", "communities"):
        text = service.visitor().get(f"/api/v1/{noun}").text
        assert "officeholder" not in text and "contact" not in text


@pytest.mark.parametrize(
    "query",
    [
        "box=106,29,107",
        "box=nan,29,107,30",
        "box=inf,29,107,30",
        "box=1e308,29,1e309,30",
        "box=107,29,106,30",
        "box=106,29,107,30;DROP TABLE unit",
        "within=1;DROP TABLE unit",
        "within=../../etc",
        "within=" + "1." * 5000 + "1",
        "limit=0",
        "limit=100000",
        "limit=-1",
        "cursor=AAAA",
        "cursor=%00",
        "at=2026-02-30",
        "at=yesterday",
        "detail=everything",
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_chinese(service, query):
    answer = service.visitor().get(f"/api/v1/buildings?{query}")
    assert answer.status_code == 422, answer.text
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json()["detail"])


@pytest.mark.parametrize(
    "path", ["0", "-1", "1e3", "9" * 30, "1%20OR%201=1", "..%2f..%2fetc%2fpasswd", "%00"]
)
def test_an_id_that_is_none_finds_nothing(service, path):
    answer = service.visitor().get(f"/api/v1/units/{path}")
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
