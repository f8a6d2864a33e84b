"""Keep finished reports as files: a folder each, with a card that says what it is and whose it is.

A report lies at ``reports_dir/ID/`` beside ``card.json``; a folder without a card is one that was never finished
and does not count. Whoever's scope holds the report's unit may read it; one that tells of people, only who may see
people.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gis.errors import NotFound
from gis.model.access import Right, Scope

_CARD = "card.json"
_ID = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}\Z")


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What one finished report is.

    Attributes
    ----------
    report_id
        When it was made, and a mark of its content and unit.
    kind
        circle, register, atlas, qr_sheet or notice_board.
    title, place
        Chinese, as in lists.
    file_name
        As it is offered for saving.
    path
        ltree path of the unit it is about.
    sha256, size_bytes
        Of the file.
    made_at
        ISO 8601, UTC.
    facts
        What it was made from, and its main figures.
    shows_people
        Whether it tells of officeholders: whoever may not see people may not read it either.
    """

    report_id: str
    kind: str
    title: str
    place: str
    file_name: str
    path: str
    sha256: str
    size_bytes: int
    made_at: str
    facts: dict[str, object]
    shows_people: bool = False

    def is_for(self, scope: Scope) -> bool:
        """Whether somebody may read it."""
        return scope.holds(self.path) and (not self.shows_people or scope.may(Right.SEE_PEOPLE))


@dataclass(frozen=True, slots=True)
class ReportLabel:
    """What a report is called before it is written."""

    kind: str
    title: str
    place: str
    suffix: str
    path: str
    facts: dict[str, object]
    shows_people: bool = False


def keep_report(
    reports_dir: Path, label: ReportLabel, *, made_at: datetime, write: Callable[[Path], object]
) -> ReportCard:
    """Have a report written and keep it; nothing is listed before the file is whole.

    Parameters
    ----------
    write
        Called with the path to write to; the suffix tells the format.
    """
    stamp = made_at.astimezone(UTC)
    file_name = f"{_plain(label.place)}{_plain(label.title)}_{stamp:%Y%m%d}.{label.suffix}"
    unfinished = reports_dir / f".making-{stamp:%Y%m%dT%H%M%S%f}"
    unfinished.mkdir(parents=True, exist_ok=False)
    try:
        write(unfinished / file_name)
        content = (unfinished / file_name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        card = ReportCard(
            report_id=f"{stamp:%Y%m%dT%H%M%S}-{_mark(label, digest)}",
            kind=label.kind,
            title=label.title,
            place=label.place,
            file_name=file_name,
            path=label.path,
            sha256=digest,
            size_bytes=len(content),
            made_at=stamp.isoformat(timespec="seconds"),
            facts=label.facts,
            shows_people=label.shows_people,
        )
        (unfinished / _CARD).write_text(json.dumps(asdict(card), ensure_ascii=False), encoding="utf-8")
        target = reports_dir / card.report_id
        shutil.rmtree(target, ignore_errors=True)
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return card


def _mark(label: ReportLabel, digest: str) -> str:
    """Tell reports of one second apart, also where two units' files happen to be the same."""
    return hashlib.sha256(f"{label.kind} {label.path} {digest}".encode()).hexdigest()[:8]


def _plain(text: str) -> str:
    """Leave only letters, digits and a few signs, so that no name leads out of its folder."""
    return re.sub(r"[^\w（）-]+", "", text)[:60] or "报告"


def list_reports(reports_dir: Path, scope: Scope) -> list[ReportCard]:
    """List the reports that somebody may read, the newest first; a broken card is left out."""
    cards = [_read_card(folder) for folder in sorted(reports_dir.glob("*T*-*"), reverse=True)]
    return [card for card in cards if card is not None and card.is_for(scope)]


def find_report(reports_dir: Path, report_id: str, scope: Scope) -> tuple[ReportCard, Path]:
    """Find one report and its file.

    Raises
    ------
    NotFound
        ``report_unknown``: there is none of this id, or not within the scope.
    """
    card = _read_card(reports_dir / report_id) if _ID.match(report_id) else None
    if card is None or not card.is_for(scope):
        raise NotFound(
            f"no report {report_id[:40]!r}", chinese="没有这份报告，可能已被清理", code="report_unknown"
        )
    return card, reports_dir / report_id / card.file_name


def _read_card(folder: Path) -> ReportCard | None:
    try:
        return ReportCard(**json.loads((folder / _CARD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
