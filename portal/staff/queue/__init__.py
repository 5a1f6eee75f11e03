"""The queue, and finding a case."""
