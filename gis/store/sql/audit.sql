-- name: record
INSERT INTO audit_event (made_by, action, target_kind, target_id, path, detail)
VALUES (:by, :action, :target_kind, :target_id, CAST(:path AS ltree), CAST(:detail AS jsonb));

-- name: read
SELECT e.id, e.made_at, e.made_by, e.action, e.target_kind, e.target_id, e.path::text AS path, e.detail
FROM audit_event e WHERE true -- conditions
ORDER BY e.id DESC
LIMIT :limit;
