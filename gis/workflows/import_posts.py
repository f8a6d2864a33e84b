"""Bring in who holds which post, by number: the table says how the posts of its roles and units are from a day.

For each role at each unit that the table names, posts whose officeholder it no longer lists end on the day, new
ones begin on it, and those it still lists go on; roles and units that it does not name stay as they are. Names
of people are not kept, and contacts are sealed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gis.model.ids import OfficeholderId, PostId, UnitId
from gis.model.problems import Problem, Severity
from gis.model.units import UnitKind
from gis.space.registers import Register
from gis.store import contacts, people, units
from gis.store.editions import today
from gis.store.engine import Connection
from gis.workflows.name_units import UnitBook

_KINDS = tuple(UnitKind)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One row that can be kept.

    Attributes
    ----------
    row
        Row of the file.
    substitute
        None: nobody.
    phones
        Kind of contact → number.
    """

    row: int
    role: str
    role_chinese: str
    unit_id: UnitId
    unit_name: str
    holder: int | None
    substitute: int | None
    from_date: date
    phones: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PostChange:
    """What becomes of one post.

    Attributes
    ----------
    change
        added, removed or changed (another substitute; or filled otherwise in place, where the post began on
        the very day or later and so was entered wrongly).
    post_id
        None for a new one.
    row
        The row of the table that asks for it.
    holder
        Who holds it afterwards; of a removed post, who held it. None: nobody.
    ends
        Whether the post ends on the row's day.
    """

    change: str
    post_id: PostId | None
    row: PostRow
    holder: int | None
    ends: bool = False

    @property
    def told(self) -> str:
        """The post and its officeholder for a person."""
        who = "空缺" if self.holder is None else f"负责人 {self.holder:03d}"
        return f"{self.row.unit_name}{self.row.role_chinese}（{who}）"


def read_rows(
    connection: Connection, records: pd.DataFrame, rows: Sequence[int], *, territory: str, file: str
) -> tuple[list[PostRow], list[Problem]]:
    """Find the roles and units that rows mean.

    Returns
    -------
    tuple
        Rows that can be kept, and why the others cannot.
    """
    roles = people.read_roles(connection)
    known = {
        text: (str(role["code"]), str(role["chinese"]), UnitKind(role["unit_kind"]))
        for role in roles.to_dict("records")
        for text in (role["chinese"], role["code"])
    }
    book = UnitBook(units.read_unit_names(connection, territory, _KINDS))
    day = today(connection)
    kept: list[PostRow] = []
    problems: list[Problem] = []
    for row, record in zip(rows, records.to_dict("records"), strict=True):
        found = _row(row, {str(name): value for name, value in record.items()}, known, book, day)
        if isinstance(found, PostRow):
            kept.append(found)
        else:
            column, reason, value = found
            layer = Register.POSTS.value
            remedy = "请改正，或先导入它"
            problems.append(
                Problem(
                    "post_unclear", reason, remedy, Severity.REFUSED, file, layer, row, column, value[:80]
                )
            )
    return kept, problems


def _row(
    row: int,
    record: dict[str, object],
    roles: dict[str, tuple[str, str, UnitKind]],
    book: UnitBook,
    day: date,
) -> PostRow | tuple[str, str, str]:
    """Understand one row, or say which column does not do, why, and its value."""
    role_text, unit_text = str(record["role"]), str(record["unit"])
    if role_text not in roles:
        return "role", f"没有名为“{role_text}”的岗位角色", role_text
    code, chinese, kind = roles[role_text]
    unit = book.find(unit_text, (kind,))
    if isinstance(unit, str):
        return "unit", f"{unit}（“{chinese}”设在这一级）", unit_text
    holder, substitute = _whole(record, "officeholder_number"), _whole(record, "substitute_number")
    if substitute is not None and substitute == holder:
        return "substitute_number", "AB角与负责人相同", str(substitute)
    begins = record["from_date"]
    return PostRow(
        row=row,
        role=code,
        role_chinese=chinese,
        unit_id=unit.unit_id,
        unit_name=unit.name,
        holder=holder,
        substitute=substitute,
        from_date=day if _is_empty(begins) else date.fromisoformat(str(begins)),
        phones=tuple(
            (column, str(record[column]))
            for column in ("duty_phone", "office_phone")
            if not _is_empty(record[column])
        ),
    )


