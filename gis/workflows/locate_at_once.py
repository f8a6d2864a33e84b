"""What one moment's memory answers of a position, without ever waiting for the store."""

from dataclasses import dataclass, replace
from functools import partial

from gis.locate.places import PlaceAnswer
from gis.model.access import Right, Role, Scope
from gis.store.engine import Store
from gis.workflows.live_people import Rows, people_held, people_today, told
from gis.workflows.live_places import NearServicePoint, Snapshot, live_places
from gis.workflows.locate_case import Located, Responder, responders_of, tell_place

_NOBODY: Rows = {}


@dataclass(frozen=True, slots=True)
class Moment:
    """The units of today and who acts at them, both at most a few seconds old.

    Attributes
    ----------
    snapshot
        The units.
    rows
        Who acts; the same object as long as nothing changed, as is ``snapshot``.
    """

    snapshot: Snapshot
    rows: Rows

    def unit_ids(self, lon: float, lat: float) -> tuple[int, ...]:
        """Ids of the units that cover a WGS-84 position: where they are equal, so is all but what is near."""
        return self.snapshot.places.ids_of(lon, lat)

    def locate(self, scope: Scope, lon: float, lat: float) -> Located:
        """Answer as ``locate_case.locate_point`` does."""
        place = self.snapshot.places.at(lon, lat)
        return tell_place(scope, self.snapshot, place, partial(told, self.rows, scope))

    def near(
        self, scope: Scope, place: PlaceAnswer, lon: float, lat: float
    ) -> tuple[tuple[NearServicePoint, ...], tuple[Responder, ...] | None]:
        """Service points and responders of ``locate``, for another position in the same units as ``place``."""
        if scope.role is Role.ANONYMOUS:
            return (), None
        near = self.snapshot.nearby(replace(place, lon=lon, lat=lat))
        if not scope.may(Right.SEE_PEOPLE):
            return near.points, None
        return near.points, responders_of(self.snapshot, near, partial(told, self.rows, scope))


def this_moment(store: Store, *, with_people: bool) -> Moment | None:
    """Give what is held and fresh; None where the store would have to be asked.

    Parameters
    ----------
    with_people
        Who asks may be told of people; for others it does not matter whether who acts is held.
    """
    snapshot, rows = live_places(store).held(), people_held(store)
    if snapshot is None or (with_people and rows is None):
        return None
    return Moment(snapshot, _NOBODY if rows is None else rows)


def look_again(store: Store, *, with_people: bool) -> None:
    """Read what is missing or old, waiting for the store; the next ``this_moment`` has it."""
    live_places(store).today()
    if with_people:
        people_today(store)
