"""Files of other formats into dossiers; what cannot be kept is in the report."""
