import pytest
from pydantic import ValidationError

from api.schemas.reports import NewReport
from gis.reports.write import WRITERS


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_every_format_that_can_be_written_can_be_ordered(suffix):
    assert NewReport.model_validate({"format": suffix}).format == suffix


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError):
        NewReport.model_validate({"path": "/etc"})
