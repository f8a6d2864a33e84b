import pytest

from gis.errors import InputError
from gis.reports.register import register_document
from gis.reports.write import write
from tests.gis.reports.example import MADE_AT, register


@pytest.mark.parametrize(
    ("suffix", "start"), [("docx", b"PK"), ("XLSX", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doc")]
)
def test_the_suffix_tells_the_format(tmp_path, suffix, start):
    path = write(register_document(register(), made_at=MADE_AT), tmp_path / "新" / f"登记表.{suffix}")
    assert path.read_bytes().startswith(start)
    assert [child.name for child in path.parent.iterdir()] == [path.name]


def test_another_suffix_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(InputError) as raised:
        write(register_document(register(), made_at=MADE_AT), tmp_path / "报告.doc")
    assert raised.value.code == "report_format_unknown"
    assert not list(tmp_path.iterdir())
