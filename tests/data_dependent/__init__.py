"""Values, places and sizes that depend on data."""
