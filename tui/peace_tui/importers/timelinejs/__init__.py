"""TimelineJS, its JSON and its spreadsheet, into dossiers: slides become events."""
