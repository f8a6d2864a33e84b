-- name: latest_figures
SELECT DISTINCT ON (f.unit_id) f.unit_id, f.source, f.as_of, f.confirmed_by
FROM household_figure f
JOIN unit_version v ON v.unit_id = f.unit_id AND v.valid @> wangge_today()
WHERE v.path <@ CAST(:within AS ltree)
ORDER BY f.unit_id, f.as_of DESC, f.id DESC;

-- name: by_community
SELECT u.code, v.name, v.path::text AS path, count(b.unit_id)::integer AS buildings,
       coalesce(sum(b.households), 0)::integer AS households,
       coalesce(sum(b.households) FILTER (WHERE b.households_estimated), 0)::integer AS estimated_households,
       (count(b.unit_id) FILTER (WHERE f.confirmed_by <> ''))::integer AS confirmed_buildings, max(f.as_of) AS latest_as_of
FROM unit_version v JOIN unit u ON u.id = v.unit_id
LEFT JOIN (building b JOIN unit_version bv ON bv.id = b.version_id AND bv.valid @> wangge_today()) ON b.community_id = v.unit_id
LEFT JOIN LATERAL (
  SELECT confirmed_by, as_of FROM household_figure WHERE unit_id = b.unit_id ORDER BY as_of DESC, id DESC LIMIT 1
) f ON true
WHERE v.kind = 'community' AND v.valid @> wangge_today()
GROUP BY u.code, v.name, v.path
ORDER BY u.code;
