"""Keep a photo of a case: the bytes checked, a bare derivative on disk, time and place in an event."""

from pathlib import Path

from gis.casework.photos import check_photo
from gis.errors import NotFound
from gis.model.access import Scope
from gis.model.ids import CaseId
from gis.store import cases, photos
from gis.store.engine import Store

_FOLDER = "photos"


def keep_photo(store: Store, scope: Scope, case_id: CaseId, content: bytes, sha256: str) -> int:
    """Keep a photo; the same bytes at the same case are kept once, however often they arrive.

    The derivative is written before the row that names it, so a crash leaves at most a file without a row.
    The original is not kept.

    Returns
    -------
    int
        The photo's id.

    Raises
    ------
    NotFound
        No such case within the scope.
    InputError
        ``photo_damaged``, ``photo_too_large``, ``photo_unreadable``.
    """
    with store.session(scope) as connection:
        cases.read_case(connection, case_id)
    photo = check_photo(content, sha256)
    path = _path(store, photo.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(photo.derivative)
    unfinished.replace(path)
    with store.session(scope) as connection:
        known = photos.read_photos(connection, case_id)
        if photo.sha256 in set(known["sha256"]):
            return int(known.loc[known["sha256"] == photo.sha256, "id"].iloc[0])
        photo_id = photos.add_photo(
            connection,
            case_id,
            sha256=photo.sha256,
            file_name=path.name,
            media_type="image/jpeg",
            size_bytes=len(content),
            taken_at=photo.taken_at,
            by=scope.user_id,
        )
        payload = {"photo_id": photo_id, "sha256": photo.sha256}
        if photo.lon is not None:
            payload |= {"lon": photo.lon, "lat": photo.lat}
        cases.append_case_event(connection, case_id, kind="photo", payload=payload, by=scope.user_id)
    return photo_id


def read_derivative(store: Store, scope: Scope, photo_id: int) -> bytes:
    """Read what is shown of a photo; raises ``NotFound`` (``photo_unknown``)."""
    with store.session(scope) as connection:
        found = photos.read_photo(connection, photo_id)
        cases.read_case(connection, CaseId(int(str(found["case_id"]))))
    path = _path(store, str(found["sha256"]))
    if not path.is_file():
        raise NotFound(f"photo {photo_id} has no file", chinese="照片文件缺失", code="photo_unknown")
    return path.read_bytes()


def _path(store: Store, sha256: str) -> Path:
    return store.settings.uploads_dir / _FOLDER / f"{sha256}.jpg"
