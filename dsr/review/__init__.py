"""What staff may decide, and deciding it."""
