"""The README's pictures."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from source_tree import ROOT

from scripts.screenshots import IMAGES, MOST_BYTES, PICTURES, Picture, read_passwords, small_png

NAMES = {picture.name for picture in PICTURES}


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_shows_exactly_the_pictures_that_are_taken(readme: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(docs/images/([^)]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert set(shown) == NAMES
    assert len(shown) == len(NAMES)


def test_the_folder_holds_these_pictures_and_no_other() -> None:
    assert {path.name for path in IMAGES.iterdir()} == NAMES


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_a_small_png_of_its_screen(picture: Picture) -> None:
    path = IMAGES / picture.name
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as image:
        assert (image.format, image.size) == ("PNG", (picture.width_px, picture.height_px))


def _png(pixels: np.ndarray) -> bytes:
    kept = io.BytesIO()
    Image.fromarray(pixels).save(kept, "PNG")
    return kept.getvalue()


def test_few_colours_pass_unchanged() -> None:
    pixels = np.zeros((40, 60, 3), dtype=np.uint8)
    pixels[10:20, 10:30] = (200, 40, 30)
    with Image.open(io.BytesIO(small_png(_png(pixels)))) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), pixels)


def test_a_picture_that_no_palette_makes_small_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.screenshots.MOST_BYTES", 1000)
    noise = np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    with pytest.raises(ValueError, match="stays above 1000 bytes"):
        small_png(_png(noise))


def test_passwords_are_read_from_the_closing_lines_of_the_run() -> None:
    told = "演示账号（仅本机有效）\n  demo_planner         a-B_9   网格规划员\n  demo_department      xY   职能部门（区局）\n"
    assert read_passwords(told) == {"demo_planner": "a-B_9", "demo_department": "xY"}
