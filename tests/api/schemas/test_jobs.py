from api.schemas.jobs import Job


def test_what_a_job_was_asked_and_on_whose_behalf_has_no_field():
    assert not {"arguments", "scope", "made_by", "path"} & set(Job.model_fields)
