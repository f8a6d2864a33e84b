"""Read layers back as the frames they came in as, with the ids they were given."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from gis.model.ids import EditionId
from gis.space.layers import LAYERS, Layer
from gis.store.editions import today
from gis.store.frames import read_shapes, read_table
from gis.store.programs import statement

Box = tuple[float, float, float, float]

_UNIT_LAYERS = frozenset(
    {Layer.SUBDISTRICTS, Layer.COMMUNITIES, Layer.ESTATES, Layer.BUILDINGS, Layer.GRIDS, Layer.GRID_BUILDINGS}
)

IN_BOX = "{0}.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"
_TERRITORY_OF = "l.territory = (SELECT territory FROM unit WHERE path = CAST(:within AS ltree))"


def read_layer(
    connection: Connection,
    layer: Layer,
    *,
    territory: str | None = None,
    within: str | None = None,
    box: Box | None = None,
    at: date | None = None,
    edition_id: EditionId | None = None,
) -> pd.DataFrame:
    """Read one layer.

    Parameters
    ----------
    territory
        Only what came under this name.
    within
        ltree path of a unit: only units at or below it; for streets, gates, walls, water, green and points,
        which have no place in the tree, the whole territory of that unit.
    box
        (west, south, east, north) in degrees: only what touches or lies in it, borders included, judged by
        bounding boxes kept in single precision, so up to a metre more. Ignored for plain tables.
    at
        The day to read it as of; today where not given.
    edition_id
        Read this edition instead, whether it is in force or not. Grids and micro-grids belong to plans and
        take no edition.

    Returns
    -------
    GeoDataFrame or DataFrame
        The columns of ``LAYERS[layer]``, in EPSG:4326 where the layer has shapes, and ``unit_id`` (unit layers)
        or ``id``; buildings also ``grid_id`` and ``grid_code``, missing where in no grid. Ordered by id.
    """
    day = at or today(connection)
    known: dict[str, object] = {"territory": territory, "within": within, "at": day, "edition": edition_id}
    conditions = _conditions(layer, known, box)
    if box is not None:
        known |= dict(zip(("west", "south", "east", "north"), box, strict=True))
    used = statement("layers", layer.value, *conditions)
    given = {name: known[name] for name in used.compile().params}
    if LAYERS[layer].geometry_types:
        shapes: pd.DataFrame = read_shapes(connection, used, given)
        return shapes
    return read_table(connection, used, given)


def _conditions(layer: Layer, known: dict[str, object], box: Box | None) -> list[str]:
    """Choose the conditions that narrow a layer."""
    if layer is Layer.MICRO_GRID_PARTS:
        return []
    is_unit = layer in _UNIT_LAYERS
    chosen = []
    if known["edition"] is not None:
        chosen.append("v.edition_id = :edition" if is_unit else "t.edition_id = :edition")
    elif is_unit:
        chosen.append("v.valid @> CAST(:at AS date)")
    else:
        chosen.append(
            "l.state IN ('active', 'retired') AND l.from_date <= CAST(:at AS date)"
            " AND (l.to_date IS NULL OR l.to_date > CAST(:at AS date))"
        )
    if known["territory"] is not None:
        chosen.append("u.territory = :territory" if is_unit else "l.territory = :territory")
    if known["within"] is not None and layer is not Layer.BUILDING_PARTS:
        chosen.append("v.path <@ CAST(:within AS ltree)" if is_unit else _TERRITORY_OF)
    if box is not None and LAYERS[layer].geometry_types:
        chosen.append(IN_BOX.format("v" if is_unit else "t"))
    return chosen
