-- Which targets of the UN's Sustainable Development Goals do the agreements touch?
-- Themes are mapped to targets, and goals come under themes. The mapping is the curators'
-- judgement; a goal counts for each target of its theme.
SELECT m.code AS target, t.label_en AS theme, m.match, t.goals
FROM theme_mappings AS m
JOIN goals_by_theme AS t ON t.theme_id = m.theme_id
WHERE m.scheme = 'sdg-target' AND t.goals > 0
ORDER BY t.goals DESC, t.theme_id, m.code;
