-- Which goals name a body that is to act?
-- A body that is named can be asked what came of it.
SELECT o.name_en AS body, g.area_title_en AS area, g.statement_en AS goal
FROM goal_actors AS actor
JOIN organisations AS o ON o.organisation_id = actor.organisation_id
JOIN goals_readable AS g ON g.goal_id = actor.goal_id
WHERE actor.role = 'implementer'
ORDER BY o.name_en, g.agreement_id, g.area_id, g.goal_id;
