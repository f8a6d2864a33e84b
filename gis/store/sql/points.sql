-- name: covering
SELECT DISTINCT ON (v.kind) v.unit_id, v.kind, u.code, u.territory, v.name,
       coalesce(v.official_code, '') AS official_code, v.parent_id, v.path::text AS path, d.is_demo
FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN territory d ON d.name = u.territory
WHERE v.geometry && ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)
  AND ST_Covers(v.geometry, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
  AND v.valid @> CAST(:at AS date)
ORDER BY v.kind, v.unit_id;

-- name: covering_units_of_kind
SELECT s.row, min(v.unit_id) AS unit_id
FROM unnest(CAST(:lons AS double precision[]), CAST(:lats AS double precision[])) WITH ORDINALITY AS s(lon, lat, row)
JOIN unit_version v ON v.geometry && ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326)
                   AND ST_Covers(v.geometry, ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326))
WHERE v.kind = :kind AND v.valid @> CAST(:at AS date)
GROUP BY s.row;
