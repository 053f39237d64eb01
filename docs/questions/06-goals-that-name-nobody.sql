-- How many goals of each agreement name nobody, neither who acts nor who gains?
-- The sources leave open who is to act; the agreements themselves may say more than what was read.
SELECT a.title_en AS agreement, a.evidence, count(*) AS goals,
  count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM goal_actors AS actor WHERE actor.goal_id = g.goal_id
  )) AS goals_that_name_nobody
FROM goals AS g
JOIN agreements AS a ON a.agreement_id = g.agreement_id
GROUP BY a.agreement_id, a.title_en, a.evidence
ORDER BY goals_that_name_nobody DESC, a.agreement_id;
