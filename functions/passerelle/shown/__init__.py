"""What the command line and the console show, as JSON: one form for both."""
