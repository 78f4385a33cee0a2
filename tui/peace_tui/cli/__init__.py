"""The command line: one table of commands, the parser made from it, and a module for each command."""
