-- Who benefits, and from which side?
-- Only those whom a source names as gaining; both sides may gain from goals that name nobody.
SELECT place.name_en AS place, country.label_en AS country,
  coalesce(o.name_en, actor.actor_group_en) AS who, count(*) AS goals
FROM goal_actors AS actor
LEFT JOIN organisations AS o ON o.organisation_id = actor.organisation_id
LEFT JOIN places AS place ON place.place_id = coalesce(actor.place_id, o.place_id)
LEFT JOIN codes AS country
  ON country.codelist = 'country' AND country.code = place.country_code
WHERE actor.role = 'beneficiary'
GROUP BY place.name_en, country.label_en, coalesce(o.name_en, actor.actor_group_en)
ORDER BY goals DESC, place.name_en NULLS LAST, who;
