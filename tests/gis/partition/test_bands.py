"""Which band holds where."""

import pandas as pd
import pytest

from gis.errors import InputError
from gis.model.bands import Band
from gis.partition.bands import as_band, make_bands

COMMUNITIES = pd.DataFrame({"code": ["C1", "V1"], "kind": ["community", "village"]})


def test_a_village_has_its_own_band() -> None:
    bands = make_bands((300, 500), 400, {"village": (50, 200, 100)}, COMMUNITIES)
    assert bands.of("V1") == Band(50, 200, 100)
    assert bands.of("C1") == Band(300, 500, 400)


def test_a_code_may_have_its_own_band() -> None:
    assert make_bands((300, 500), 400, {"C1": (200, 260)}, COMMUNITIES).of("C1") == Band(200, 260, 230)


def test_an_exception_for_nobody_is_refused() -> None:
    with pytest.raises(InputError):
        make_bands((300, 500), 400, {"C9": (200, 260)}, COMMUNITIES)


@pytest.mark.parametrize("given", [(500, 300), (0, 10), (1,)])
def test_a_band_that_no_grid_could_meet_is_refused(given) -> None:
    with pytest.raises(InputError):
        as_band(given)
