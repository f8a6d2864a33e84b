from api.bodies import ORDINARY_LIMIT_BYTES, PORTRAIT_LIMIT_BYTES, UPLOAD_LIMIT_BYTES, limit_of


def test_only_nouns_that_take_files_take_much():
    assert limit_of("/api/v1/imports") == UPLOAD_LIMIT_BYTES
    assert limit_of("/api/v1/plans/1/operations") == ORDINARY_LIMIT_BYTES
    assert limit_of("/api/v1/posts/7/display/portrait") == PORTRAIT_LIMIT_BYTES
    assert limit_of("/api/v1/posts/7/display") == ORDINARY_LIMIT_BYTES
    assert limit_of("/") == ORDINARY_LIMIT_BYTES
