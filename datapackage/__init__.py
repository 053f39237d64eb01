"""Turn source records about agreements between cities into open data."""
