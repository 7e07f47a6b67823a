"""Other programs that link records, set up as their own guides say, each run in its own process."""
