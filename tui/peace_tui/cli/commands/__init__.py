"""What each command does: one module a command, each with `run` from the arguments to the exit code."""
