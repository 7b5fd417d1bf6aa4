"""A new automation from answers: the questions as data, and the file that the answers make."""
