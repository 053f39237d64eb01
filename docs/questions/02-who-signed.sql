-- Who signed, in what capacity, and for whom?
-- The body of the post is not always the party: an official of a committee may sign for the city.
SELECT w.signed, w.person_name, w.position_en AS post, w.body_en AS body, w.party_en AS signed_for
FROM who_signed AS w
JOIN signatories AS s ON s.signatory_id = w.signatory_id
ORDER BY w.signed, w.agreement_id, s.signatory_number;
