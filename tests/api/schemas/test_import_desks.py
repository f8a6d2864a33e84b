import pytest
from pydantic import ValidationError

from api.schemas.import_desks import KeepWish, Wish


@pytest.mark.parametrize(
    "wish",
    [
        {"layer": "green", "territory": "../etc"},
        {"layer": "clouds", "territory": "tiny"},
        {"layer": "green", "territory": "tiny", "path": "/etc/passwd"},
        {"layer": "green", "territory": "tiny", "remedies": [{"kind": "gap", "codes": [], "remedy": "burn"}]},
    ],
)
def test_a_wish_names_what_exists_and_nothing_else(wish):
    with pytest.raises(ValidationError):
        Wish(**wish)


def test_what_is_kept_has_a_source():
    with pytest.raises(ValidationError):
        KeepWish(layer="green", territory="tiny", source=" ")
