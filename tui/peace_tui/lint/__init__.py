"""What `check` tells an author beyond errors: warnings, duplicates, repairs, and texts looked up in an archive."""
