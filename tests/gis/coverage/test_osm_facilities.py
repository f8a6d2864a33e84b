import pytest

from gis.coverage.osm_facilities import read_osm_facilities

RING = "<nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='1'/>"
EXTRACT = f"""<?xml version='1.0'?><osm version='0.6'>
<node id='1' lon='24' lat='60'/><node id='2' lon='24.001' lat='60'/><node id='3' lon='24' lat='60.001'/>
<node id='4' lon='24.01' lat='60'><tag k='amenity' v='cafe'/><tag k='name' v='Kahvila'/></node>
<node id='5' lon='24.01' lat='60'><tag k='amenity' v='bench'/></node>
<way id='9'>{RING}<tag k='building' v='yes'/><tag k='amenity' v='library'/></way></osm>"""


def test_nodes_and_areas_of_the_table_are_facilities_unconfirmed(tmp_path):
    file = tmp_path / "places.osm"
    file.write_text(EXTRACT)
    facilities = read_osm_facilities(file).set_index("code")
    assert facilities["category"].to_dict() == {"n4": "dining", "w9": "culture"}
    assert set(facilities["confirmation"]) == {"unconfirmed"}
    assert facilities.loc["n4", "name"] == "Kahvila"
    assert facilities.geometry.geom_type.eq("Point").all()


def test_an_extract_without_any_is_an_empty_layer(tmp_path):
    file = tmp_path / "empty.osm"
    file.write_text("<?xml version='1.0'?><osm version='0.6'></osm>")
    assert read_osm_facilities(file).empty
    assert "category" in read_osm_facilities(file)


@pytest.mark.real_data
def test_helsinki_has_all_six_categories(helsinki):
    assert read_osm_facilities(helsinki)["category"].nunique() == 6
