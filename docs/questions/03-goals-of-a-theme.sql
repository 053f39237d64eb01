-- What has each city set out to do in culture?
-- All agreements together, a row for each city and goal; another `theme_id` gives another theme.
-- Goals are what the sources say of the agreements: others may be in texts that were not read.
SELECT DISTINCT city.name_en AS city, g.action_label_en AS action, g.statement_en AS goal
FROM goals_readable AS g
JOIN area_themes AS t ON t.area_id = g.area_id
JOIN parties AS p ON p.agreement_id = g.agreement_id
JOIN organisations AS o ON o.organisation_id = p.organisation_id
JOIN places AS city ON city.place_id = o.place_id
WHERE t.theme_id = 'culture'
ORDER BY city.name_en, action, goal;
