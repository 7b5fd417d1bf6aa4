"""The files people write under config/: their models, and what they compile to."""
