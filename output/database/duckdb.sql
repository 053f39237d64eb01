-- Tables and views of the package for DuckDB. In the package's folder:
--   duckdb -init database/duckdb.sql

CREATE VIEW "agreements" AS
SELECT * FROM read_parquet('parquet/agreements.parquet');

CREATE VIEW "events" AS
SELECT * FROM read_parquet('parquet/events.parquet');

CREATE VIEW "relations" AS
SELECT * FROM read_parquet('parquet/relations.parquet');

CREATE VIEW "documents" AS
SELECT * FROM read_parquet('parquet/documents.parquet');

CREATE VIEW "parties" AS
SELECT * FROM read_parquet('parquet/parties.parquet');

CREATE VIEW "signatories" AS
SELECT * FROM read_parquet('parquet/signatories.parquet');

CREATE VIEW "cooperation_areas" AS
SELECT * FROM read_parquet('parquet/cooperation_areas.parquet');

CREATE VIEW "area_themes" AS
SELECT * FROM read_parquet('parquet/area_themes.parquet');

CREATE VIEW "goals" AS
SELECT * FROM read_parquet('parquet/goals.parquet');

CREATE VIEW "goal_actors" AS
SELECT * FROM read_parquet('parquet/goal_actors.parquet');

CREATE VIEW "goal_mappings" AS
SELECT * FROM read_parquet('parquet/goal_mappings.parquet');

CREATE VIEW "outcomes" AS
SELECT * FROM read_parquet('parquet/outcomes.parquet');

CREATE VIEW "funding" AS
SELECT * FROM read_parquet('parquet/funding.parquet');

CREATE VIEW "organisations" AS
SELECT * FROM read_parquet('parquet/organisations.parquet');

CREATE VIEW "places" AS
SELECT * FROM read_parquet('parquet/places.parquet');

CREATE VIEW "aliases" AS
SELECT * FROM read_parquet('parquet/aliases.parquet');

CREATE VIEW "themes" AS
SELECT * FROM read_parquet('parquet/themes.parquet');

CREATE VIEW "theme_mappings" AS
SELECT * FROM read_parquet('parquet/theme_mappings.parquet');

CREATE VIEW "sources" AS
SELECT * FROM read_parquet('parquet/sources.parquet');

CREATE VIEW "citations" AS
SELECT * FROM read_parquet('parquet/citations.parquet');

CREATE VIEW "retired_ids" AS
SELECT * FROM read_parquet('parquet/retired_ids.parquet');

CREATE VIEW "codes" AS
SELECT * FROM read_parquet('parquet/codes.parquet');

CREATE VIEW "passages" AS
SELECT * FROM read_parquet('database/passages.parquet');

