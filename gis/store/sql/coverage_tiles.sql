-- name: tile
SELECT coalesce(ST_AsMVT(tile, 'cells', 4096, 'shape'), ''::bytea)
FROM (
  SELECT lpad(to_hex(c.h3), 15, '0') AS h3, c.item, c.buildings, c.households, c.covered_households, c.walking_s,
         ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_GeomFromWKB(o.outline), 4326), 3857), ST_TileEnvelope(:z, :x, :y)) AS shape
  FROM unnest(CAST(:cells AS bigint[]), CAST(:outlines AS bytea[])) AS o(h3, outline)
  JOIN coverage_cell c ON c.h3 = o.h3
  WHERE c.run_id = ANY(CAST(:run_ids AS bigint[])) AND c.item = :item
  ORDER BY c.h3
) tile
WHERE shape IS NOT NULL;
