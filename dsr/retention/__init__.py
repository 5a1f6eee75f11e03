"""Forgetting on time, and legal holds."""
