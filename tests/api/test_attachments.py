from urllib.parse import unquote

from api.attachments import attachment


def test_a_file_goes_out_as_an_attachment_under_its_chinese_name():
    answer = attachment(b"x", "网格.gpkg")
    assert answer.media_type == "application/geopackage+sqlite3"
    told = answer.headers["content-disposition"]
    assert told.startswith("attachment; filename*=UTF-8''") and unquote(told).endswith("网格.gpkg")
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
        "private, no-store",
        "nosniff",
    )
