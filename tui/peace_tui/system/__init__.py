"""The machine around the program: its files, its standard streams, its editor, and how far a long task is."""
