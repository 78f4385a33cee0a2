"""Screens that open over the three panes."""
