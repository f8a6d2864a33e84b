-- name: add
INSERT INTO job (kind, path, arguments, scope, made_by)
VALUES (:kind, CAST(:path AS ltree), CAST(:arguments AS jsonb), CAST(:scope AS jsonb), :by)
RETURNING id;

-- name: job
SELECT j.id AS job_id, j.kind, j.state, j.path::text AS path, j.arguments, j.scope, j.step, j.done, j.total, j.result,
       j.problem, j.is_cancelling, j.is_stopping, j.attempts, j.made_by, j.made_at, j.started_at, j.finished_at, j.changed_at
FROM job j WHERE true -- conditions
ORDER BY j.id DESC
LIMIT :limit;

-- name: begin
UPDATE job SET state = 'running', attempts = attempts + 1, started_at = now(), changed_at = now(), step = '', done = 0,
       total = 0
WHERE id = :job_id AND state IN ('waiting', 'running')
RETURNING kind, arguments, scope, attempts, is_cancelling;

-- name: report
UPDATE job SET step = :step, done = greatest(:done, 0), total = greatest(:total, 0), changed_at = now()
WHERE id = :job_id
RETURNING is_cancelling;

-- name: finish
UPDATE job SET state = :state, result = CAST(:result AS jsonb), problem = CAST(:problem AS jsonb), finished_at = now(),
       changed_at = now(), done = CASE WHEN :state = 'finished' THEN total ELSE done END
WHERE id = :job_id;

-- name: cancel
UPDATE job SET is_cancelling = true, changed_at = now(),
       state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END,
       finished_at = CASE WHEN state = 'waiting' THEN now() END
WHERE id = :job_id AND state IN ('waiting', 'running')
RETURNING state;

-- name: stop_early
UPDATE job SET is_stopping = true, changed_at = now()
WHERE id = :job_id AND state = 'running' AND NOT is_cancelling
RETURNING id;

-- name: is_asked_to_end
SELECT is_cancelling OR is_stopping FROM job WHERE id = :job_id;

-- name: give_back
UPDATE job SET state = 'waiting', attempts = attempts - 1, changed_at = now() WHERE id = :job_id;
