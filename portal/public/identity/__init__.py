"""Proving who asks, and the hand-over from the business's own site."""
