"""A setting of a band names whole numbers of households above 0, and nothing that it does not know."""

import pytest
from pydantic import ValidationError

from api.schemas.household_bands import BandSetting


def test_a_setting_without_figures_is_a_withdrawal_of_the_whole_sub_districts():
    setting = BandSetting()
    assert setting.kind is setting.community_id is setting.min_households is None


@pytest.mark.parametrize(
    "wrong",
    [{"min_households": 0}, {"max_households": 2**31}, {"kind": "town"}, {"community_id": 0}, {"who": 1}],
)
def test_what_is_no_setting_is_refused(wrong):
    with pytest.raises(ValidationError):
        BandSetting(**wrong)
