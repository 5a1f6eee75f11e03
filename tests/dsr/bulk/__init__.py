"""Bulk work, from its look to the result of each case."""
