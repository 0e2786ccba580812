"""The commands: each takes the options that were given, prints, and returns the exit code."""
