"""What a shell may complete: commands, options, ids, and the facets and values of a view."""
