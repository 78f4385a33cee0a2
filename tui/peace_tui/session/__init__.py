"""The state of a session at the explorer and its pure transitions: what is shown, undone, remembered and allowed."""
