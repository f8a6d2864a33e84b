"""Write a report to a file, the format told by its suffix."""

from collections.abc import Callable, Mapping
from pathlib import Path

from gis.errors import InputError
from gis.reports.as_docx import docx_bytes
from gis.reports.as_html import html_text
from gis.reports.as_pdf import pdf_bytes
from gis.reports.as_xlsx import xlsx_bytes
from gis.reports.document import Document

WRITERS: Mapping[str, Callable[[Document], bytes]] = {
    "docx": docx_bytes,
    "xlsx": xlsx_bytes,
    "pdf": pdf_bytes,
    "html": lambda document: html_text(document).encode(),
}


def write(document: Document, path: Path) -> Path:
    """Write the report; a half-written file never stands under the final name.

    Raises
    ------
    InputError
        ``report_format_unknown`` for a suffix other than .docx, .xlsx, .pdf, .html.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in WRITERS:
        raise InputError(
            f"no report format {path.suffix!r}",
            chinese=f"不支持的报告格式“{path.suffix}”；可用：{'、'.join(f'.{name}' for name in WRITERS)}",
            code="report_format_unknown",
            value=path.suffix,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(WRITERS[kind](document))
    unfinished.replace(path)
    return path
