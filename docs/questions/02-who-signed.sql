-- Who signed, in what capacity, and for whom?
-- The body of the post is not always the party: an official of a committee may sign for the city.
SELECT signed_on, person_name, position_en AS post, position_organisation_en AS body,
  party_en AS signed_for
FROM who_signed
ORDER BY signed_on, agreement_id, signatory_number;
