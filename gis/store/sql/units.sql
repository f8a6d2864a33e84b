-- name: units
SELECT v.unit_id, v.kind, u.code, v.name, v.official_code, v.parent_id, v.path::text AS path,
       coalesce(b.households, m.households, t.households, 0)::integer AS households,
       coalesce(b.residents, t.residents, 0)::integer AS residents, ST_AsBinary(v.geometry) AS geometry
FROM unit_version v JOIN unit u ON u.id = v.unit_id
LEFT JOIN building b ON b.version_id = v.id
LEFT JOIN LATERAL (
  SELECT sum(inner_b.households) AS households, sum(inner_b.residents) AS residents
  FROM unit_version inner_v JOIN building inner_b ON inner_b.version_id = inner_v.id
  WHERE v.kind <> 'building' AND inner_v.kind = 'building' AND inner_v.valid @> CAST(:at AS date)
    AND CASE v.kind WHEN 'estate' THEN inner_b.estate_id = v.unit_id WHEN 'community' THEN inner_b.community_id = v.unit_id
                    WHEN 'grid' THEN inner_v.parent_id = v.unit_id ELSE inner_v.path <@ v.path END
) t ON v.kind NOT IN ('building', 'micro_grid')
LEFT JOIN LATERAL (
  SELECT sum(part.households) AS households
  FROM micro_grid_part p
  JOIN building_part_version part ON part.part_id = p.part_id
  JOIN edition_layer l ON l.edition_id = part.edition_id AND l.layer = 'building_parts' AND l.state = 'active'
  WHERE p.plan_id = v.plan_id AND p.micro_grid_id = v.unit_id
) m ON v.kind = 'micro_grid'
WHERE v.kind = :kind AND v.valid @> CAST(:at AS date) -- conditions
ORDER BY v.unit_id;

-- name: unit
SELECT v.unit_id, v.kind, u.code, u.territory, v.name, coalesce(v.official_code, '') AS official_code, v.parent_id,
       v.path::text AS path, d.is_demo
FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN territory d ON d.name = u.territory
WHERE v.valid @> CAST(:at AS date) -- conditions
ORDER BY v.unit_id;

-- name: add_unit
INSERT INTO unit (kind, territory, code) VALUES (:kind, :territory, :code)
ON CONFLICT (territory, kind, code) DO UPDATE SET code = excluded.code
RETURNING id;

-- name: add_version
INSERT INTO unit_version (unit_id, kind, name, official_code, path, valid)
SELECT u.id, u.kind, :name, u.code, u.path, daterange('-infinity', NULL) FROM unit u
WHERE u.id = :unit_id AND NOT EXISTS (SELECT FROM unit_version v WHERE v.unit_id = u.id AND NOT isempty(v.valid));

-- name: put_under
UPDATE unit_version SET parent_id = :parent_id WHERE unit_id = :unit_id AND NOT isempty(valid) AND upper_inf(valid);

-- name: add_member
INSERT INTO unit_member (group_id, member_id, valid)
VALUES (:group_id, :member_id, daterange(coalesce(CAST(:from_date AS date), wangge_today()), NULL))
RETURNING id;

-- name: read_members
SELECT v.unit_id, v.kind, u.code, u.territory, v.name, coalesce(v.official_code, '') AS official_code, v.parent_id,
       v.path::text AS path, d.is_demo
FROM unit_member m
JOIN unit_version v ON v.unit_id = m.member_id AND v.valid @> CAST(:at AS date)
JOIN unit u ON u.id = v.unit_id JOIN territory d ON d.name = u.territory
WHERE m.group_id = :group_id AND m.valid @> CAST(:at AS date)
ORDER BY v.unit_id;

-- name: record_figures
INSERT INTO household_figure (unit_id, kind, households, residents, source, as_of, is_estimated, confirmed_by, recorded_by)
SELECT unit_id, kind, households, residents, coalesce(source, ''), as_of, coalesce(is_estimated, false),
       coalesce(confirmed_by, ''), :by
FROM stage;

-- name: use_figures
UPDATE building b
   SET households = f.households, households_kind = f.kind, households_estimated = f.is_estimated,
       residents = coalesce(f.residents, b.residents)
FROM (
  SELECT DISTINCT ON (h.unit_id) h.* FROM household_figure h
  WHERE h.unit_id IN (SELECT unit_id FROM stage)
  ORDER BY h.unit_id, (h.kind = 'resident') DESC, h.as_of DESC, h.id DESC
) f
JOIN unit_version v ON v.unit_id = f.unit_id AND v.valid @> wangge_today()
WHERE b.version_id = v.id;

-- name: ledger
SELECT id, unit_id, kind, households, residents, source, as_of, is_estimated, confirmed_by, recorded_at
FROM household_figure WHERE unit_id = :unit_id ORDER BY id DESC;

-- name: mark_demo
INSERT INTO territory (name, chinese, is_demo) VALUES (:territory, :chinese, :is_demo)
ON CONFLICT (name) DO UPDATE SET chinese = excluded.chinese, is_demo = excluded.is_demo;

-- name: unit_names
SELECT v.unit_id, v.kind, u.code, coalesce(v.official_code, '') AS official_code, v.name, coalesce(eu.code, '') AS estate_code,
       coalesce(ev.name, '') AS estate_name, coalesce(b.households, 0)::integer AS households
FROM unit_version v JOIN unit u ON u.id = v.unit_id
LEFT JOIN building b ON b.version_id = v.id
LEFT JOIN unit eu ON eu.id = b.estate_id
LEFT JOIN unit_version ev ON ev.unit_id = b.estate_id AND ev.valid @> wangge_today()
WHERE u.territory = :territory AND v.kind = ANY(CAST(:kinds AS text[])) AND v.valid @> wangge_today()
ORDER BY v.unit_id;
