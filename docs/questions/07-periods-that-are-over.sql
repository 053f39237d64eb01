-- Which documents name a period that was over on 24 November 2026?
-- A document such as an action plan has its own period, which need not be the agreement's. That it
-- was not prolonged is more than the sources say.
SELECT a.title_en AS agreement, d.title_en AS document, d.period_start, d.period_end,
  (SELECT count(*) FROM goals AS g WHERE g.document_id = d.document_id) AS goals
FROM documents AS d
JOIN agreements AS a ON a.agreement_id = d.agreement_id
WHERE d.period_end < '2026-11-24'
ORDER BY d.period_end, d.document_id;
