-- name: tile
SELECT coalesce(ST_AsMVT(tile, 'cells', 4096, 'shape'), ''::bytea)
FROM (
  SELECT lpad(to_hex(s.h3), 15, '0') AS h3, s.item, s.buildings, s.households, s.covered_households, s.walking_s,
         ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_GeomFromWKB(o.outline), 4326), 3857), ST_TileEnvelope(:z, :x, :y)) AS shape
  FROM (
    SELECT p.parent AS h3, c.item, sum(c.buildings) AS buildings, sum(c.households) AS households,
           sum(c.covered_households) AS covered_households,
           sum(c.walking_s * c.households) / nullif(sum(c.households) FILTER (WHERE c.walking_s IS NOT NULL), 0) AS walking_s
    FROM unnest(CAST(:cells AS bigint[]), CAST(:parents AS bigint[])) AS p(cell, parent)
    JOIN coverage_cell c ON c.h3 = p.cell
    WHERE c.run_id = ANY(CAST(:run_ids AS bigint[])) AND c.item = :item
    GROUP BY p.parent, c.item
  ) s
  JOIN unnest(CAST(:outlined AS bigint[]), CAST(:outlines AS bytea[])) AS o(h3, outline) ON o.h3 = s.h3
  ORDER BY s.h3
) tile
WHERE shape IS NOT NULL;
