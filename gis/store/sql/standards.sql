-- name: save
INSERT INTO standard (subject, name, version, chinese, content, source, certainty, note, made_by)
SELECT :subject, :name, greatest(coalesce(max(version), 0), CAST(:built_in AS integer)) + 1, :chinese,
       CAST(:content AS jsonb), :source, :certainty, :note, :by
FROM standard WHERE subject = :subject AND name = :name
RETURNING version;

-- name: mark
SELECT coalesce(string_agg(t.subject || ' ' || t.version, ',' ORDER BY t.subject, t.version), '')
FROM standard t WHERE t.subject = ANY(CAST(:subjects AS text[]));

-- name: standards
SELECT t.subject, t.name, t.version, t.chinese, t.content, t.source, t.certainty, t.note, t.made_at
FROM standard t WHERE true -- conditions
ORDER BY t.subject, t.name, t.version DESC;
