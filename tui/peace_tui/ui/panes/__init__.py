"""The three panes, on one flat list."""
