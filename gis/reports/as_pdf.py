"""Write a report as PDF: the web page, paged by WeasyPrint, with the Chinese face embedded as a subset."""

import hashlib

from weasyprint import HTML
from weasyprint.urls import URLFetcher

from gis.reports.as_html import html_text
from gis.reports.document import Document
from gis.reports.fonts import drawable, register_fonts


def pdf_bytes(document: Document) -> bytes:
    """Return the report as the bytes of a PDF file; characters without a shape in the face print as ``〓``.

    Only pictures carried in the page itself are read; nothing is fetched.
    """
    register_fonts()
    page = drawable(html_text(document))
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32].encode()
    written = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",))).write_pdf(
        pdf_identifier=identifier
    )
    assert isinstance(written, bytes)  # noqa: S101 - without a target, write_pdf returns the bytes
    return written
