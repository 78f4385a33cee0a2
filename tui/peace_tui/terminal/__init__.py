"""The reader's terminal: acquired and painted before Textual is imported, driven, sent only the cells that change."""
