-- name: record
INSERT INTO hand_over (plan_id, kind, case_id, post_id, from_grid_id, to_grid_id, outcome, new_post_id, made_by)
VALUES (:plan_id, :kind, :case_id, :post_id, :from_grid_id, :to_grid_id, :outcome, :new_post_id, :by)
ON CONFLICT DO NOTHING;

-- name: posts_left_behind
SELECT p.id AS post_id, p.role_code AS role, r.chinese AS role_chinese, r.posts_per_unit, g.grid_id,
       g.name AS grid_name, p.officeholder_id, o.number AS officeholder_number, p.substitute_id,
       upper_inf(p.valid) AS is_open
FROM plan n
JOIN plan_grid g ON g.plan_id = n.base_plan_id
JOIN post p ON p.unit_id = g.grid_id AND (upper_inf(p.valid) OR upper(p.valid) >= lower(n.valid))
JOIN role r ON r.code = p.role_code
LEFT JOIN officeholder o ON o.id = p.officeholder_id
WHERE n.id = :plan_id AND NOT isempty(n.valid)
  AND NOT EXISTS (SELECT FROM plan_grid k WHERE k.plan_id = n.id AND k.grid_id = g.grid_id)
  AND NOT EXISTS (SELECT FROM hand_over h WHERE h.plan_id = n.id AND h.post_id = p.id)
ORDER BY g.grid_id, r.rank, p.id;

-- name: read
SELECT h.kind, h.outcome, c.number AS case_number, r.chinese AS role_chinese, o.number AS officeholder_number,
       coalesce(old.name, was.name) AS from_grid, new.name AS to_grid, h.made_by, h.made_at
FROM hand_over h
JOIN plan n ON n.id = h.plan_id
LEFT JOIN "case" c ON c.id = h.case_id
LEFT JOIN post p ON p.id = h.post_id
LEFT JOIN role r ON r.code = p.role_code
LEFT JOIN officeholder o ON o.id = p.officeholder_id
LEFT JOIN plan_grid old ON old.plan_id = n.base_plan_id AND old.grid_id = h.from_grid_id
LEFT JOIN plan_grid was ON was.plan_id = n.id AND was.grid_id = h.from_grid_id
LEFT JOIN plan_grid new ON new.plan_id = n.id AND new.grid_id = h.to_grid_id
WHERE h.plan_id = :plan_id
ORDER BY h.id;
