"""The walking network: read streets, build, project homes and facilities onto edges, shortest times.

Imports ``space`` and below; knows homes and facilities only as points. Reading order::

    profiles     Profile: adult, elderly, wheelchair; speed, stairs, wait at big roads, each with its source
    walkable     may one walk on a road class, or on an OSM way's tags
    osm_streets  read_osm_streets(path) -> streets            Layer.STREETS columns + is_noded
    osm_places   read_osm_buildings(path, *, progress) -> buildings  (households estimated, marked so)
                 read_osm_gates(path), read_osm_barriers(path) -> frames
    streets      read_streets(path, *, layer=None) -> streets          any format: .osm.pbf, .gpkg, .geojson …
                 check_streets(streets) -> (streets, list[Problem])    faults named, nothing mended silently
    geotiff      read_geotiff(path): heights of a GeoTIFF in any EPSG system
    elevation    Raster.read(path .tif or .asc); climbs along lines
    slope        tobler_speed_share(grade)
    noding       one table of vertices; which of them are one place
    crossings    where streets meet each other and walls
    cutting      Pieces: the lines cut, each on one side of every wall
    walls, gates, barrier_gates     zones left only through gates, and how gates lead to streets
    edges, assemble                 pieces, leads and gates become edges; Morton order; connected pieces
    network      Network: the frozen arrays of nodes, edges and gates
    build        build_network(streets, *, estates=None, gates=None, barriers=None, elevation=None,
                               at_time=None, connect_crossings=True, progress=silent) -> Network
    weights      time_edges(network, profile) -> Timing; pack_arcs(network, timing) -> ArcPair
    attach       attach_points(network, timing, x_m, y_m, *, max_access_m) -> Attachments
    doors        open_doors(network, timing, attachments) -> Doors: times between places and nodes
    engine       nearest_labels(arcs, seeds, *, limit_s): the bounded multi-source bucket queue (numba)
    nearest      door_labels(homes, node_labels, on_edges, *, limit_s): from nodes to doors
    oracle       the same question answered by scipy.sparse.csgraph
    change       the incremental kernels: add or remove a source, open or close an edge, splice arcs
    frontage     the edges doors may open onto, found by distance
    laid, recut  what a network was cut from; a few of its lines cut anew
    splice       a new path, a new gate, a gate moved: the network changed where it is touched
    routes       the way itself, as a line

A ``Network`` is immutable and safe to share between threads; the service keeps one per sub-district and
edition. Nodes live in metres of one local zone (``Network.plane``). Times are walked **towards** the
facility (slopes make the two directions differ).

The engine keeps times as whole numbers of 2**-18 s in 64-bit labels (time in the upper half, facility in
the lower): sums are then exact, ties fall to the lower facility number, and an incremental change gives
the very figures of a full run.
"""
