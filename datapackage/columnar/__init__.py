"""Arithmetic on Arrow columns that the validator and our rules share: runs, key fingerprints."""
