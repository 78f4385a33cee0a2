"""How the versions of a quote differ in words: tokens, alignment, the four counts, and the critical apparatus."""
