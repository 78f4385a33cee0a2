"""The dossier format, written and described: TOML and its JSON Schema."""
