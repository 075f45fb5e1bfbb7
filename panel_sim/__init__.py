"""A printer without the printer."""

__version__ = "0.1.0"
