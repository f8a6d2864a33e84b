-- name: recall
SELECT request_hash, status, response FROM idempotency_key WHERE account_id = :user_id AND key = :key;

-- name: remember
INSERT INTO idempotency_key (account_id, key, request_hash, status, response)
VALUES (:user_id, :key, :request_hash, :status, CAST(:response AS jsonb));

-- name: hold
SELECT pg_advisory_xact_lock(hashtextextended('idempotency ' || :user_id || ' ' || :key, 0));

-- name: sweep
DELETE FROM idempotency_key WHERE made_at < now() - interval '90 days';
