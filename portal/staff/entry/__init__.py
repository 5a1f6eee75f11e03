"""Entering requests that came by letter or by phone."""
