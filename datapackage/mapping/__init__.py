"""Foreign tables as sources: lists that exist elsewhere, read as they are.

A folder in ``tables/`` of the sources holds CSV files as their publisher wrote them, and a
``mapping.yaml`` that says how their rows make records:

* :mod:`~datapackage.mapping.language`: what a mapping says, read and checked;
* :mod:`~datapackage.mapping.tables`: a foreign table, and several joined to one;
* :mod:`~datapackage.mapping.view`: their columns as the templates of a mapping see them;
* :mod:`~datapackage.mapping.maker`: records made of them;
* :mod:`~datapackage.mapping.origin`: from a value of a record to its cell;
* :mod:`~datapackage.mapping.report`: what was taken, changed and left out;
* :mod:`~datapackage.mapping.records`: the records of a mapping, as a batch like any other;
* :mod:`~datapackage.mapping.suggest`: a first draft of a mapping;
* :mod:`~datapackage.mapping.candidates`: names and codes that no register or list has;
* :mod:`~datapackage.mapping.merging`: those that a person edited, brought into the sources.

All of it works on columns. The keys of a mapping are those of a record, from the contract.
"""

from datapackage.mapping.candidates import Candidates, find_candidates
from datapackage.mapping.merging import merge_candidates
from datapackage.mapping.records import MappedTables, map_tables
from datapackage.mapping.report import MappingReport
from datapackage.mapping.suggest import suggest_mapping

__all__ = [
    "Candidates",
    "MappedTables",
    "MappingReport",
    "find_candidates",
    "map_tables",
    "merge_candidates",
    "suggest_mapping",
]
