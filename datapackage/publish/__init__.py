"""The last step of a build: a whole package takes the place of the old one, or nothing changes.

:func:`staged` gives a build an empty folder beside the output folder. What the build wrote
there is checked there, and :meth:`Staging.publish` puts it in place in one step. Whatever
goes wrong before that step, the output folder stays as it was.
"""

from datapackage.publish.errors import Busy, OutputError, explain_os_error, system_error
from datapackage.publish.ownership import is_own_package, objection_to_replacing
from datapackage.publish.publishing import Outcome, Staging, staged

__all__ = [
    "Busy",
    "Outcome",
    "OutputError",
    "Staging",
    "explain_os_error",
    "is_own_package",
    "objection_to_replacing",
    "staged",
    "system_error",
]
