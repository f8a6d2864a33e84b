"""Let officeholders be shown on their estate's notice board (公示栏) who agreed to it, and print the board.

A board is printed on the spot and not kept: a file in a list of reports would outlive the consent. Who printed it,
and whose contacts stood on it, stays in the audit.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from PIL import Image, ImageOps, UnidentifiedImageError

from gis.errors import InputError, NotFound
from gis.model.access import Scope
from gis.model.ids import PostId, UnitId
from gis.model.units import UnitKind
from gis.reports.notice_board import BoardPerson, NoticeBoard, notice_board_pdf
from gis.space.layers import Layer
from gis.store import audit, displays, layers, units
from gis.store.displays import Display
from gis.store.engine import Connection, Store
from gis.store.units import UnitRecord

LARGEST_PORTRAIT_BYTES = 8 * 1024 * 1024
PORTRAIT_PX = (426, 591)
_MOST_PIXELS = 60_000_000


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, and the signed paper it rests on."""

    name: str
    contact_kind: str
    paper: str
    granted_on: date


def record_consent(store: Store, scope: Scope, post_id: PostId, consent: Consent) -> None:
    """Keep that the holder of a post agreed to be shown; who entered it stays in the audit.

    Raises
    ------
    NotFound
        ``post_unknown``.
    InputError
        No paper is named (``paper_missing``).
    """
    if not consent.paper.strip():
        raise InputError(
            "no signed paper named", chinese="请填写书面同意书的编号或存放处", code="paper_missing"
        )
    with store.session(scope) as connection:
        displays.grant(
            connection,
            post_id,
            name=consent.name,
            contact_kind=consent.contact_kind,
            paper=consent.paper.strip(),
            granted_on=consent.granted_on,
            by=scope.user_id,
        )
        _note(connection, scope, "display_granted", post_id, {"paper": consent.paper.strip()})


def record_portrait(store: Store, scope: Scope, post_id: PostId, content: bytes) -> None:
    """Keep a portrait for print, upright, cut to 36 mm by 50 mm, without the original's EXIF.

    Raises
    ------
    NotFound
        ``consent_missing``.
    InputError
        ``photo_too_large``, ``photo_unreadable``.
    """
    jpeg = portrait_of(content)
    with store.session(scope) as connection:
        displays.set_portrait(connection, post_id, jpeg)
        _note(connection, scope, "display_portrait_set", post_id, {})


def withdraw_consent(store: Store, scope: Scope, post_id: PostId) -> None:
    """End a consent at once; name and portrait are erased.

    Raises
    ------
    NotFound
        There was none (``consent_missing``).
    """
    with store.session(scope) as connection:
        if not displays.withdraw(connection, post_id):
            raise NotFound(
                f"no consent for post {post_id}", chinese="该岗位没有公示同意的登记", code="consent_missing"
            )
        _note(connection, scope, "display_withdrawn", post_id, {})


def _note(
    connection: Connection, scope: Scope, action: str, post_id: PostId, detail: dict[str, object]
) -> None:
    audit.record(
        connection,
        action=action,
        by=scope.user_id,
        target_kind="post",
        target_id=post_id,
        path=displays.path_of_post(connection, post_id),
        detail=detail,
    )


def portrait_of(content: bytes) -> bytes:
    """Turn an upload into the JPEG that is kept: upright, cut to the frame, written anew."""
    if len(content) > LARGEST_PORTRAIT_BYTES:
        raise InputError("portrait too large", chinese="照片超过 8 MB，请压缩后再传", code="photo_too_large")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise InputError("too many pixels", chinese="照片尺寸过大", code="photo_too_large")
            upright = ImageOps.exif_transpose(image).convert("RGB")
            fitted = ImageOps.fit(upright, PORTRAIT_PX, centering=(0.5, 0.3))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(
            f"unreadable portrait: {error}",
            chinese="照片无法读取，请上传 JPEG、PNG 或 WebP",
            code="photo_unreadable",
        ) from error
    bare = Image.new("RGB", fitted.size)
    bare.paste(fitted)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88)
    return out.getvalue()


