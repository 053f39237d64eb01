-- What replaced what?
-- Only where a source says so. The earlier agreement may be outside the data: then its title is the
-- curators' name for it, or nothing but the kind of relation is known.
SELECT a.title_en AS agreement, a.signed_on, relation.label_en AS relation,
  coalesce(earlier.title_en, r.related_title_en) AS earlier_agreement,
  earlier.agreement_id IS NOT NULL AS in_the_data
FROM relations AS r
JOIN agreements AS a ON a.agreement_id = r.agreement_id
LEFT JOIN agreements AS earlier ON earlier.agreement_id = r.related_agreement_id
LEFT JOIN codes AS relation
  ON relation.codelist = 'relation-type' AND relation.code = r.relation_type
WHERE r.relation_type IN ('continues', 'supersedes', 'renews', 'amends')
ORDER BY a.signed_on NULLS LAST, a.agreement_id, r.relation_number;
