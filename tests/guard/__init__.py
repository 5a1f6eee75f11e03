"""Connections of a test run go only to loopback ports that the run itself opened. Children inherit the guard."""
