"""The only room that changes coordinates; imports ``model``, ``errors``, ``settings``.

``layers`` says what each layer's frame looks like (start there). Everything else, by module::

    crs        to_wgs84(lon, lat, *, crs) -> (lon, lat)         arrays or numbers; crs: wgs84, cgcs2000,
               from_wgs84(lon, lat, *, crs) -> (lon, lat)       gcj02, bd09, or "EPSG:n" (x = east, y = north)
               frame_to_wgs84(frame, *, crs=None) -> frame      crs=None: the frame's own, else as named
               frame_from_wgs84(frame, *, crs) -> frame
               gauss_kruger_epsg(lon, *, prefixed=False) -> int the 3-degree CGCS2000 zone of a longitude
    metric     local_metric_crs(frame) -> pyproj CRS            the frame's own zone, in metres
               to_metric(frame, *, like=None) -> frame          ``like``: a metric frame whose zone to use
               from_metric(frame) -> frame                      back to EPSG:4326
               MetricPlane.around(lon, lat)                     the same for arrays and bare geometries:
                   .project(lon, lat) -> (x_m, y_m)
                   .unproject(x_m, y_m) -> (lon, lat)
                   .project_geometries(geometries), .unproject_geometries(geometries)
    measure    lengths_m(geometries), areas_m2(geometries)      EPSG:4326 in, on the ellipsoid
               distances_m(lon, lat, other_lon, other_lat)      geodesics, arrays
               box_around(lon, lat, radius_m) -> (west, south, east, north)
               metres_per_degree(lat) -> (along parallel, along meridian)
    frames     find_problems(frame, layer, *, file="") -> list[Problem]   every fault at once
               check_frame(frame, layer, *, file="") -> None              raises InputError naming them all
               empty_frame(layer) -> frame                                all columns, no row
    validity   find_broken(geometries) -> list[Broken]          position, reason, (lon, lat) of the fault
               mend(frame, layer, *, file="") -> (frame, list[Problem])
               coverage_faults(geometries) -> array of lines    empty where borders match exactly
    h3cells    cells_at(lon, lat, *, resolution) -> uint64 array
               cells_within(polygon, *, resolution), parents(cells, *, resolution)
               centres(cells) -> (lon, lat), outlines(cells) -> polygons
               to_hex(cells) -> array of 15-character text, from_hex(texts)

A frame that comes in without a CRS, or in another than its function says, raises ``InputError``
(``crs_missing``, ``crs_unknown``, ``crs_mismatch``); nothing is reprojected silently.
"""
