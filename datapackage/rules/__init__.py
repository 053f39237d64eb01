"""Rules between rows and tables of agreements; from a finding back to the sources."""
