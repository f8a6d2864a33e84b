-- name: save
INSERT INTO coverage_template (subject, name, version, chinese, content, source, certainty, note, made_by)
SELECT :subject, :name, greatest(coalesce(max(version), 0), CAST(:built_in AS integer)) + 1, :chinese,
       CAST(:content AS jsonb), :source, :certainty, :note, :by
FROM coverage_template WHERE subject = :subject AND name = :name
RETURNING version;

-- name: standards
SELECT t.subject, t.name, t.version, t.chinese, t.content, t.source, t.certainty, t.note, t.made_at
FROM coverage_template t WHERE true -- conditions
ORDER BY t.subject, t.name, t.version DESC;
