import pytest

from gis.errors import InputError
from gis.network.osm_places import read_osm_barriers, read_osm_buildings, read_osm_gates

SQUARE = "".join(
    f"<node id='{n}' lon='{x}' lat='{y}'/>"
    for n, x, y in ((1, 24.0, 60.0), (2, 24.00054, 60.0), (3, 24.00054, 60.00027), (4, 24.0, 60.00027))
)
RING = "<nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='4'/><nd ref='1'/>"
EXTRACT = f"""<?xml version='1.0'?><osm version='0.6'>{SQUARE}
<node id='5' lon='24.0001' lat='60'><tag k='barrier' v='gate'/></node>
<node id='6' lon='24.0002' lat='60'><tag k='barrier' v='gate'/><tag k='access' v='private'/></node>
<node id='7' lon='24.0003' lat='60'><tag k='barrier' v='bollard'/></node>
<way id='20'>{RING}<tag k='building' v='apartments'/><tag k='building:levels' v='6'/></way>
<way id='21'>{RING}<tag k='building' v='yes'/><tag k='office' v='company'/></way>
<way id='22'>{RING}<tag k='building' v='yes'/><tag k='height' v='12 m'/></way>
<way id='23'><nd ref='1'/><nd ref='3'/><tag k='barrier' v='fence'/></way>
<way id='24'><nd ref='1'/><nd ref='3'/><tag k='barrier' v='kerb'/></way></osm>"""


@pytest.fixture
def extract(tmp_path):
    file = tmp_path / "places.osm"
    file.write_text(EXTRACT)
    return file


def test_households_are_floor_area_over_ninety_and_said_to_be_estimated(extract):
    buildings = read_osm_buildings(extract).set_index("code")
    # about 30 m x 30 m = 905 m2; six storeys: 905 x 6 / 90 = 60
    assert buildings.loc["w20", "households"] == 60
    assert buildings["households_estimated"].all()
    assert set(buildings["households_kind"]) == {"dwellings"}


def test_a_building_of_offices_has_no_household(extract):
    assert read_osm_buildings(extract).set_index("code").loc["w21", "households"] == 0


def test_height_gives_storeys_of_three_metres(extract):
    assert read_osm_buildings(extract).set_index("code").loc["w22", "storeys"] == 4


def test_a_private_gate_is_closed_and_a_bollard_is_none(extract):
    assert read_osm_gates(extract).set_index("code")["is_open"].to_dict() == {"n5": True, "n6": False}


def test_kerbs_are_no_barrier(extract):
    assert read_osm_barriers(extract)["code"].tolist() == ["w23"]


def test_an_extract_without_buildings_is_refused(tmp_path):
    file = tmp_path / "empty.osm"
    file.write_text("<?xml version='1.0'?><osm version='0.6'></osm>")
    with pytest.raises(InputError) as refused:
        read_osm_buildings(file)
    assert refused.value.code == "buildings_empty"
    assert read_osm_gates(file).empty
    assert read_osm_barriers(file).empty
