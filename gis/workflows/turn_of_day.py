"""What is due when a day begins: plans and editions that come into force on it take effect.

Run as often as one likes: what is done already is not done again.
"""

import logging
import threading
from dataclasses import dataclass

from gis.errors import WanggeError
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.store import displays, hand_overs, plans, publishing, units
from gis.store.engine import Store

EVERY_S = 600.0
_log = logging.getLogger("wangge.days")


@dataclass(frozen=True, slots=True)
class Turned:
    """What took effect.

    Attributes
    ----------
    moved_units
        Units whose permission path changed.
    rehomed_cases
        Open cases that passed to the grid that now holds their place.
    forgotten_displays
        Consents to be shown on notice boards that ended with their post; name and portrait were erased.
    """

    moved_units: int
    rehomed_cases: int
    forgotten_displays: int = 0


def turn_day(store: Store) -> Turned:
    """Make permission paths those of today, hand open cases over under the plans in force, erase ended consents."""
    with store.system() as connection:
        moved = publishing.refresh_paths(connection)
        rehomed = 0
        for unit_id in units.read_units(connection, UnitKind.SUBDISTRICT)["unit_id"]:
            plan_id = plans.plan_in_force(connection, UnitId(int(unit_id)))
            if plan_id is not None:
                rehomed += hand_overs.rehome_and_record(connection, plan_id)
        forgotten = displays.forget_ended(connection)
    return Turned(moved, rehomed, forgotten)


def keep_turning(store: Store, stop: threading.Event, *, every_s: float = EVERY_S) -> None:
    """Turn the day now and every few minutes until told to stop; a day that fails is tried again."""
    while not stop.is_set():
        try:
            turned = turn_day(store)
            if turned != Turned(0, 0):
                _log.info("turned the day: %s", turned)
        except WanggeError as error:
            _log.warning("could not turn the day: %s", error.message)
        stop.wait(every_s)
