"""The pages of the systems, and approving a mapping."""