def _is_empty(value: object) -> bool:
    return value is None or bool(pd.isna(value)) or value == ""  # type: ignore[call-overload]


def _whole(record: dict[str, object], column: str) -> int | None:
    value = record[column]
    return None if _is_empty(value) else int(float(str(value)))


def find_changes(connection: Connection, rows: Sequence[PostRow]) -> list[PostChange]:
    """Say what becomes of the posts at the roles and units that rows name."""
    present = people.read_posts(connection, unit_ids=sorted({row.unit_id for row in rows}))
    found: list[PostChange] = []
    for key in dict.fromkeys((row.role, row.unit_id) for row in rows):
        wanted = [row for row in rows if (row.role, row.unit_id) == key]
        held = present[(present["role"] == key[0]) & (present["unit_id"] == key[1])]
        found += _changes_at(wanted, held)
    return found


def _changes_at(wanted: list[PostRow], held: pd.DataFrame) -> Iterator[PostChange]:
    open_rows = list(wanted)
    leaving = []
    for post in held.to_dict("records"):
        holder = None if pd.isna(post["officeholder_number"]) else int(post["officeholder_number"])
        same = next((row for row in open_rows if row.holder == holder), None)
        if same is None:
            leaving.append((PostId(int(post["post_id"])), holder, post["from_date"]))
            continue
        open_rows.remove(same)
        substitute = None if pd.isna(post["substitute_number"]) else int(post["substitute_number"])
        if substitute != same.substitute:
            yield PostChange("changed", PostId(int(post["post_id"])), same, same.holder)
    for post_id, holder, since in leaving:
        row = open_rows[0] if open_rows else wanted[0]
        if since < row.from_date:
            yield PostChange("removed", post_id, row, holder, ends=True)
        elif open_rows:
            yield PostChange("changed", post_id, open_rows.pop(0), row.holder)
        else:
            yield PostChange("changed", post_id, row, None)
    for row in open_rows:
        yield PostChange("added", None, row, row.holder)


def apply_changes(
    connection: Connection, rows: Sequence[PostRow], changes: Sequence[PostChange], *, territory: str
) -> None:
    """Write the changes and contacts."""
    ids: dict[int, OfficeholderId] = {}
    for row in rows:
        for number in (row.holder, row.substitute):
            if number is not None and number not in ids:
                ids[number] = _officeholder(connection, territory, number)
        if row.holder is not None:
            for kind, value in row.phones:
                contacts.save_contact(connection, ids[row.holder], kind=kind, value=value)
    for change in changes:
        _apply(connection, change, ids)


def _officeholder(connection: Connection, territory: str, number: int) -> OfficeholderId:
    found = people.find_officeholder(connection, territory, number)
    return found or people.add_officeholder(connection, territory=territory, number=number)


def _apply(connection: Connection, change: PostChange, ids: dict[int, OfficeholderId]) -> None:
    row = change.row
    if change.post_id is not None and change.ends:
        people.end_post(connection, change.post_id, on_date=row.from_date)
        return
    holder = None if change.holder is None else ids[change.holder]
    substitute = None if row.substitute is None or holder is None else ids[row.substitute]
    if change.post_id is not None:
        people.fill_post(connection, change.post_id, officeholder_id=holder, substitute_id=substitute)
        return
    people.appoint(
        connection,
        role=row.role,
        unit_id=row.unit_id,
        officeholder_id=holder,
        substitute_id=substitute,
        from_date=row.from_date,
    )
