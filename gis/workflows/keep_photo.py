"""Keep a photo of a case: the bytes checked, a bare derivative on disk, time and place in an event.

The original goes once the derivative stands, or is sealed with the installation's key where
``WANGGE_PHOTO_ORIGINALS=seal`` says so; opening a sealed one takes a reason, which is logged.
"""

import os
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gis.casework.photos import Box, CheckedPhoto, blur, check_photo
from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import Scope
from gis.model.ids import CaseId
from gis.store import audit, cases, photos
from gis.store.engine import Connection, Store

_FOLDER = "photos"
_SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class Capture:
    """What the phone says of a photo; the camera's own note, where the bytes carry one, goes before it.

    Attributes
    ----------
    taken_at
        By the phone's clock, with a zone.
    lon, lat
        WGS-84, where the phone was.
    accuracy_m
        Radius of the position.
    """

    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None


NO_CAPTURE = Capture()


def keep_photo(
    store: Store,
    scope: Scope,
    case_id: CaseId,
    content: bytes,
    sha256: str,
    *,
    capture: Capture = NO_CAPTURE,
) -> int:
    """Keep a photo; the same bytes at the same case are kept once, however often they arrive.

    The derivative is on disk before the row that names it, so a crash leaves at most a file without a row.

    Returns
    -------
    int
        The photo's id.

    Raises
    ------
    NotFound
        No such case within the scope.
    InputError
        ``photo_damaged``, ``photo_too_large``, ``photo_unreadable``; ``photo_of_dispute``: a picture of where two
        quarrel, and the position it was taken at, are a place, and a dispute keeps none.
    NotAllowed
        ``photo_not_own``: the case lies outside the scope, and somebody else filed it.
    """
    with store.session(scope) as connection:
        case = cases.read_case(connection, case_id)
    _refuse_dispute(case)
    photo = check_photo(content, sha256)
    path = _path(store, photo.sha256)
    if not path.exists():  # what stands may have been blurred since
        _write_whole(path, photo.derivative)
    if store.settings.photo_originals == "seal" and not _sealed_path(store, photo.sha256).exists():
        _write_whole(_sealed_path(store, photo.sha256), store.vault.seal_bytes(content))
    with _adding(store, scope, case) as connection:
        known = photos.read_photos_alone(connection, case_id)
        if photo.sha256 in set(known["sha256"]):
            return int(known.loc[known["sha256"] == photo.sha256, "id"].iloc[0])
        photo_id = photos.add_photo(
            connection,
            case_id,
            sha256=photo.sha256,
            file_name=path.name,
            media_type="image/jpeg",
            size_bytes=len(content),
            taken_at=photo.taken_at or capture.taken_at,
            by=scope.user_id,
        )
        payload = {"photo_id": photo_id, "sha256": photo.sha256, **_told(photo, capture)}
        cases.append_case_event(connection, case_id, kind="photo", payload=payload, by=scope.user_id)
    return photo_id


def _adding(store: Store, scope: Scope, case: cases.CaseRecord) -> AbstractContextManager[Connection]:
    """Give the transaction that adds a photo.

    A case filed outside the filer's own area is out of their reach once it stands; its photos arrive after it, so
    the service adds them on the filer's behalf, and nobody else's.
    """
    if scope.holds(case.path):
        return store.session(scope)
    _refuse_another(scope, case)
    return store.system()


def _refuse_another(scope: Scope, case: cases.CaseRecord) -> None:
    if scope.user_id is None or case.reported_by != scope.user_id:
        raise NotAllowed(
            f"case {case.case_id} lies outside the scope and is another's",
            chinese="该事项不在您的工作范围内，只有登记人可以补充照片",
            code="photo_not_own",
        )


def _refuse_dispute(case: cases.CaseRecord) -> None:
    if case.is_dispute:
        raise InputError(
            f"photo of dispute {case.case_id}",
            chinese="家庭、邻里矛盾不保存地点，因此不收照片",
            code="photo_of_dispute",
        )


