"""The page of the suppression list."""
