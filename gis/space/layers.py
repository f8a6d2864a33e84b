"""What the frame of each layer looks like: columns, types, units, meaning.

Every frame is a GeoDataFrame in EPSG:4326, (lon, lat). ``code`` is a string, unique within its layer and
edition, and is how layers refer to each other. A column that is not required may be absent or empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gis.model.categories import SIX_CATEGORIES


class Layer(StrEnum):
    """The layers that are read, kept and written."""

    SUBDISTRICTS = "subdistricts"
    COMMUNITIES = "communities"
    ESTATES = "estates"
    BUILDINGS = "buildings"
    BUILDING_PARTS = "building_parts"
    STREETS = "streets"
    GATES = "gates"
    BARRIERS = "barriers"
    WATER = "water"
    GREEN = "green"
    SERVICE_POINTS = "service_points"
    FACILITIES = "facilities"
    GRIDS = "grids"
    GRID_BUILDINGS = "grid_buildings"
    MICRO_GRID_PARTS = "micro_grid_parts"


class Kind(StrEnum):
    """Type of a column's values."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, type, whether it must be there and filled, meaning with its unit.

    ``least`` is the smallest number allowed, ``longest`` how many signs a text may have; both included.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer: Chinese name, geometry types allowed (empty: a plain table), columns."""

    chinese: str
    geometry_types: tuple[str, ...]
    columns: tuple[Column, ...]

    def column_names(self) -> tuple[str, ...]:
        """Names in the order they are written."""
        return tuple(column.name for column in self.columns)


_POLYGON = ("Polygon", "MultiPolygon")
_LINE = ("LineString", "MultiLineString")
_POINT = ("Point",)
_CODE = Column("code", Kind.TEXT, "unique within the layer and edition", required=True)
_NAME = Column("name", Kind.TEXT, "as people call it", required=True)
_COMMUNITY = Column("community_code", Kind.TEXT, "the community it belongs to", required=True)
#: As long as the address search reads.
LONGEST_ADDRESS = 200
_ADDRESS = Column(
    "address",
    Kind.TEXT,
    "road address of the place itself, as 泰安路125弄; never of a person's home",
    longest=LONGEST_ADDRESS,
)

LAYERS: Mapping[Layer, LayerSpec] = {
    Layer.SUBDISTRICTS: LayerSpec("街道", _POLYGON, (_CODE, _NAME)),
    Layer.COMMUNITIES: LayerSpec(
        "社区",
        _POLYGON,
        (
            _CODE,
            _NAME,
            Column("kind", Kind.TEXT, "community or village", choices=("community", "village")),
            Column("subdistrict_code", Kind.TEXT, "the sub-district it belongs to"),
        ),
    ),
    Layer.ESTATES: LayerSpec(
        "小区",
        _POLYGON,
        (
            _CODE,
            _NAME,
            _COMMUNITY,
            Column("kind", Kind.TEXT, "商品房, 老旧, 无物业, 单位大院, 安置房, 村居 …"),
            Column("is_old", Kind.FLAG, "old estate (老旧小区)"),
            Column("is_walled", Kind.FLAG, "left only through its gates"),
            Column("built_year", Kind.INTEGER, "year of completion", least=1000),
            Column("property_company", Kind.TEXT, "who manages it; empty: nobody"),
            Column("has_owners_committee", Kind.FLAG, "业主委员会"),
            _ADDRESS,
        ),
    ),
    Layer.BUILDINGS: LayerSpec(
        "楼栋",
        _POLYGON,
        (
            _CODE,
            Column("name", Kind.TEXT, "3栋, 12号楼"),
            _COMMUNITY,
            Column("estate_code", Kind.TEXT, "the estate it stands in; empty: none"),
            Column("use", Kind.TEXT, "residential, mixed, commercial, public, industrial"),
            Column("storeys", Kind.INTEGER, "storeys above ground", least=0),
            Column("stairwells", Kind.INTEGER, "单元", least=0),
            Column("height_m", Kind.NUMBER, "height above ground", least=0),
            Column(
                "households", Kind.INTEGER, "households, of the kind named beside it", required=True, least=0
            ),
            Column(
                "households_kind",
                Kind.TEXT,
                "what is counted",
                choices=("dwellings", "resident", "registered"),
            ),
            Column("households_estimated", Kind.FLAG, "estimated rather than counted"),
            Column("residents", Kind.INTEGER, "people living there", least=0),
        ),
    ),
    Layer.BUILDING_PARTS: LayerSpec(
        "楼栋单元",
        (),
        (
            _CODE,
            Column("building_code", Kind.TEXT, "the building", required=True),
            Column("stairwell", Kind.INTEGER, "单元 number from 1", required=True, least=1),
            Column("floor_from", Kind.INTEGER, "lowest floor, from 1"),
            Column("floor_to", Kind.INTEGER, "highest floor"),
            Column("households", Kind.INTEGER, "households of this part", required=True, least=0),
        ),
    ),
    Layer.STREETS: LayerSpec(
        "道路",
        _LINE,
        (
            _CODE,
            Column("name", Kind.TEXT, "street name; empty: none"),
            Column("road_class", Kind.TEXT, "value of OSM's highway key", required=True),
            Column("layer", Kind.INTEGER, "level above (+) or below (-) ground; levels connect only at ends"),
            Column("is_bridge", Kind.FLAG, "on a bridge"),
            Column("is_tunnel", Kind.FLAG, "in a tunnel"),
            Column("is_walkable", Kind.FLAG, "people may walk there; default by road_class"),
            Column("climb_m", Kind.NUMBER, "height of the end over the start, in drawing direction"),
        ),
    ),
    Layer.GATES: LayerSpec(
        "小区出入口",
        _POINT,
        (
            _CODE,
            Column("name", Kind.TEXT, "东门 …"),
            Column("estate_code", Kind.TEXT, "the estate it leads into", required=True),
            Column("is_open", Kind.FLAG, "open to people on foot"),
            Column("opens", Kind.TIME, "HH:MM; empty: always"),
            Column("closes", Kind.TIME, "HH:MM; empty: always"),
        ),
    ),
    Layer.BARRIERS: LayerSpec(
        "围墙与屏障",
        _LINE,
        (
            _CODE,
            Column("name", Kind.TEXT, "name"),
            Column("kind", Kind.TEXT, "wall, fence, river, rail", required=True),
        ),
    ),
    Layer.WATER: LayerSpec("水面", _POLYGON, (_CODE, Column("name", Kind.TEXT, "name"))),
    Layer.GREEN: LayerSpec(
        "绿地", _POLYGON, (_CODE, Column("name", Kind.TEXT, "name"), Column("kind", Kind.TEXT, "park, hill"))
    ),
    Layer.SERVICE_POINTS: LayerSpec(
        "党群服务点",
        _POINT,
        (
            _CODE,
            _NAME,
            Column("level", Kind.TEXT, "district, subdistrict, community, estate, grid, park", required=True),
            Column("community_code", Kind.TEXT, "the community it stands in"),
            Column("floor_area_m2", Kind.NUMBER, "floor area", least=0),
            Column("rooms", Kind.TEXT, "rooms, joined by ;"),
            Column("services", Kind.TEXT, "services, joined by ;"),
            Column("hours", Kind.TEXT, "opening hours as posted"),
            Column("capacity", Kind.INTEGER, "places", least=0),
            _ADDRESS,
        ),
    ),
    Layer.FACILITIES: LayerSpec(
        "便民设施",
        _POINT,
        (
            _CODE,
            Column("name", Kind.TEXT, "name; empty: none"),
            Column("category", Kind.TEXT, "one of the six", required=True, choices=tuple(SIX_CATEGORIES)),
            Column("subtype", Kind.TEXT, "菜市场, 药店, 小学 …"),
            Column(
                "confirmation",
                Kind.TEXT,
                "what the community said of it",
                choices=("unconfirmed", "open", "closed", "misplaced"),
            ),
            Column("capacity", Kind.INTEGER, "places", least=0),
            _ADDRESS,
        ),
    ),
    Layer.GRIDS: LayerSpec(
        "网格",
        _POLYGON,
        (
            _CODE,
            _NAME,
            Column("community_code", Kind.TEXT, "its community; empty: that of most of its households"),
            Column("number", Kind.INTEGER, "N in 第N网格; empty: read from the name", least=1),
            Column("kind", Kind.TEXT, "residential or dedicated", choices=("residential", "dedicated")),
            Column("official_code", Kind.TEXT, "assigned by the district; empty until then"),
            Column("households", Kind.INTEGER, "households of its buildings", least=0),
        ),
    ),
    Layer.GRID_BUILDINGS: LayerSpec(
        "网格楼栋对照表",
        (),
        (
            Column("building_code", Kind.TEXT, "the building", required=True),
            Column("grid_code", Kind.TEXT, "the grid it belongs to; empty: not in any yet"),
        ),
    ),
    Layer.MICRO_GRID_PARTS: LayerSpec(
        "微网格单元对照表",
        (),
        (
            Column("part_code", Kind.TEXT, "the building part", required=True),
            Column("micro_grid_code", Kind.TEXT, "the micro-grid", required=True),
            Column("grid_code", Kind.TEXT, "the grid the micro-grid nests in", required=True),
        ),
    ),
}
