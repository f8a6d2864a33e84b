"""A form without script is believed only from our own page and with the session's token."""

import pytest
from fastapi import Request

from api.plain_forms import refuse_other_origins
from gis.errors import NotAllowed


def _request(origin):
    headers = [(b"host", b"grid.office:8000")] + ([(b"origin", origin)] if origin is not None else [])
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize("origin", [None, b"https://grid.office:8000", b"http://grid.office:8000"])
def test_our_own_pages_may_send(origin):
    refuse_other_origins(_request(origin))


@pytest.mark.parametrize(
    "origin", [b"https://evil.example", b"null", b"https://grid.office:8000.evil.example", b""]
)
def test_another_sites_page_may_not(origin):
    with pytest.raises(NotAllowed):
        refuse_other_origins(_request(origin))
