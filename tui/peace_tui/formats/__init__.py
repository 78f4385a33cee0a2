"""The dossier format, written: TOML, its JSON Schema, and the file that an author starts from."""
