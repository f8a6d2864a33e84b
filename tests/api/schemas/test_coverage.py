import pytest
from pydantic import ValidationError

from api.schemas.coverage import ItemTiers, Total


def test_a_total_needs_all_four_kinds_of_households():
    row = {
        "item": "medical",
        "minutes": 15,
        "households": 3,
        "covered_households": 1,
        "uncovered_households": 2,
    }
    with pytest.raises(ValidationError):
        Total.model_validate(row)
    assert (
        Total.model_validate({**row, "uncertain_households": 0, "unreachable_households": 0}).households == 3
    )


def test_an_item_belongs_to_a_category_that_exists():
    with pytest.raises(ValidationError):
        ItemTiers(item="x", chinese="x", category="casino", minutes=[5])  # type: ignore[arg-type]
