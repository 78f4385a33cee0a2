"""The dossier: its fields, records, order and indexes. It knows no file, no filter and no screen."""
