"""Signing in, one's own account, and what each role may do."""
