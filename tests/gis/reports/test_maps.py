import shapely

from gis.reports.canvas import DOTS_PER_INCH
from gis.reports.maps import LEGEND_IN, MapContent, box_of, draw_map, inner_points
from gis.space.measure import distances_m
from tests.gis.reports.example import HOSTILE, findings

FINDINGS = findings()


def _content(**changes):
    plain = {"shapes": [], "colours": [], "borders": [], "labels": [], "legend": []}
    return MapContent(**{**plain, **changes})


def _draw(box, content):
    return draw_map(FINDINGS.base, box, content, name="图", caption="题", alt="述")


def test_a_box_lies_around_its_frame():
    west, south, east, north = box_of(FINDINGS.communities)
    bounds = FINDINGS.communities.total_bounds
    assert west < bounds[0] and south < bounds[1] and east > bounds[2] and north > bounds[3]


def test_a_square_on_the_ground_is_a_square_on_the_map():
    west, south, east, north = box_of(FINDINGS.communities, margin_share=0.0)
    ground = float(distances_m(west, south, east, south)) / float(distances_m(west, south, west, north))
    drawn = _draw((west, south, east, north), _content())
    assert abs(drawn.width_px / (drawn.height_px - LEGEND_IN * DOTS_PER_INCH) / ground - 1) < 0.02


def test_a_name_over_another_is_left_out_and_the_larger_shape_speaks_first():
    names = [text for text, _ in inner_points(FINDINGS.communities, "name")]
    assert sorted(names) == ["乙社区", "甲社区"]
    place = shapely.point_on_surface(FINDINGS.communities.geometry.iloc[0])
    one = _draw(box_of(FINDINGS.communities), _content(labels=[("甲社区", place)]))
    two = _draw(box_of(FINDINGS.communities), _content(labels=[("甲社区", place), ("乙社区", place)]))
    assert one.png == two.png


def test_a_hostile_name_is_drawn_without_a_warning():
    place = shapely.point_on_surface(FINDINGS.communities.geometry.iloc[0])
    assert _draw(box_of(FINDINGS.communities), _content(labels=[(HOSTILE, place)])).png


def test_a_place_of_no_extent_still_has_a_map():
    lon, lat = 106.55, 29.5
    assert _draw((lon, lat, lon + 1e-4, lat + 1e-4), _content()).png.startswith(b"\x89PNG")
