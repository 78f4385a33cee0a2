"""What the framework does not give a terminal: a driver without threads, and cells sent instead of lines.

Where Textual lacks one of the names of [leaning][peace_tui.ui.terminal.leaning], or with the switch of
[peace_tui.terminal][], Textual drives the terminal itself.
"""
