"""Serving."""

import socket

import pytest

from gis.errors import InputError
from scripts.serving import check_port_is_free, is_loopback


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("hall", False),
    ],
)
def test_only_loopback_addresses_stay_on_this_machine(host: str, *, answer: bool) -> None:
    assert is_loopback(host) is answer


def test_a_taken_port_is_told_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError) as caught:
            check_port_is_free("127.0.0.1", port)
    assert str(port) in caught.value.chinese
