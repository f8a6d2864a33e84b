import pytest

from tests.worked import tiny

pytestmark = pytest.mark.database

ROOT = "/api/v1/coverage"


@pytest.fixture(scope="module")
def visitor(service):
    return service.visitor()


def _get(visitor, path, **query):
    answer = visitor.get(f"{ROOT}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_four_kinds_of_households_add_up_in_every_total(visitor):
    opening = _get(visitor, "")
    assert opening["households"] == tiny.HOUSEHOLDS_TOTAL
    assert opening["place"] == {"code": tiny.SUBDISTRICT, "name": "微型街道"}
    for total in opening["totals"]:
        kinds = ("covered", "uncovered", "uncertain", "unreachable")
        assert (
            sum(total[f"{kind}_households"] for kind in kinds) == total["households"] == tiny.HOUSEHOLDS_TOTAL
        )


def test_homes_carry_their_households_and_a_time_to_each_item(visitor):
    opening, homes = _get(visitor, ""), _get(visitor, "/buildings")["features"]
    assert sum(home["properties"]["households"] for home in homes) == tiny.HOUSEHOLDS_TOTAL
    for item in opening["items"]:
        for home in homes:
            seconds = home["properties"][f"{item['item']}_seconds"]
            assert (seconds <= 900) == (home["properties"][f"{item['item']}_status"] == "covered")


def test_homes_sum_to_the_totals_tier_by_tier(visitor):
    opening, homes = _get(visitor, ""), _get(visitor, "/buildings")["features"]
    for total in opening["totals"]:
        inside = [
            home["properties"]["households"]
            for home in homes
            if home["properties"][f"{total['item']}_seconds"] <= 60 * total["minutes"]
        ]
        assert sum(inside) == total["covered_households"]


def test_cells_name_themselves_in_hexadecimal_and_hold_all_households(visitor):
    cells = _get(visitor, "/cells", item="medical")["features"]
    assert all(len(cell["properties"]["h3"]) == 15 for cell in cells)
    assert sum(cell["properties"]["households"] for cell in cells) == tiny.HOUSEHOLDS_TOTAL


def test_parents_hold_the_households_of_their_children(visitor):
    children = _get(visitor, "/cells", item="medical")["features"]
    parents = _get(visitor, "/cells", item="medical", resolution=8)["features"]
    assert len(parents) < len(children)
    for name in ("households", "covered_households"):
        assert len({sum(cell["properties"][name] for cell in cells) for cells in (parents, children)}) == 1
    refused = visitor.get(f"{ROOT}/cells", params={"item": "medical", "resolution": 3})
    assert (refused.status_code, refused.json()["code"]) == (422, "resolution_invalid")


def test_gates_and_facilities_are_on_the_map(visitor):
    (gate,) = _get(visitor, "/gates")["features"]
    assert (gate["properties"]["code"], gate["properties"]["estate_name"]) == (tiny.GATE, "围院")
    facilities = _get(visitor, "/facilities")["features"]
    assert {facility["properties"]["item"] for facility in facilities} >= {"shopping", "medical", "party"}


def test_communities_add_up_to_the_whole(visitor):
    units = _get(visitor, "/units", kind="community")["units"]
    for total in _get(visitor, "")["totals"]:
        same = [u for u in units if (u["item"], u["minutes"]) == (total["item"], total["minutes"])]
        assert sum(u["covered_households"] for u in same) == total["covered_households"]


def test_a_way_is_as_long_as_its_home_is_told(visitor):
    homes = {
        home["properties"]["code"]: home["properties"] for home in _get(visitor, "/buildings")["features"]
    }
    way = _get(visitor, "/route", building="B07", item="medical")
    assert way["seconds"] == pytest.approx(homes["B07"]["medical_seconds"], abs=0.011)
    assert way["facility_name"] == homes["B07"]["medical_facility"] == "微型社区卫生服务站"
    assert way["line"]["type"] == "LineString"


def test_the_elderly_walk_longer(visitor):
    adult, elderly = (
        _get(visitor, "/route", building="B07", item="medical", profile=p) for p in ("adult", "elderly")
    )
    assert elderly["seconds"] > adult["seconds"]


def test_a_place_where_all_is_near_has_an_empty_ledger(visitor):
    assert _get(visitor, "/gaps") == {"gaps": []}


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("", {"profile": "bird"}, 422, "profile_unknown"),
        ("", {"template": "/etc/hosts"}, 422, "template_unknown"),
        ("", {"subdistrict": "000"}, 404, "subdistrict_unknown"),
        ("/cells", {"item": "<script>"}, 422, "item_unknown"),
        ("/gaps", {"item": "nothing"}, 422, "item_unknown"),
        ("/route", {"building": "X", "item": "medical"}, 404, "building_unknown"),
    ],
)
def test_what_is_asked_wrongly_is_named(visitor, path, query, status, code):
    answer = visitor.get(f"{ROOT}{path}", params=query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_units_of_one_item_and_tier_are_those_rows_of_all(visitor):
    every = _get(visitor, "/units", kind="grid")["units"]
    some = _get(visitor, "/units", kind="grid", item="medical", minutes=15)["units"]
    assert some == [row for row in every if (row["item"], row["minutes"]) == ("medical", 15)]
    assert sum(row["households"] for row in some) == tiny.HOUSEHOLDS_TOTAL
    assert _get(visitor, "/units", kind="grid", item="nothing")["units"] == []
    for wrong in ({"kind": "town"}, {"kind": "grid", "minutes": 0}, {"kind": "grid", "item": "x" * 61}):
        assert visitor.get(f"{ROOT}/units", params=wrong).status_code == 422
