"""Find where the shapes of a layer do not fit together, measured and with the remedies that exist.

``find_faults`` says what is there; ``repair.repair`` applies what a person chose. Kinds of fault:

==============  =========================================================  ==========================
kind            what it is                                                 remedies
==============  =========================================================  ==========================
``bow_tie``     an outline that crosses itself or is otherwise invalid     make_valid
``duplicate``   two shapes that share 95 % of their union or more          drop_second
``overlap``     two areas that share ground, at least 1 m wide             give_to_first, give_to_second
``sliver``      shared ground less than 1 m wide                           give_to_first, give_to_second
``gap``         ground enclosed by the layer and in none of its areas,     fill_from_neighbour
                or inside ``frame_of`` and in none
``pieces``      an area of several pieces; an exclave (飞地) is normal      none: to be confirmed
==============  =========================================================  ==========================

The mean width of a patch is four times its area over its perimeter (that of a square is its side; a long
strip's comes out as twice its breadth). Ground of less than ``LEAST_M2``, or of less than ``LEAST_WIDTH_M`` in mean
width, is rounding and no fault. Touching
along an edge or at a point shares no ground.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.space.layers import Layer
from gis.space.metric import from_metric, to_metric
from gis.space.validity import find_broken

Shapes = npt.NDArray[np.object_]

LEAST_M2 = 0.01
LEAST_WIDTH_M = 0.01
SLIVER_M = 1.0
SAME_SHARE = 0.95
#: Layers whose areas must not share ground, and those that must leave none between them.
NO_OVERLAP = frozenset({Layer.SUBDISTRICTS, Layer.COMMUNITIES, Layer.ESTATES, Layer.GRIDS, Layer.BUILDINGS})
NO_GAP = frozenset({Layer.COMMUNITIES, Layer.GRIDS})


class FaultKind(StrEnum):
    """What does not fit; see the module's table."""

    BOW_TIE = "bow_tie"
    DUPLICATE = "duplicate"
    OVERLAP = "overlap"
    SLIVER = "sliver"
    GAP = "gap"
    PIECES = "pieces"


class Remedy(StrEnum):
    """What can be done about a fault."""

    MAKE_VALID = "make_valid"
    DROP_SECOND = "drop_second"
    GIVE_TO_FIRST = "give_to_first"
    GIVE_TO_SECOND = "give_to_second"
    FILL_FROM_NEIGHBOUR = "fill_from_neighbour"


