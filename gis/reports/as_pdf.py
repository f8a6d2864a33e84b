"""Write a report as PDF: the web page, paged by WeasyPrint, with the Chinese face embedded as a subset."""

import hashlib
import io
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PIL import Image, ImageFile
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from gis.reports.as_html import html_text
from gis.reports.document import Document, Picture
from gis.reports.fonts import drawable, register_fonts

# WeasyPrint lets broken pictures pass for the whole process; a photo that arrives cut off must not.
ImageFile.LOAD_TRUNCATED_IMAGES = False

_PNG_HEAD = 8


def pdf_bytes(document: Document) -> bytes:
    """Return the report as the bytes of a PDF file; characters without a shape in the face print as ``〓``.

    Only pictures carried in the page itself are read; nothing is fetched.
    """
    pictures = [
        block for section in document.sections for block in section.blocks if isinstance(block, Picture)
    ]
    return print_pages(html_text(document), pictures)


def print_pages(html: str, pictures: Sequence[Picture] = ()) -> bytes:
    """Print a page of HTML as PDF, with the Chinese face embedded as a subset.

    Parameters
    ----------
    html
        Whole, with its style and pictures inside; characters without a shape in the face print as ``〓``, and
        nothing is fetched.
    pictures
        Those in the page, in their order: embedded with their palettes.
    """
    register_fonts()
    page = drawable(html)
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32].encode()
    written = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",))).write_pdf(
        pdf_identifier=identifier, finisher=with_palettes(pictures)
    )
    assert isinstance(written, bytes)  # noqa: S101 - without a target, write_pdf returns the bytes
    return written


def with_palettes(pictures: Sequence[Picture]) -> Callable[[Any, Any], None]:
    """Return a finisher that embeds pictures with their palettes, as they are, in place of three bytes per pixel.

    WeasyPrint writes every PNG as RGB, which makes the file three times the size. Its image objects come in
    the order in which the pictures are drawn; where number or sizes do not agree, it is left as it was.
    """

    def finish(_: Any, pdf: Any) -> None:
        images = [item for item in pdf.objects if getattr(item, "extra", {}).get("Subtype") == "/Image"]
        sizes = [(image.extra["Width"], image.extra["Height"]) for image in images]
        if sizes != [(picture.width_px, picture.height_px) for picture in pictures]:
            return
        for image, picture in zip(images, pictures, strict=True):
            _index(image, picture)

    return finish


def _index(image: Any, picture: Picture) -> None:
    """Give one image object the picture's own palette and compressed rows."""
    opened = Image.open(io.BytesIO(picture.png))
    palette = opened.getpalette()
    if opened.mode != "P" or palette is None:
        return
    (bits,) = {length for length in (8, 4, 2, 1) if length == picture.png[24]}
    image.extra["ColorSpace"] = f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{bytes(palette).hex()}>]"
    image.extra["BitsPerComponent"] = bits
    image.extra["DecodeParms"] = (
        f"<</Predictor 15/Colors 1/BitsPerComponent {bits}/Columns {picture.width_px}>>"
    )
    image.stream = [b"".join(_rows(picture.png))]


def _rows(png: bytes) -> Iterator[bytes]:
    """Yield the compressed data of a PNG, chunk by chunk."""
    place = _PNG_HEAD
    while place < len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        if kind == b"IDAT":
            yield png[place + 8 : place + 8 + length]
        place += length + 12
