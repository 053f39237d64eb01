-- Which areas of cooperation come with few goals, or with none?
-- Areas without a goal come first. `list_is_open` says that the source names its goals as examples
-- only, so that there may be more; it is empty where the source does not tell.
SELECT area.title_en AS area, area.section, count(g.goal_id) AS goals,
  CASE WHEN area.is_exhaustive THEN 'no' WHEN NOT area.is_exhaustive THEN 'yes' END AS list_is_open
FROM cooperation_areas AS area
LEFT JOIN goals AS g ON g.area_id = area.area_id
GROUP BY area.agreement_id, area.area_id, area.area_number, area.title_en, area.section,
  area.is_exhaustive
ORDER BY goals, area.agreement_id, area.area_number;
