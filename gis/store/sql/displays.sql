-- name: grant
INSERT INTO display_consent (post_id, officeholder_id, sealed_name, contact_kind, paper, granted_on, recorded_by)
SELECT p.id, p.officeholder_id, :sealed_name, :contact_kind, :paper, :granted_on, :by
FROM post p
WHERE p.id = :post_id AND p.officeholder_id IS NOT NULL AND (upper_inf(p.valid) OR upper(p.valid) > wangge_today());

-- name: set_portrait
UPDATE display_consent d SET sealed_portrait = :sealed_portrait
FROM post p
WHERE d.post_id = :post_id AND d.ended_at IS NULL AND p.id = d.post_id AND p.officeholder_id = d.officeholder_id
  AND (upper_inf(p.valid) OR upper(p.valid) > wangge_today());

-- name: withdraw
UPDATE display_consent SET ended_at = now(), sealed_name = NULL, sealed_portrait = NULL
WHERE post_id = :post_id AND ended_at IS NULL;

-- name: forget_ended
UPDATE display_consent d SET ended_at = now(), sealed_name = NULL, sealed_portrait = NULL
FROM post p
WHERE p.id = d.post_id AND d.ended_at IS NULL
  AND (p.officeholder_id IS DISTINCT FROM d.officeholder_id OR upper(p.valid) <= wangge_today());

-- name: consents
SELECT p.id AS post_id, p.role_code AS role, r.chinese AS role_chinese, r.rank, r.duties, p.unit_id, u.kind AS unit_kind,
       v.name AS unit_name, p.officeholder_id, o.number AS officeholder_number, d.id IS NOT NULL AS consents,
       d.sealed_name IS NOT NULL AS has_name, d.sealed_portrait IS NOT NULL AS has_portrait,
       coalesce(d.contact_kind, '') AS contact_kind, k.id IS NOT NULL AS has_contact
FROM post p
JOIN role r ON r.code = p.role_code
JOIN unit u ON u.id = p.unit_id
LEFT JOIN unit_version v ON v.unit_id = p.unit_id AND v.valid @> CAST(:on AS date)
LEFT JOIN officeholder o ON o.id = p.officeholder_id
LEFT JOIN display_consent d ON d.post_id = p.id AND d.ended_at IS NULL AND d.officeholder_id = p.officeholder_id
                           AND d.granted_on <= CAST(:on AS date)
LEFT JOIN officeholder_contact k ON k.officeholder_id = d.officeholder_id AND k.kind = d.contact_kind
WHERE p.valid @> CAST(:on AS date) AND p.unit_id = ANY(CAST(:unit_ids AS bigint[]))
ORDER BY array_position(CAST(:unit_ids AS bigint[]), p.unit_id), r.rank, p.id;

-- name: open
SELECT d.post_id, d.sealed_name, d.sealed_portrait, k.sealed AS sealed_contact
FROM display_consent d
JOIN post p ON p.id = d.post_id AND p.officeholder_id = d.officeholder_id AND p.valid @> wangge_today()
LEFT JOIN officeholder_contact k ON k.officeholder_id = d.officeholder_id AND k.kind = d.contact_kind
WHERE d.ended_at IS NULL AND d.granted_on <= wangge_today() AND d.post_id = ANY(CAST(:post_ids AS bigint[]));

-- name: path_of_post
SELECT path::text FROM post WHERE id = :post_id;
