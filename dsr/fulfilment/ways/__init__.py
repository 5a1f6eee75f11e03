"""One module a way to act in a system."""
