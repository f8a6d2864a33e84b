import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.boxes import read_box
from gis.errors import InputError


def test_edges_are_part_of_the_earth_and_a_box_may_be_a_point():
    assert read_box("-180,-90,180,90") == (-180, -90, 180, 90)
    assert read_box("106.5,29.5,106.5,29.5") == (106.5, 29.5, 106.5, 29.5)


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "2,0,1,1", "0,2,1,1", "nan,0,1,1", "0,0,inf,1", "181,0,182,1"]
)
def test_what_is_no_box_is_refused(text):
    with pytest.raises(InputError) as refused:
        read_box(text)
    assert refused.value.code == "box_invalid"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    try:
        west, south, east, north = read_box(text)
        assert -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    except InputError:
        pass
