"""Progress."""

from gis.model.progress import Progress, silent


def test_silence_is_a_progress() -> None:
    progress: Progress = silent
    assert progress("划分", 1, 2) is None
