"""Files become checked frames, and a list of everything that was wrong with them.

What lives here
---------------
``read``
    ``read_layer(path, layer, *, columns=None, crs=None, encoding=None) -> Reading``: one layer of a
    GeoPackage, GeoJSON, Shapefile, FlatGeobuf, GeoParquet, KML, CSV or Excel file, its columns matched to
    ``gis.space.layers``, in EPSG:4326. ``columns`` maps their header to ours and wins over guessing; ``crs``
    is a name of ``gis.space.crs`` or ``EPSG:n`` and wins over what the file declares.
``Reading``
    ``layer``, ``records`` (the frame of all rows that may come in), ``problems``
    (``list[gis.model.problems.Problem]``), ``source`` (file name, format, checksum, declared CRS, encoding,
    rows read and refused), ``columns`` (their header → ours, as used).
``headers``
    ``guess_columns(headers, layer) -> dict[str, str]``: Chinese and English headers to our columns.
``tables``
    ``amap_categories()``: AMap's category names to our six categories, an editable CSV beside the code.
``problem_sheet``
    ``write_problems(problems, path)``: the report as an Excel sheet to send back.

Nothing is repaired or dropped silently: a row comes in as it is, comes in changed with a Problem that says
how, or is refused with a Problem that says why and what to do. A file that cannot be read at all raises
``InputError`` (exit 2). Reading never touches the database; ``gis.workflows.import_layers`` keeps.
May import space, model, errors. Start reading with ``read``.
"""
