"""What to validate: the files and descriptors that a path leads to."""