def find_estate(connection: Connection, estate_id: UnitId) -> UnitRecord:
    """Read an estate; raises ``NotFound`` (``unit_unknown``) where it is none."""
    estate = units.read_unit(connection, estate_id)
    if estate.kind is not UnitKind.ESTATE:
        raise NotFound(
            f"unit {estate_id} is no estate",
            chinese=f"{estate.name}不是小区，没有公示栏",
            code="unit_unknown",
        )
    return estate


def read_board_posts(connection: Connection, estate: UnitRecord) -> pd.DataFrame:
    """Read the posts an estate's board is about: its community's, its grids', its own, its buildings'.

    Columns as ``displays.read_consents``; only posts the session may see.
    """
    return displays.read_consents(connection, unit_ids=_units_of(connection, estate))


def _units_of(connection: Connection, estate: UnitRecord) -> list[int]:
    """From the community down; an estate may lie in several grids."""
    buildings = layers.read_layer(connection, Layer.BUILDINGS, territory=estate.territory)
    own = buildings[buildings["estate_code"] == estate.code]
    grids = sorted({int(grid) for grid in own["grid_id"].dropna()})
    above = [estate.parent_id] if estate.parent_id is not None else []
    return [*map(int, above), *grids, int(estate.unit_id), *(int(unit) for unit in own["unit_id"])]


def print_board(store: Store, scope: Scope, estate_id: UnitId, *, made_at: datetime) -> tuple[str, bytes]:
    """Print an estate's board: the file's name, and its bytes.

    Raises
    ------
    NotFound
        ``unit_unknown``.
    """
    with store.session(scope) as connection:
        estate = find_estate(connection, estate_id)
        posts = read_board_posts(connection, estate)
        agreed = posts[posts["consents"]]
        shown = displays.open_displays(connection, [int(post) for post in agreed["post_id"]])
        board = _board(connection, estate, agreed[agreed["post_id"].isin(list(shown))], shown)
        audit.record(
            connection,
            action="notice_board_printed",
            by=scope.user_id,
            target_kind="unit",
            target_id=estate_id,
            path=estate.path,
            detail={"posts": sorted(shown), "contacts": sorted(p for p, one in shown.items() if one.contact)},
        )
    return f"{estate.name}公示栏_{made_at:%Y%m%d}.pdf", notice_board_pdf(board, made_at=made_at)


def _board(
    connection: Connection, estate: UnitRecord, agreed: pd.DataFrame, shown: dict[int, Display]
) -> NoticeBoard:
    community = units.read_ancestors(connection, estate.unit_id)[-2]
    people = [(row, _person(row, shown[int(row["post_id"])])) for row in agreed.to_dict("records")]
    points = layers.read_layer(connection, Layer.SERVICE_POINTS, territory=estate.territory)
    own = points[points["community_code"] == community.code]
    return NoticeBoard(
        estate_name=estate.name,
        community_name=community.name,
        people=[person for row, person in people if row["unit_kind"] != UnitKind.BUILDING],
        building_leaders=sorted(
            (person for row, person in people if row["unit_kind"] == UnitKind.BUILDING), key=_by_number
        ),
        service_points=[_point(row) for row in own.to_dict("records")],
        is_demo=estate.is_demo,
    )


def _by_number(person: BoardPerson) -> tuple[list[int], str]:
    """3栋 before 10栋."""
    return [int(number) for number in re.findall(r"\d+", person.unit_name)], person.unit_name


def _point(row: Mapping[Any, Any]) -> str:
    hours = row["hours"]
    return f"{row['name']}（{hours}）" if isinstance(hours, str) and hours else str(row["name"])


def _person(row: Mapping[Any, Any], shown: Display) -> BoardPerson:
    number = int(row["officeholder_number"])
    return BoardPerson(
        role_chinese=str(row["role_chinese"]),
        unit_name=str(row["unit_name"] or ""),
        name=shown.name or f"负责人 {number:03d}",
        portrait=shown.portrait,
        contact=shown.contact,
        duties=[line.strip() for line in str(row["duties"] or "").splitlines() if line.strip()],
    )
