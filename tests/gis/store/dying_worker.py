"""A worker that is killed while it does a job; run as a program of its own."""

import time

from gis.settings import read_settings
from gis.store import queue
from gis.store.engine import open_store


@queue.job_function("test_add_once_killed")
def _wait_for_death(store, scope, arguments, progress):
    progress("等待", 0, 1)
    time.sleep(600)
    return {}


if __name__ == "__main__":
    queue.run_worker(open_store(read_settings()))
