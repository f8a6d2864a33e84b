"""Write a report as PDF: the web page, paged by WeasyPrint, with the Chinese face embedded as a subset."""

import hashlib
import logging
from typing import Any

from weasyprint import HTML
from weasyprint.urls import default_url_fetcher

from gis.reports.as_html import html_text
from gis.reports.document import Document
from gis.reports.fonts import drawable, register_fonts

_LOG = logging.getLogger("weasyprint")


def pdf_bytes(document: Document) -> bytes:
    """Return the report as the bytes of a PDF file; characters without a shape in the face print as ``〓``."""
    register_fonts()
    page = drawable(html_text(document))
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32].encode()
    written = HTML(string=page, url_fetcher=_inside_only).write_pdf(pdf_identifier=identifier)
    assert isinstance(written, bytes)  # noqa: S101 - without a target, write_pdf returns the bytes
    return written


def _inside_only(url: str, *arguments: Any, **options: Any) -> Any:
    """Fetch pictures carried in the page itself, and nothing else."""
    if not url.startswith("data:"):
        raise ValueError(f"a report fetches nothing: {url[:80]}")
    return default_url_fetcher(url, *arguments, **options)
