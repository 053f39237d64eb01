"""The checks: header, rows and cells, keys."""
