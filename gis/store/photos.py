"""Keep which photos belong to a case; their files stand in the uploads folder, not in the database."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.ids import CaseId, UserId
from gis.store.frames import read_table
from gis.store.programs import statement


def add_photo(
    connection: Connection,
    case_id: CaseId,
    *,
    sha256: str,
    file_name: str,
    media_type: str,
    size_bytes: int,
    taken_at: datetime | None = None,
    by: UserId | None = None,
) -> int:
    """Keep a photo's facts; the same bytes at the same case are one photo, however often they arrive.

    Parameters
    ----------
    sha256
        Of the bytes as they left the phone, 64 lower hex digits.
    file_name
        Of the derivative that is shown.

    Returns
    -------
    int
        The photo's id.
    """
    known = {
        "case_id": case_id,
        "sha256": sha256,
        "file_name": file_name,
        "media_type": media_type,
        "size_bytes": size_bytes,
        "taken_at": taken_at,
        "by": by,
    }
    return int(connection.execute(statement("cases", "add_photo"), known).scalar_one())


def read_photos(connection: Connection, case_id: CaseId) -> pd.DataFrame:
    """Read a case's photos: id, case_id, sha256, file_name, media_type, size_bytes, taken_at, added_by, added_at."""
    return read_table(connection, statement("cases", "photos"), {"case_id": case_id})


def read_photos_alone(connection: Connection, case_id: CaseId) -> pd.DataFrame:
    """Read a case's photos and keep others from adding any until the transaction ends."""
    connection.execute(statement("cases", "lock_case"), {"case_id": case_id})
    return read_photos(connection, case_id)


def read_photo(connection: Connection, photo_id: int) -> dict[str, object]:
    """Read the facts of one photo.

    Raises
    ------
    NotFound
        There is none of this id that the session may see.
    """
    row = connection.execute(statement("cases", "photo"), {"photo_id": photo_id}).first()
    if row is None:
        raise NotFound(f"no photo {photo_id}", chinese="没有此照片", code="photo_unknown")
    return dict(row._mapping)
