"""What reading gives."""

import pandas as pd

from gis.ingest.reading import Reading, Source
from gis.model.problems import Problem, Severity
from gis.space.layers import Layer


def test_only_what_kept_a_row_out_counts_as_refused() -> None:
    problems = [Problem(str(severity), "", "", severity) for severity in Severity]
    reading = Reading(Layer.GRIDS, pd.DataFrame(), problems, Source("a", "CSV", ""))
    assert [problem.severity for problem in reading.refused] == [Severity.REFUSED]
