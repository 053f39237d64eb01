-- Which facts are inferred?
-- The source does not state them in so many words: the curators derived them from what it does
-- state, as a year from the dateline. Each points to the passage that it was derived from. An empty
-- field means the whole row.
SELECT table_name, field_name, count(DISTINCT record_id) AS facts
FROM citations
WHERE basis = 'derived' AND (field_name IS NULL OR field_name NOT LIKE '%precision')
GROUP BY table_name, field_name
ORDER BY facts DESC, table_name, coalesce(field_name, '');
