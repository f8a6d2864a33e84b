-- name: latest_figures
SELECT DISTINCT ON (f.unit_id) f.unit_id, f.source, f.as_of, f.confirmed_by
FROM household_figure f
JOIN unit_version v ON v.unit_id = f.unit_id AND v.valid @> wangge_today()
WHERE v.path <@ CAST(:within AS ltree)
ORDER BY f.unit_id, f.as_of DESC, f.id DESC;
