"""Text of any script: made safe for a terminal, measured in cells, folded for search, compared, read from HTML."""
