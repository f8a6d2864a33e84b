"""Progress."""

from threading import Event

from gis.model.progress import Progress, silent, stop_of


def test_silence_is_a_progress_that_nobody_can_end() -> None:
    progress: Progress = silent
    assert progress("划分", 1, 2) is None
    assert stop_of(progress) is None


def test_a_progress_with_a_stop_can_be_asked_to_end_early() -> None:
    class Stoppable:
        def __init__(self) -> None:
            self.stop = Event()

        def __call__(self, step: str, done: int, total: int) -> None:
            """Report to nobody."""

    progress = Stoppable()
    assert stop_of(progress) is progress.stop
