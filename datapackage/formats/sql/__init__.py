"""The package in SQL: tables, constraints and views, derived from the schemas."""
