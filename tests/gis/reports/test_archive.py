import io
import zipfile

from gis.reports.archive import with_fixed_clock
from tests.gis.reports.example import MADE_AT


def _archive(stamp: str, moment: tuple[int, ...]) -> bytes:
    written = io.BytesIO()
    core = f'<c><dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created></c>'
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(zipfile.ZipInfo("docProps/core.xml", moment), core)
        archive.writestr(zipfile.ZipInfo("word/document.xml", moment), "内容")
    return written.getvalue()


def test_two_files_that_differ_only_by_their_clocks_become_the_same_bytes():
    early = with_fixed_clock(_archive("2001-01-01T00:00:00Z", (2001, 1, 1, 0, 0, 0)), MADE_AT)
    late = with_fixed_clock(_archive("2026-05-05T05:05:05Z", (2026, 5, 5, 5, 5, 4)), MADE_AT)
    assert early == late


def test_the_content_stays_and_the_date_is_the_reports_own():
    fixed = with_fixed_clock(_archive("2001-01-01T00:00:00Z", (2001, 1, 1, 0, 0, 0)), MADE_AT)
    with zipfile.ZipFile(io.BytesIO(fixed)) as archive:
        assert archive.read("word/document.xml").decode() == "内容"
        assert b">2026-11-23T09:30:00Z<" in archive.read("docProps/core.xml")
