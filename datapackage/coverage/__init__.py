"""How much of its sources a record cites: as figures, and as a page with the citations marked."""

from datapackage.coverage.measure import Coverage, coverage
from datapackage.coverage.page import write_page

__all__ = ["Coverage", "coverage", "write_page"]
