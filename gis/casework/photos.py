"""Check a photo's bytes, read when and where it was taken, and make the derivative that is shown.

The bytes that arrive must have the SHA-256 that the phone computed. What is shown is turned upright, at most
2,048 pixels a side and written anew, so that nothing of the original's EXIF (position, device) goes with it.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from PIL import ExifTags, Image, ImageFilter, ImageOps, UnidentifiedImageError

from gis.errors import InputError

LARGEST_BYTES = 25 * 1024 * 1024
_LONGEST_SIDE_PX = 2048
_MOST_PIXELS = 80_000_000
_KINDS = ("JPEG", "PNG", "WEBP")
_BLOCKS_A_SIDE = 6

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) as shares of the picture's width and height, 0-1."""


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """A photo that arrived whole.

    Attributes
    ----------
    sha256
        Of the bytes as they left the phone.
    derivative
        JPEG without EXIF, upright.
    taken_at
        By the camera's clock; None where it does not say. Without a zone it is taken as China's time.
    lon, lat
        WGS-84, where the camera kept it; None otherwise.
    """

    sha256: str
    derivative: bytes
    taken_at: datetime | None
    lon: float | None
    lat: float | None


def check_photo(content: bytes, sha256: str) -> CheckedPhoto:
    """Check the bytes of a photo and make its derivative.

    Raises
    ------
    InputError
        ``photo_too_large``, ``photo_damaged`` (the digest differs: send it again), ``photo_unreadable``.
    """
    if len(content) > LARGEST_BYTES:
        raise InputError("photo too large", chinese="照片超过 25 MB，请压缩后再传", code="photo_too_large")
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256.lower():
        raise InputError(
            "digest differs", chinese="照片在传输中损坏，请重新上传", code="photo_damaged", sha256=digest
        )
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise InputError("too many pixels", chinese="照片尺寸过大", code="photo_too_large")
            exif = image.getexif()
            taken_at, place = _taken_at(exif), _place(exif)
            return CheckedPhoto(digest, _derivative(image), taken_at, *place)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(
            f"unreadable photo: {error}",
            chinese="照片无法读取，请上传 JPEG、PNG 或 WebP",
            code="photo_unreadable",
        ) from error


def blur(picture: bytes, boxes: Sequence[Box]) -> bytes:
    """Make places of a picture unrecognisable: each becomes at most six flat blocks a side, then soft.

    Parameters
    ----------
    picture
        A JPEG of ours.
    boxes
        At least one, each within the picture and with some extent.

    Raises
    ------
    InputError
        ``blur_invalid``.
    """
    if not boxes or not all(0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1 for box in boxes):
        raise InputError(
            "boxes to blur are invalid", chinese="请在照片范围内框选要遮挡的位置", code="blur_invalid"
        )
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as image:
        shown = image.convert("RGB")
    for left, top, right, bottom in boxes:
        corner = (int(left * shown.width), int(top * shown.height))
        end = (ceil(right * shown.width), ceil(bottom * shown.height))
        part = shown.crop((*corner, *end))
        few = part.resize(
            (min(_BLOCKS_A_SIDE, part.width), min(_BLOCKS_A_SIDE, part.height)), Image.Resampling.BOX
        )
        soft = few.resize(part.size, Image.Resampling.NEAREST).filter(ImageFilter.GaussianBlur(2))
        shown.paste(soft, corner)
    return _jpeg(shown)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _derivative(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((_LONGEST_SIDE_PX, _LONGEST_SIDE_PX))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    return _jpeg(bare)


def _taken_at(exif: Image.Exif) -> datetime | None:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    text, offset = details.get(ExifTags.Base.DateTimeOriginal), details.get(ExifTags.Base.OffsetTimeOriginal)
    try:
        told = datetime.strptime(f"{text} {offset or '+08:00'}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        return None
    return told.astimezone(UTC)


def _place(exif: Image.Exif) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    is_on_earth = -180 <= lon <= 180 and -90 <= lat <= 90
    return (lon, lat) if is_on_earth else (None, None)


def _degrees(parts: tuple[float, float, float], is_negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if is_negative else value
