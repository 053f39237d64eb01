"""What changed between two packages, and how big a change that is.

>>> from datapackage.changes import diff, render
>>> print(render(diff("releases/1.0.0.zip", "output"), "text"))
"""

from datapackage.changes.compare import Diff, diff
from datapackage.changes.descriptor import Change
from datapackage.changes.level import Level
from datapackage.changes.render import FORMATS, render
from datapackage.changes.rows import TableDiff

__all__ = ["FORMATS", "Change", "Diff", "Level", "TableDiff", "diff", "render"]
