"""A TOML file into a dossier, with every problem in it found in one run."""
