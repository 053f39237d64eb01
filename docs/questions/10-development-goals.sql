-- Which targets of the UN's Sustainable Development Goals do the agreements touch?
-- Goals are mapped to targets one by one. The mapping is the curators' judgement, and no source
-- speaks of it.
SELECT m.code AS target, m.match, count(*) AS goals,
  count(DISTINCT g.agreement_id) AS agreements
FROM goal_mappings AS m
JOIN goals AS g ON g.goal_id = m.goal_id
WHERE m.scheme = 'sdg-target'
GROUP BY m.code, m.match
ORDER BY goals DESC, m.code, m.match;
