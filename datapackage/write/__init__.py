"""Writing: from normalised tables to the files of a package, in a staging folder."""
