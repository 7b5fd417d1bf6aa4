"""Queue in: journal the event, match it, and take each run through its steps."""
