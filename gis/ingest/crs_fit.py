"""Find out in which coordinate system a layer really is, by how well it fits what is already loaded.

A label is only a claim: much data that says EPSG:4326 is GCJ-02, and metres are often read as degrees. Each
candidate system is tried on a sample of the layer, and the sample is held against the streets, borders and
buildings that are loaded. What is compared is one figure per sampled feature, in metres, lower is better:

``same_feature``     distance to the feature of the same code or name in the layer that is loaded
``nearest``          distance from a point or a vertex to the nearest reference, at most 500 m
``streets_inside``   length of street centre lines inside a footprint

A candidate contradicts the label when the label's mean is larger by more than four standard errors of the
paired difference, and by 10 m at least (2 m for ``streets_inside``, whose figures are small). The finding is
told with both distances; nothing is moved: the user decides.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.space.crs import CRS_CHINESE, gauss_kruger_epsg, to_wgs84
from gis.space.layers import Layer
from gis.space.metric import MetricPlane

Array = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

#: Geometries of the sample in metres -> one figure per geometry, in metres; NaN where nothing compares.
Measure = Callable[[Shapes], Array]

SAMPLE_FEATURES = 400
FAR_M = 500.0
LEAST_MATCHES = 8
STANDARD_ERRORS = 4.0
LEAST_GAIN_M = {"same_feature": 10.0, "nearest": 10.0, "streets_inside": 2.0}
_ZONES_WITH_PREFIX = range(4513, 4534)


@dataclass(frozen=True, slots=True)
class Fit:
    """How one candidate fits.

    Attributes
    ----------
    crs
        Name as ``gis.space.crs`` takes it; ``swapped `` before it where latitude stands first in the file.
    evidence
        What was compared; see the module's list.
    mean_m
        Mean of the figure over the sample, in metres.
    features
        Number of features compared.
    """

    crs: str
    evidence: str
    mean_m: float
    features: int

    @property
    def chinese(self) -> str:
        """The candidate's name as a person reads it."""
        bare = self.crs.removeprefix("swapped ")
        return CRS_CHINESE.get(bare, bare) + ("（经纬度颠倒）" if bare != self.crs else "")


@dataclass(frozen=True, slots=True)
class CrsFinding:
    """The label, the best candidate, and whether the one contradicts the other.

    Attributes
    ----------
    declared
        Fit of the label; None where the layer declares nothing that can be tried.
    best
        The candidate that fits best; the label itself where nothing beats it.
    contradicts
        Whether the best candidate beats the label beyond doubt, as the module's text says.
    tried
        Every candidate, best first.
    """

    declared: Fit | None
    best: Fit
    contradicts: bool
    tried: tuple[Fit, ...]


def candidates(x: Array, y: Array, reference_lon: float) -> list[str]:
    """Name the systems that positions of this size can be in.

    Parameters
    ----------
    x, y
        Positions as the file holds them, first and second coordinate, shape (n,).
    reference_lon
        Longitude of the area that is loaded, for zones whose numbers the positions do not carry.
    """
    middle_x, middle_y = float(np.nanmedian(x)), float(np.nanmedian(y))
    if abs(middle_x) <= 180 and abs(middle_y) <= 90:
        degrees = ["wgs84", "gcj02", "bd09"]
        return degrees + ([f"swapped {name}" for name in degrees] if abs(middle_x) <= 90 else [])
    if abs(middle_x) <= 90 and abs(middle_y) <= 180:
        return ["swapped wgs84", "swapped gcj02", "swapped bd09"]
    return _metric_candidates(middle_x, middle_y, reference_lon)


