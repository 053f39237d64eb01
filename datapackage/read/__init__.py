"""Reading: from files that people write to values whose places are known."""
