"""The reader's terminal: held, painted before Textual is there, driven, and sent only the cells that change."""
