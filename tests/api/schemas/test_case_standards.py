"""A new version says from which it was made, and nothing unknown."""

import pytest
from pydantic import ValidationError

from api.schemas.case_standards import NewStandard

BODY = {"base_version": 1, "content": {"major": []}, "source": "文件", "certainty": "已核对"}


@pytest.mark.parametrize(
    "fault",
    [
        {"base_version": 0},
        {"base_version": None},
        {"content": []},
        {"content": "x"},
        {"source": " "},
        {"certainty": "长" * 401},
        {"note": "长" * 401},
        {"version": 7},
    ],
)
def test_a_body_of_another_shape_is_refused(fault):
    assert NewStandard(**BODY).note == ""
    with pytest.raises(ValidationError):
        NewStandard(**{**BODY, **fault})