CREATE VIEW "agreements_readable" AS
SELECT
  agreements.title_fi AS "agreement_title_fi",
  agreements.title_en AS "agreement_title_en",
  agreements.title_sv AS "agreement_title_sv",
  agreements.title_ru AS "agreement_title_ru",
  (SELECT group_concat(o.name_fi, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = agreements.agreement_id LIMIT 1) AS "parties_fi",
  (SELECT group_concat(o.name_en, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = agreements.agreement_id LIMIT 1) AS "parties_en",
  (SELECT group_concat(o.name_sv, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = agreements.agreement_id LIMIT 1) AS "parties_sv",
  (SELECT group_concat(o.name_ru, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = agreements.agreement_id LIMIT 1) AS "parties_ru",
  kind.label_fi AS "agreement_type_label_fi",
  kind.label_en AS "agreement_type_label_en",
  kind.label_sv AS "agreement_type_label_sv",
  kind.label_ru AS "agreement_type_label_ru",
  substr(CAST(agreements.signed_on AS TEXT), 1, CASE agreements.signed_on_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) AS "signed",
  place.name_fi AS "place_fi",
  place.name_en AS "place_en",
  place.name_sv AS "place_sv",
  place.name_ru AS "place_ru",
  substr(CAST(agreements.in_force_on AS TEXT), 1, CASE agreements.in_force_on_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) AS "in_force",
  substr(CAST(agreements.ends_on AS TEXT), 1, CASE agreements.ends_on_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) AS "ends",
  status.label_fi AS "status_label_fi",
  status.label_en AS "status_label_en",
  status.label_sv AS "status_label_sv",
  status.label_ru AS "status_label_ru",
  CASE WHEN agreements.legally_binding THEN 'kyllä' WHEN NOT (agreements.legally_binding) THEN 'ei' END AS "legally_binding_fi",
  CASE WHEN agreements.legally_binding THEN 'yes' WHEN NOT (agreements.legally_binding) THEN 'no' END AS "legally_binding_en",
  CASE WHEN agreements.legally_binding THEN 'ja' WHEN NOT (agreements.legally_binding) THEN 'nej' END AS "legally_binding_sv",
  CASE WHEN agreements.legally_binding THEN 'да' WHEN NOT (agreements.legally_binding) THEN 'нет' END AS "legally_binding_ru",
  renewal.label_fi AS "renewal_label_fi",
  renewal.label_en AS "renewal_label_en",
  renewal.label_sv AS "renewal_label_sv",
  renewal.label_ru AS "renewal_label_ru",
  agreements.summary_fi AS "summary_fi",
  agreements.summary_en AS "summary_en",
  agreements.summary_sv AS "summary_sv",
  agreements.summary_ru AS "summary_ru",
  evidence.label_fi AS "evidence_label_fi",
  evidence.label_en AS "evidence_label_en",
  evidence.label_sv AS "evidence_label_sv",
  evidence.label_ru AS "evidence_label_ru",
  (SELECT group_concat(k.label_fi, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'agreements' AND c.record_id = agreements.agreement_id GROUP BY c.basis, k.label_fi LIMIT 1) AS "basis_fi",
  (SELECT group_concat(k.label_en, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'agreements' AND c.record_id = agreements.agreement_id GROUP BY c.basis, k.label_en LIMIT 1) AS "basis_en",
  (SELECT group_concat(k.label_sv, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'agreements' AND c.record_id = agreements.agreement_id GROUP BY c.basis, k.label_sv LIMIT 1) AS "basis_sv",
  (SELECT group_concat(k.label_ru, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'agreements' AND c.record_id = agreements.agreement_id GROUP BY c.basis, k.label_ru LIMIT 1) AS "basis_ru",
  (SELECT group_concat(s.title, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'agreements' AND c.record_id = agreements.agreement_id GROUP BY c.source_id, s.title LIMIT 1) AS "source",
  (SELECT group_concat(p.passage, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'agreements' AND c.record_id = agreements.agreement_id GROUP BY c.source_id, p.passage LIMIT 1) AS "passage",
  (SELECT p.link FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'agreements' AND c.record_id = agreements.agreement_id AND p.link IS NOT NULL ORDER BY c.basis DESC, coalesce(c.start, 0), coalesce(c."end", 0), c.citation_id LIMIT 1) AS "link",
  agreements.agreement_id AS "agreement_id"
FROM agreements
LEFT JOIN places AS place ON place.place_id = agreements.signing_place_id
LEFT JOIN codes AS kind ON kind.codelist = 'agreement-type' AND kind.code = agreements.agreement_type
LEFT JOIN codes AS status ON status.codelist = 'agreement-status' AND status.code = agreements.status
LEFT JOIN codes AS renewal ON renewal.codelist = 'renewal' AND renewal.code = agreements.renewal
LEFT JOIN codes AS evidence ON evidence.codelist = 'evidence' AND evidence.code = agreements.evidence;

CREATE VIEW "goals_readable" AS
SELECT
  agreement.title_fi AS "agreement_title_fi",
  agreement.title_en AS "agreement_title_en",
  agreement.title_sv AS "agreement_title_sv",
  agreement.title_ru AS "agreement_title_ru",
  (SELECT group_concat(o.name_fi, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = goals.agreement_id LIMIT 1) AS "parties_fi",
  (SELECT group_concat(o.name_en, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = goals.agreement_id LIMIT 1) AS "parties_en",
  (SELECT group_concat(o.name_sv, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = goals.agreement_id LIMIT 1) AS "parties_sv",
  (SELECT group_concat(o.name_ru, '; ') OVER (ORDER BY p.party_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id WHERE p.agreement_id = goals.agreement_id LIMIT 1) AS "parties_ru",
  substr(CAST(agreement.signed_on AS TEXT), 1, CASE agreement.signed_on_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) AS "signed",
  area.title_fi AS "area_title_fi",
  area.title_en AS "area_title_en",
  area.title_sv AS "area_title_sv",
  area.title_ru AS "area_title_ru",
  (SELECT group_concat(t.label_fi, '; ') OVER (ORDER BY a.theme_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM area_themes AS a JOIN themes AS t ON t.theme_id = a.theme_id WHERE a.area_id = goals.area_id LIMIT 1) AS "themes_fi",
  (SELECT group_concat(t.label_en, '; ') OVER (ORDER BY a.theme_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM area_themes AS a JOIN themes AS t ON t.theme_id = a.theme_id WHERE a.area_id = goals.area_id LIMIT 1) AS "themes_en",
  (SELECT group_concat(t.label_sv, '; ') OVER (ORDER BY a.theme_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM area_themes AS a JOIN themes AS t ON t.theme_id = a.theme_id WHERE a.area_id = goals.area_id LIMIT 1) AS "themes_sv",
  (SELECT group_concat(t.label_ru, '; ') OVER (ORDER BY a.theme_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM area_themes AS a JOIN themes AS t ON t.theme_id = a.theme_id WHERE a.area_id = goals.area_id LIMIT 1) AS "themes_ru",
  goals.statement_fi AS "statement_fi",
  goals.statement_en AS "statement_en",
  goals.statement_sv AS "statement_sv",
  goals.statement_ru AS "statement_ru",
  action.label_fi AS "action_label_fi",
  action.label_en AS "action_label_en",
  action.label_sv AS "action_label_sv",
  action.label_ru AS "action_label_ru",
  modality.label_fi AS "modality_label_fi",
  modality.label_en AS "modality_label_en",
  modality.label_sv AS "modality_label_sv",
  modality.label_ru AS "modality_label_ru",
  (SELECT group_concat(coalesce(o.name_fi, a.actor_group_fi), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'implementer' LIMIT 1) AS "implementers_fi",
  (SELECT group_concat(coalesce(o.name_en, a.actor_group_en), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'implementer' LIMIT 1) AS "implementers_en",
  (SELECT group_concat(coalesce(o.name_sv, a.actor_group_sv), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'implementer' LIMIT 1) AS "implementers_sv",
  (SELECT group_concat(coalesce(o.name_ru, a.actor_group_ru), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'implementer' LIMIT 1) AS "implementers_ru",
  (SELECT group_concat(coalesce(o.name_fi, a.actor_group_fi), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'beneficiary' LIMIT 1) AS "beneficiaries_fi",
  (SELECT group_concat(coalesce(o.name_en, a.actor_group_en), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'beneficiary' LIMIT 1) AS "beneficiaries_en",
  (SELECT group_concat(coalesce(o.name_sv, a.actor_group_sv), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'beneficiary' LIMIT 1) AS "beneficiaries_sv",
  (SELECT group_concat(coalesce(o.name_ru, a.actor_group_ru), '; ') OVER (ORDER BY a.actor_number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id WHERE a.goal_id = goals.goal_id AND a.role = 'beneficiary' LIMIT 1) AS "beneficiaries_ru",
  place.name_fi AS "place_fi",
  place.name_en AS "place_en",
  place.name_sv AS "place_sv",
  place.name_ru AS "place_ru",
  frequency.label_fi AS "frequency_label_fi",
  frequency.label_en AS "frequency_label_en",
  frequency.label_sv AS "frequency_label_sv",
  frequency.label_ru AS "frequency_label_ru",
  goals.target_year AS "target_year",
  goals.indicator_fi AS "indicator_fi",
  goals.indicator_en AS "indicator_en",
  goals.indicator_sv AS "indicator_sv",
  goals.indicator_ru AS "indicator_ru",
  CASE WHEN NOT area.is_exhaustive THEN 'kyllä' WHEN NOT (NOT area.is_exhaustive) THEN 'ei' END AS "list_is_open_fi",
  CASE WHEN NOT area.is_exhaustive THEN 'yes' WHEN NOT (NOT area.is_exhaustive) THEN 'no' END AS "list_is_open_en",
  CASE WHEN NOT area.is_exhaustive THEN 'ja' WHEN NOT (NOT area.is_exhaustive) THEN 'nej' END AS "list_is_open_sv",
  CASE WHEN NOT area.is_exhaustive THEN 'да' WHEN NOT (NOT area.is_exhaustive) THEN 'нет' END AS "list_is_open_ru",
  CASE WHEN substr(CAST(document.period_start AS TEXT), 1, CASE document.period_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) = substr(CAST(document.period_end AS TEXT), 1, CASE document.period_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) THEN substr(CAST(document.period_start AS TEXT), 1, CASE document.period_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) ELSE coalesce(substr(CAST(document.period_start AS TEXT), 1, CASE document.period_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) || '–' || substr(CAST(document.period_end AS TEXT), 1, CASE document.period_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END), substr(CAST(document.period_start AS TEXT), 1, CASE document.period_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) || '–', '–' || substr(CAST(document.period_end AS TEXT), 1, CASE document.period_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END)) END AS "period",
  (SELECT group_concat(k.label_fi, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'goals' AND c.record_id = goals.goal_id GROUP BY c.basis, k.label_fi LIMIT 1) AS "basis_fi",
  (SELECT group_concat(k.label_en, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'goals' AND c.record_id = goals.goal_id GROUP BY c.basis, k.label_en LIMIT 1) AS "basis_en",
  (SELECT group_concat(k.label_sv, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'goals' AND c.record_id = goals.goal_id GROUP BY c.basis, k.label_sv LIMIT 1) AS "basis_sv",
  (SELECT group_concat(k.label_ru, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'goals' AND c.record_id = goals.goal_id GROUP BY c.basis, k.label_ru LIMIT 1) AS "basis_ru",
  (SELECT group_concat(s.title, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'goals' AND c.record_id = goals.goal_id GROUP BY c.source_id, s.title LIMIT 1) AS "source",
  (SELECT group_concat(p.passage, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'goals' AND c.record_id = goals.goal_id GROUP BY c.source_id, p.passage LIMIT 1) AS "passage",
  (SELECT p.link FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'goals' AND c.record_id = goals.goal_id AND p.link IS NOT NULL ORDER BY c.basis DESC, coalesce(c.start, 0), coalesce(c."end", 0), c.citation_id LIMIT 1) AS "link",
  goals.goal_id AS "goal_id",
  goals.agreement_id AS "agreement_id",
  goals.area_id AS "area_id"
FROM goals
LEFT JOIN agreements AS agreement ON agreement.agreement_id = goals.agreement_id
LEFT JOIN documents AS document ON document.document_id = goals.document_id
LEFT JOIN cooperation_areas AS area ON area.area_id = goals.area_id
LEFT JOIN places AS place ON place.place_id = goals.place_id
LEFT JOIN codes AS action ON action.codelist = 'action-type' AND action.code = goals.action_type
LEFT JOIN codes AS modality ON modality.codelist = 'modality' AND modality.code = goals.modality
LEFT JOIN codes AS frequency ON frequency.codelist = 'frequency' AND frequency.code = goals.frequency;

CREATE VIEW "who_signed" AS
SELECT
  agreement.title_fi AS "agreement_title_fi",
  agreement.title_en AS "agreement_title_en",
  agreement.title_sv AS "agreement_title_sv",
  agreement.title_ru AS "agreement_title_ru",
  substr(CAST(agreement.signed_on AS TEXT), 1, CASE agreement.signed_on_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) AS "signed",
  signatories.person_name AS "person_name",
  signatories.name_original AS "name_original",
  signatories.position_fi AS "position_fi",
  signatories.position_en AS "position_en",
  signatories.position_sv AS "position_sv",
  signatories.position_ru AS "position_ru",
  body.name_fi AS "body_fi",
  body.name_en AS "body_en",
  body.name_sv AS "body_sv",
  body.name_ru AS "body_ru",
  capacity.label_fi AS "capacity_label_fi",
  capacity.label_en AS "capacity_label_en",
  capacity.label_sv AS "capacity_label_sv",
  capacity.label_ru AS "capacity_label_ru",
  party.name_fi AS "party_fi",
  party.name_en AS "party_en",
  party.name_sv AS "party_sv",
  party.name_ru AS "party_ru",
  place.name_fi AS "party_place_fi",
  place.name_en AS "party_place_en",
  place.name_sv AS "party_place_sv",
  place.name_ru AS "party_place_ru",
  (SELECT group_concat(k.label_fi, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'signatories' AND c.record_id = signatories.signatory_id GROUP BY c.basis, k.label_fi LIMIT 1) AS "basis_fi",
  (SELECT group_concat(k.label_en, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'signatories' AND c.record_id = signatories.signatory_id GROUP BY c.basis, k.label_en LIMIT 1) AS "basis_en",
  (SELECT group_concat(k.label_sv, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'signatories' AND c.record_id = signatories.signatory_id GROUP BY c.basis, k.label_sv LIMIT 1) AS "basis_sv",
  (SELECT group_concat(k.label_ru, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'signatories' AND c.record_id = signatories.signatory_id GROUP BY c.basis, k.label_ru LIMIT 1) AS "basis_ru",
  (SELECT group_concat(s.title, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'signatories' AND c.record_id = signatories.signatory_id GROUP BY c.source_id, s.title LIMIT 1) AS "source",
  (SELECT group_concat(p.passage, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'signatories' AND c.record_id = signatories.signatory_id GROUP BY c.source_id, p.passage LIMIT 1) AS "passage",
  (SELECT p.link FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'signatories' AND c.record_id = signatories.signatory_id AND p.link IS NOT NULL ORDER BY c.basis DESC, coalesce(c.start, 0), coalesce(c."end", 0), c.citation_id LIMIT 1) AS "link",
  signatories.signatory_id AS "signatory_id",
  signatories.agreement_id AS "agreement_id"
FROM signatories
LEFT JOIN agreements AS agreement ON agreement.agreement_id = signatories.agreement_id
LEFT JOIN organisations AS party ON party.organisation_id = signatories.organisation_id
LEFT JOIN places AS place ON place.place_id = party.place_id
LEFT JOIN organisations AS body ON body.organisation_id = signatories.position_organisation_id
LEFT JOIN codes AS capacity ON capacity.codelist = 'signatory-capacity' AND capacity.code = signatories.capacity;

CREATE VIEW "what_happened" AS
SELECT
  agreement.title_fi AS "agreement_title_fi",
  agreement.title_en AS "agreement_title_en",
  agreement.title_sv AS "agreement_title_sv",
  agreement.title_ru AS "agreement_title_ru",
  kind.label_fi AS "event_label_fi",
  kind.label_en AS "event_label_en",
  kind.label_sv AS "event_label_sv",
  kind.label_ru AS "event_label_ru",
  substr(CAST(events.event_on AS TEXT), 1, CASE events.event_precision WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END) AS "happened",
  body.name_fi AS "organisation_fi",
  body.name_en AS "organisation_en",
  body.name_sv AS "organisation_sv",
  body.name_ru AS "organisation_ru",
  place.name_fi AS "place_fi",
  place.name_en AS "place_en",
  place.name_sv AS "place_sv",
  place.name_ru AS "place_ru",
  events.note_fi AS "remark_fi",
  events.note_en AS "remark_en",
  events.note_sv AS "remark_sv",
  events.note_ru AS "remark_ru",
  (SELECT group_concat(k.label_fi, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'events' AND c.record_id = events.event_id GROUP BY c.basis, k.label_fi LIMIT 1) AS "basis_fi",
  (SELECT group_concat(k.label_en, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'events' AND c.record_id = events.event_id GROUP BY c.basis, k.label_en LIMIT 1) AS "basis_en",
  (SELECT group_concat(k.label_sv, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'events' AND c.record_id = events.event_id GROUP BY c.basis, k.label_sv LIMIT 1) AS "basis_sv",
  (SELECT group_concat(k.label_ru, '; ') OVER (ORDER BY c.basis DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'events' AND c.record_id = events.event_id GROUP BY c.basis, k.label_ru LIMIT 1) AS "basis_ru",
  (SELECT group_concat(s.title, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'events' AND c.record_id = events.event_id GROUP BY c.source_id, s.title LIMIT 1) AS "source",
  (SELECT group_concat(p.passage, '; ') OVER (ORDER BY max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'events' AND c.record_id = events.event_id GROUP BY c.source_id, p.passage LIMIT 1) AS "passage",
  (SELECT p.link FROM citations AS c JOIN sources AS s ON s.source_id = c.source_id JOIN passages AS p ON p.citation_id = c.citation_id LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis WHERE c.table_name = 'events' AND c.record_id = events.event_id AND p.link IS NOT NULL ORDER BY c.basis DESC, coalesce(c.start, 0), coalesce(c."end", 0), c.citation_id LIMIT 1) AS "link",
  events.event_id AS "event_id",
  events.agreement_id AS "agreement_id"
FROM events
LEFT JOIN agreements AS agreement ON agreement.agreement_id = events.agreement_id
LEFT JOIN organisations AS body ON body.organisation_id = events.organisation_id
LEFT JOIN places AS place ON place.place_id = events.place_id
LEFT JOIN codes AS kind ON kind.codelist = 'event-type' AND kind.code = events.event_type;

CREATE VIEW "goals_by_theme" AS
SELECT
  themes.theme_id,
  themes."label_fi", themes."label_en", themes."label_sv", themes."label_ru",
  count(DISTINCT cooperation_areas.agreement_id) AS agreements,
  count(DISTINCT area_themes.area_id) AS areas,
  count(DISTINCT goals.goal_id) AS goals,
  count(DISTINCT CASE WHEN goal_actors.role = 'implementer' THEN goals.goal_id END)
    AS goals_with_implementer,
  count(DISTINCT CASE WHEN goal_actors.role = 'beneficiary' THEN goals.goal_id END)
    AS goals_with_beneficiary
FROM themes
LEFT JOIN area_themes ON area_themes.theme_id = themes.theme_id
LEFT JOIN cooperation_areas ON cooperation_areas.area_id = area_themes.area_id
LEFT JOIN goals ON goals.area_id = cooperation_areas.area_id
LEFT JOIN goal_actors ON goal_actors.goal_id = goals.goal_id
GROUP BY themes.theme_id, themes."label_fi", themes."label_en", themes."label_sv", themes."label_ru";
