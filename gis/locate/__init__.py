"""Point or written address -> units -> the people who answer for it. Imports ``network``, ``space`` and below.

::

    index        PolygonIndex.build(geometries, ids)       the in-process twin of PostGIS's ST_Covers
                     .find(lon, lat) -> int64 ids, -1 where none covers; smallest id where several do
                     .find_one(lon, lat) -> int             the same for one position
                     .find_all(lon, lat) -> ids of every polygon that covers one position
    winding      the compiled test itself, in the very arithmetic of PostGIS
    candidates   rank_candidates(index, lon, lat, *, accuracy_m) -> list[Candidate(unit_id, share, ...)]
    places       Places.build(on, units, ...)              the units of one day, held in memory
                     .at(lon, lat, *, accuracy_m=None) -> PlaceAnswer; .of_building(id), .of_area(id, ...)
                     .ids_at(kind, lon, lat) -> ids         vectorised, for files
    locate       locate(points, grids, *, communities=None, estates=None, buildings=None, crs=None)
                     -> Located(points, report)            frame in, frame out; no database
    chain        chain_of(acting, place) -> list[ChainLink]     from the door up, vacancies shown
    nearest      NearestPoints.build(network, points, ...).from_place(lon, lat) -> list[NearPoint]
    point_files  stream_rows(path) -> pieces of CSV, Excel, (Geo)Parquet; row_writers writes them
    addresses    AddressBook.build(entries).search(text, *, limit=10, within=()) -> list[Match]

``No grid covers this point`` is an answer, not an error. Positions are WGS-84 (lon, lat) unless a ``crs``
is named (see ``gis.space.crs``). Start with ``index``, then ``places``.
"""
