"""What a person can ask of a running installation: plain functions, for the command line and for a page alike."""
