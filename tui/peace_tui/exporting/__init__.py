"""Exports: what a view lets pass of a dossier, in the formats of readers, newsrooms and programs.

Each format is a row of [FORMATS][peace_tui.exporting.formats.FORMATS] and a module with `pieces`, from a selection and
its colophon to text, and `left_out`, what of the selection the format does not take.
"""
