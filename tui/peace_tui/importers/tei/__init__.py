"""TEI into dossiers: debates (ParlaMint), letters (correspDesc, as in CMIF), speech and critical texts."""
