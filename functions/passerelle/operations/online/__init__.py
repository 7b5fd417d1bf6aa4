"""The folder held against the platforms as they are now: what is asked of them, and what is found."""
