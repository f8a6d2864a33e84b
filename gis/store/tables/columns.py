"""Build the columns that many tables share: keys, paths, geometries, moments."""

from collections.abc import Iterable
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

from gis.space.layers import LONGEST_ADDRESS

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)


class Ltree(UserDefinedType[str]):
    """PostgreSQL's ltree: unit ids from the top down, joined by dots."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name of the type in a table's definition."""
        return "LTREE"


ischema_names["ltree"] = Ltree


def identity() -> Column[int]:
    """Give the primary key that never changes and is never used twice."""
    return Column("id", BigInteger, Identity(always=False), primary_key=True)


def reference(
    name: str, target: str, *, required: bool = True, cascade: bool = False, comment: str = ""
) -> Column[int]:
    """Point at ``target`` (``table.column``); ``cascade``: the row goes with what it points at."""
    key = ForeignKey(target, ondelete="CASCADE" if cascade else None)
    return Column(name, BigInteger, key, nullable=not required, comment=comment or None)


def path_column() -> Column[str]:
    """Carry the permission path of a protected row; a trigger fills it from the unit."""
    return Column("path", Ltree, nullable=False, comment="units from the top down; who may see the row")


def moment(name: str, *, required: bool = True, comment: str = "") -> Column[Any]:
    """Keep a moment with its zone; now, where required and not given."""
    default = text("now()") if required else None
    return Column(
        name, DateTime(timezone=True), nullable=not required, server_default=default, comment=comment or None
    )


def words(name: str, *, comment: str = "", default: str = "") -> Column[str]:
    """Keep text that is never null; empty where nothing is known."""
    return Column(name, Text, nullable=False, server_default=default, comment=comment or None)


def road_address() -> tuple[Column[str | None], CheckConstraint]:
    """Keep the road address of a place, null where not known, and hold it to what the search reads."""
    comment = "road address of the place itself (泰安路125弄); never of a person's home"
    return (
        Column("address", Text, comment=comment),
        CheckConstraint(f"char_length(address) BETWEEN 1 AND {LONGEST_ADDRESS}", name="address"),
    )


def validity(comment: str = "from (included) to (excluded); empty until in force") -> Column[Any]:
    """Keep the days in force; ``empty`` overlaps nothing, so that drafts may stand beside each other."""
    return Column("valid", DATERANGE, nullable=False, server_default="empty", comment=comment)


def document(name: str, *, comment: str = "") -> Column[Any]:
    """Keep a JSON object that is never null."""
    return Column(name, JSONB, nullable=False, server_default=text("'{}'::jsonb"), comment=comment or None)


def shape(kind: str = "GEOMETRY", *, required: bool = True) -> Column[Any]:
    """Keep a geometry in EPSG:4326, (lon, lat)."""
    return Column("geometry", Geometry(kind, srid=4326, spatial_index=False), nullable=not required)


def spatial(table_name: str) -> Index:
    """Index the geometry of a table."""
    return Index(f"{table_name}_geometry_idx", "geometry", postgresql_using="gist")


def by_path(table_name: str) -> Index:
    """Index the permission path of a table."""
    return Index(f"{table_name}_path_idx", "path", postgresql_using="gist")


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Hold a column to a closed list of values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def geometry_is(*types: str) -> CheckConstraint:
    """Hold the geometry to some types."""
    listed = ", ".join(f"'{kind.upper()}'" for kind in types)
    return CheckConstraint(f"geometrytype(geometry) IN ({listed})", name="geometry_type")
