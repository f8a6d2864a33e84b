import pytest
from pydantic import ValidationError

from api.schemas.session import Credentials


def test_blanks_at_the_ends_of_a_password_belong_to_it():
    assert Credentials(login="wang", password=" open sesame ").password == " open sesame "


def test_a_login_is_trimmed_and_neither_empty_nor_endless():
    assert Credentials(login=" wang ", password="x").login == "wang"
    for login, password in (("", "x"), ("  ", "x"), ("x" * 65, "x"), ("x", ""), ("x", "x" * 201)):
        with pytest.raises(ValidationError):
            Credentials(login=login, password=password)
