"""Files become checked frames, and a list of everything that was wrong with them.

What lives here
---------------
``read``
    ``read_layer(path, layer, *, sublayer=None, columns=None, crs=None, encoding=None) -> Reading``: one layer of
    a GeoPackage, GeoJSON, Shapefile, FlatGeobuf, GeoParquet, KML, CSV, Excel or OSM file, its columns matched
    to ``gis.space.layers``, in EPSG:4326. ``columns`` maps their header to ours and wins over guessing; ``crs``
    is a name of ``gis.space.crs`` or ``EPSG:n`` and wins over what the file declares.
``reading``
    ``Reading``: ``layer``, ``records`` (all rows that may come in), ``problems``
    (``list[gis.model.problems.Problem]``), ``source`` (file name, format, checksum, declared CRS, encoding,
    rows read and refused), ``columns`` (their header → ours, as used).
``vector``, ``tabular``, ``osm``
    a file's rows as they stand; ``limits`` and ``encodings`` keep them bounded and legible.
``headers``, ``values``, ``derive``, ``shapes``
    their columns → ours, what people write → our types, what is lacking → made and told, rows → the ground.
``crs_fit``
    ``fit_crs(records, references, *, layer, declared) -> CrsFinding``: does the label fit what is loaded?
``topology``, ``repair``
    ``find_faults(records, layer)`` and ``repair(records, layer, choices)``: what does not fit together, and
    what was chosen to be done about it.
``problem_sheet``
    ``write_problems(problems, path, *, readings=())``: the report as an Excel workbook to send back.

Nothing is repaired or dropped silently: a row comes in as it is, comes in changed with a Problem that says
how, or is refused with a Problem that says why and what to do. A file that cannot be read at all raises
``InputError`` (exit 2). Reading never touches the database; ``gis.workflows.import_layers`` keeps.
May import coverage (the category tables), network (OSM), space, model, errors. Start reading with ``read``.
"""
