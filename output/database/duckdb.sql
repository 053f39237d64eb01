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

CREATE VIEW "codes" AS
SELECT * FROM read_parquet('parquet/codes.parquet');

CREATE VIEW "goals_readable" AS
SELECT
  "goals"."agreement_id" AS "agreement_id",
  "agreement"."title_fi" AS "agreement_title_fi",
  "agreement"."title_en" AS "agreement_title_en",
  "agreement"."title_sv" AS "agreement_title_sv",
  "agreement"."title_ru" AS "agreement_title_ru",
  "area"."section" AS "section",
  "area_section"."label_fi" AS "section_label_fi",
  "area_section"."label_en" AS "section_label_en",
  "area_section"."label_sv" AS "section_label_sv",
  "area_section"."label_ru" AS "section_label_ru",
  "area"."area_number" AS "area_number",
  "goals"."area_id" AS "area_id",
  "area"."title_fi" AS "area_title_fi",
  "area"."title_en" AS "area_title_en",
  "area"."title_sv" AS "area_title_sv",
  "area"."title_ru" AS "area_title_ru",
  "goals"."goal_number" AS "goal_number",
  "goals"."goal_id" AS "goal_id",
  "goals"."action_type" AS "action_type",
  "action"."label_fi" AS "action_label_fi",
  "action"."label_en" AS "action_label_en",
  "action"."label_sv" AS "action_label_sv",
  "action"."label_ru" AS "action_label_ru",
  "goals"."modality" AS "modality",
  "modality"."label_fi" AS "modality_label_fi",
  "modality"."label_en" AS "modality_label_en",
  "modality"."label_sv" AS "modality_label_sv",
  "modality"."label_ru" AS "modality_label_ru",
  "goals"."statement_fi" AS "statement_fi",
  "goals"."statement_en" AS "statement_en",
  "goals"."statement_sv" AS "statement_sv",
  "goals"."statement_ru" AS "statement_ru",
  "goals"."place_id" AS "place_id",
  "place"."name_fi" AS "place_fi",
  "place"."name_en" AS "place_en",
  "place"."name_sv" AS "place_sv",
  "place"."name_ru" AS "place_ru",
  "goals"."frequency" AS "frequency",
  "frequency"."label_fi" AS "frequency_label_fi",
  "frequency"."label_en" AS "frequency_label_en",
  "frequency"."label_sv" AS "frequency_label_sv",
  "frequency"."label_ru" AS "frequency_label_ru",
  "goals"."target_year" AS "target_year",
  "goals"."indicator_fi" AS "indicator_fi",
  "goals"."indicator_en" AS "indicator_en",
  "goals"."indicator_sv" AS "indicator_sv",
  "goals"."indicator_ru" AS "indicator_ru",
  "goals"."document_id" AS "document_id",
  "document"."period_start" AS "period_start",
  "document"."period_end" AS "period_end"
FROM "goals"
LEFT JOIN "agreements" AS "agreement" ON "agreement"."agreement_id" = "goals"."agreement_id"
LEFT JOIN "documents" AS "document" ON "document"."document_id" = "goals"."document_id"
LEFT JOIN "cooperation_areas" AS "area" ON "area"."area_id" = "goals"."area_id"
LEFT JOIN "codes" AS "area_section" ON "area_section"."code" = "area"."section" AND "area_section"."codelist" = 'area-section'
LEFT JOIN "codes" AS "action" ON "action"."code" = "goals"."action_type" AND "action"."codelist" = 'action-type'
LEFT JOIN "codes" AS "modality" ON "modality"."code" = "goals"."modality" AND "modality"."codelist" = 'modality'
LEFT JOIN "places" AS "place" ON "place"."place_id" = "goals"."place_id"
LEFT JOIN "codes" AS "frequency" ON "frequency"."code" = "goals"."frequency" AND "frequency"."codelist" = 'frequency';

CREATE VIEW "who_signed" AS
SELECT
  "signatories"."signatory_id" AS "signatory_id",
  "signatories"."agreement_id" AS "agreement_id",
  "agreement"."title_fi" AS "agreement_title_fi",
  "agreement"."title_en" AS "agreement_title_en",
  "agreement"."title_sv" AS "agreement_title_sv",
  "agreement"."title_ru" AS "agreement_title_ru",
  "agreement"."signed_on" AS "signed_on",
  "agreement"."signed_on_precision" AS "signed_on_precision",
  "signatories"."signatory_number" AS "signatory_number",
  "signatories"."capacity" AS "capacity",
  "capacity"."label_fi" AS "capacity_label_fi",
  "capacity"."label_en" AS "capacity_label_en",
  "capacity"."label_sv" AS "capacity_label_sv",
  "capacity"."label_ru" AS "capacity_label_ru",
  "signatories"."person_name" AS "person_name",
  "signatories"."name_original" AS "name_original",
  "signatories"."position_fi" AS "position_fi",
  "signatories"."position_en" AS "position_en",
  "signatories"."position_sv" AS "position_sv",
  "signatories"."position_ru" AS "position_ru",
  "signatories"."position_organisation_id" AS "position_organisation_id",
  "body"."name_fi" AS "position_organisation_fi",
  "body"."name_en" AS "position_organisation_en",
  "body"."name_sv" AS "position_organisation_sv",
  "body"."name_ru" AS "position_organisation_ru",
  "signatories"."organisation_id" AS "party_id",
  "party"."name_fi" AS "party_fi",
  "party"."name_en" AS "party_en",
  "party"."name_sv" AS "party_sv",
  "party"."name_ru" AS "party_ru",
  "party"."place_id" AS "party_place_id",
  "place"."name_fi" AS "party_place_fi",
  "place"."name_en" AS "party_place_en",
  "place"."name_sv" AS "party_place_sv",
  "place"."name_ru" AS "party_place_ru"
FROM "signatories"
LEFT JOIN "agreements" AS "agreement" ON "agreement"."agreement_id" = "signatories"."agreement_id"
LEFT JOIN "organisations" AS "party" ON "party"."organisation_id" = "signatories"."organisation_id"
LEFT JOIN "places" AS "place" ON "place"."place_id" = "party"."place_id"
LEFT JOIN "codes" AS "capacity" ON "capacity"."code" = "signatories"."capacity" AND "capacity"."codelist" = 'signatory-capacity'
LEFT JOIN "organisations" AS "body" ON "body"."organisation_id" = "signatories"."position_organisation_id";

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
