import pytest
from pydantic import ValidationError

from api.schemas.coverage_standards import NewTable, NewTemplate
from gis.coverage.templates import CIRCLE_KINDS, built_in_content, list_templates


@pytest.mark.parametrize("name", list_templates())
def test_every_template_of_the_house_goes_over_the_wire_as_it_is(name):
    content = {key: value for key, value in built_in_content(name).items() if key not in ("name", "version")}
    template = NewTemplate.model_validate(content)
    assert template.kind in CIRCLE_KINDS
    assert [item.minutes for item in template.items] == [item["minutes"] for item in content["items"]]


def test_a_table_has_rows_and_not_without_end():
    told = {"source": "s", "certainty": "c"}
    for rows in ([], [{"prefix": "a"}] * 2001):
        with pytest.raises(ValidationError):
            NewTable.model_validate({**told, "rows": rows})
