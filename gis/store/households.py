"""Read the household ledger of a whole subtree at once; single units and entries stand in ``units``."""

import pandas as pd
from sqlalchemy import Connection

from gis.store.frames import read_table
from gis.store.programs import statement


def latest_figures(connection: Connection, *, within: str) -> pd.DataFrame:
    """Say where the latest figure of each unit comes from.

    Parameters
    ----------
    within
        ltree path of a unit: it and all below it, as of today.

    Returns
    -------
    DataFrame
        unit_id, source, as_of, confirmed_by; a row per unit that has a figure.
    """
    return read_table(connection, statement("households", "latest_figures"), {"within": within})


def figures_by_community(connection: Connection) -> pd.DataFrame:
    """Sum up what is held of every community that the session sees.

    Returns
    -------
    DataFrame
        code, name, path, buildings, households, estimated_households, confirmed_buildings (whose latest figure
        somebody confirmed), latest_as_of (missing: no figure).
    """
    return read_table(connection, statement("households", "by_community"))
