"""How words came from a mouth to a page, on how many accounts they rest, and where sources disagree."""
