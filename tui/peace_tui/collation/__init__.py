"""What differs in words between the versions of a quote, and in records between two states of a dossier."""
