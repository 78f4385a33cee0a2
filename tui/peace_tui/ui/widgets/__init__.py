"""The widgets of the explorer: the panes, their layout, and the search box."""
