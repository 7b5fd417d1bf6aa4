"""A version played in memory: what is read is real, what would be written is only noted."""
