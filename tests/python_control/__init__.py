"""Python programs with control flow, run in every way."""
