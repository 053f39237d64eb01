-- Which facts rest on several sources?
-- Where two sources tell of the same thing, each can be held against the other. Both passages
-- are cited, so that whoever reads them sees whether they agree.
SELECT c.table_name, c.record_id, c.field_name, count(DISTINCT c.source_id) AS sources,
  count(DISTINCT s.publisher) AS publishers
FROM citations AS c
JOIN sources AS s ON s.source_id = c.source_id
WHERE c.field_name IS NULL OR c.field_name NOT LIKE '%precision'
GROUP BY c.table_name, c.record_id, c.field_name
HAVING count(DISTINCT c.source_id) > 1
ORDER BY c.table_name, c.record_id, coalesce(c.field_name, '');
