import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.paging import PageWindow, page_of, read_cursor, write_cursor
from gis.errors import InputError


@given(st.integers(0, 2**63 - 1))
def test_a_cursor_reads_back_what_was_written(last_id):
    assert read_cursor(write_cursor(last_id)) == last_id


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    try:
        assert isinstance(read_cursor(text), int)
    except InputError as error:
        assert error.code == "cursor_invalid"


@pytest.mark.parametrize(
    "payload", ["eyJhZnRlciI6IHRydWV9", "eyJhZnRlciI6IC0xfQ", "eyJhZnRlciI6IDFlOTl9", "W10", "bnVsbA"]
)
def test_a_forged_cursor_is_refused(payload):
    with pytest.raises(InputError):
        read_cursor(payload)


def test_pages_cover_a_list_exactly_once():
    rows, window, seen = list(range(1, 26)), PageWindow(10, None), []
    while True:
        fetched = [row for row in rows if row > (window.after or 0)][: window.limit + 1]
        page = page_of(fetched, window, lambda row: row)
        seen += page.items
        if page.next_cursor is None:
            break
        window = PageWindow(10, read_cursor(page.next_cursor))
    assert seen == rows
