-- Where may sources disagree?
-- A row holds one reading. What another source says beside it is told in the note of an event: of a
-- report, or of an event that rests on several sources. Not each of these notes tells of a
-- difference: read it against the sources that are named. Sources that were not read are not in it.
SELECT a.title_en AS agreement, e.event_on, type.label_en AS event, e.note_en AS note,
  count(DISTINCT s.source_id) AS sources, min(s.title) AS one_of_them
FROM events AS e
JOIN agreements AS a ON a.agreement_id = e.agreement_id
JOIN codes AS type ON type.codelist = 'event-type' AND type.code = e.event_type
JOIN citations AS c ON c.table_name = 'events' AND c.record_id = e.event_id
JOIN sources AS s ON s.source_id = c.source_id
WHERE e.note_en IS NOT NULL
GROUP BY a.title_en, e.event_id, e.event_on, e.event_type, type.label_en, e.note_en
HAVING e.event_type = 'reported' OR count(DISTINCT s.source_id) > 1
ORDER BY a.title_en, e.event_on NULLS LAST, e.event_id;
