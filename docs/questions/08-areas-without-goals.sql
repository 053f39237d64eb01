-- Which areas of cooperation come with one goal at most?
-- `list_is_open` says that the source leaves open which goals the area has: it names examples only.
-- It is empty where the source does not tell. No goal means none recorded: of some
-- agreements only the areas are.
SELECT a.title_en AS agreement, area.title_en AS area, count(g.goal_id) AS goals,
  CASE WHEN area.is_exhaustive THEN 'no' WHEN NOT area.is_exhaustive THEN 'yes' END AS list_is_open
FROM cooperation_areas AS area
JOIN agreements AS a ON a.agreement_id = area.agreement_id
LEFT JOIN goals AS g ON g.area_id = area.area_id
GROUP BY a.agreement_id, a.title_en, area.area_id, area.area_number, area.title_en,
  area.is_exhaustive
HAVING count(g.goal_id) <= 1
ORDER BY goals, a.agreement_id, area.area_number;
