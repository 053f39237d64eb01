"""Checking: every rule on the files of a package, staged or published."""
