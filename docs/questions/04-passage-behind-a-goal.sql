-- Which passages stand behind the goal of regular sea traffic?
-- The offsets count characters of the source's text; with the document at hand, they lead to the
-- passage, and its SHA-256 digest shows that it is the same. An empty field means the whole row,
-- and `basis` tells what the passage states from what the curators derived.
SELECT s.title AS source, s.published_on, c.field_name, c.basis, c.start, c."end",
  substr(c.sha256, 1, 12) AS digest_begins
FROM citations AS c
JOIN sources AS s ON s.source_id = c.source_id
WHERE c.table_name = 'goals'
  AND c.record_id = 'kotka-saint-petersburg-2018-regular-sea-traffic'
ORDER BY s.source_id, c.start, c."end", c.citation_id;
