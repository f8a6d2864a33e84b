from api.bodies import (
    ORDINARY_LIMIT_BYTES,
    PLAIN_FORM_LIMIT_BYTES,
    PORTRAIT_LIMIT_BYTES,
    UPLOAD_LIMIT_BYTES,
    limit_of,
)
from gis.casework.photos import LARGEST_BYTES


def test_only_nouns_that_take_files_take_much():
    assert limit_of("/api/v1/imports") == UPLOAD_LIMIT_BYTES
    assert limit_of("/api/v1/plans/1/operations") == ORDINARY_LIMIT_BYTES
    assert limit_of("/api/v1/posts/7/display/portrait") == PORTRAIT_LIMIT_BYTES
    assert limit_of("/api/v1/posts/7/display") == ORDINARY_LIMIT_BYTES
    assert limit_of("/") == ORDINARY_LIMIT_BYTES


def test_the_plain_form_takes_its_photos_and_its_sign_in_no_more_than_others():
    assert limit_of("/go/plain") == PLAIN_FORM_LIMIT_BYTES >= 9 * LARGEST_BYTES
    assert limit_of("/go/plain/session") == ORDINARY_LIMIT_BYTES
