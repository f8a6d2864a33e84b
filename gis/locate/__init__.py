"""Point or written address -> units -> the people who answer for it. Imports ``network``, ``space`` and below.

::

    index        PolygonIndex.build(geometries, ids)       the in-process twin of PostGIS's ST_Covers
                     .find(lon, lat) -> int64 ids, -1 where none covers; smallest id where several do
                     .find_all(lon, lat) -> ids of every polygon that covers one position
    winding      the compiled test itself, in the very arithmetic of PostGIS
    candidates   rank_candidates(index, lon, lat, *, accuracy_m) -> list[Candidate(unit_id, share, ...)]
    places       Places.build(units, ...)                  the units of one plan on one day, held in memory
                     .at(lon, lat, *, accuracy_m=None) -> PlaceAnswer   .of_building(id), .of_stairwell(...)
                     .columns_at(lon, lat) -> frame         vectorised, for files
    locate       locate(points, grids, *, communities=None, estates=None, buildings=None, crs=None)
                     -> Located(points, report)            frame in, frame out; no database
    chain        chain_of(posts, unit_ids) -> list[ChainLink]   from the stairwell up, vacancies shown
    nearest      NearestPoints.build(network, points, ...).from_place(lon, lat) -> list[NearPoint]
    point_files  stream_points(path, ...) -> chunks of CSV, Excel, GeoParquet; write_located(...)
    work_orders  place_addresses(orders, book, places) -> (placed, unplaced)
    addresses    AddressBook.build(entries).search(text, *, limit=10, within=()) -> list[Match]

``No grid covers this point`` is an answer, not an error. Positions are WGS-84 (lon, lat) unless a ``crs``
is named (see ``gis.space.crs``). Start with ``index``, then ``places``.
"""
