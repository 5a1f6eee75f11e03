"""The page of one case, with all that can be seen and done there."""
