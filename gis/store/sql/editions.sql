-- name: make_territory
INSERT INTO territory (name, chinese) VALUES (:territory, :territory) ON CONFLICT DO NOTHING;

-- name: make_edition
INSERT INTO edition (territory, source, licence, file_name, checksum, notes, loaded_by)
VALUES (:territory, :source, :licence, :file_name, :checksum, CAST(:notes AS jsonb), :by)
RETURNING id;

-- name: make_layer
INSERT INTO edition_layer (edition_id, layer, territory, rows) VALUES (:edition, :layer, :territory, :rows);

-- name: unknown_codes
SELECT s.row, s.code
FROM unnest(CAST(:rows AS integer[]), CAST(:codes AS text[])) AS s(row, code)
LEFT JOIN unit u ON u.territory = :territory AND u.kind = :kind AND u.code = s.code
WHERE u.id IS NULL
ORDER BY s.row;

-- name: only_subdistrict
SELECT min(code) FROM unit WHERE territory = :territory AND kind = 'subdistrict' HAVING count(*) = 1;

-- name: lock_edition
SELECT id, territory, source FROM edition WHERE id = :edition FOR UPDATE;

-- name: layers_of
SELECT layer, state, rows FROM edition_layer WHERE edition_id = :edition;

-- name: lock_territory
SELECT pg_advisory_xact_lock(hashtextextended('territory ' || :territory, 0));

-- name: retire_layer
UPDATE edition_layer SET state = 'retired', to_date = :from_date
WHERE territory = :territory AND layer = :layer AND state = 'active';

-- name: activate_layer
UPDATE edition_layer SET state = 'active', from_date = :from_date, activated_at = now(), activated_by = :by
WHERE edition_id = :edition AND layer = :layer;

-- name: close_units
UPDATE unit_version v
   SET valid = CASE WHEN lower(v.valid) < :from_date THEN daterange(lower(v.valid), :from_date) ELSE 'empty' END
  FROM unit u
 WHERE u.id = v.unit_id AND u.territory = :territory AND v.kind = :kind
   AND NOT isempty(v.valid) AND (upper_inf(v.valid) OR upper(v.valid) > :from_date);

-- name: open_units
UPDATE unit_version SET valid = daterange(:from_date, NULL) WHERE edition_id = :edition AND kind = :kind;

-- name: put_in_grids
UPDATE unit_version v SET parent_id = pc.grid_id
FROM plan p
JOIN plan_cell pc ON pc.plan_id = p.id
JOIN cell c ON c.id = pc.cell_id
WHERE p.valid @> CAST(:from_date AS date) AND pc.grid_id IS NOT NULL
  AND v.edition_id = :edition AND v.kind = 'building' AND v.unit_id = c.building_id;

-- name: homeless_units
SELECT u.kind, u.code, parent.kind AS parent_kind, parent.code AS parent_code
FROM unit_version v
JOIN unit u ON u.id = v.unit_id
JOIN unit parent ON parent.id = v.parent_id
WHERE v.edition_id = :edition
  AND NOT EXISTS (SELECT FROM unit_version p WHERE p.unit_id = v.parent_id AND p.valid @> CAST(:from_date AS date))
LIMIT 1;

-- name: carry_households
INSERT INTO household_figure (unit_id, kind, households, residents, source, as_of, is_estimated, edition_id, recorded_by)
SELECT b.unit_id, b.households_kind, b.households, b.residents, :source, :from_date, b.households_estimated, :edition, :by
FROM building b JOIN unit_version v ON v.id = b.version_id
WHERE v.edition_id = :edition;

-- name: carry_confirmations
UPDATE facility f SET confirmation = former.confirmation, confirmed_by = former.confirmed_by,
                      confirmed_at = former.confirmed_at
FROM facility former
JOIN edition_layer l ON l.edition_id = former.edition_id AND l.layer = 'facilities' AND l.state = 'active'
                    AND l.territory = :territory
WHERE f.edition_id = :edition AND f.code = former.code AND f.confirmation = 'unconfirmed'
  AND former.confirmed_at IS NOT NULL;

-- name: compose_paths
SELECT wangge_compose_paths(:on_date);

-- name: refresh_paths
SELECT wangge_refresh_paths(coalesce(CAST(:on_date AS date), wangge_today()));

-- name: today
SELECT wangge_today();

-- name: drop_layers
UPDATE edition_layer SET state = 'dropped' WHERE edition_id = :edition;

-- name: list_editions
SELECT e.id AS edition_id, e.territory, e.source, e.licence, e.file_name, e.checksum, e.loaded_at, e.loaded_by,
       l.layer, l.state, l.rows, l.from_date, l.to_date
FROM edition e JOIN edition_layer l ON l.edition_id = e.id
WHERE (CAST(:territory AS text) IS NULL OR e.territory = :territory)
ORDER BY e.id DESC, l.layer;

-- name: latest_notes
SELECT notes FROM edition WHERE territory = :territory ORDER BY id DESC LIMIT 50;

-- name: compare_units
WITH new AS (
  SELECT v.id, v.unit_id, v.name, v.parent_id, v.geometry FROM unit_version v WHERE v.edition_id = :edition AND v.kind = :kind
), old AS (
  SELECT v.id, v.unit_id, v.name, v.parent_id, v.geometry
  FROM unit_version v JOIN unit u ON u.id = v.unit_id
  WHERE v.kind = :kind AND u.territory = :territory AND v.valid @> wangge_today()
)
SELECT u.code,
       CASE WHEN old.id IS NULL THEN 'added' WHEN new.id IS NULL THEN 'removed' ELSE 'changed' END AS change
FROM new FULL JOIN old ON old.unit_id = new.unit_id
JOIN unit u ON u.id = coalesce(new.unit_id, old.unit_id)
LEFT JOIN building nb ON nb.version_id = new.id
LEFT JOIN building ob ON ob.version_id = old.id
LEFT JOIN estate ne ON ne.version_id = new.id
LEFT JOIN estate oe ON oe.version_id = old.id
WHERE old.id IS NULL OR new.id IS NULL OR old.name <> new.name OR NOT ST_OrderingEquals(old.geometry, new.geometry)
   OR (nb.households, nb.community_id, nb.estate_id) IS DISTINCT FROM (ob.households, ob.community_id, ob.estate_id)
   OR ne.address IS DISTINCT FROM oe.address
ORDER BY u.code;
