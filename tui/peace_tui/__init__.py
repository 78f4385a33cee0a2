"""A terminal explorer for who said what, to whom, when, and according to whom."""

__version__ = "0.1.0"
