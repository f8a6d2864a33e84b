import subprocess

import pytest
from PIL import ImageFile

from gis.reports.as_pdf import pdf_bytes
from tests.gis.reports.example import hostile_report, report


@pytest.fixture(scope="module")
def document():
    return report()


@pytest.fixture(scope="module")
def pdf(document, tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "报告.pdf"
    path.write_bytes(pdf_bytes(document))
    return path


def _run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_chinese_face_is_embedded_as_a_subset(pdf):
    fonts = [line.split() for line in _run("pdffonts", str(pdf)).splitlines()[2:]]
    assert fonts
    for font in fonts:
        assert "Noto-Sans-CJK-SC" in font[0]
        assert font[-5:-2] == ["yes", "yes", "yes"]


def test_pages_are_numbered_and_wide_tables_lie_on_their_side(pdf):
    facts = dict(line.split(":", 1) for line in _run("pdfinfo", str(pdf)).splitlines())
    second = "".join(_run("pdftotext", "-f", "2", "-l", "2", str(pdf), "-").split())
    assert f"第2页共{int(facts['Pages'])}页" in second
    listed = _run("pdfinfo", "-f", "1", "-l", facts["Pages"].strip(), str(pdf)).splitlines()
    sizes = [line.split()[3:6:2] for line in listed if line.startswith("Page ") and " size:" in line]
    assert any(float(width) > float(height) for width, height in sizes)
    assert any(float(width) < float(height) for width, height in sizes)


def test_the_figures_are_text_in_the_pdf(pdf):
    text = _run("pdftotext", "-layout", str(pdf), "-")
    for figure in ("1,610", "1,310", "81.4%", "16.7"):
        assert figure in text


def test_the_same_report_gives_the_same_bytes(document):
    assert pdf_bytes(document) == pdf_bytes(document)


def test_a_hostile_report_still_becomes_a_pdf():
    assert pdf_bytes(hostile_report()).startswith(b"%PDF")


def test_writing_a_pdf_lets_no_broken_picture_pass_elsewhere():
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
