-- name: next_number
INSERT INTO case_number (prefix, day, last) VALUES (:prefix, :day, 1)
ON CONFLICT (prefix, day) DO UPDATE SET last = case_number.last + 1
RETURNING last;

-- name: file
INSERT INTO "case" (number, provisional_number, unit_id, community_id, grid_id, building_id, category, title, description,
                    address, source, route, state, priority, is_dispute, accuracy_m, answers, plan_id, reported_by,
                    reported_at, due_at, categories_version, calendar_version, geometry)
VALUES (:number, :provisional_number, :unit_id, :community_id, :grid_id, :building_id, :category, :title, :description,
        :address, :source, :route, :state, :priority, :is_dispute, :accuracy_m, CAST(:answers AS jsonb),
        (SELECT p.id FROM plan p JOIN unit u ON u.id = :unit_id AND u.path <@ p.path
         WHERE p.valid @> wangge_today() LIMIT 1),
        :by, coalesce(CAST(:reported_at AS timestamptz), now()), CAST(:due_at AS timestamptz),
        :categories_version, :calendar_version,
        CASE WHEN CAST(:lon AS double precision) IS NOT NULL AND NOT :is_dispute
             THEN ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) END)
RETURNING id;

-- name: case
SELECT c.id AS case_id, c.number, c.provisional_number, c.unit_id, c.path::text AS path, c.community_id, c.grid_id,
       c.building_id, c.category, c.title, c.description, c.address, c.source, c.route, c.state, c.priority, c.is_dispute,
       c.accuracy_m, c.answers, c.departments, c.version, c.satisfaction, c.plan_id, c.reported_by, c.reported_at, c.due_at,
       c.solved_at, c.closed_at, ST_X(c.geometry) AS lon, ST_Y(c.geometry) AS lat, c.categories_version,
       c.calendar_version
FROM "case" c WHERE true -- conditions

-- name: cases
SELECT c.id AS case_id, c.number, c.unit_id, c.path::text AS path, c.community_id, c.grid_id, c.building_id, c.category,
       c.title, c.address, c.source, c.route, c.state, c.priority, c.is_dispute, c.version, c.satisfaction, c.reported_by,
       c.reported_at, c.due_at, c.solved_at, c.closed_at, ST_AsBinary(c.geometry) AS geometry
FROM "case" c WHERE true -- conditions
ORDER BY c.id DESC
LIMIT :limit;

-- name: lock_case
SELECT id, state, version FROM "case" WHERE id = :case_id FOR UPDATE;

-- name: change
UPDATE "case" SET version = version + 1, state = :state,
       priority = coalesce(CAST(:priority AS smallint), priority),
       category = coalesce(CAST(:category AS text), category),
       answers = coalesce(CAST(:answers AS jsonb), answers),
       categories_version = coalesce(CAST(:categories_version AS integer), categories_version),
       calendar_version = coalesce(CAST(:calendar_version AS integer), calendar_version),
       route = coalesce(CAST(:route AS text), route),
       satisfaction = coalesce(CAST(:satisfaction AS smallint), satisfaction),
       departments = departments || ARRAY(SELECT unnest(CAST(:departments AS text[])) EXCEPT SELECT unnest(departments)),
       due_at = CASE WHEN CAST(:category AS text) IS NULL THEN coalesce(CAST(:due_at AS timestamptz), due_at)
                     ELSE CAST(:due_at AS timestamptz) END,
       solved_at = CASE WHEN :is_reopened THEN NULL ELSE coalesce(CAST(:solved_at AS timestamptz), solved_at) END,
       closed_at = CASE WHEN :is_reopened THEN NULL ELSE coalesce(CAST(:closed_at AS timestamptz), closed_at) END
WHERE id = :case_id
RETURNING version;

-- name: append_event
INSERT INTO case_event (case_id, serial, kind, from_state, to_state, note, payload, organisation_id, made_by, made_at)
VALUES (:case_id, :serial, :kind, :from_state, :to_state, :note, CAST(:payload AS jsonb), :organisation_id, :by,
        coalesce(CAST(:made_at AS timestamptz), now()));

-- name: events
SELECT id, case_id, serial, kind, from_state, to_state, note, payload, organisation_id, made_by, made_at, recorded_at
FROM case_event WHERE case_id = :case_id ORDER BY serial;

-- name: add_photo
INSERT INTO photo (case_id, sha256, file_name, media_type, size_bytes, taken_at, added_by)
VALUES (:case_id, :sha256, :file_name, :media_type, :size_bytes, CAST(:taken_at AS timestamptz), :by)
ON CONFLICT (case_id, sha256) DO UPDATE SET sha256 = excluded.sha256
RETURNING id;

-- name: photos
SELECT id, case_id, sha256, file_name, media_type, size_bytes, taken_at, added_by, added_at
FROM photo WHERE case_id = :case_id ORDER BY id;

-- name: photo
SELECT id, case_id, sha256, file_name, media_type, size_bytes, taken_at, added_by, added_at FROM photo WHERE id = :photo_id;

-- name: strayed
SELECT c.id AS case_id, c.number, c.version, c.state, c.grid_id AS old_grid_id, v.parent_id AS new_grid_id
FROM "case" c
JOIN unit_version v ON v.unit_id = c.building_id AND v.valid @> wangge_today()
JOIN unit g ON g.id = v.parent_id AND g.kind = 'grid'
JOIN plan p ON p.id = :plan_id AND v.path <@ p.path
WHERE c.closed_at IS NULL AND c.grid_id IS DISTINCT FROM v.parent_id AND NOT c.is_dispute
UNION ALL
SELECT c.id, c.number, c.version, c.state, c.grid_id, min(v.unit_id)
FROM "case" c
JOIN plan p ON p.id = :plan_id AND c.path <@ p.path
JOIN unit_version v ON v.kind = 'grid' AND v.valid @> wangge_today() AND ST_Covers(v.geometry, c.geometry)
WHERE c.closed_at IS NULL AND c.building_id IS NULL AND c.geometry IS NOT NULL AND NOT c.is_dispute
GROUP BY c.id HAVING c.grid_id IS DISTINCT FROM min(v.unit_id)
ORDER BY 1;

-- name: rehome
UPDATE "case" SET version = version + 1, grid_id = :grid_id, plan_id = :plan_id,
       unit_id = CASE WHEN building_id IS NULL THEN :grid_id ELSE unit_id END
WHERE id = :case_id
RETURNING version;

-- name: link
INSERT INTO case_link (case_id, other_case_id, kind) VALUES (:case_id, :other_case_id, :kind) ON CONFLICT DO NOTHING;

-- name: links
SELECT other_case_id AS case_id, kind FROM case_link WHERE case_id = :case_id
UNION SELECT case_id, kind FROM case_link WHERE other_case_id = :case_id;
