from gis.reports.charts import Bar, stacked_bars

LEGEND = (("内", "#0b4f8a"), ("外", "#d7301f"))


def _chart(*bars):
    return stacked_bars(bars, LEGEND, name="图", caption="题", alt="述")


def test_a_chart_grows_with_its_bars():
    assert _chart(Bar("甲", (1, 1))).height_px < _chart(Bar("甲", (1, 1)), Bar("乙", (2, 1))).height_px


def test_a_bar_of_no_households_is_drawn_empty():
    assert _chart(Bar("空", (0, 0))).png.startswith(b"\x89PNG")


def test_other_shares_give_another_picture():
    assert _chart(Bar("甲", (1, 3))).png != _chart(Bar("甲", (3, 1))).png
