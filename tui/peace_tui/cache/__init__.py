"""A large dossier kept ready: its records as bytes that are read when they are looked at, and its indexes."""
