"""Questions that several tests of the store ask."""

from gis.store import jobs


def job_of(store, job_id):
    with store.system() as connection:
        return jobs.read_job(connection, job_id)
