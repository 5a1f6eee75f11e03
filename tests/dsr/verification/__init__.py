"""The proof of who asks."""
