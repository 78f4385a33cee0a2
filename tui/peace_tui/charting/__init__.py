"""The drawn forms of a dossier, in cells and counts: its time chart and its matrix of who speaks to whom."""
