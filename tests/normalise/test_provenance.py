from datapackage.normalise.provenance import Provenance
from datapackage.problems import Place


def test_a_row_is_found_in_the_stretch_that_it_was_written_in() -> None:
    provenance = Provenance()
    provenance.add("goals", 2, lambda row, column: Place("a.yaml", row, column))
    provenance.add("goals", 0, lambda row, column: Place("empty.yaml", row, column))
    provenance.add("areas", 1, lambda row, column: Place("x.yaml", row, column))
    provenance.add("goals", 3, lambda row, column: Place("b.yaml", row, column))
    found = [provenance.place("goals", row, "title") for row in range(5)]
    assert found == [
        Place("a.yaml", 0, "title"),
        Place("a.yaml", 1, "title"),
        Place("b.yaml", 0, "title"),
        Place("b.yaml", 1, "title"),
        Place("b.yaml", 2, "title"),
    ]


def test_a_row_that_was_not_written_is_nowhere() -> None:
    provenance = Provenance()
    provenance.add("goals", 2, lambda row, column: Place("a.yaml", row, column))
    assert provenance.place("goals", 2, "title") is None
    assert provenance.place("goals", -1, "title") is None
    assert provenance.place("areas", 0, "title") is None
