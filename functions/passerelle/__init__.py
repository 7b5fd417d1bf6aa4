"""Passerelle: exchange data between Tomorro and any other software."""

__version__ = "0.1.0"
