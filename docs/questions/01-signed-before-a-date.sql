-- Which agreements had each city signed by 1 June 2020, without being known to have ended by then?
-- That an agreement was still valid is more than the sources say: they tell when it was signed, and
-- some tell when it ended. Where no day of signing is known, the day of entry into force counts.
-- `status_as_of` says for which day the status is known.
SELECT DISTINCT city.name_en AS city, a.title_en AS agreement,
  coalesce(a.signed_on, a.in_force_on) AS since, a.ends_on, a.status, a.status_as_of
FROM agreements AS a
JOIN parties AS p ON p.agreement_id = a.agreement_id
JOIN organisations AS o ON o.organisation_id = p.organisation_id
JOIN places AS city ON city.place_id = o.place_id
WHERE coalesce(a.signed_on, a.in_force_on) <= '2020-06-01'
  AND (a.ends_on IS NULL OR a.ends_on >= '2020-06-01')
  AND NOT EXISTS (
    SELECT 1 FROM events AS e
    WHERE e.agreement_id = a.agreement_id
      AND e.event_type IN ('terminated', 'expired') AND e.event_on <= '2020-06-01'
  )
ORDER BY city.name_en, since, agreement;
