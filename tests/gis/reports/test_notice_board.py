import io
import subprocess

import pytest
from PIL import Image

from gis.reports.notice_board import BoardPerson, NoticeBoard, notice_board_pdf
from tests.gis.reports.example import HOSTILE, MADE_AT


def _portrait():
    out = io.BytesIO()
    Image.new("RGB", (426, 591), "#3377aa").save(out, "JPEG")
    return out.getvalue()


def _board(**changes):
    told = {
        "estate_name": "围院",
        "community_name": "甲社区",
        "people": [
            BoardPerson("网格长", "甲社区第二网格", "张某", _portrait(), "138 0000 0017", ("巡查", "走访")),
            BoardPerson("楼长", "围院", "负责人 018", None, ""),
        ],
        "building_leaders": [BoardPerson("楼栋长", "1栋", "负责人 019", None, "")],
        "service_points": ["甲社区党群服务站"],
        "is_demo": False,
    }
    return NoticeBoard(**{**told, **changes})


def _text(pdf, folder):
    path = folder / "板.pdf"
    path.write_bytes(pdf)
    run = lambda *command: subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: E731
    return run("pdftotext", "-layout", path, "-"), run("pdfimages", "-list", path), run("pdfinfo", path)


def test_a_board_shows_photo_name_role_contact_and_duties(tmp_path):
    text, images, info = _text(notice_board_pdf(_board(), made_at=MADE_AT), tmp_path)
    for word in (
        "围院",
        "张某",
        "网格长",
        "138 0000 0017",
        "巡查",
        "负责人 018",
        "未提供照片",
        "1栋",
        "甲社区党群服务站",
    ):
        assert word in text, word
    assert images.count(" jpeg ") == 1 and "Pages:           1" in info


def test_with_nobody_who_agreed_the_board_says_so(tmp_path):
    text, *_ = _text(notice_board_pdf(_board(people=[], building_leaders=[]), made_at=MADE_AT), tmp_path)
    assert "暂无同意公示的负责人" in text


@pytest.mark.parametrize("count", [12, 40])
def test_a_full_board_goes_on_to_further_pages_and_loses_nobody(tmp_path, count):
    people = [BoardPerson("网格员", "第一网格", f"负责人 {n:03d}", None, "") for n in range(count)]
    text, _, _ = _text(notice_board_pdf(_board(people=people), made_at=MADE_AT), tmp_path)
    assert all(f"负责人 {n:03d}" in text for n in range(count))


def test_a_hostile_name_is_printed_and_nothing_is_fetched():
    person = BoardPerson(
        HOSTILE, HOSTILE, f'<img src="http://evil.example/x">{HOSTILE}', None, HOSTILE, (HOSTILE,)
    )
    assert notice_board_pdf(_board(people=[person], estate_name=HOSTILE), made_at=MADE_AT).startswith(b"%PDF")
