"""Text of any script: safe for a terminal and measured in cells, folded for search, read from HTML, in messages."""