def _told(photo: CheckedPhoto, capture: Capture) -> dict[str, Any]:
    """When and where it was taken, and who says so."""
    told: dict[str, Any] = {}
    taken_at = photo.taken_at or capture.taken_at
    if taken_at is not None:
        told["taken_at"] = taken_at.isoformat()
    if photo.lon is not None:
        return told | {"lon": photo.lon, "lat": photo.lat, "place_by": "camera"}
    if capture.lon is not None and capture.lat is not None:
        told |= {"lon": capture.lon, "lat": capture.lat, "place_by": "phone"}
        if capture.accuracy_m is not None:
            told["accuracy_m"] = capture.accuracy_m
    return told


def read_derivative(store: Store, scope: Scope, photo_id: int) -> bytes:
    """Read what is shown of a photo; raises ``NotFound`` (``photo_unknown``)."""
    _, path = _find(store, scope, photo_id)
    return path.read_bytes()


def blur_photo(store: Store, scope: Scope, photo_id: int, boxes: list[Box]) -> None:
    """Make faces or plates unrecognisable in what is shown, for good; the event tells how many places.

    Raises
    ------
    NotFound
        ``photo_unknown``.
    NotAllowed
        ``photo_outside``: the case lies outside the scope; its filer blurs before sending.
    InputError
        ``blur_invalid``: no box, or one outside the picture.
    """
    case, path = _find(store, scope, photo_id)
    if not scope.holds(case.path):
        raise NotAllowed(
            f"photo {photo_id} lies outside the scope",
            chinese="该事项不在您的工作范围内，请联系所在社区遮挡照片",
            code="photo_outside",
        )
    blurred = blur(path.read_bytes(), boxes)
    payload = {"photo_id": photo_id, "places": len(boxes)}
    with store.session(scope) as connection:
        cases.append_case_event(
            connection, case.case_id, kind="photo_blurred", payload=payload, by=scope.user_id
        )
        _write_whole(path, blurred)  # before the event is committed: no event tells of what was not done


def open_original(store: Store, scope: Scope, photo_id: int, *, reason: str) -> bytes:
    """Open the sealed original of a photo, for a reason that is logged.

    Raises
    ------
    InputError
        ``reason_missing``.
    NotFound
        ``photo_unknown``; ``original_gone`` where originals are not kept.
    """
    if len(reason.strip()) < _SHORTEST_REASON:
        raise InputError("no reason", chinese="请写明查看原图的理由（至少 4 个字）", code="reason_missing")
    _, path = _find(store, scope, photo_id)
    sealed = _sealed_path(store, path.stem)
    if not sealed.is_file():
        raise NotFound(f"photo {photo_id} has no original", chinese="原图已按规定删除", code="original_gone")
    with store.system() as connection:
        audit.record(
            connection,
            action="photo_original_opened",
            by=scope.user_id,
            target_kind="photo",
            target_id=photo_id,
            detail={"reason": reason.strip()},
        )
    return store.vault.open_bytes(sealed.read_bytes())


def _find(store: Store, scope: Scope, photo_id: int) -> tuple[cases.CaseRecord, Path]:
    """Find a photo's case and file."""
    with store.session(scope) as connection:
        found = photos.read_photo(connection, photo_id)
        case = cases.read_case(connection, CaseId(int(str(found["case_id"]))))
    path = _path(store, str(found["sha256"]))
    if not path.is_file():
        raise NotFound(f"photo {photo_id} has no file", chinese="照片文件缺失", code="photo_unknown")
    return case, path


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and on the disk itself before anything names it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too
    finally:
        os.close(folder)


def _path(store: Store, sha256: str) -> Path:
    return store.settings.uploads_dir / _FOLDER / f"{sha256}.jpg"


def _sealed_path(store: Store, sha256: str) -> Path:
    return store.settings.uploads_dir / _FOLDER / "originals" / f"{sha256}.sealed"
