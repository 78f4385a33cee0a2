"""Views and what passes them: the view string, the facets, the engine, and rows for the text commands."""
