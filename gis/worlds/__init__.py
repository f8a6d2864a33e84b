"""Generated demo places: every layer of a world from one seed, the same each time.

What lives here
---------------
``subdistrict``
    ``generate(*, seed=2, progress=silent) -> dict[Layer, pd.DataFrame]``: world 002, a sub-district of
    11.2 km² between a river and hills, with streets one maximal walk beyond its border, 20 communities and
    3 villages, 90 estates, some 2,500 buildings, the 214 grids in force and their 1,241 micro-grids.
    Geometry layers are GeoDataFrames in EPSG:4326 with the columns of ``gis.space.layers``; the three
    tables are plain DataFrames. Numbers are reproducible for one ``GENERATOR_VERSION``.
``files``
    ``write_world(layers, folder, source)`` and ``read_world(name) -> dict[Layer, pd.DataFrame]``: a world on
    disk (data/boundaries/NAME): a GeoPackage that any GIS opens, and SOURCE.toml with seed, generator version,
    licence and checksum. ``read_source(name) -> WorldSource``: that page alone.
``facts``
    ``read_facts(name) -> WorldFacts``: seeds/NAME/*.toml, what a world is expected to hold: counts, roles,
    posts, lists, cases.

A generated world shows a real kind of place at a place where nobody lives under these names; wherever it
is shown, the page says 演示数据，边界为生成. May import partition, coverage, network, space, model. Randomness
comes from the seed alone. Start reading with
``subdistrict``, then ``town``: terrain, flow, tracing, roads, junctions, blocks, land_use, estates, homes.
"""
