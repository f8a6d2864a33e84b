"""Hand a file over: always as an attachment, under its Chinese name, kept by no cache."""

from pathlib import Path
from urllib.parse import quote

from fastapi import Response

MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".toml": "application/toml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def attachment(content: bytes, file_name: str) -> Response:
    """Answer with a file; its suffix says what it is."""
    return Response(
        content,
        media_type=MEDIA_TYPES[Path(file_name).suffix],
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
