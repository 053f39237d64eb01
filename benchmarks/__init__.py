"""The benchmark: data made from a seed, what is measured on it, and the report of a run."""
