import pytest

pytestmark = pytest.mark.database

LAYERS = (
    "subdistricts",
    "communities",
    "estates",
    "buildings",
    "streets",
    "water",
    "green",
    "gates",
    "service_points",
    "facilities",
    "grids",
)


@pytest.mark.parametrize("layer", LAYERS)
def test_visitors_get_every_public_layer(service, layer):
    answer = service.visitor().get(f"/api/v1/map/layers/{layer}")
    assert answer.status_code == 200 and answer.json()["features"], layer


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_not_sent_twice(service, layer):
    first = service.visitor().get(f"/api/v1/map/layers/{layer}")
    again = service.visitor().get(
        f"/api/v1/map/layers/{layer}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304


def test_only_known_layers_are_layers(service):
    for layer in ("account", "grid_buildings", "../units", "buildings;DROP TABLE unit"):
        assert service.visitor().get(f"/api/v1/map/layers/{layer}").status_code in (404, 422)


def test_cases_are_for_those_who_may_see_them(service):
    assert service.visitor().get("/api/v1/map/layers/cases").status_code == 401
    assert service.program("leader").get("/api/v1/map/layers/cases").status_code == 200


def test_the_summary_counts_what_is_there_and_what_waits(own_service):
    """In a world of its own, since others measure theirs."""
    summary = own_service.visitor().get("/api/v1/map/summary").json()
    assert summary["totals"]["households"] == 1610
    assert summary["plan"]["state"] == "in_force"
    assert [item["households"] for item in summary["attention"] if item["kind"] == "unassigned"] == [120]
    assert own_service.visitor().get("/api/v1/map/coverage/medical").json()["features"] == []
