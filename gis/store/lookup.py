"""What the in-process index of ``gis.locate`` is built from, and whether it is still true."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from gis.store.frames import read_table
from gis.store.programs import statement


def map_version(connection: Connection) -> str:
    """Name the state of everything that decides where a point lies today.

    Changes with the day, with every plan that changes its state or dates, with every layer activated or
    retired, with every gate opened or closed, with every band set, with every unit added, and with every group's
    members. Cheap enough to be asked each second.
    """
    return str(connection.scalar(statement("lookup", "map_version")))


def people_version(connection: Connection) -> str:
    """Name the state of everything that decides who acts today: the day, posts, absences, roles."""
    return str(connection.scalar(statement("lookup", "people_version")))


def read_building_links(connection: Connection, *, at: date) -> pd.DataFrame:
    """Read what buildings belong to besides the tree: unit_id, estate_id, stairwells (missing if unknown)."""
    return read_table(connection, statement("lookup", "building_links"), {"at": at})


def read_estate_addresses(connection: Connection, *, at: date) -> dict[int, str]:
    """Read the road addresses of estates, by unit id, where they are known on a day."""
    rows = connection.execute(statement("lookup", "estate_addresses"), {"at": at})
    return {int(row.unit_id): row.address for row in rows}


def read_dedicated_grids(connection: Connection, *, at: date) -> frozenset[int]:
    """Read the ids of the dedicated grids (专属网格) in force on a day."""
    rows = connection.execute(statement("lookup", "dedicated_grids"), {"at": at})
    return frozenset(int(row.unit_id) for row in rows)


def read_micro_grid_stairwells(connection: Connection, *, at: date) -> pd.DataFrame:
    """Read which stairwells micro-grids hold: micro_grid_id, code, building_id, stairwell."""
    return read_table(connection, statement("lookup", "micro_grid_stairwells"), {"at": at})
