"""Tables (CSV, its kin, and rows in XML) into dossiers: a row is a quote, or an event."""
