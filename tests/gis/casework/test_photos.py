"""A photo arrives whole, and what is shown carries nothing of its origin."""

import hashlib
import io
from datetime import UTC, datetime

import pytest
from PIL import ExifTags, Image, ImageStat

from gis.casework.photos import blur, check_photo
from gis.errors import InputError


def _photo(*, orientation=1, gps=True, size=(60, 40), kind="JPEG"):
    image = Image.new("RGB", size, "navy")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:23 10:30:00"
    if gps:
        found = exif.get_ifd(ExifTags.IFD.GPSInfo)
        found[ExifTags.GPS.GPSLatitudeRef], found[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
        found[ExifTags.GPS.GPSLatitude], found[ExifTags.GPS.GPSLongitude] = (
            (29.0, 30.0, 0.0),
            (106.0, 33.0, 0.0),
        )
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def _check(content):
    return check_photo(content, hashlib.sha256(content).hexdigest())


def test_time_and_place_of_the_camera_are_read():
    photo = _check(_photo())
    assert photo.taken_at == datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    assert (photo.lon, photo.lat) == pytest.approx((106.55, 29.5))


def test_what_is_shown_carries_no_exif_and_stands_upright():
    photo = _check(_photo(orientation=6))
    shown = Image.open(io.BytesIO(photo.derivative))
    assert shown.size == (40, 60)
    assert len(shown.getexif()) == 0
    assert b"Exif" not in photo.derivative


def test_a_large_photo_is_shown_smaller_and_a_png_as_jpeg():
    shown = Image.open(io.BytesIO(_check(_photo(size=(4000, 1000), kind="PNG")).derivative))
    assert (shown.format, shown.size) == ("JPEG", (2048, 512))


def test_a_photo_without_a_place_has_none():
    assert _check(_photo(gps=False)).lon is None


def test_bytes_that_changed_on_the_way_are_refused():
    with pytest.raises(InputError) as refusal:
        check_photo(_photo(), "0" * 64)
    assert refusal.value.code == "photo_damaged"


@pytest.mark.parametrize("content", [b"", b"not a photo", b"\xff\xd8\xff\xe0 broken", b"%PDF-1.7"])
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(InputError) as refusal:
        _check(content)
    assert refusal.value.code == "photo_unreadable"


def test_a_truncated_photo_is_refused():
    with pytest.raises(InputError) as refusal:
        _check(_photo(size=(600, 400))[:-200])
    assert refusal.value.code == "photo_unreadable"


def _checkered():
    image = Image.effect_noise((400, 300), 100).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_blurred_place_holds_at_most_a_few_flat_blocks_and_the_rest_stays():
    before = Image.open(io.BytesIO(_checkered())).convert("L")
    after = Image.open(io.BytesIO(blur(_checkered(), [(0.25, 0.25, 0.75, 0.75)]))).convert("L")
    inside, outside = (120, 90, 280, 210), (0, 0, 90, 300)
    spread = [ImageStat.Stat(image.crop(inside)).stddev[0] for image in (before, after)]
    assert spread[1] < spread[0] / 5
    assert ImageStat.Stat(after.crop(outside)).stddev[0] > spread[0] / 2


@pytest.mark.parametrize("boxes", [[], [(0.5, 0.5, 0.4, 0.6)], [(0, 0, 1.2, 1)], [(float("nan"), 0, 1, 1)]])
def test_a_box_that_is_none_or_leaves_the_picture_is_refused(boxes):
    with pytest.raises(InputError) as refusal:
        blur(_checkered(), boxes)
    assert refusal.value.code == "blur_invalid"
