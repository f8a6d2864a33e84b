"""The laws of the place shown."""

from web.site import DEMO_NOTE, Site


def test_nothing_loaded_is_an_empty_site_that_shows_the_mainland():
    site = Site()
    assert site.is_empty
    west, south, east, north = site.box
    assert west < 106.5 < east
    assert south < 29.5 < north


def test_generated_data_say_so_and_real_ones_do_not():
    assert Site(name="a", is_demo=True).demo_note == DEMO_NOTE == "演示数据，边界为生成"
    assert Site(name="a").demo_note == ""
