"""Exports: what a view lets pass of a dossier, in the formats of readers, newsrooms and programs."""
