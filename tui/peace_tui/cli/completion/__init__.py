"""Completion of command lines by the shell: what a shell asks, and what it is answered."""
