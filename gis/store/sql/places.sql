-- name: confirm_facility
UPDATE facility SET confirmation = :confirmation, confirmed_by = :by, confirmed_at = now() WHERE id = :facility_id
RETURNING id, code;

-- name: set_gate_open
UPDATE gate SET is_open = :is_open WHERE id = :gate_id
RETURNING id, code, estate_id;

-- name: is_owner
SELECT current_setting('role') <> 'wangge_app';

-- name: scoped_place
SELECT EXISTS (
  SELECT FROM (
    SELECT edition_id, geometry FROM facility WHERE id = :facility_id
    UNION ALL SELECT edition_id, geometry FROM gate WHERE id = :gate_id
  ) place
  JOIN edition e ON e.id = place.edition_id
  JOIN unit u ON u.territory = e.territory AND u.kind IN ('subdistrict', 'community')
  LEFT JOIN unit_version v ON v.unit_id = u.id AND v.valid @> wangge_today()
  WHERE u.path <@ wangge_scope() AND (u.kind = 'subdistrict' OR ST_Covers(v.geometry, place.geometry))
);
