import io

import numpy as np
from PIL import Image
from shapely import Point, box

from gis.reports.canvas import fill, new_figure, picture, stroke


def _drawn(shapes, **colours):
    figure = new_figure(1, 1)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    axes.axis("off")
    fill(axes, shapes, **colours)
    return picture(figure, name="图", caption="题", alt="述")


def _pixel(png: bytes, x_share: float, y_share: float) -> tuple[int, ...]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return image.getpixel((int(x_share * image.width), int((1 - y_share) * image.height)))


def test_a_hole_is_left_open():
    ring = box(1, 1, 9, 9).difference(box(4, 4, 6, 6))
    drawn = _drawn([ring], colours="#d7301f")
    assert _pixel(drawn.png, 0.2, 0.2) == (0xD7, 0x30, 0x1F)
    assert _pixel(drawn.png, 0.5, 0.5) == (255, 255, 255)


def test_each_shape_has_its_own_colour():
    drawn = _drawn([box(0, 0, 5, 10), box(5, 0, 10, 10)], colours=["#0b4f8a", "#a6cfe8"])
    assert _pixel(drawn.png, 0.25, 0.5) == (0x0B, 0x4F, 0x8A)
    assert _pixel(drawn.png, 0.75, 0.5) == (0xA6, 0xCF, 0xE8)


def test_the_paper_is_white_and_the_size_is_told():
    drawn = _drawn([box(4, 4, 6, 6)], colours="#123456")
    assert _pixel(drawn.png, 0.05, 0.05) == (255, 255, 255)
    assert (drawn.width_px, drawn.height_px) == (200, 200)


def test_the_same_drawing_gives_the_same_bytes():
    assert (
        _drawn([box(1, 1, 3, 3)], colours="#123456").png == _drawn([box(1, 1, 3, 3)], colours="#123456").png
    )


def test_borders_of_areas_and_lines_are_drawn_and_empty_shapes_are_nothing():
    figure = new_figure(1, 1)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    stroke(axes, [box(2, 2, 8, 8), Point()], "#000000", 3)
    image = np.asarray(
        Image.open(io.BytesIO(picture(figure, name="n", caption="c", alt="a").png)).convert("L")
    )
    assert image[100, 40] < 60
    assert image[100, 100] == 255
