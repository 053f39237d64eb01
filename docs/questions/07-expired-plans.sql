-- Which action plans had run out by 24 November 2026?
-- A plan has its own period, which is not the agreement's.
SELECT a.title_en AS agreement, d.title_en AS plan, d.period_start, d.period_end,
  (SELECT count(*) FROM goals AS g WHERE g.document_id = d.document_id) AS goals
FROM documents AS d
JOIN agreements AS a ON a.agreement_id = d.agreement_id
WHERE d.document_type = 'action-plan' AND d.period_end < '2026-11-24'
ORDER BY d.period_end, d.document_id;
