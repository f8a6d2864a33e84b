import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.complaints import chinese_complaints


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=2, max_length=3)
    count: int = Field(ge=1, le=5)


def complaints(body):
    with pytest.raises(ValidationError) as refused:
        Body.model_validate(body)
    return {item["field"]: item["reason"] for item in chinese_complaints(refused.value.errors())}


def test_each_fault_is_said_in_chinese_with_its_bound():
    assert complaints({"name": "x", "count": 9}) == {"name": "至少 2 个字", "count": "应不大于 5"}
    assert complaints({"name": 5, "more": 1}) == {
        "name": "应为文字",
        "count": "缺少此项",
        "more": "不认识此项，请删去",
    }


def test_what_was_handed_in_is_not_echoed():
    with pytest.raises(ValidationError) as refused:
        Body.model_validate({"name": "秘密秘密秘密", "count": "秘密"})
    assert "秘密" not in str(chinese_complaints(refused.value.errors()))


def test_an_unknown_fault_still_says_something():
    assert chinese_complaints([{"type": "of_tomorrow"}]) == [
        {"field": "body", "reason": "值不符合要求", "code": "of_tomorrow"}
    ]


def test_a_thousand_faults_do_not_make_a_thousand_sentences():
    assert len(chinese_complaints([{"type": "missing", "loc": ("a",)}] * 1000)) == 50
