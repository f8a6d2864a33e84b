-- name: changed_cells
SELECT s.cell_id, s.from_grid_id, s.to_grid_id, pc.grid_id AS now_grid_id, pc.cell_id IS NULL AS is_foreign
FROM unnest(CAST(:cells AS bigint[]), CAST(:froms AS bigint[]), CAST(:tos AS bigint[]))
     AS s(cell_id, from_grid_id, to_grid_id)
LEFT JOIN plan_cell pc ON pc.plan_id = :plan_id AND pc.cell_id = s.cell_id
WHERE pc.cell_id IS NULL OR pc.grid_id IS DISTINCT FROM s.from_grid_id;

-- name: refused_cells
SELECT s.cell_id, pg.grid_id IS NULL AS is_foreign, coalesce(g.community_id <> c.community_id, false) AS is_crossing
FROM unnest(CAST(:cells AS bigint[]), CAST(:tos AS bigint[])) AS s(cell_id, to_grid_id)
JOIN cell c ON c.id = s.cell_id
LEFT JOIN plan_grid pg ON pg.plan_id = :plan_id AND pg.grid_id = s.to_grid_id
LEFT JOIN grid g ON g.unit_id = s.to_grid_id
WHERE s.to_grid_id IS NOT NULL AND (pg.grid_id IS NULL OR g.community_id <> c.community_id)
LIMIT 1;

-- name: locked_grids
SELECT pg.grid_id, pg.name FROM plan_grid pg
WHERE pg.plan_id = :plan_id AND pg.is_locked AND pg.grid_id = ANY(CAST(:froms AS bigint[]) || CAST(:tos AS bigint[]))
LIMIT 1;

-- name: assign
UPDATE plan_cell pc SET grid_id = s.to_grid_id
FROM unnest(CAST(:cells AS bigint[]), CAST(:tos AS bigint[])) AS s(cell_id, to_grid_id)
WHERE pc.plan_id = :plan_id AND pc.cell_id = s.cell_id;

-- name: next
UPDATE plan SET version = version + 1 WHERE id = :plan_id RETURNING version;

-- name: append
INSERT INTO plan_operation (plan_id, serial, kind, changes, payload, inverse_of, client_key, made_by)
VALUES (:plan_id, :serial, :kind, CAST(:changes AS jsonb), CAST(:payload AS jsonb),
        (SELECT o.id FROM plan_operation o WHERE o.plan_id = :plan_id AND o.serial = :undoes_serial), :client_key, :by)
RETURNING id, plan_id, serial, kind, changes, payload, inverse_of,
          (SELECT o.serial FROM plan_operation o WHERE o.id = plan_operation.inverse_of) AS undoes_serial,
          client_key, made_by, made_at;

-- name: repeated
SELECT id, plan_id, serial, kind, changes, payload, inverse_of,
       (SELECT o.serial FROM plan_operation o WHERE o.id = plan_operation.inverse_of) AS undoes_serial,
       client_key, made_by, made_at
FROM plan_operation WHERE plan_id = :plan_id AND client_key = :client_key;

-- name: since
SELECT id, plan_id, serial, kind, changes, payload, inverse_of,
       (SELECT o.serial FROM plan_operation o WHERE o.id = plan_operation.inverse_of) AS undoes_serial,
       client_key, made_by, made_at
FROM plan_operation WHERE plan_id = :plan_id AND serial > :since ORDER BY serial;
