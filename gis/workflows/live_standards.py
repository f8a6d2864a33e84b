"""The categories and the work calendar in use, and those that older cases were filed under, held in memory.

An edit is a new version; it decides about what is filed from then on. A case keeps the versions it was filed under: its
questions, own steps, deadline and whether that deadline is sure.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from gis.casework.categories import CategoryTree, parse_categories, read_categories
from gis.casework.working_time import WorkCalendar, parse_calendar, read_calendar
from gis.store import standards
from gis.store.engine import Connection, Store
from gis.workflows.watched import Watched

CATEGORIES, CALENDAR = "categories", "calendar"


@dataclass(frozen=True, slots=True)
class CaseStandards:
    """Every version there is, by number.

    Attributes
    ----------
    trees, calendars
        Of the categories, of the calendar.
    """

    trees: Mapping[int, CategoryTree]
    calendars: Mapping[int, WorkCalendar]

    @property
    def tree(self) -> CategoryTree:
        """The categories in use; they name those of earlier versions, too."""
        return self.trees[max(self.trees)]

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar in use."""
        return self.calendars[max(self.calendars)]

    def tree_of(self, version: int) -> CategoryTree:
        """Give a version of the categories; the one in use where it is not there."""
        return self.trees.get(version, self.tree)

    def tree_knowing(self, code: str) -> CategoryTree:
        """Give the newest version that has a 小类: a phone may have been offline since it went out of use."""
        return next(
            (tree for _, tree in sorted(self.trees.items(), reverse=True) if code in tree.categories),
            self.tree,
        )

    def questions_of(self, code: str) -> frozenset[str]:
        """Every question that any version asks for a 小类."""
        known = (tree.categories[code] for tree in self.trees.values() if code in tree.categories)
        return frozenset(question for category in known for question in category.questions)

    def calendar_of(self, version: int) -> WorkCalendar:
        """Give a version of the calendar; the one in use where it is not there."""
        return self.calendars.get(version, self.calendar)


_registry: WeakKeyDictionary[Store, Watched[CaseStandards]] = WeakKeyDictionary()
_registry_lock = threading.Lock()


def case_standards(store: Store) -> CaseStandards:
    """Give the templates of cases, at most a second older than what is kept."""
    with _registry_lock:
        if store not in _registry:
            _registry[store] = Watched(store, _mark, lambda connection, _: read_case_standards(connection))
        watched = _registry[store]
    return watched.get()


def forget_case_standards(store: Store) -> None:
    """Let this process read anew what it has just changed."""
    with _registry_lock:
        _registry.pop(store, None)


def read_case_standards(connection: Connection) -> CaseStandards:
    """Read every version: the one that comes with the house is the first."""
    kept = {
        subject: {one.version: one for one in standards.read_standards(connection, subject=subject)}
        for subject in (CATEGORIES, CALENDAR)
    }
    trees = {1: read_categories()} | {
        version: replace(
            parse_categories(
                {"version": str(version), "source": one.source, "certainty": one.certainty, **one.content}
            ),
            number=version,
        )
        for version, one in kept[CATEGORIES].items()
    }
    calendars = {1: read_calendar()} | {
        version: replace(parse_calendar(one.content), number=version)
        for version, one in kept[CALENDAR].items()
    }
    newest = max(trees)
    former: dict[str, str] = {}
    for _, tree in sorted(trees.items()):
        former |= {code: one.full_chinese for code, one in tree.categories.items()}
        former |= {code: one.chinese for code, one in tree.departments.items()}
    return CaseStandards(trees | {newest: replace(trees[newest], former=former)}, calendars)


def _mark(connection: Connection) -> str:
    return standards.standards_mark(connection, (CATEGORIES, CALENDAR))
