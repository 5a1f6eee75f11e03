"""The pages behind links in letters."""
