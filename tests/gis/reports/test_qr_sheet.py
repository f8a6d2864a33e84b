"""What is printed is the link: the modules on paper are those of the code."""

import subprocess

import numpy as np
import segno
import zxingcpp
from PIL import Image, ImageFilter

from gis.reports.qr_sheet import LABELS_PER_PAGE, QUIET_MODULES, QrLabel, QrSheet, qr_sheet_pdf
from tests.gis.reports.example import HOSTILE, MADE_AT

LINK = "https://wangge.example:8443/go?b=2311&s=2"
DOTS_PER_MM = 300 / 25.4


def _sheet(count, **changes):
    told = {
        "link": LINK,
        "building": "3号楼",
        "stairwell": "2单元",
        "estate": "华山花苑",
        "community": "甲社区",
        "code": "B-2",
    }
    return QrSheet("华山花苑", [QrLabel(**{**told, **changes})] * count, is_demo=True)


def _modules_of_the_first_label(pdf, folder, size):
    path = folder / "码.pdf"
    path.write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "300", "-gray", "-f", "1", "-l", "1", "-png", path, folder / "p"], check=True
    )
    page = np.asarray(Image.open(next(folder.glob("p*.png"))).convert("L"))
    dark = page < 128
    step = 42 / (size + 2 * QUIET_MODULES)
    # The code is the first dark thing below the page's head, between the label's edges.
    inside = dark[
        int(18.5 * DOTS_PER_MM) : int(62 * DOTS_PER_MM), int(12 * DOTS_PER_MM) : int(72 * DOTS_PER_MM)
    ]
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    top, left = rows[0] + 18.5 * DOTS_PER_MM, columns[0] + 12 * DOTS_PER_MM
    places = (np.arange(size) + 0.5) * step * DOTS_PER_MM
    return dark[(top + places).astype(int)[:, None], (left + places).astype(int)[None, :]]


def test_the_printed_modules_are_those_of_the_link(tmp_path):
    wanted = np.array([list(row) for row in segno.make(LINK, error="m", micro=False).matrix], dtype=bool)
    printed = _modules_of_the_first_label(qr_sheet_pdf(_sheet(1), made_at=MADE_AT), tmp_path, len(wanted))
    assert (printed == wanted).all()


def test_number_and_estate_stand_in_print_twelve_to_a_page(tmp_path):
    path = tmp_path / "码.pdf"
    path.write_bytes(qr_sheet_pdf(_sheet(LABELS_PER_PAGE + 1), made_at=MADE_AT))
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = [page for page in text.split("\f") if page.strip()]
    assert [page.count("3号楼2单元") for page in pages] == [LABELS_PER_PAGE, 1]
    assert "华山花苑" in pages[1] and "13 张" in pages[0] and "演示数据" in pages[0]


def test_a_hostile_name_is_printed_and_nothing_else():
    hostile = qr_sheet_pdf(_sheet(2, building=HOSTILE, estate=HOSTILE), made_at=MADE_AT)
    assert hostile.startswith(b"%PDF")
    assert qr_sheet_pdf(_sheet(1), made_at=MADE_AT) == qr_sheet_pdf(_sheet(1), made_at=MADE_AT)


def test_a_scanner_reads_every_label_of_a_printed_page(tmp_path):
    """The page as a cheap printer gives it, a little turned and unsharp, read by a decoder of its own (ZXing)."""
    links = [f"https://10.64.3.2:8443/go?b={2300 + i}&s={i % 4 + 1}" for i in range(LABELS_PER_PAGE)]
    labels = [QrLabel(link, "3号楼", "2单元", "华山花苑", "甲社区", "B-2") for link in links]
    path = tmp_path / "码.pdf"
    path.write_bytes(qr_sheet_pdf(QrSheet("华山花苑", labels, is_demo=True), made_at=MADE_AT))
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", path, tmp_path / "p"], check=True)
    printed = Image.open(next(tmp_path.glob("p*.png"))).convert("L")
    scanned = printed.rotate(3, fillcolor=255, expand=True).filter(ImageFilter.GaussianBlur(1.2))
    assert {read.text for read in zxingcpp.read_barcodes(scanned)} == set(links)