def _metric_candidates(middle_x: float, middle_y: float, reference_lon: float) -> list[str]:
    named = []
    for first, order in ((middle_x, ""), (middle_y, "swapped ")):
        zone = int(first // 1_000_000)
        if 25 <= zone <= 45:
            named.append(f"{order}EPSG:{_ZONES_WITH_PREFIX[zone - 25]}")
        elif 100_000 <= first <= 900_000:
            centre = gauss_kruger_epsg(reference_lon)
            named += [
                f"{order}EPSG:{number}"
                for number in (centre - 1, centre, centre + 1)
                if 4534 <= number <= 4554
            ]
    return [*named, "EPSG:3857"]


def fit_crs(
    records: gpd.GeoDataFrame,
    references: Mapping[Layer, gpd.GeoDataFrame],
    *,
    layer: Layer,
    declared: str | None,
) -> CrsFinding:
    """Try every candidate on a sample and say which fits.

    Parameters
    ----------
    records
        The layer with coordinates as the file holds them; its own ``crs`` is not looked at.
    references
        Loaded layers, EPSG:4326; those of ``layer`` itself, STREETS, COMMUNITIES and BUILDINGS are used.
    layer
        Which layer ``records`` is to become.
    declared
        The label, as ``gis.space.crs`` names it, or None.

    Raises
    ------
    InputError
        ``fit_without_reference`` where nothing is loaded to compare with, ``fit_without_geometry`` where the
        layer has no usable position.
    """
    sample = _sample(records)
    loaded = {kind: frame for kind, frame in references.items() if len(frame)}
    if not loaded:
        raise InputError(
            "no reference layer is loaded",
            chinese="还没有已加载的道路或边界，无法核对坐标系",
            code="fit_without_reference",
        )
    west, south, east, north = next(iter(loaded.values())).total_bounds
    plane = MetricPlane.around((west + east) / 2, (south + north) / 2)
    x, y = shapely.get_coordinates(sample.geometry).T
    names = candidates(x, y, float(west + east) / 2)
    names += [declared] if declared and declared not in names else []
    trials = {name: _in_metres(sample, name, plane) for name in names}
    evidence, figures = _most_telling(sample, trials, loaded, plane, layer)
    return _finding(evidence, figures, _plain(declared))


def _plain(declared: str | None) -> str | None:
    """EPSG:4326 and CGCS2000 are the same ground within centimetres."""
    same = {"epsg:4326", "epsg:4490", "cgcs2000", "wgs84"}
    return "wgs84" if declared is not None and declared.lower() in same else declared


def _sample(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = shapely.force_2d(records.geometry.array)
    bounds = shapely.bounds(shapes)
    usable = records[np.isfinite(bounds).all(axis=1)]
    if usable.empty:
        raise InputError(
            "no usable geometry",
            chinese="图层没有可用的几何图形，无法核对坐标系",
            code="fit_without_geometry",
        )
    step = max(1, len(usable) // SAMPLE_FEATURES)
    return usable.iloc[::step]


def _in_metres(sample: gpd.GeoDataFrame, name: str, plane: MetricPlane) -> Shapes:
    bare = name.removeprefix("swapped ")
    swapped = bare != name

    def place(positions: Array) -> Array:
        first, second = positions.T[::-1] if swapped else positions.T
        return np.column_stack(plane.project(*to_wgs84(first, second, crs=bare)))

    moved: Shapes = shapely.transform(np.asarray(shapely.force_2d(sample.geometry.array)), place)
    return moved


def _most_telling(
    sample: gpd.GeoDataFrame,
    trials: Mapping[str, Shapes],
    loaded: Mapping[Layer, gpd.GeoDataFrame],
    plane: MetricPlane,
    layer: Layer,
) -> tuple[str, dict[str, Array]]:
    """Choose the comparison that tells the candidates apart best: mean over the mean of the best."""
    told: list[tuple[float, str, dict[str, Array]]] = []
    for evidence, measure in _measures(sample, loaded, plane, layer):
        figures = {name: measure(shapes) for name, shapes in trials.items()}
        means = sorted(float(np.nanmean(values)) for values in figures.values() if np.isfinite(values).any())
        if len(means) > 1:
            told.append((means[1] / max(means[0], 0.1), evidence, figures))
        if evidence == "same_feature" and means:
            return evidence, figures
    if not told:
        raise InputError(
            "nothing comparable is loaded",
            chinese="已加载的图层与本图层没有可比之处，无法核对坐标系",
            code="fit_without_reference",
        )
    _, evidence, figures = max(told, key=lambda row: row[0])
    return evidence, figures


def _measures(
    sample: gpd.GeoDataFrame, loaded: Mapping[Layer, gpd.GeoDataFrame], plane: MetricPlane, layer: Layer
) -> Iterator[tuple[str, Measure]]:
    if layer in loaded and (own := _to_same_feature(sample, loaded[layer], plane)) is not None:
        yield "same_feature", own
    for kind in dict.fromkeys((layer, Layer.STREETS, Layer.COMMUNITIES, Layer.BUILDINGS)):
        if kind in loaded:
            yield "nearest", _to_nearest(plane.project_geometries(_shapes(loaded[kind])))
    if Layer.STREETS in loaded and _are_areas(_shapes(sample)):
        yield "streets_inside", _streets_inside(plane.project_geometries(_shapes(loaded[Layer.STREETS])))


def _shapes(frame: gpd.GeoDataFrame) -> Shapes:
    return np.asarray(frame.geometry.array)


def _are_areas(shapes: Shapes) -> bool:
    return bool((shapely.get_dimensions(shapes) == 2).any())


def _to_same_feature(sample: gpd.GeoDataFrame, own: gpd.GeoDataFrame, plane: MetricPlane) -> Measure | None:
    """Pair by code where eight codes meet, else by name where it is one feature's alone."""
    for column in ("code", "name"):
        if column in sample and column in own:
            unique = own.drop_duplicates(column, keep=False).set_index(column)
            rows = np.flatnonzero(sample[column].isin(unique.index) & sample[column].notna())
            if len(rows) >= LEAST_MATCHES:
                pairs = unique.loc[sample[column].iloc[rows]]
                places = shapely.centroid(plane.project_geometries(_shapes(pairs)))
                return lambda shapes: shapely.distance(shapely.centroid(shapes[rows]), places)
    return None


def _to_nearest(references: Shapes) -> Measure:
    outlines = np.where(shapely.get_dimensions(references) == 2, shapely.boundary(references), references)
    tree = shapely.STRtree(outlines)

    def measure(shapes: Shapes) -> Array:
        # Of a line or an outline its first vertex, so that a layer is held against itself point by point.
        vertices, owner = shapely.get_coordinates(shapes, return_index=True)
        points = np.asarray(shapely.points(vertices[np.unique(owner, return_index=True)[1]]))
        found, distances_m = tree.query_nearest(
            points, max_distance=FAR_M, all_matches=False, return_distance=True
        )
        nearest = np.full(len(points), FAR_M)
        nearest[found[0]] = distances_m
        return nearest

    return measure


def _streets_inside(streets: Shapes) -> Measure:
    tree = shapely.STRtree(streets)

    def measure(shapes: Shapes) -> Array:
        which, street = tree.query(shapes, predicate="intersects")
        lengths = shapely.length(shapely.intersection(shapes[which], streets[street]))
        return np.bincount(which, weights=lengths, minlength=len(shapes)).astype(np.float64)

    return measure


def _finding(evidence: str, figures: Mapping[str, Array], declared: str | None) -> CrsFinding:
    fits = [
        Fit(name, evidence, float(np.nanmean(values)), int(np.isfinite(values).sum()))
        for name, values in figures.items()
        if np.isfinite(values).any()
    ]
    # Where two fit alike, the label, and then the plainer system, is believed.
    fits.sort(key=lambda fit: (round(fit.mean_m, 1), fit.crs != declared))
    label = next((fit for fit in fits if fit.crs == declared), None)
    best = fits[0]
    if label is None or best.crs == label.crs:
        return CrsFinding(label, best, contradicts=False, tried=tuple(fits))
    beaten = _beyond_doubt(figures[label.crs], figures[best.crs], LEAST_GAIN_M[evidence])
    return CrsFinding(label, best if beaten else label, contradicts=beaten, tried=tuple(fits))


def _beyond_doubt(label: Array, best: Array, least_gain_m: float) -> bool:
    gains = (label - best)[np.isfinite(label) & np.isfinite(best)]
    if len(gains) < LEAST_MATCHES:
        return False
    error = float(gains.std(ddof=1)) / np.sqrt(len(gains))
    return bool(gains.mean() >= max(least_gain_m, STANDARD_ERRORS * error))


def contradiction(finding: CrsFinding, *, file: str, layer: Layer) -> Problem | None:
    """Tell a contradicted label as a problem the user decides on, with the distance before and after."""
    if not finding.contradicts or finding.declared is None:
        return None
    declared, best = finding.declared, finding.best
    return Problem(
        code="crs_contradicted",
        reason=f"文件声明为 {declared.chinese}，但与已加载图层核对：按声明读取平均相差 {declared.mean_m:.0f} 米，"
        f"按 {best.chinese} 读取平均相差 {best.mean_m:.0f} 米（抽样 {best.features} 个要素）",
        remedy=f"请确认后选择坐标系 {best.chinese}，或保留声明的坐标系",
        severity=Severity.NOTED,
        file=file,
        layer=layer.value,
        value=best.crs,
    )
