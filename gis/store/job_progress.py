"""Write where a job stands to its row, and hear there that it was cancelled, or asked to end with the best it has."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from gis.errors import WanggeError
from gis.model.ids import JobId
from gis.store.engine import Store
from gis.store.programs import statement

REPORT_EVERY_S = 0.25
LISTEN_EVERY_S = 0.4
_log = logging.getLogger("wangge.jobs")


class JobCancelledError(Exception):
    """Raised inside a job's progress report when somebody cancelled the job."""


class JobProgress:
    """A ``StoppableProgress`` that writes at most four times a second, and ends a cancelled job.

    Attributes
    ----------
    stop
        Set when somebody asked for the best so far, and when the job is to end anyhow.
    """

    def __init__(self, store: Store, job_id: JobId, leaving: Event) -> None:
        self.stop = Event()
        self._store, self._job_id, self._leaving = store, job_id, leaving
        self._step, self._at = "", 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Report; raises ``JobCancelledError`` where the job was cancelled, or the worker is told to leave."""
        if self._leaving.is_set():
            raise JobCancelledError
        now = time.monotonic()
        if step == self._step and now - self._at < REPORT_EVERY_S and done != total:
            return
        self._step, self._at = step, now
        known = {"job_id": self._job_id, "step": step, "done": done, "total": total}
        with self._store.system() as connection:
            if connection.scalar(statement("jobs", "report"), known):
                raise JobCancelledError

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Look at the job's row beside the work, which may be silent for long, and set ``stop``."""
        is_done = Event()
        listener = Thread(target=self._listen, args=(is_done,), name=f"job-{self._job_id}", daemon=True)
        listener.start()
        try:
            yield
        finally:
            is_done.set()
            listener.join()

    def _listen(self, is_done: Event) -> None:
        while not is_done.wait(LISTEN_EVERY_S):
            if self._leaving.is_set() or self._is_asked():
                self.stop.set()
                return

    def _is_asked(self) -> bool:
        """Whether the job's row says that it should end."""
        try:
            with self._store.system() as connection:
                return bool(connection.scalar(statement("jobs", "is_asked_to_end"), {"job_id": self._job_id}))
        except WanggeError as error:
            # The next look may be luckier; the work itself must not suffer from it.
            _log.info("job %s not looked at: %s", self._job_id, error.message)
            return False
