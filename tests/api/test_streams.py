import pytest
from starlette.requests import Request

from api.streams import resume_from


def request(last=None):
    headers = [] if last is None else [(b"last-event-id", last.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("last", "start"), [(None, 3), ("17", 17), ("", 3), ("-1", 3), ("x", 3), ("9" * 40, 3), ("1.5", 3)]
)
def test_a_reconnecting_browser_goes_on_where_it_was(last, start):
    assert resume_from(request(last), 3) == start
