-- Which agreements bound Kotka on 1 June 2020?
-- An agreement counts from the day on which it was signed to its own last day. Where the source
-- states no last day, it counts as open: whether it was ended later is not known, and
-- `status_as_of` says for which day its status is known.
SELECT a.title_en AS agreement, a.signed_on, a.ends_on, a.status, a.status_as_of
FROM agreements AS a
JOIN parties AS p ON p.agreement_id = a.agreement_id
JOIN organisations AS o ON o.organisation_id = p.organisation_id
WHERE o.place_id = 'kotka'
  AND a.signed_on <= '2020-06-01'
  AND (a.ends_on IS NULL OR a.ends_on >= '2020-06-01')
ORDER BY a.signed_on, a.agreement_id;
