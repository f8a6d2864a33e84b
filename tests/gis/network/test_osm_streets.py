from pathlib import Path

import pytest

from gis.errors import InputError
from gis.network.osm_streets import is_osm, read_osm_streets
from gis.space.measure import lengths_m

EXTRACT = """<?xml version='1.0'?><osm version='0.6'>
<node id='1' lon='24.0' lat='60.0'/><node id='2' lon='24.001' lat='60.0'/><node id='3' lon='24.002' lat='60.0'/>
<way id='10'><nd ref='1'/><nd ref='2'/><tag k='highway' v='footway'/><tag k='incline' v='10%'/></way>
<way id='11'><nd ref='2'/><nd ref='3'/><tag k='highway' v='primary'/><tag k='foot' v='no'/>
 <tag k='layer' v='-2'/><tag k='tunnel' v='yes'/></way>
<way id='12'><nd ref='1'/><nd ref='3'/><tag k='highway' v='service'/><tag k='tunnel' v='building_passage'/>
 <tag k='layer' v='high'/></way>
<way id='13'><nd ref='1'/><nd ref='2'/><tag k='waterway' v='river'/></way></osm>"""


@pytest.fixture
def extract(tmp_path):
    file = tmp_path / "streets.osm"
    file.write_text(EXTRACT)
    return file


def test_every_way_with_a_highway_tag_is_read_walkable_or_not(extract):
    streets = read_osm_streets(extract).set_index("code")
    assert streets.index.tolist() == ["w10", "w11", "w12"]
    assert streets["is_walkable"].tolist() == [True, False, True]
    assert streets["is_noded"].all()


def test_levels_come_from_tags_and_a_passage_through_a_building_is_no_tunnel(extract):
    streets = read_osm_streets(extract).set_index("code")
    assert streets["layer"].tolist() == [0, -2, 0]
    assert streets["is_tunnel"].tolist() == [False, True, False]


def test_the_climb_is_the_incline_times_the_length(extract):
    street = read_osm_streets(extract).set_index("code").loc[["w10"]]
    assert street["climb_m"].iloc[0] == pytest.approx(0.1 * lengths_m(street.geometry)[0])


def test_a_missing_a_broken_and_an_empty_extract_are_told_apart(tmp_path):
    broken, empty = tmp_path / "broken.osm.pbf", tmp_path / "empty.osm"
    broken.write_bytes(b"\x00\x00\x00\x0dnot a pbf at all")
    empty.write_text("<?xml version='1.0'?><osm version='0.6'></osm>")
    for file, code in (
        (tmp_path / "no.osm", "file_missing"),
        (broken, "file_unreadable"),
        (empty, "streets_empty"),
    ):
        with pytest.raises(InputError) as refused:
            read_osm_streets(file)
        assert refused.value.code == code
        assert str(file) in refused.value.chinese


def test_extracts_are_known_by_their_names():
    assert is_osm(Path("a/Helsinki.osm.PBF"))
    assert not is_osm(Path("streets.gpkg"))


@pytest.mark.real_data
def test_helsinki_keeps_every_metre_of_its_walkable_ways(helsinki):
    from gis.network.build import build_network

    streets = read_osm_streets(helsinki)
    counted_m = lengths_m(streets.geometry[streets["is_walkable"]]).sum()
    assert build_network(streets).edges.length_m.sum() == pytest.approx(counted_m, rel=1e-6)
