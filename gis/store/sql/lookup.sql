-- name: map_version
SELECT concat_ws('/', wangge_today(),
  (SELECT md5(coalesce(string_agg(concat_ws(',', id, state, valid), ';' ORDER BY id), '')) FROM plan),
  (SELECT md5(coalesce(string_agg(concat_ws(',', edition_id, layer, state, from_date, to_date), ';'
                                  ORDER BY edition_id, layer), '')) FROM edition_layer),
  (SELECT md5(coalesce(string_agg(concat_ws(',', g.id, g.is_open), ';' ORDER BY g.id), ''))
   FROM gate g JOIN edition_layer l ON l.edition_id = g.edition_id AND l.layer = 'gates' AND l.state = 'active'),
  (SELECT md5(coalesce(string_agg(concat_ws(',', id, group_id, member_id, valid), ';' ORDER BY id), '')) FROM unit_member),
  (SELECT max(id) FROM household_band),
  (SELECT count(*) FROM unit)) AS version;

-- name: building_links
SELECT v.unit_id, b.estate_id, b.stairwells
FROM unit_version v JOIN building b ON b.version_id = v.id
WHERE v.kind = 'building' AND v.valid @> CAST(:at AS date)
ORDER BY v.unit_id;

-- name: estate_addresses
SELECT v.unit_id, e.address
FROM unit_version v JOIN estate e ON e.version_id = v.id
WHERE v.kind = 'estate' AND v.valid @> CAST(:at AS date) AND e.address IS NOT NULL
ORDER BY v.unit_id;

-- name: dedicated_grids
SELECT v.unit_id
FROM unit_version v JOIN grid g ON g.unit_id = v.unit_id
WHERE v.kind = 'grid' AND g.grid_kind = 'dedicated' AND v.valid @> CAST(:at AS date)
ORDER BY v.unit_id;

-- name: micro_grid_stairwells
SELECT DISTINCT p.micro_grid_id, m.code, t.building_id, t.stairwell
FROM plan JOIN micro_grid_part p ON p.plan_id = plan.id
JOIN unit m ON m.id = p.micro_grid_id
JOIN building_part_version t ON t.part_id = p.part_id
JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'building_parts'
WHERE plan.valid @> CAST(:at AS date) AND l.state IN ('active', 'retired')
  AND l.from_date <= CAST(:at AS date) AND (l.to_date IS NULL OR l.to_date > CAST(:at AS date))
ORDER BY t.building_id, p.micro_grid_id, t.stairwell;

-- name: people_version
SELECT concat_ws('/', wangge_today(),
  (SELECT md5(coalesce(string_agg(concat_ws(',', id, role_code, officeholder_id, substitute_id, valid, path), ';'
                                  ORDER BY id), '')) FROM post),
  (SELECT md5(coalesce(string_agg(concat_ws(',', id, post_id, absent), ';' ORDER BY id), '')) FROM post_absence),
  (SELECT md5(coalesce(string_agg(concat_ws(',', code, chinese, rank, posts_per_unit), ';' ORDER BY code), '')) FROM role),
  (SELECT md5(coalesce(string_agg(concat_ws(',', id, state, valid), ';' ORDER BY id), '')) FROM plan),
  (SELECT count(*) FROM unit)) AS version;
