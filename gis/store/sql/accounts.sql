-- name: create
INSERT INTO account (login, password_hash, display_name, role, officeholder_id, department)
VALUES (:login, :password_hash, :display_name, :role, :officeholder_id, :department)
RETURNING id;

-- name: add_scope
INSERT INTO account_scope (account_id, unit_id)
SELECT :user_id, unit_id FROM unnest(CAST(:unit_ids AS bigint[])) AS u(unit_id) ON CONFLICT DO NOTHING;

-- name: clear_scope
DELETE FROM account_scope WHERE account_id = :user_id;

-- name: account
SELECT a.id AS user_id, a.login, a.password_hash, a.display_name, a.role, a.officeholder_id, a.is_disabled, a.created_at,
       a.department,
       coalesce((SELECT array_agg(u.path::text ORDER BY u.path) FROM account_scope s JOIN unit u ON u.id = s.unit_id
                 WHERE s.account_id = a.id), '{}') AS paths
FROM account a WHERE true -- conditions
ORDER BY a.id;

-- name: departments
SELECT DISTINCT department FROM account WHERE department <> '';

-- name: display_names
SELECT id, display_name FROM account WHERE CAST(:user_ids AS bigint[]) IS NULL OR id = ANY(CAST(:user_ids AS bigint[]));

-- name: set_password
UPDATE account SET password_hash = :password_hash WHERE id = :user_id;

-- name: set_department
UPDATE account SET department = :department WHERE id = :user_id;

-- name: disable
UPDATE account SET is_disabled = true WHERE id = :user_id;

-- name: open_session
INSERT INTO session (token_hash, account_id, expires_at) VALUES (:token_hash, :user_id, :expires_at);

-- name: session
SELECT a.id AS user_id, a.role, a.department,
       coalesce((SELECT array_agg(u.path::text ORDER BY u.path) FROM account_scope c JOIN unit u ON u.id = c.unit_id
                 WHERE c.account_id = a.id), '{}') AS paths
FROM session s JOIN account a ON a.id = s.account_id
WHERE s.token_hash = :token_hash AND s.revoked_at IS NULL AND s.expires_at > now() AND NOT a.is_disabled;

-- name: session_state
SELECT CASE WHEN a.is_disabled THEN 'shut' WHEN s.revoked_at IS NOT NULL THEN 'ended'
            WHEN s.expires_at <= now() THEN 'expired' ELSE 'active' END
FROM session s JOIN account a ON a.id = s.account_id WHERE s.token_hash = :token_hash;

-- name: revoke
UPDATE session SET revoked_at = now() WHERE token_hash = :token_hash AND revoked_at IS NULL;

-- name: revoke_all
UPDATE session SET revoked_at = now() WHERE account_id = :user_id AND revoked_at IS NULL;

-- name: sweep
DELETE FROM session WHERE expires_at < now() - interval '7 days';
