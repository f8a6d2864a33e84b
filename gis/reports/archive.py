"""Set the clocks inside an Office file, so that the same report gives the same bytes."""

import io
import re
import zipfile
from datetime import UTC, datetime

_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def with_fixed_clock(archive: bytes, made_at: datetime) -> bytes:
    """Return the zip archive with every entry, and the core properties, dated ``made_at``.

    Parameters
    ----------
    archive
        A .docx or .xlsx as its library wrote it.
    made_at
        Aware; written as UTC. Zip entries carry no zone and no odd seconds.
    """
    moment = made_at.astimezone(UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    entry_time = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(written, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _CORE:
                content = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            info = zipfile.ZipInfo(entry.filename, entry_time)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return written.getvalue()
