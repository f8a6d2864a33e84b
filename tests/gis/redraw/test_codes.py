import pytest

from gis.errors import CannotSatisfy, InputError
from gis.redraw.codes import TEMPLATES, CodeTemplate, official_codes, row_order
from tests.gis.redraw.fabric import JIA, YI, cells

COMMUNITY_CODES = {JIA: "500199098001", YI: "500199098002"}


def grids(codes=()):
    frame = cells().rename(columns={"cell": "grid_id"})
    return frame.assign(official_code=[dict(codes).get(grid_id) for grid_id in frame["grid_id"]])


def test_codes_have_the_digits_of_their_template():
    assert TEMPLATES["digits_15"].write("500199098001", 7) == "500199098001007"
    assert len(TEMPLATES["digits_20"].write("500199098001", 7)) == 20


def test_grids_are_numbered_as_one_reads():
    assert row_order(cells(), rows=3) == [*range(16, 24), *range(8, 16), *range(8)]


def test_a_code_once_used_is_never_given_again():
    given = official_codes(
        grids({17: "500199098001002"}.items()),
        COMMUNITY_CODES,
        template=TEMPLATES["digits_15"],
        used=["500199098001001"],
    )
    own = sorted(code for grid_id, code in given.items() if code.startswith("500199098001"))
    assert 17 not in given
    assert own[0] == "500199098001003" and len(set(own)) == 11


def test_a_community_whose_serials_are_used_up_says_so():
    narrow = CodeTemplate("one", "一位", 12, "", 1, "", "")
    with pytest.raises(CannotSatisfy):
        official_codes(grids(), COMMUNITY_CODES, template=narrow, used=[])


@pytest.mark.parametrize(
    ("code", "serial"), [("5001", 1), ("50019909800X", 1), ("500199098001", 0), ("500199098001", 1000)]
)
def test_what_does_not_fit_the_template_is_refused(code, serial):
    with pytest.raises(InputError):
        TEMPLATES["digits_15"].write(code, serial)
