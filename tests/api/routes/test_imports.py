import json

import pytest

from api.routes.imports import safe_file_name
from gis.model.access import Role
from gis.store import editions

pytestmark = pytest.mark.database

FORM = {"layer": "green", "territory": "tiny", "source": "手工绘制"}


def square(lon=106.55, **properties):
    ring = [[lon, 29.5], [lon + 0.001, 29.5], [lon + 0.001, 29.501], [lon, 29.501], [lon, 29.5]]
    return {
        "type": "Feature",
        "properties": {"code": "P-09", "name": "小公园", "kind": "park", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def send(client, content, name="green.geojson", **form):
    return client.post("/api/v1/imports", data={**FORM, **form}, files={"file": (name, content)})


def listed(service):
    with service.world.store.system() as connection:
        return len(editions.list_editions(connection))


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


def test_a_file_is_only_examined_unless_it_is_to_be_kept(service, planner):
    before = listed(service)
    answer = send(planner, geojson(square()))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["rows"], answer.json()["edition_id"]) == (1, None)
    assert listed(service) == before
    kept = send(planner, geojson(square()), commit="true")
    assert kept.json()["edition_id"] is not None
    newest = planner.get("/api/v1/imports").json()["items"][0]
    assert (newest["layers"], newest["state_chinese"], newest["loaded_by"]) == (
        ["绿地"],
        "已载入，未启用",
        "planner",
    )
    assert not list(service.world.store.settings.uploads_dir.glob("import-*"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "green.geojson"),
        (b"{", "green.geojson"),
        (b"\x00" * 1000, "green.gpkg"),
        (b"PK\x03\x04" + b"\x00" * 200, "green.xlsx"),
        (geojson(square()), "green.exe"),
        (geojson({"type": "Feature", "properties": {}, "geometry": None}), "green.geojson"),
    ],
)
def test_a_broken_file_is_refused_in_words_and_changes_nothing(service, planner, content, name):
    before = listed(service)
    answer = send(planner, content, name, commit="true")
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        assert answer.json()["refused"]
    else:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json()["detail"])
    assert listed(service) == before


def test_nobody_imports_into_anothers_territory(service, planner):
    answer = send(planner, geojson(square()), territory="elsewhere")
    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
    assert send(service.program("administrator"), geojson(square()), territory="elsewhere").status_code == 200
    assert planner.post("/api/v1/imports/987654/activate", json={}).status_code == 404


@pytest.mark.parametrize("login", [role.value for role in (Role.COMMUNITY, Role.LEADER, Role.GRID_WORKER)])
def test_only_importers_import(service, login):
    assert send(service.program(login), geojson(square())).status_code == 403
    assert service.program(login).get("/api/v1/imports").status_code == 403


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\wang\\楼栋.xlsx", "楼栋.xlsx"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("..", "upload"),
        ("x" * 500 + ".geojson", "x" * 80 + ".geojson"),
    ],
)
def test_an_uploaded_files_name_leads_nowhere(given, kept):
    assert safe_file_name(given) == kept
