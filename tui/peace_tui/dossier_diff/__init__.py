"""Two states of a dossier compared in a reader's terms: what was added, removed and changed."""
