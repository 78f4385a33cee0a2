"""The drawn forms of a dossier in cells and counts, without color: its time chart and who speaks to whom."""
