"""How the versions of a quote differ in words: tokens, alignment, variants, and the critical apparatus."""
