-- How many goals of each area name nobody, neither who acts nor who gains?
-- Goals without an actor are nobody's in particular: the agreement leaves open who is to act.
SELECT g.area_title_en AS area, count(*) AS goals,
  count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM goal_actors AS actor WHERE actor.goal_id = g.goal_id
  )) AS goals_that_name_nobody
FROM goals_readable AS g
GROUP BY g.agreement_id, g.area_number, g.area_title_en
ORDER BY goals_that_name_nobody DESC, g.agreement_id, g.area_number;