REMEDIES: dict[FaultKind, tuple[Remedy, ...]] = {
    FaultKind.BOW_TIE: (Remedy.MAKE_VALID,),
    FaultKind.DUPLICATE: (Remedy.DROP_SECOND,),
    FaultKind.OVERLAP: (Remedy.GIVE_TO_FIRST, Remedy.GIVE_TO_SECOND),
    FaultKind.SLIVER: (Remedy.GIVE_TO_FIRST, Remedy.GIVE_TO_SECOND),
    FaultKind.GAP: (Remedy.FILL_FROM_NEIGHBOUR,),
    FaultKind.PIECES: (),
}
FAULT_CHINESE = {
    FaultKind.BOW_TIE: "图形自相交",
    FaultKind.DUPLICATE: "图形重复",
    FaultKind.OVERLAP: "相互重叠",
    FaultKind.SLIVER: "细缝重叠",
    FaultKind.GAP: "之间有空隙",
    FaultKind.PIECES: "由多块组成（飞地）",
}
REMEDY_CHINESE = {
    Remedy.MAKE_VALID: "按围合范围修复图形",
    Remedy.DROP_SECOND: "去掉后一个",
    Remedy.GIVE_TO_FIRST: "重叠部分归前一个",
    Remedy.GIVE_TO_SECOND: "重叠部分归后一个",
    Remedy.FILL_FROM_NEIGHBOUR: "空隙并入相接最长的一方",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the layer does not fit.

    Attributes
    ----------
    kind
        What it is.
    codes
        The features concerned, in the layer's order: one, two, or a gap's neighbours.
    area_m2, width_m
        Size of the patch on the ground; 0 for a bow-tie.
    geometry
        The patch, EPSG:4326; for a bow-tie the point where it breaks.
    """

    kind: FaultKind
    codes: tuple[str, ...]
    area_m2: float
    width_m: float
    geometry: BaseGeometry

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What can be chosen; empty where it only needs a confirmation."""
        return REMEDIES[self.kind]

    @property
    def chinese(self) -> str:
        """The fault in a sentence."""
        named = "、".join(self.codes[:4]) or "边界"
        size = f"，面积 {self.area_m2:.1f} 平方米、平均宽 {self.width_m:.2f} 米" if self.area_m2 else ""
        return f"{named}：{FAULT_CHINESE[self.kind]}{size}"


def find_faults(
    records: gpd.GeoDataFrame, layer: Layer, *, frame_of: gpd.GeoDataFrame | None = None
) -> list[Fault]:
    """Every fault of a layer of areas, bow-ties first.

    Parameters
    ----------
    records
        The layer, EPSG:4326, with ``code``. Invalid shapes are reported and left out of the other questions.
    layer
        Decides whether overlaps and gaps are faults.
    frame_of
        Areas that the layer must fill, EPSG:4326; None: only enclosed gaps are found.

    Raises
    ------
    InputError
        ``crs_missing``, ``crs_mismatch``.
    """
    broken = find_broken(records.geometry.array)
    faults = [
        Fault(
            FaultKind.BOW_TIE,
            (str(records["code"].iloc[one.position]),),
            0.0,
            0.0,
            shapely.Point(one.lon, one.lat),
        )
        for one in broken
    ]
    sound = records.drop(records.index[[one.position for one in broken]])
    areas = sound[shapely.get_dimensions(np.asarray(sound.geometry.array)) == 2]
    if areas.empty:
        return faults
    laid = to_metric(areas)
    if layer in NO_OVERLAP:
        faults += _overlaps(laid)
    if layer in NO_GAP:
        faults += _gaps(laid, None if frame_of is None else to_metric(frame_of, like=laid))
    return [*faults, *_exclaves(laid)]


def mean_width_m(patch: BaseGeometry) -> float:
    """Four times area over perimeter, of a patch in metres; 0 for an empty one."""
    return 4 * patch.area / patch.length if patch.length else 0.0


def _fault(kind: FaultKind, codes: tuple[str, ...], patch: BaseGeometry, laid: gpd.GeoDataFrame) -> Fault:
    shown = from_metric(gpd.GeoDataFrame(geometry=[patch], crs=laid.crs)).geometry.iloc[0]
    return Fault(kind, codes, float(patch.area), mean_width_m(patch), shown)


def _is_rounding(patch: BaseGeometry) -> bool:
    return bool(patch.area < LEAST_M2 or mean_width_m(patch) < LEAST_WIDTH_M)


def _overlaps(laid: gpd.GeoDataFrame) -> Iterator[Fault]:
    shapes, codes = np.asarray(laid.geometry.array), laid["code"].astype(str).to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ahead = first < second
    first, second = first[ahead], second[ahead]
    patches = shapely.intersection(shapes[first], shapes[second])
    for one, other, patch in zip(first, second, patches, strict=True):
        if _is_rounding(patch):
            continue
        union_m2 = shapes[one].area + shapes[other].area - patch.area
        kind = FaultKind.OVERLAP if mean_width_m(patch) >= SLIVER_M else FaultKind.SLIVER
        kind = FaultKind.DUPLICATE if patch.area >= SAME_SHARE * union_m2 else kind
        yield _fault(kind, (codes[one], codes[other]), patch, laid)


def _gaps(laid: gpd.GeoDataFrame, frame_of: gpd.GeoDataFrame | None) -> Iterator[Fault]:
    shapes, codes = np.asarray(laid.geometry.array), laid["code"].astype(str).to_numpy()
    covered = shapely.union_all(shapes)
    outlines = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(covered)))
    wanted = shapely.union_all(outlines if frame_of is None else np.asarray(frame_of.geometry.array))
    tree = shapely.STRtree(shapes)
    for patch in shapely.get_parts(shapely.difference(wanted, covered)):
        if not _is_rounding(patch):
            neighbours = np.sort(tree.query(patch, predicate="intersects"))
            yield _fault(FaultKind.GAP, tuple(codes[neighbours]), patch, laid)


def _exclaves(laid: gpd.GeoDataFrame) -> Iterator[Fault]:
    shapes, codes = np.asarray(laid.geometry.array), laid["code"].astype(str).to_numpy()
    for position in np.flatnonzero(shapely.get_num_geometries(shapes) > 1):
        pieces = sorted(shapely.get_parts(shapes[position]), key=lambda piece: -piece.area)
        yield _fault(FaultKind.PIECES, (codes[position],), shapely.union_all(pieces[1:]), laid)
